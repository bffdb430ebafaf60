package figure

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func labelsOf(a axis) []string {
	var labels []string
	for _, t := range a.ticks {
		if !t.IsMinor() {
			labels = append(labels, t.Label)
		}
	}
	return labels
}

func TestAxesHaveRoundLabels(t *testing.T) {
	cases := map[string]struct {
		axis
		want []string
	}{
		"epochs":           {linear("", 0, 699, 7), []string{"0", "100", "200", "300", "400", "500", "600"}},
		"losses":           {linear("", 0.2358, 0.2462, 3), []string{"0.240", "0.245"}},
		"both signs":       {linear("", -0.5, 0.5, 4), []string{"−0.5", "0", "0.5"}},
		"one value":        {linear("", 2, 2, 3), []string{"1", "2", "3"}},
		"zero":             {linear("", 0, 0, 3), []string{"−1", "0", "1"}},
		"large":            {linear("", 0, 3e7, 3), []string{"0", "10⁷", "2·10⁷", "3·10⁷"}},
		"small":            {linear("", 0, 3e-9, 3), []string{"0", "10⁻⁹", "2·10⁻⁹", "3·10⁻⁹"}},
		"less than digits": {linear("", 1, 1+1e-12, 3), []string{"0.5", "1.0", "1.5"}},
		"decades":          {logarithmic("", 1e-12, 1, 6), []string{"10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "10⁰"}},
		"few decades":      {logarithmic("", 0.001, 10, 5), []string{"0.001", "0.01", "0.1", "1", "10"}},
		"two decades":      {logarithmic("", 0.02, 5, 5), []string{"0.03", "0.1", "0.3", "1", "3"}},
		"one decade":       {logarithmic("", 0.2, 2, 5), []string{"0.2", "0.5", "1", "2"}},
		"a part of one":    {logarithmic("", 0.21, 0.26, 5), []string{"0.21", "0.22", "0.23", "0.24", "0.25", "0.26"}},
		"one logarithm":    {logarithmic("", 3, 3, 5), []string{"2", "5"}},
		"parameters": {logarithmic("", 30, 80000, 6), []string{"30", "100", "300", "1000", "3000", "10000",
			"30000"}},
		"with a line for 0": {withZero("", "identical", 1e-16, 1e-9, 5), []string{"identical", "10⁻¹⁶", "10⁻¹⁴",
			"10⁻¹²", "10⁻¹⁰"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, labelsOf(c.axis)) })
	}
}

func TestTicksLieOnTheAxisAndApart(t *testing.T) {
	const n = 6
	rapid.Check(t, func(t *rapid.T) {
		var a axis
		if rapid.Bool().Draw(t, "logarithmic") {
			low := math.Pow(10, rapid.Float64Range(-290, 90).Draw(t, "low"))
			a = logarithmic("", low, low*math.Pow(10, rapid.Float64Range(0, 9).Draw(t, "decades")), n)
		} else {
			low := rapid.Float64Range(-largest, largest).Draw(t, "low")
			a = linear("", low, max(low, rapid.Float64Range(-largest, largest).Draw(t, "high")), n)
		}
		last, count := math.Inf(-1), 0
		for _, tick := range a.ticks {
			at := a.scale.Normalize(a.min, a.max, tick.Value)
			require.True(t, at > -1e-6 && at < 1+1e-6, "%q at %v", tick.Label, at)
			if tick.IsMinor() {
				continue
			}
			require.Greater(t, at-last, 0.5/n, tick.Label)
			last = at
			count++
		}
		require.GreaterOrEqual(t, count, 2)
		require.LessOrEqual(t, count, 2*n)
	})
}

func TestALossAxisEndsWhereLossesAreNoise(t *testing.T) {
	losses := Axis{Label: "loss", Log: true, Decades: 4}
	a := losses.over([]float64{5, 0.3, 1e-14}, 5, true)
	assert.Equal(t, 0.001, a.min)
	assert.Equal(t, "loss (below 0.001 drawn at 0.001)", a.label)
	assert.Equal(t, 0.001, a.place(1e-14))
	assert.Equal(t, 0.3, a.place(0.3))

	losses.Reach = []float64{0.1, 6}
	a = losses.over([]float64{5, 0.3}, 5, true)
	assert.Equal(t, [2]float64{0.1, 6}, [2]float64{a.min, a.max}, "those beside it have the same axis")
}

func TestWhereZeroLies(t *testing.T) {
	differences := Axis{Log: true, Zero: "identical"}
	a := differences.over([]float64{0, 1e-16, 1e-12}, 5, true)
	assert.InEpsilon(t, 1e-17/factor, a.place(0), 1e-12, "on a line of its own")
	assert.Equal(t, "identical", labelsOf(a)[0])
	assert.Less(t, a.min, a.place(0))

	a = differences.over([]float64{1e-16, 1e-12}, 5, true)
	assert.NotContains(t, labelsOf(a), "identical", "no line without a 0")

	differences.Zero = ""
	a = differences.over([]float64{0, 1e-16}, 5, true)
	assert.Equal(t, a.min, a.place(0))

	linear := Axis{}.over([]float64{-3, 0}, 5, false)
	assert.Equal(t, []float64{-3, 0}, []float64{linear.place(-3), linear.place(0)})
	assert.Equal(t, [2]float64{-3, 0}, [2]float64{linear.min, linear.max})
}

func TestAnAxisHasRoomUnlessItReachesSomewhere(t *testing.T) {
	a := Axis{}.over([]float64{0, 10}, 5, true)
	assert.InDelta(t, -0.8, a.min, 1e-12)
	assert.InDelta(t, 10.8, a.max, 1e-12)
	a = Axis{Log: true}.over([]float64{1, 10}, 5, true)
	assert.Equal(t, [2]float64{1 / factor, 10 * factor}, [2]float64{a.min, a.max})
	a = Axis{Reach: []float64{0, 100}}.over([]float64{50}, 5, true)
	assert.Equal(t, [2]float64{0, 100}, [2]float64{a.min, a.max})
}
