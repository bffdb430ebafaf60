package figure

import (
	"image/color"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"
)

// A level belongs to what is shown, a power law is drawn where it crosses that.
func TestRulesOnTheAxes(t *testing.T) {
	p := Panel{X: Axis{Log: true}, Y: Axis{Log: true},
		Series: []Series{{Name: "a", X: []float64{1, 100}, Y: []float64{1, 10}}}}
	_, without := p.axes()
	p.Rules = []Rule{{Name: "level", Coefficient: 1e6}}
	_, with := p.axes()
	assert.Equal(t, 10*factor, without.max)
	assert.Equal(t, 1e6*factor, with.max, "a level is seen, however far from the data")
	p.Rules = []Rule{{Name: "law", Coefficient: 1e6, Exponent: 1}}
	_, with = p.axes()
	assert.Equal(t, without.max, with.max, "a law is not")

	x, y := axis{min: 1, max: 100, scale: logScale{}}, axis{min: 1, max: 100, scale: logScale{}}
	for name, c := range map[string]struct {
		rule Rule
		want plotter.XYs
	}{
		"a level":                {Rule{Coefficient: 7}, plotter.XYs{{X: 1, Y: 7}, {X: 100, Y: 7}}},
		"a level from somewhere": {Rule{Coefficient: 7, From: 2, To: 50}, plotter.XYs{{X: 2, Y: 7}, {X: 50, Y: 7}}},
		"no farther than it goes": {Rule{Coefficient: 7, From: 0.5, To: 500},
			plotter.XYs{{X: 1, Y: 7}, {X: 100, Y: 7}}},
		"a square": {Rule{Coefficient: 1, Exponent: 2}, plotter.XYs{{X: 1, Y: 1}, {X: 10, Y: 100}}},
		"an inverse": {Rule{Coefficient: 1000, Exponent: -1},
			plotter.XYs{{X: 10, Y: 100}, {X: 100, Y: 10}}},
		"nowhere":      {Rule{Coefficient: 1e9, Exponent: 1}, nil},
		"just outside": {Rule{Coefficient: 150, Exponent: 1}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.rule.within(x, y)
			require.Len(t, got, len(c.want))
			for i, want := range c.want {
				assert.InEpsilon(t, want.X, got[i].X, 1e-12)
				assert.InEpsilon(t, want.Y, got[i].Y, 1e-12)
			}
		})
	}
}

func TestWhatASeriesIsSaidToBe(t *testing.T) {
	for want, y := range map[string][]float64{
		"s: from 1 at 0 to 2 at 1.":                 {1, 2},
		"s: from 1 at 0 to 2 at 2, at most 5 at 1.": {1, 5, 2},
		"s: from 5 at 0 to 2 at 1.":                 {5, 2},
		"s: none throughout.":                       {0, 0, 0},
		"s: none at 0.":                             {0},
	} {
		assert.Equal(t, want, Series{Name: "s", Y: y}.alt("none"))
	}
}

// Coinciding curves can both be seen, and many marks do not cover each other.
func TestStyles(t *testing.T) {
	points := func(n int) plotter.XYs { return make(plotter.XYs, n) }
	broad, _ := Broad.plotters(points(2), 0)
	thin, _ := Thin.plotters(points(2), 1)
	assert.GreaterOrEqual(t, float64(broad[0].(*plotter.Line).Width), 3*float64(thin[0].(*plotter.Line).Width))
	assert.Equal(t, color.Color(seriesColor(0).faded(50)), broad[0].(*plotter.Line).Color)

	few, _ := Marked.plotters(points(24), 0)
	many, _ := Marked.plotters(points(25), 0)
	assert.Greater(t, few[1].(*plotter.Scatter).Radius, many[1].(*plotter.Scatter).Radius)
}

// An interval is a line from its low to its high end.
func TestIntervalsAreDrawn(t *testing.T) {
	bars := func(low, high float64) int {
		f := drawn(t, Lines{Panels: []Panel{{X: Axis{Log: true}, Y: Axis{Log: true}, Height: 200, Series: []Series{
			{Name: "a", X: []float64{1, 10}, Y: []float64{1, 10}, Low: []float64{low, 10},
				High: []float64{high, 10}}}}}})
		_, after, _ := strings.Cut(string(f.SVG), `stroke="var(--fig-a)" stroke-width="1.2" d="`)
		path, _, _ := strings.Cut(after, `"`)
		return strings.Count(path, "v")
	}
	assert.Equal(t, 1, bars(0.5, 2), "one has a length")
	assert.Equal(t, 0, bars(1, 1))
}

// 0.5 is predicted as class 0, as the report has it.
func TestAProbabilityOfOneHalfIsClass0(t *testing.T) {
	f := drawn(t, Predictions{Squares: []Square{{X: [][2]float64{{0, 0}, {1, 1}}, Labels: []float64{0, 1},
		Probabilities: []float64{0.5, 0.5}}}})
	assert.Contains(t, f.Alt, "1 predicted right, 1 wrong")
}

// The highest bin of either sample has the whole height.
func TestHistogramsAreScaledToTheirHighestBin(t *testing.T) {
	height := func(values ...float64) string {
		f := drawn(t, Distributions{Quantity: "x", Samples: []Sample{{Name: "s", Values: values}}})
		_, after, _ := strings.Cut(string(f.SVG), `fill-opacity="0.6" d="`)
		path, _, _ := strings.Cut(after, `"`)
		return path[strings.Index(path, "v"):][:4]
	}
	assert.Equal(t, height(1, 2), height(1, 2, 3, 4, 5))
}
