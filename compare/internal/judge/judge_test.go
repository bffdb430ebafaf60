package judge

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare/gradcheck"
)

func TestRidders(t *testing.T) {
	sin := func(x []float64) float64 { return math.Sin(x[0]) * x[1] }
	got, bar := Along(sin, []float64{1, 2}, []float64{1, 0.5})
	want := 2*math.Cos(1) + 0.5*math.Sin(1)
	assert.InDelta(t, want, got, 1e-11)
	assert.Less(t, math.Abs(got-want), 10*bar+1e-14)

	x, u := []float64{1, 2}, []float64{1, 0}
	assert.False(t, refutes(sin, x, u, 2*math.Cos(1), 2, 0x1p-53))
	assert.True(t, refutes(sin, x, u, 2*math.Cos(1)*(1+1e-7), 2, 0x1p-53))
	assert.True(t, refutes(sin, x, u, math.NaN(), 2, 0x1p-53))

	kink := func(x []float64) float64 { return math.Abs(x[0]) }
	assert.False(t, refutes(kink, []float64{0}, []float64{1}, 1, 1, 0x1p-53), "a kink")
	pole := func(x []float64) float64 { return 1 / x[0] }
	assert.False(t, refutes(pole, []float64{1e-300}, []float64{1}, math.Inf(-1), 1e300, 0x1p-53), "a pole")
	huge := func(x []float64) float64 { return x[0] * x[0] }
	assert.False(t, refutes(huge, []float64{1e100, 0}, []float64{0, 1}, 1e-3, 1e200, 0x1p-53), "below the rounding of f")
}

func TestGradient(t *testing.T) {
	names := gradcheck.Settings{Element: func(i int) string { return string(rune('a' + i)) }}
	product := func(x []float64) float64 { return x[0] * x[1] }
	largest := func(x []float64) float64 { return math.Max(x[0], x[1]) }
	inverse := func(x []float64) float64 { return 1 / x[0] }
	for name, c := range map[string]struct {
		f            func([]float64) float64
		x, claimed   []float64
		wrong, doubt string
	}{
		"right":         {product, []float64{2, 3}, []float64{3, 2}, "", ""},
		"wrong":         {product, []float64{2, 3}, []float64{3, 2.5}, "b is 2.5 in place of 2", ""},
		"a kink":        {largest, []float64{1, 1}, []float64{0, 1}, "", "b: 1 at a kink between slopes "},
		"no convention": {largest, []float64{1, 1}, []float64{1, 1}, "the sum of all elements is 2", ""},
		"one opinion":   {inverse, []float64{1e-300}, []float64{math.Inf(-1)}, "", "a: one oracle alone calls it wrong"},
	} {
		o, err := Gradient(c.f, c.x, c.claimed, 1, 0x1p-53, names)
		require.NoError(t, err, name)
		assert.Equal(t, c.wrong == "", o.Wrong == "", name)
		assert.Contains(t, o.Wrong, c.wrong, name)
		assert.Contains(t, o.Doubt, c.doubt, name)
	}
	_, err := Gradient(product, nil, nil, 1, 0x1p-53, names)
	assert.ErrorContains(t, err, "x is empty")
}
