package gradcheck_test

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	. "backprop/compare/gradcheck"
)

// sparseMatrix is a matrix that tells its non-zero elements.
type sparseMatrix struct{ *mat.Dense }

func (s sparseMatrix) DoNonZero(do func(i, j int, v float64)) {
	m, n := s.Dims()
	for i := range m {
		for j := range n {
			if v := s.At(i, j); v != 0 {
				do(i, j, v)
			}
		}
	}
}

// sparseField draws f_i = Σ a_ij sin(x_j) + x_j x_k, over the columns of row i of a pattern, at x of many sizes,
// with its Jacobian.
func sparseField(rnd *rand.Rand, n int, pattern [][]int) (f func(y, x []float64), x []float64, j sparseMatrix) {
	m := len(pattern)
	a := mat.NewDense(m, n, nil)
	for i, row := range pattern {
		for _, k := range row {
			a.Set(i, k, 1+rnd.Float64())
		}
	}
	for range n {
		x = append(x, rnd.NormFloat64()*math.Pow(10, rnd.Float64()))
	}
	f = func(y, x []float64) {
		for i, row := range pattern {
			y[i] = 1
			for p, k := range row {
				y[i] += a.At(i, k)*math.Sin(x[k]) + x[k]*x[row[(p+1)%len(row)]]
			}
		}
	}
	j = sparseMatrix{mat.NewDense(m, n, nil)}
	for i, row := range pattern {
		for p, k := range row {
			next := row[(p+1)%len(row)]
			j.Set(i, k, j.At(i, k)+a.At(i, k)*math.Cos(x[k])+x[next])
			j.Set(i, next, j.At(i, next)+x[k])
		}
	}
	return f, x, j
}

func patterns(rnd *rand.Rand, n int) map[string][][]int {
	tridiagonal, arrow, column, random := make([][]int, n), make([][]int, n), make([][]int, n), make([][]int, 2*n/3)
	for i := range n {
		for j := max(0, i-1); j <= min(n-1, i+1); j++ {
			tridiagonal[i] = append(tridiagonal[i], j)
		}
		arrow[0] = append(arrow[0], i)
		arrow[i] = slices.Compact(append(slices.Clone(arrow[i]), min(i, 1)*i))
		column[i] = slices.Compact([]int{0, i})
	}
	for i := 1; i < n; i++ {
		arrow[i] = []int{0, i}
	}
	for i := range random {
		for len(random[i]) < 3 {
			if j := rnd.IntN(n); !slices.Contains(random[i], j) {
				random[i] = append(random[i], j)
			}
		}
	}
	return map[string][][]int{"tridiagonal": tridiagonal, "arrow": arrow, "a column and a diagonal": column,
		"random": random}
}

// Each element has the verdict, the name and as good a bar as when columns are moved one by one, right or wrong.
func TestColumnsMovedTogether(t *testing.T) {
	const n = 30
	rnd := rand.New(rand.NewPCG(uint64(*jurySeed), 4))
	all := patterns(rnd, n)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		pattern := all[name]
		t.Run(name, func(t *testing.T) {
			f, x, right := sparseField(rnd, n, pattern)
			for _, off := range []float64{0, 1e-4, 1, -2} {
				claimed := sparseMatrix{mat.DenseCopyOf(right)}
				i := rnd.IntN(len(pattern))
				k := pattern[i][rnd.IntN(len(pattern[i]))]
				claimed.Set(i, k, right.At(i, k)+off*max(1, math.Abs(right.At(i, k))))
				s := &Settings{Methods: []Method{Central}}
				together, err := CheckJacobian(f, x, claimed, s)
				require.NoError(t, err)
				alone, err := CheckJacobian(f, x, claimed.Dense, s)
				require.NoError(t, err)
				byName := make(map[string]Comparison)
				for _, e := range alone.Methods[0].Comparisons {
					byName[e.Name] = e
				}
				var wrong []string
				for _, e := range together.Methods[1].Comparisons {
					want := byName[e.Name]
					assert.Equal(t, want.Verdict, e.Verdict, "%+v", e)
					assert.LessOrEqual(t, math.Abs(e.Numerical-want.Numerical), e.Bar+want.Bar, e.Name)
					assert.LessOrEqual(t, e.Bar, 1e-3*math.Abs(e.Numerical)+1e-9, e.Name)
					if e.Verdict == Fail {
						wrong = append(wrong, e.Name)
					}
				}
				if off == 0 {
					assert.Equal(t, Pass, together.Verdict(), "%v", together)
				} else {
					assert.Equal(t, []string{fmt.Sprintf("J[%d,%d]", i, k)}, wrong)
				}
			}
		})
	}
}

// A right banded matrix takes the calls of few columns, and a few for what is special of some components.
func TestCallsForASparseJacobian(t *testing.T) {
	calls := func(n int, dense bool) float64 {
		f, x, j := second(n)
		count := 0
		counted := func(y, x []float64) { count++; f(y, x) }
		var claimed mat.Matrix = j
		if dense {
			claimed = mat.DenseCopyOf(j)
		}
		r, err := CheckJacobian(counted, x, claimed, &Settings{Methods: []Method{Central}})
		require.NoError(t, err)
		assert.Equal(t, Pass, r.Verdict(), "%v", r)
		assert.Equal(t, count, r.Evaluations)
		return float64(count)
	}
	sparse, dense := calls(120, false), calls(120, true)
	t.Logf("n = 120: %.0f calls, %.0f of a dense one", sparse, dense)
	assert.Less(t, sparse, dense/4)
	assert.Less(t, calls(240, false)-sparse, 5*120.)
}

// A pattern is a claim too: what f depends on beside it is found, wherever and however it hides, and not certified.
func TestAPatternThatIsWrong(t *testing.T) {
	const n = 24
	rnd := rand.New(rand.NewPCG(uint64(*jurySeed), 5))
	for draw := range 30 {
		pattern := patterns(rnd, n)["tridiagonal"]
		f, x, j := sparseField(rnd, n, pattern)
		i := rnd.IntN(n)
		k := (i + 2 + rnd.IntN(n-4)) % n
		if math.Abs(float64(k-i)) <= 1 {
			continue
		}
		size := math.Pow(10, -4*rnd.Float64())
		more := func(y, x []float64) { f(y, x); y[i] += size * x[k] }
		where := fmt.Sprintf("draw %d, J[%d,%d] = %g", draw, i, k, size)
		r, err := CheckJacobian(more, x, j, nil)
		require.NoError(t, err)
		var wrong []string
		for _, e := range r.Methods[1].Comparisons {
			if e.Verdict == Fail {
				wrong = append(wrong, e.Name)
			}
		}
		assert.Equal(t, []string{fmt.Sprintf("J[%d,%d]", i, k)}, wrong, where)
		assert.Equal(t, Fail, r.Verdict(), where)

		// Or by no slope at x, but so that it is in the way of the others.
		kinked := func(y, v []float64) { f(y, v); y[i] += size * math.Abs(v[k]-x[k]) }
		r, err = CheckJacobian(kinked, x, j, nil)
		require.NoError(t, err)
		for _, e := range r.Methods[1].Comparisons {
			assert.NotEqual(t, Fail, e.Verdict, "%s: %+v", where, e)
		}
		// An element that is claimed to be there, where f has none.
		extra := sparseMatrix{mat.DenseCopyOf(j)}
		extra.Set(i, k, size)
		r, err = CheckJacobian(f, x, extra, nil)
		require.NoError(t, err)
		require.NotEmpty(t, r.Failures(), where)
		assert.ErrorContains(t, r.Err(), fmt.Sprintf("J[%d,%d]: claimed", i, k))
	}
}

// Moved together, columns may leave a domain that each of them stays in: then they are moved one by one.
func TestColumnsThatLeaveTheDomainTogether(t *testing.T) {
	f := func(y, x []float64) {
		if x[0]+x[1] > 1.1 {
			panic("outside")
		}
		y[0], y[1] = math.Exp(x[0]), math.Log(x[1])
	}
	inside := func(x []float64) bool { return x[0]+x[1] <= 1.1 }
	claimed := mat.NewDiagDense(2, []float64{math.Exp(0.5), 2})
	r, err := CheckJacobian(f, []float64{0.5, 0.5}, claimed, &Settings{Inside: inside})
	require.NoError(t, err)
	assert.Equal(t, Pass, r.Verdict(), "%v", r)
}
