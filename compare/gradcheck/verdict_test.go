package gradcheck_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/optimize/functions"

	. "backprop/compare/gradcheck"
)

// Right derivatives in nasty places, with the exact verdict and reason.
func TestRightDerivativesInNastyPlaces(t *testing.T) {
	stairs := func(x float64) float64 { return -math.Log(1 - sigmoid(x)) }
	abs := func(x float64) float64 { return math.Copysign(1, x) }
	relu := func(x float64) float64 { return max(0, x) }
	smoothed := func(x float64) float64 { return math.Sqrt(x*x + 1e-12) }
	for _, c := range []struct {
		name    string
		f       func(float64) float64
		x       float64
		claimed float64
		verdict Verdict
		reason  Reason
	}{
		{"exp", math.Exp, 1, math.E, Pass, Agrees},
		{"exp, large", math.Exp, 300, math.Exp(300), Pass, Agrees},
		{"exp, small", math.Exp, -30, math.Exp(-30), Pass, Agrees},
		{"sin at 1000", math.Sin, 1e3, math.Cos(1e3), Pass, Agrees},
		{"sin at its top: the slope is a rounding error", math.Sin, math.Pi / 2, math.Cos(math.Pi / 2),
			Pass, Stationary},
		{"a short wave", func(x float64) float64 { return math.Sin(1000 * x) }, 0.3, 1000 * math.Cos(300),
			Pass, Agrees},
		{"sin(1/x)", func(x float64) float64 { return math.Sin(1 / x) }, 1e-3, -math.Cos(1e3) * 1e6, Pass, Agrees},
		{"log beside its pole", math.Log, 1e-8, 1e8, Pass, Agrees},
		{"a huge curvature", func(x float64) float64 { return 1e6 * x * x }, 1e-8, 0.02, Pass, Agrees},
		{"a constant drowns it", func(x float64) float64 { return 1e10 + x }, 0, 1, Pass, Agrees},
		{"a constant drowns it altogether", func(x float64) float64 { return 1e10 + 1e-8*x }, 0, 1e-8, Pass, Agrees},
		{"tiny", func(x float64) float64 { return 1e-12 * x }, 1e3, 1e-12, Pass, Agrees},
		{"x of 1e-8", func(x float64) float64 { return math.Tanh(3 * x) }, 1e-8, 3, Pass, Agrees},
		{"x² at 0", func(x float64) float64 { return x * x }, 0, 0, Pass, Stationary},
		{"the least of a product, 0", func(x float64) float64 { return (x - 1) * (x*x - 1) }, 1, 0, Pass, Stationary},
		{"constant", func(float64) float64 { return 7 }, 2, 0, Pass, Flat},
		{"dead unit", relu, -1, 0, Pass, Flat},
		{"dead unit beside 1, of slope 1e-8", func(x float64) float64 { return 1 + 1e-8*relu(x-0.5) }, 0, 0, Pass, Flat},
		{"dead unit beside 1, of slope 1e-9", func(x float64) float64 { return 1 + 1e-9*relu(x-0.5) }, 0, 0, Inconclusive,
			NoiseFloor},
		{"relu at 0, the usual convention", relu, 0, 0, Inconclusive, Kink},
		{"relu at 0, the mean", relu, 0, 0.5, Inconclusive, Kink},
		{"|x| at 0", math.Abs, 0, 0, Inconclusive, Kink},
		{"a kink at 1e-13", math.Abs, 1e-13, abs(1), Pass, Agrees},
		{"a kink at 1e-9", math.Abs, 1e-9, abs(1), Pass, Agrees},
		{"a kink between the steps", math.Abs, 0.01, abs(1), Pass, Agrees},
		{"a kink just inside the first step", math.Abs, -0.124999, abs(-1), Pass, Agrees},
		{"a rounded kink", smoothed, 1e-6, 1e-6 / smoothed(1e-6), Pass, Agrees},
		{"a jump of curvature", func(x float64) float64 { return x * math.Abs(x) }, 1e-4, 2e-4, Pass, Agrees},
		{"noise 1e4 times the last bit", stairs, 10, sigmoid(10), Pass, Agrees},
		{"wide stairs", stairs, 31, 1, Inconclusive, NoiseFloor},
		{"stairs a little wider", stairs, 33.25, 1, Inconclusive, Stairs},
		{"stairs wider than the steps", stairs, 33, 1, Inconclusive, Stairs},
		{"stairs as wide as x moves", stairs, 35, 1, Inconclusive, Stairs},
		{"not finite", math.Log, -1, 0, Inconclusive, NonFinite},
		{"the end of the domain", math.Sqrt, 0, 0, Inconclusive, NonFinite},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Check(func(x []float64) float64 { return c.f(x[0]) }, []float64{c.x}, []float64{c.claimed}, nil)
			require.NoError(t, err)
			assert.Equal(t, c.verdict, r.Methods[0].Verdict, "%v", r)
			assert.Equal(t, c.reason, r.Methods[0].Comparisons[0].Reason, "%v", r)
			assert.NotEqual(t, Fail, r.Methods[1].Verdict, "%v", r)
		})
	}
}

// A kink is seen as far in as the rounding of x lets it be, also where that is no more than a last bit of a slope.
func TestAKinkBesideAnySlope(t *testing.T) {
	for slope := 0x1p-5; slope < 0x1p30; slope *= 2 {
		f := func(x []float64) float64 { return math.Abs(x[0]-1) + slope*(x[0]-1) }
		for _, claimed := range []float64{slope - 1, slope, slope + 1} {
			r, err := Check(f, []float64{1}, []float64{claimed}, &Settings{Methods: []Method{Central}})
			require.NoError(t, err)
			assert.Equal(t, Inconclusive, r.Verdict())
			assert.Equal(t, Kink, r.Methods[0].Reason, "slopes of %v and %v", slope-1, slope+1)
		}
	}
}

func TestKinkReportsBothSlopes(t *testing.T) {
	r, err := Check(func(x []float64) float64 { return max(0, x[0]) }, []float64{0}, []float64{0}, nil)
	require.NoError(t, err)
	c := r.Methods[0].Comparisons[0]
	assert.InDelta(t, 0, c.SlopeLeft, 1e-12)
	assert.InDelta(t, 1, c.SlopeRight, 1e-12)
}

// The gradients are gonum's.
func TestGonumTestFunctions(t *testing.T) {
	for _, c := range []struct {
		name string
		f    interface {
			Func(x []float64) float64
			Grad(grad, x []float64)
		}
		x []float64
	}{
		{"ExtendedRosenbrock", functions.ExtendedRosenbrock{}, []float64{-1.2, 1, -1.2, 1}},
		{"Beale", functions.Beale{}, []float64{1, 1}},
		{"BiggsEXP6", functions.BiggsEXP6{}, []float64{1, 2, 1, 1, 1, 1}},
		{"BrownBadlyScaled", functions.BrownBadlyScaled{}, []float64{1, 1}},
		{"BrownAndDennis", functions.BrownAndDennis{}, []float64{25, 5, -5, -1}},
		{"HelicalValley", functions.HelicalValley{}, []float64{-1, 0.3, 0.2}},
		{"PowellBadlyScaled", functions.PowellBadlyScaled{}, []float64{0.1, 1}},
		{"Trigonometric", functions.Trigonometric{}, []float64{0.2, 0.4, 0.3, 0.25, 0.1}},
		{"Wood", functions.Wood{}, []float64{-3, -1, -3, -1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := make([]float64, len(c.x))
			c.f.Grad(g, c.x)
			r := Assert(t, c.f.Func, c.x, g, nil)
			k := 0 // the element known best
			for i, e := range r.Methods[0].Comparisons {
				if d := r.Methods[0].Comparisons[k]; e.Bar*math.Abs(d.Claimed) < d.Bar*math.Abs(e.Claimed) {
					k = i
				}
			}
			g[k] *= 1 + 1e-6
			r, err := Check(c.f.Func, c.x, g, &Settings{Methods: []Method{Central}})
			require.NoError(t, err)
			require.Len(t, r.Failures(), 1, "%v", r)
			assert.Equal(t, k, r.Failures()[0].Index)
			assert.Equal(t, OneElement, r.Hints[0].Kind)
		})
	}
}

func logSumExp(x []float64) float64 { return floats.LogSumExp(x) }

func softmax(x []float64) []float64 {
	g := make([]float64, len(x))
	for i, v := range x {
		g[i] = math.Exp(v - floats.LogSumExp(x))
	}
	return g
}

func TestLogSumExpOfUnequalTerms(t *testing.T) {
	x := []float64{0, 3, -8, 2.5, 1e-8}
	r := Assert(t, logSumExp, x, softmax(x), nil)
	assert.Equal(t, Pass, r.Verdict())
	assert.Equal(t, 5, r.Methods[0].Passed)
}

func TestWrongDerivativesFail(t *testing.T) {
	for _, c := range []struct {
		name    string
		f       func(float64) float64
		x       float64
		claimed float64
	}{
		{"off by 3e-8", math.Exp, 0, 1 + 3e-8}, // √(8·2⁻⁵³): by less, f could be a table of itself
		{"not a number", math.Exp, 0, math.NaN()},
		{"infinite", math.Exp, 0, math.Inf(1)},
		{"zero", math.Exp, 0, 0},
		{"not flat", func(float64) float64 { return 7 }, 1, 1},
		{"twice a tiny truth", func(x float64) float64 { return 1e-12 * x }, 0, 2e-12},
		{"the wrong side of a kink at 1e-6", math.Abs, 1e-6, -1},
		{"through stairs", func(x float64) float64 { return -math.Log(1 - sigmoid(x)) }, 10, 1.001},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Check(func(x []float64) float64 { return c.f(x[0]) }, []float64{c.x}, []float64{c.claimed},
				&Settings{Methods: []Method{Central}})
			require.NoError(t, err)
			assert.Equal(t, Fail, r.Verdict(), "%v", r)
			assert.Equal(t, Differs, r.Methods[0].Comparisons[0].Reason)
			assert.Error(t, r.Err())
		})
	}
}

// Taylor's test needs the order alone: 2 for a right gradient, 1 for a wrong
// one.
func TestTaylorReadsTheOrder(t *testing.T) {
	x := []float64{0.3, -0.7, 1.1}
	g := softmax(x)
	settings := &Settings{Methods: []Method{Taylor}}
	r := Assert(t, logSumExp, x, g, settings)
	assert.Equal(t, Pass, r.Verdict())
	assert.InDelta(t, 2, r.Methods[0].Comparisons[0].Order, 0.05)

	g[1] *= 1.03
	r, err := Check(logSumExp, x, g, settings)
	require.NoError(t, err)
	assert.Equal(t, Fail, r.Verdict())
	assert.InDelta(t, 1, r.Methods[0].Comparisons[0].Order, 0.05)
	assert.Contains(t, r.String(), "remainder")
}

func TestTaylorOfALinearFunctionIsAllNoise(t *testing.T) {
	r := Assert(t, func(x []float64) float64 { return 3*x[0] - x[1] }, []float64{0.1, 0.7}, []float64{3, -1},
		&Settings{Methods: []Method{Taylor}})
	assert.Equal(t, Pass, r.Verdict())
	assert.True(t, math.IsNaN(r.Methods[0].Comparisons[0].Order))
}

// A verdict that is none says so.
func TestNumbersThatAreNoVerdicts(t *testing.T) {
	for v, want := range map[Verdict]string{-1: "Verdict(-1)", Fail: "FAIL", Fail + 1: "Verdict(3)"} {
		assert.Equal(t, want, v.String())
	}
}
