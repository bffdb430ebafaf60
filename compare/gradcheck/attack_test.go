package gradcheck

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Right gradients of functions that fooled an earlier version, or would fool a
// checker that trusts convergence: none may fail.
func TestRightGradientsOfTreacherousFunctionsDoNotFail(t *testing.T) {
	type f = func(v float64) float64
	cases := map[string]struct {
		f     f
		at    float64
		slope float64
	}{
		"a sine whose period the steps share": {func(v float64) float64 { return math.Sin(2 * math.Pi * 512 * v) }, 0,
			2 * math.Pi * 512},
		"a spike narrower than the steps":        {func(v float64) float64 { return v * math.Exp(-1e6*v*v) }, 0, 1},
		"a cusp of odd order 3/2":                {func(v float64) float64 { return v * math.Sqrt(math.Abs(v)) }, 0, 0},
		"a pole much closer than the first step": {func(v float64) float64 { return 1 / v }, 1e-12, -1e24},
		"fast oscillation": {func(v float64) float64 { return math.Sin(1000 * v) }, 1,
			1000 * math.Cos(1000)},
		"a large offset": {func(v float64) float64 { return 1e8 + math.Tanh(v) }, 0.5,
			1 - math.Pow(math.Tanh(0.5), 2)},
		"subnormal values": {func(v float64) float64 { return 3e-323 * math.Sin(v) }, 0.3,
			3e-323 * math.Cos(0.3)},
		"tiny values": {func(v float64) float64 { return 1e-290 * math.Sin(v) }, 0.3,
			1e-290 * math.Cos(0.3)},
		"huge values": {func(v float64) float64 { return 1e290 * math.Sin(v) }, 0.3,
			1e290 * math.Cos(0.3)},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f := func(x []float64) float64 { return c.f(x[0]) }
			report, err := Check(f, []float64{c.at}, []float64{c.slope}, nil)
			require.NoError(t, err)
			assert.NotEqual(t, Fail, report.Verdict(), "%v", report)
		})
	}
}

// treadLimit is where treads, of width ln((k+1)/k) with 1-p = k 2^-53, come to be as
// wide as the largest step and its negative, 1/4: beyond, f may not change at all
// within the steps.
const treadLimit = 35.3

// The cross-entropy -log(1-p), computed literally, is a staircase for large z,
// with treads from 1e-7 to 1/2 wide. Its slope is p.
func TestTheStaircaseOfALiteralCrossEntropyDoesNotFail(t *testing.T) {
	f := func(x []float64) float64 { return -math.Log(1 - 1/(1+math.Exp(-x[0]))) }
	failed, certified := 0, 0
	for z := 15.0; z < treadLimit; z += 0.01 {
		report, err := Check(f, []float64{z}, []float64{1 / (1 + math.Exp(-z))}, nil)
		require.NoError(t, err)
		switch report.Verdict() {
		case Fail:
			failed++
		case Pass:
			certified++
		}
	}
	assert.Zero(t, failed)
	assert.Positive(t, certified)
}

func TestAClaimThatIsNotFiniteFailsWhateverElse(t *testing.T) {
	smooth := func(x []float64) float64 { return x[0]*x[0] + x[1] }
	kink := func(x []float64) float64 { return math.Abs(x[0]) + x[1] }
	for name, f := range map[string]func([]float64) float64{"smooth": smooth, "at a kink": kink} {
		for _, claim := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			for _, settings := range []*Settings{nil, {Directions: 3}, {Methods: []Method{Taylor}}} {
				report, err := Check(f, []float64{0, 2}, []float64{claim, 1}, settings)
				require.NoError(t, err)
				assert.Equal(t, Fail, report.Verdict(), "%s, %v, %+v", name, claim, settings)
			}
		}
	}
	report, err := Check(smooth, []float64{1, 2}, []float64{1.7e308, 1.7e308}, &Settings{Directions: 3})
	require.NoError(t, err)
	assert.NotEqual(t, Pass, report.Verdict(), "claims whose sum overflows")
}

// A direction in which elements move alike would not see two of them swapped.
func TestTaylorSeesTwoElementsSwapped(t *testing.T) {
	f := func(x []float64) (sum float64) {
		for i, v := range x {
			sum += float64(i+1) * math.Sin(v)
		}
		return sum
	}
	x := []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6}
	for i := range x {
		for j := range i {
			claim := make([]float64, len(x))
			for k, v := range x {
				claim[k] = float64(k+1) * math.Cos(v)
			}
			claim[i], claim[j] = claim[j], claim[i]
			report, err := Check(f, x, claim, &Settings{Methods: []Method{Taylor}})
			require.NoError(t, err)
			assert.Equal(t, Fail, report.Verdict(), "%d and %d", i, j)
		}
	}
}

// One element off by so little that the others' ratios look like 1 as well.
func TestOneElementSlightlyOffIsNotCalledAFactor(t *testing.T) {
	f := func(x []float64) float64 { return math.Sin(x[0]) + math.Cos(x[1]) + math.Exp(x[2]) }
	x := []float64{0.5, 0.7, 0.2}
	// f is 2.47 and bends by 0.76: below 4e-8 in the slope, 6e-8 of it, f could be a table of itself.
	claim := []float64{math.Cos(0.5), -math.Sin(0.7) * (1 + 1e-7), math.Exp(0.2)}
	report, err := Check(f, x, claim, nil)
	require.NoError(t, err)
	require.Equal(t, Fail, report.Verdict())
	assert.Equal(t, OneElement, report.Hints[0].Kind)
	assert.ErrorContains(t, report.Err(), "wrong in x[1]")
}
