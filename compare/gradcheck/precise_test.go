package gradcheck_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	. "backprop/compare/gradcheck"
)

// Where the first two steps do not tell, the search for a slope goes on until its error bar is 1e-10 of it, as long
// as smaller steps narrow that.
func TestBarsAreNarrowWhereTheyCanBe(t *testing.T) {
	const (
		bar      = 1e-10
		doubled  = 2 // for claim and truth
		rounding = 1e-12
	)
	for _, c := range []struct {
		name     string
		f, slope func(x float64) float64
		x        float64
	}{
		{"|x|^1.5 beside 0", func(x float64) float64 { return x * math.Sqrt(x) },
			func(x float64) float64 { return 1.5 * math.Sqrt(x) }, 1e-3},
		{"a rounded kink", func(x float64) float64 { return math.Sqrt(x*x + 1e-4) },
			func(x float64) float64 { return x / math.Sqrt(x*x+1e-4) }, 3e-3},
		{"a narrow step", func(x float64) float64 { return math.Sin(x) + math.Tanh(100*(x-0.3)) },
			func(x float64) float64 {
				tanh := math.Tanh(100 * (x - 0.3))
				return math.Cos(x) + 100*(1-tanh*tanh)
			}, 0.301},
		{"Bessel's J0", math.J0, func(x float64) float64 { return -math.J1(x) }, 9.7},
		{"a square of next to nothing", square, func(x float64) float64 { return 2 * x }, 1e-100},
		{"a steep log", math.Log, func(x float64) float64 { return 1 / x }, 1e-7},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Check(func(x []float64) float64 { return c.f(x[0]) }, []float64{c.x}, []float64{c.slope(c.x)},
				&Settings{Methods: []Method{Central}})
			require.NoError(t, err)
			require.Equal(t, Pass, r.Verdict(), "%v", r)
			e := r.Methods[0].Comparisons[0]
			t.Logf("a bar of %.3g, %d calls", e.Bar/math.Abs(e.Numerical), r.Evaluations)
			assert.LessOrEqual(t, e.Bar, doubled*(bar+rounding)*math.Abs(e.Numerical)*(1+1e-9), "%v", r)
		})
	}
}

// To one side as well, as far as fewer digits allow.
func TestBarsToOneSide(t *testing.T) {
	for _, c := range []struct {
		name     string
		f, slope func(x float64) float64
		x, bar   float64
	}{
		{"exp", math.Exp, math.Exp, 0, 6e-9},
		{"sin", math.Sin, math.Cos, 1, 9e-9},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Check(func(x []float64) float64 { return c.f(x[0]) }, []float64{c.x}, []float64{c.slope(c.x)},
				&Settings{Methods: []Method{Central}, Low: []float64{c.x}})
			require.NoError(t, err)
			require.Equal(t, Pass, r.Verdict(), "%v", r)
			e := r.Methods[0].Comparisons[0]
			assert.LessOrEqual(t, e.Bar, c.bar*math.Abs(e.Numerical))
		})
	}
}

// A slope of 0 may be claimed with the rounding of what it is a sum of, 1e-12 of the steepest change of f within the
// steps, which for x² is the step 1/8 at first; and what is more is left open.
func TestAStationaryClaimMayBeRounded(t *testing.T) {
	const rounding = 1e-12 * 0x1p-3
	f := func(x []float64) float64 { return 256 + x[0]*x[0] }
	for claimed, want := range map[float64]Reason{0: Stationary, rounding: Stationary, -rounding: Stationary,
		2 * rounding: NoiseFloor, -2 * rounding: NoiseFloor} {
		r, err := Check(f, []float64{0}, []float64{claimed}, &Settings{Methods: []Method{Central}})
		require.NoError(t, err)
		assert.Equal(t, want, r.Methods[0].Comparisons[0].Reason, "%v: %v", claimed, r)
	}
}

// Where f may be a table of what is meant, a claim that is off by as little passes, within a bar that says so: if f is
// smooth at the first steps or the next.
func TestAClaimThatATableMayBeOffBy(t *testing.T) {
	steep := func(x []float64) float64 { return math.Exp(20 * x[0]) }
	for off, want := range map[float64]Verdict{1e-8: Pass, 1e-3: Fail} {
		claimed := 20 * math.Exp(20*0.3) * (1 + off)
		r, err := Check(steep, []float64{0.3}, []float64{claimed}, &Settings{Methods: []Method{Central}})
		require.NoError(t, err)
		assert.Equal(t, want, r.Verdict(), "%v", r)
		if want == Pass {
			c := r.Methods[0].Comparisons[0]
			assert.Greater(t, c.Bar, c.AbsDiff)
		}
	}
}

// Of two estimates of a slope that drowns beside a constant, from the first steps and from wider ones, the one with
// the narrower bar counts.
func TestTheNarrowerOfTwoBarsCounts(t *testing.T) {
	f := func(x []float64) float64 { return 1e12 + 1e-3*math.Sin(x[0]) } // last bit 1e-4
	r, err := Check(f, []float64{0.3}, []float64{1e-3 * math.Cos(0.3)}, &Settings{Methods: []Method{Central}})
	require.NoError(t, err)
	c := r.Methods[0].Comparisons[0]
	assert.Equal(t, NoiseFloor, c.Reason, "%v", r)
	assert.Less(t, c.Bar, 3e-3)
}
