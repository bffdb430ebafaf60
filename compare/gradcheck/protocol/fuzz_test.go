package protocol

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare/gradcheck"
)

// Whatever a program answers, it is read or refused in one line; and blocks that are
// read are those of the point, or refused.
func FuzzAnswer(f *testing.F) {
	for _, line := range []string{`{"x": [1, 2.5e3, -0.0]}`, `{"x": [1], "blocks": [{"Name": "W", "Rows": 1, "Cols": 1}]}`,
		`{"x": [1,2,3,4], "blocks": [{"Rows": 4611686018427387904, "Cols": 4}, {"Rows": -1, "Cols": -4, "Bias": true}]}`,
		`{"value": NaN}`, `{"gradient": [nan, -Infinity, null, "inf", 1e999]}`, `{"value": "\"NaN"}`, `[]`, `null`} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		var a answer
		if err := decode(line, &a); err != nil {
			assert.NotContains(t, err.Error(), "\n")
			return
		}
		for _, v := range a.Gradient {
			_, err := v.MarshalJSON()
			require.NoError(t, err)
		}
		x := floats(a.X)
		if len(x) == 0 || len(x) > 4 {
			return
		}
		for _, v := range x {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return
			}
		}
		_, err := gradcheck.Check(func([]float64) float64 { return 1 }, x, make([]float64, len(x)),
			&gradcheck.Settings{Blocks: a.Blocks})
		if err != nil {
			assert.NotContains(t, err.Error(), "\n")
		}
	})
}
