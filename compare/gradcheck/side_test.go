package gradcheck_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	. "backprop/compare/gradcheck"
)

// bounded is a function that must not be asked outside of its domain, and its slope at x on the boundary of it, or
// near.
type bounded struct {
	name      string
	f, slope  func(x float64) float64
	low, high float64
	at        func(r *rand.Rand) float64
	open      bool // to no verdict: without a slope, without room, or with what is too steep to tell
}

func boundedFunctions() []bounded {
	inf := math.Inf(1)
	place := func(x float64) func(*rand.Rand) float64 { return func(*rand.Rand) float64 { return x } }
	near := func(x, side float64) func(*rand.Rand) float64 {
		return func(r *rand.Rand) float64 { return x + side*math.Pow(10, -17*r.Float64()) }
	}
	return []bounded{
		{"exp at its bound", math.Exp, math.Exp, 0, inf, place(0), false},
		{"exp near its bound", math.Exp, math.Exp, 0, inf, near(0, 1), false},
		{"sine below a bound", math.Sin, math.Cos, -inf, 1, place(1), false},
		{"sine near a bound", math.Sin, math.Cos, -inf, 1, near(1, -1), false},
		{"log near 0", math.Log, func(x float64) float64 { return 1 / x }, 0x1p-1000, inf, near(0, 1), false},
		{"x^x near 0", func(x float64) float64 { return math.Pow(x, x) },
			func(x float64) float64 { return math.Pow(x, x) * (1 + math.Log(x)) }, 0x1p-1000, inf, near(0, 1), true},
		{"cross-entropy of a probability", func(p float64) float64 { return -math.Log1p(-p) },
			func(p float64) float64 { return 1 / (1 - p) }, 0, 1, near(0, 1), false},
		{"x^1.5 at 0", func(x float64) float64 { return x * math.Sqrt(x) },
			func(x float64) float64 { return 1.5 * math.Sqrt(x) }, 0, inf, place(0), true},
		{"|x| at 0 where x is never negative", math.Abs, func(float64) float64 { return 1 }, 0, inf, place(0), false},
		{"a square at its bound", square, func(x float64) float64 { return 2 * x }, 0, inf, place(0), false},
		{"a constant", func(float64) float64 { return 3 }, func(float64) float64 { return 0 }, 0, inf, place(0), false},
		{"a narrow box", math.Exp, math.Exp, 1 - 0x1p-10, 1 + 0x1p-10, place(1 + 0x1p-10), false},
		{"a box of one point", math.Exp, math.Exp, 1, 1, place(1), true},
	}
}

// Steps never leave the domain, by bounds or by a predicate; no right gradient fails for that, mistakes of a
// thousandth do, and no claim that is off by more than the report says passes.
func TestStepsStayInTheDomain(t *testing.T) {
	rnd := seeded(t)
	for _, c := range boundedFunctions() {
		t.Run(c.name, func(t *testing.T) {
			passed, caught, trials := 0, 0, 0
			for range max(20, *juryDraws/3) {
				x := []float64{max(c.low, min(c.high, c.at(rnd))), 0.5}
				inside := func(x []float64) bool { return c.low <= x[0] && x[0] <= c.high }
				f := func(x []float64) float64 {
					require.True(t, inside(x), "%v", x)
					return c.f(x[0]) + math.Cos(x[1])
				}
				g := []float64{c.slope(x[0]), -math.Sin(0.5)}
				bounds := &Settings{Low: []float64{c.low, -3}, High: []float64{c.high, 3}}
				r, err := Check(f, x, g, bounds)
				require.NoError(t, err)
				require.NotEqual(t, Fail, r.Verdict(), "%v", r)
				same, err := Check(f, x, g, &Settings{Inside: inside})
				require.NoError(t, err)
				require.NotEqual(t, Fail, same.Verdict(), "%v", same)
				e := r.Methods[0].Comparisons[0]
				trials++
				if e.Verdict == Pass {
					passed++
				}
				wrong := slices.Clone(g)
				wrong[0] += max(1e-3*math.Abs(g[0]), 1e-3)
				r, err = Check(f, x, wrong, bounds)
				require.NoError(t, err)
				require.NotEqual(t, Pass, r.Methods[0].Comparisons[0].Verdict, "%v", r)
				if r.Methods[0].Comparisons[0].Verdict == Fail {
					caught++
				}
			}
			t.Logf("%d of %d pass, %d mistakes caught", passed, trials, caught)
			if !c.open {
				assert.Equal(t, trials, passed)
				assert.Equal(t, trials, caught)
			}
		})
	}
}

func TestTheReportSaysThatStepsWereToOneSide(t *testing.T) {
	f := func(x []float64) float64 { return math.Exp(x[0]) + math.Sin(x[1]) + x[2]*x[2] }
	x := []float64{0, 1, 2}
	r, err := Check(f, x, []float64{1, math.Cos(1), 4}, &Settings{Low: []float64{0, 0, 0}, High: []float64{9, 1, 9}})
	require.NoError(t, err)
	assert.Equal(t, Pass, r.Verdict(), "%v", r)
	for i, side := range []int{1, -1, 0} {
		assert.Equal(t, side, r.Methods[0].Comparisons[i].Side)
	}
	assert.Contains(t, strings.Join(strings.Fields(r.String()), " "),
		"to one side only, as the domain ends: 2 of 3, x[0] from above")
	data, err := json.Marshal(r)
	require.NoError(t, err)
	assert.Contains(t, string(data), `"side":-1`)
}

// Second derivatives, and products, keep to the domain as well.
func TestSecondDerivativesStayInTheDomain(t *testing.T) {
	inside := func(x []float64) { require.True(t, x[0] >= 0 && x[1] <= 1, "%v", x) }
	f := func(x []float64) float64 { inside(x); return math.Exp(x[0]) * math.Sin(x[1]) }
	grad := func(g, x []float64) {
		inside(x)
		g[0], g[1] = math.Exp(x[0])*math.Sin(x[1]), math.Exp(x[0])*math.Cos(x[1])
	}
	x, v := []float64{0, 1}, []float64{1, -2}
	h := mat.NewSymDense(2, []float64{math.Sin(1), math.Cos(1), math.Cos(1), -math.Sin(1)})
	s := &Settings{Low: []float64{0, -9}, High: []float64{9, 1}}
	for wrong, want := range map[float64]Verdict{0: Pass, 0.1: Fail} {
		h.SetSym(1, 1, -math.Sin(1)+wrong)
		r, err := CheckHessian(f, grad, x, h, s)
		require.NoError(t, err)
		assert.Equal(t, want, r.Verdict(), "%v", r)
		var hv mat.VecDense
		hv.MulVec(h, mat.NewVecDense(2, v))
		r, err = CheckHVP(f, grad, x, v, hv.RawVector().Data, s)
		require.NoError(t, err)
		assert.Equal(t, want, r.Verdict(), "%v", r)
	}
}

func TestBoundsThatCannotBe(t *testing.T) {
	f := func(x []float64) float64 { return x[0] }
	for want, s := range map[string]Settings{
		"has 2 elements, x has 1":                               {Low: []float64{0, 1}},
		"x[0] is 1; it must be between Settings.Low, 2, and":    {Low: []float64{2}},
		"x[0] is 1; it must be between Settings.Low, -Inf, and": {High: []float64{0}},
		"must be between Settings.Low, NaN":                     {Low: []float64{math.NaN()}},
		"x is not inside of Settings.Inside":                    {Inside: func([]float64) bool { return false }},
	} {
		_, err := Check(f, []float64{1}, []float64{1}, &s)
		assert.ErrorContains(t, err, want)
	}
}

// Where the domain holds the widest steps to both sides, or any steps to both, it is no reason to look to one
// side alone: a kink has two slopes there, and neither is accused. In a box that is too narrow for the widest
// steps one side does, even in its middle.
func TestTheDomainMustCutTheStepsOff(t *testing.T) {
	for _, c := range []struct {
		name    string
		room    float64 // to both sides
		claimed float64
		verdict Verdict
		reason  Reason
		side    int
	}{
		{"no bounds", math.Inf(1), 1, Inconclusive, Kink, 0},
		{"far bounds", 5, 1, Inconclusive, Kink, 0},
		{"far bounds, the other slope", 5, 0, Inconclusive, Kink, 0},
		{"a narrow box", 0x1p-10, 1, Pass, Agrees, 1},
		{"a narrow box, the other slope", 0x1p-10, 0, Fail, Differs, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			ramp := func(x []float64) float64 { return max(x[0], 0) }
			r, err := Check(ramp, []float64{0}, []float64{c.claimed},
				&Settings{Low: []float64{-c.room}, High: []float64{c.room}, Methods: []Method{Central}})
			require.NoError(t, err)
			e := r.Methods[0].Comparisons[0]
			assert.Equal(t, c.verdict, e.Verdict, "%v", r)
			assert.Equal(t, c.reason, e.Reason)
			assert.Equal(t, c.side, e.Side)
		})
	}
}

// A function that has the same value again at a step is not flat.
func TestAValueThatComesBackToOneSideIsNotFlat(t *testing.T) {
	for _, back := range []float64{0x1p-3, 0x1p-5, 0x1p-7} {
		f := func(x []float64) float64 { return x[0] * (back - x[0]) }
		r, err := Check(f, []float64{0}, []float64{back}, &Settings{Low: []float64{0}, Methods: []Method{Central}})
		require.NoError(t, err)
		assert.Equal(t, Pass, r.Verdict(), "f(%v) = f(0): %v", back, r)
	}
}

// What a second estimate to the same side allows is put down to noise, and not accused: of -log(1-p) few digits
// are left near p = 1, fewer than the first steps let believe.
func TestTwoEstimatesToOneSide(t *testing.T) {
	f := func(x []float64) float64 { return -math.Log(1 - sigmoid(x[0])) }
	for _, c := range []struct {
		z, off float64
		want   Reason
	}{
		{15, 0, Agrees}, {15, 1e-3, Differs}, {23.5, 1e-4, NoiseFloor}, {23.5, 0.1, Differs},
		{24.5, 1e-3, NoiseFloor}, {25.25, 1e-3, NoiseFloor}, {27, 1e-2, NoiseFloor}, {27.25, 1e-2, NoiseFloor},
	} {
		r, err := Check(f, []float64{c.z}, []float64{sigmoid(c.z) * (1 + c.off)},
			&Settings{Low: []float64{c.z}, Methods: []Method{Central}})
		require.NoError(t, err)
		assert.Equal(t, c.want, r.Methods[0].Comparisons[0].Reason, "off by %v at %v: %v", c.off, c.z, r)
	}
}

// A constant may hide a slope in its rounding, to one side as to both, and no more than that.
func TestAConstantHidesLittleMoreThanItsLastBit(t *testing.T) {
	for name, s := range map[string]Settings{"to both sides": {}, "to one side": {Low: []float64{0}}} {
		t.Run(name, func(t *testing.T) {
			for claimed, want := range map[float64]Verdict{0: Pass, 0x1p-51: Inconclusive, 0x1p-42: Fail} {
				s.Methods = []Method{Central}
				r, err := Check(func([]float64) float64 { return 3 }, []float64{0}, []float64{claimed}, &s)
				require.NoError(t, err)
				assert.Equal(t, want, r.Verdict(), "claimed %v: %v", claimed, r)
			}
		})
	}
}

// A difference to one side is an accusation only where it is more than f, to its last bits, could hide, and where
// steps in between say the same.
func TestSubtleDifferencesToOneSide(t *testing.T) {
	wave := func(x float64) float64 { return math.Sin(10 * x) }
	chirp := func(x float64) float64 { return x * x * math.Sin(1/x) }
	slope := func(x float64) float64 { return 2*x*math.Sin(1/x) - math.Cos(1/x) }
	for _, c := range []struct {
		name       string
		f          func(x float64) float64
		x, claimed float64
		want       Reason
	}{
		{"right", math.Exp, 0, 1, Agrees},
		{"off by what a table of exp may be", math.Exp, 0, 1 + 5e-7, Unresolved},
		{"off by more", math.Exp, 0, 1 + 1e-5, Differs},
		{"off by more than waves may be that f hides", chirp, 0.3, slope(0.3) + 3e-7, Differs},
		{"other steps agree on nothing", wave, 0.3, 10 * math.Cos(3) * (1 + 1e-7), Unsettled},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Check(func(x []float64) float64 { return c.f(x[0]) }, []float64{c.x}, []float64{c.claimed},
				&Settings{Low: []float64{c.x}, Methods: []Method{Central}})
			require.NoError(t, err)
			e := r.Methods[0].Comparisons[0]
			assert.Equal(t, c.want, e.Reason, "%v", r)
			assert.Equal(t, 1, e.Side)
			assert.Less(t, e.Bar, 1e-6)
		})
	}
}
