package figure

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWhatNoAxisHoldsIsAnError(t *testing.T) {
	of := func(y Axis, values ...float64) Lines {
		return Lines{Panels: []Panel{{X: Axis{Label: "epoch"}, Y: y, Series: []Series{{Name: "manual", Y: values}},
			Height: 100}}}
	}
	for name, c := range map[string]struct {
		drawer
		want string
	}{
		"not a number": {of(Axis{Label: "loss"}, 1, math.NaN()),
			"figure: an axis from NaN to NaN (loss): want finite numbers"},
		"infinite": {of(Axis{Label: "loss", Log: true}, 1, math.Inf(1)),
			"figure: an axis from 0.6666666666666666 to +Inf (loss): want finite numbers"},
		"beyond all range": {of(Axis{Label: "loss"}, 0, 1e200),
			"figure: an axis from -8e+198 to 1.08e+200 (loss): want finite numbers"},
		"an infinite value": {Distributions{Quantity: "loss",
			Samples: []Sample{{Name: "row", Values: []float64{math.Inf(-1)}}}},
			"figure: an axis from NaN to NaN (loss): want finite numbers"},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := c.Draw()
			assert.EqualError(t, err, c.want)
			assert.Empty(t, f)
		})
	}
}
