package gradcheck_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	. "backprop/compare/gradcheck"
)

// Directions of all rows are numbered throughout.
func TestDirectionsOfARowAreNumbered(t *testing.T) {
	f := func(y, x []float64) { y[0], y[1], y[2] = x[0], x[1], x[0]+x[1] }
	r, err := CheckJacobian(f, []float64{0.5, 0.25}, mat.NewDense(3, 2, []float64{1, 0, 0, 1, 1, 1}),
		&Settings{Directions: 2})
	require.NoError(t, err)
	require.True(t, r.Methods[0].Directional)
	for i, c := range r.Methods[0].Comparisons {
		assert.Equal(t, i, c.Index, c.Name)
	}
	assert.Len(t, r.Methods[0].Comparisons, 6)
}

// A right Hessian passes by every method, by the order of what f adds to its expansion as well; and the calls that its
// report counts are those of f and of its gradient.
func TestEveryMethodOfAHessian(t *testing.T) {
	calls := 0
	f := func(x []float64) float64 { calls++; return math.Exp(x[0]) * x[1] }
	grad := func(g, x []float64) { calls++; g[0], g[1] = math.Exp(x[0])*x[1], math.Exp(x[0]) }
	e := math.Exp(0.5)
	r, err := CheckHessian(f, grad, []float64{0.5, 2}, mat.NewDense(2, 2, []float64{2 * e, e, e, 0}), nil)
	require.NoError(t, err)
	for _, m := range r.Methods {
		assert.Equal(t, Pass, m.Verdict, "by %s: %v", m.Method, r)
	}
	assert.Len(t, r.Methods, 4)
	assert.Equal(t, calls, r.Evaluations)
}

// The calls by which a sparse Jacobian is compared are those of its method: beside them there are as many as of the
// same matrix that is not known to be sparse.
func TestCallsOfASparseJacobian(t *testing.T) {
	const n = 5
	x, diagonal := make([]float64, n), make([]float64, n)
	for i := range x {
		x[i] = float64(i) / n
		diagonal[i] = math.Exp(x[i])
	}
	sparse := sparseMatrix{mat.DenseCopyOf(mat.NewDiagDense(n, diagonal))}
	beside := make(map[bool]int)
	for dense, claimed := range map[bool]mat.Matrix{false: sparse, true: sparse.Dense} {
		calls := 0
		r, err := CheckJacobian(func(y, x []float64) {
			calls++
			for i, v := range x {
				y[i] = math.Exp(v)
			}
		}, x, claimed, &Settings{Methods: []Method{Central}})
		require.NoError(t, err)
		require.Equal(t, Pass, r.Verdict(), "%v", r)
		assert.Equal(t, calls, r.Evaluations)
		beside[dense] = calls
		for _, m := range r.Methods {
			beside[dense] -= m.Evaluations
		}
	}
	assert.Equal(t, beside[true], beside[false])
	assert.Positive(t, beside[true])
}

// Where only a direction is compared, a mistake in any block is found: it is followed into the block that moves.
func TestAMistakeInALaterBlock(t *testing.T) {
	f := func(x []float64) float64 { return math.Sin(x[0]) + math.Exp(x[1]) + x[2]*x[3] }
	x := []float64{0.1, 0.2, 0.3, 0.4}
	for wrong := range x {
		claimed := []float64{math.Cos(0.1), math.Exp(0.2), 0.4, 0.3}
		claimed[wrong] += 0.1
		r, err := Check(f, x, claimed, &Settings{Methods: []Method{Taylor},
			Blocks: []Block{{Name: "A", Rows: 1, Cols: 2}, {Name: "B", Rows: 1, Cols: 2}}})
		require.NoError(t, err)
		assert.Equal(t, Fail, r.Verdict(), "%v", r)
		for i, c := range r.Methods[0].Comparisons[:2] {
			assert.Equal(t, map[bool]Verdict{true: Fail, false: Pass}[wrong/2 == i], c.Verdict, "%v", r)
		}
	}
}

// Each direction has points of its own, and costs as much as the one before it.
func TestEveryDirectionIsAsked(t *testing.T) {
	f := func(x []float64) float64 { return 1 + x[0]/4 - x[1]/2 } // without rounding
	var calls []int
	for n := 1; n <= 4; n++ {
		r, err := Check(f, []float64{0.5, 0.25}, []float64{0.25, -0.5}, &Settings{Directions: n, Methods: []Method{Central}})
		require.NoError(t, err)
		require.Equal(t, Pass, r.Verdict(), "%v", r)
		calls = append(calls, r.Evaluations)
	}
	for n := 2; n < len(calls); n++ {
		assert.Equal(t, calls[1]-calls[0], calls[n]-calls[n-1], "%v", calls)
	}
}
