package gradcheck_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	. "backprop/compare/gradcheck"
)

// A claim may be deliberate for what lies to either side of x, as far as the steps go.
func TestAClampToEitherSideIsSeen(t *testing.T) {
	const x = 0.5
	for from, want := range map[float64]Verdict{-0.01: Inconclusive, 0.01: Inconclusive, -1: Fail, 1: Fail} {
		r, err := Check(func([]float64) float64 { return 3 }, []float64{x}, []float64{1}, &Settings{
			Methods: []Method{Central},
			StraightThrough: func(y []float64) bool {
				return from < 0 && y[0] < x+from || from > 0 && y[0] > x+from
			}})
		require.NoError(t, err)
		assert.Equal(t, want, r.Verdict(), "straight through beyond %v: %v", from, r)
	}
}

// One side is looked at alone where it tells more than both do, of a steep f as of a flat one; but not where it
// tells the same.
func TestOneSideMustTellMore(t *testing.T) {
	check := func(f func(x float64) float64, claimed, left, right float64) Comparison {
		r, err := Check(func(x []float64) float64 { return f(x[0]) }, []float64{0}, []float64{claimed},
			&Settings{Low: []float64{-left}, High: []float64{right}, Methods: []Method{Central}})
		require.NoError(t, err)
		require.Equal(t, Pass, r.Verdict(), "%v", r)
		return r.Methods[0].Comparisons[0]
	}
	for _, size := range []float64{1e-6, 1, 1e6} {
		exp := func(x float64) float64 { return size * math.Exp(x) }
		assert.Equal(t, 1, check(exp, size, 0x1p-25, 1).Side, "%v exp(x)", size)
		assert.Equal(t, 0, check(exp, size, 0x1p-7, 1).Side, "%v exp(x)", size)
	}
	constant := func(float64) float64 { return 3 }
	assert.Equal(t, 1, check(constant, 0, 0x1p-7, 1).Side)
	assert.Equal(t, 0, check(constant, 0, 0x1p-7, 0x1p-7).Side)
}

// A slope that drowns beside a constant is sought further out, in units of x, and certified; another is not accused, as
// f may bend in between.
func TestStepsGoOutInUnitsOfX(t *testing.T) {
	for _, scale := range []float64{1, 0x1p30} {
		f := func(x []float64) float64 { return 1e12 + 1e-5*x[0]/scale } // last bit 1e-4
		for claimed, want := range map[float64]Reason{1e-5 / scale: Agrees, 1 / scale: NoiseFloor} {
			r, err := Check(f, []float64{scale}, []float64{claimed}, &Settings{Methods: []Method{Central}})
			require.NoError(t, err)
			c := r.Methods[0].Comparisons[0]
			assert.Equal(t, want, c.Reason, "%v", r)
			assert.Less(t, c.Bar, 1e-6/scale)
		}
	}
}

// A claim that is off by no more than it may be rounded, beside a large element of its block, costs no search.
func TestRoundingCostsNoCalls(t *testing.T) {
	const large = 1e8
	f := func(x []float64) float64 { return large*x[0] + math.Sin(x[1]) }
	x := []float64{0, 0.5}
	calls := make(map[float64]int)
	for _, off := range []float64{0, 0.5e-12 * large, 2e-12 * large} {
		r, err := Check(f, x, []float64{large, math.Cos(0.5) + off}, &Settings{Methods: []Method{Central}})
		require.NoError(t, err)
		calls[off] = r.Evaluations
	}
	assert.Equal(t, calls[0], calls[0.5e-12*large])
	assert.Greater(t, calls[2e-12*large], calls[0])
}
