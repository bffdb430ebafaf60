package gradcheck_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/dual"

	. "backprop/compare/gradcheck"
)

// noisy adds noise of the given height, uniform on both sides of 0, that is the same each time f is
// asked at the same place.
func noisy(f func(float64) float64, height float64, salt uint64) func(x []float64) float64 {
	return func(x []float64) float64 {
		u := rand.New(rand.NewPCG(math.Float64bits(x[0]), salt)).Float64()
		return f(x[0]) + height*(2*u-1)
	}
}

func square(v float64) float64 { return v * v }

// An order is read from a remainder down to where noise would spoil it, and no further: of
// x², whose remainder is h², every order read is 2, and the last is read not far above the noise.
func TestOrdersAreReadDownToTheNoise(t *testing.T) {
	rnd := seeded(t)
	const height = 1e-8
	worst, least := 0.0, math.Inf(1)
	for range 200 {
		x := 0.3 + rnd.Float64()
		r, err := Check(noisy(square, height, rnd.Uint64()), []float64{x}, []float64{2 * x},
			&Settings{Methods: []Method{Taylor}})
		require.NoError(t, err)
		require.NotEqual(t, Fail, r.Verdict(), "%v", r)
		for _, m := range r.Methods[0].Comparisons[0].Remainders {
			if !math.IsNaN(m.Order) {
				worst, least = max(worst, math.Abs(m.Order-2)), min(least, m.Value)
			}
		}
	}
	t.Logf("orders off by %.2g at most, read down to %.3g times the noise", worst, least/height)
	assert.Less(t, worst, 0.35, "log2(9/7)")
	assert.Less(t, least, 60*height)
}

// A claim that is wrong by less than the estimate can tell is given away by its order where f has no
// curvature to hide it: Taylor does not certify it.
func TestTheOrderContradictsWhatTheEstimateCertifies(t *testing.T) {
	f := func(x []float64) float64 { return 3*x[0] - x[1] }
	for _, c := range []struct {
		name    string
		off     float64
		verdict Verdict
		reason  Reason
	}{
		{"right", 0, Pass, Agrees},
		{"off by less than the bar", 1e-12, Inconclusive, Unsettled},
		{"off by more", 1e-9, Fail, Differs},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Check(f, []float64{0.1, 0.7}, []float64{3 + c.off, -1}, &Settings{Methods: []Method{Taylor}})
			require.NoError(t, err)
			got := r.Methods[0].Comparisons[0]
			assert.Equal(t, c.verdict, got.Verdict, "%v", r)
			assert.Equal(t, c.reason, got.Reason)
			if c.off != 0 {
				assert.InDelta(t, 1, got.Order, 0.2)
			}
		})
	}
}

// The noise of f excuses a claim that is off by a thousand times as much, not one off by nine thousand.
func TestDualRefutesWhatTheNoiseDoesNotExcuse(t *testing.T) {
	rnd := seeded(t)
	for range 100 {
		const height, sigma = 1e-10, 1e-10 / 1.7320508
		x := 1 + rnd.Float64()
		s := &Settings{Methods: []Method{Dual},
			Dual: func(x []dual.Number) dual.Number { return dual.Mul(x[0], x[0]) }}
		f := noisy(square, height, rnd.Uint64())
		r, err := Check(f, []float64{x}, []float64{2*x + 9000*sigma}, s)
		require.NoError(t, err)
		require.Equal(t, Fail, r.Verdict(), "%v", r)
	}
}

// Remainders end with two in a row that are noise; or, where f has none, at a step of 2^-30.
func TestRemaindersEndInTheNoise(t *testing.T) {
	for _, c := range []struct {
		name       string
		f          func(x []float64) float64
		x, claimed float64
		read, all  int // of the remainders; 0 for any number
	}{
		{"nothing but noise", func(x []float64) float64 { return 3 * x[0] }, 0.1, 3, 0, 2},
		{"noise in the end", func(x []float64) float64 { return math.Exp(x[0]) }, 0.5, math.Exp(0.5), 0, 0},
		{"no noise at all", func(x []float64) float64 { return x[0] * x[0] }, 0, 0, 29, 29},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Check(c.f, []float64{c.x}, []float64{c.claimed}, &Settings{Methods: []Method{Taylor}})
			require.NoError(t, err)
			rs := r.Methods[0].Comparisons[0].Remainders
			n := len(rs)
			if c.all > 0 {
				require.Len(t, rs, c.all, "%v", r)
			} else {
				require.Less(t, n, 29)
				assert.False(t, math.IsNaN(rs[n-3].Order))
			}
			if c.read == 0 {
				assert.True(t, math.IsNaN(rs[n-1].Order) && math.IsNaN(rs[n-2].Order), "%v", r)
				return
			}
			for _, r := range rs[1:] {
				assert.Equal(t, 2.0, r.Order)
			}
			assert.Equal(t, 0x1p-30, rs[n-1].Step)
		})
	}
}

// The relative difference is that to the larger of the two numbers, whatever their size.
func TestRelativeDifferences(t *testing.T) {
	for _, size := range []float64{1e-6, 1, 4, 1e6} {
		for times, want := range map[float64]float64{2: 0.5, 0.5: 0.5, -1: 2, 0: 1} {
			r, err := Check(func(x []float64) float64 { return size * x[0] }, []float64{1}, []float64{times * size},
				&Settings{Methods: []Method{Central}})
			require.NoError(t, err)
			assert.InDelta(t, want, r.Methods[0].Comparisons[0].RelDiff, 1e-9, "%v times %v", times, size)
		}
	}
}
