package gradcheck_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	. "backprop/compare/gradcheck"
)

// A table of a smooth function that is no further from it than its rounding has other slopes.
// Beside another function, whose rounding hides its kinks, no estimate shows them; and the claim
// of the table's own slope is not accused of that.
func TestATableBesideAnotherFunctionIsNotAccused(t *testing.T) {
	rnd := seeded(t)
	passed := 0
	for range many(200) {
		lookup := table(uniform(rnd, 0.1, 2), 1e7, math.Sin)
		c, w := decades(rnd, -2, 1), normals(rnd, 2)
		f := func(x []float64) float64 {
			return c*math.Exp(w[0]*x[0]) + math.Tanh(w[1]*x[0]) + lookup.f(x[1:])
		}
		x := []float64{rnd.NormFloat64(), lookup.x[0]}
		th := math.Tanh(w[1] * x[0])
		g := []float64{c*w[0]*math.Exp(w[0]*x[0]) + w[1]*(1-th*th), lookup.truth[0]}
		r, err := Check(f, x, g, nil)
		require.NoError(t, err)
		require.NotEqual(t, Fail, r.Verdict(), "%v", r)
		off := 1e-5 * g[1]
		g[1] += off
		r, err = Check(f, x, g, &Settings{Methods: []Method{Central}})
		require.NoError(t, err)
		if c := r.Methods[0].Comparisons[1]; c.Verdict == Pass {
			require.LessOrEqual(t, math.Abs(off), 2*c.Bar, "%v", r)
		}
		if r.Verdict() == Fail {
			passed++
		}
	}
	require.Greater(t, passed, many(150), "mistakes of 1e-5 seen")
}

// seeded returns a source of random numbers of the jury's seed, and logs it.
func seeded(t *testing.T) *rand.Rand {
	seed := cmp.Or(*jurySeed, rand.Uint64())
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}
