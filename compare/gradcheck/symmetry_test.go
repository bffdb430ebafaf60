package gradcheck_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	. "backprop/compare/gradcheck"
)

// A claimed Hessian need not be more symmetric than its elements are known: beside large linear terms the
// gradient has few digits left, and each element may be off by that. But both must pass.
func TestAPairMayDifferByWhatItsElementsMay(t *testing.T) {
	const slope = 1e6
	// x₀² + x₁² + x₂² + x₀x₁ + x₀x₂ + x₁x₂ + slope (x₀ + x₁ + x₂)
	f := func(x []float64) float64 {
		return x[0]*x[0] + x[1]*x[1] + x[2]*x[2] + x[0]*x[1] + x[0]*x[2] + x[1]*x[2] + slope*(x[0]+x[1]+x[2])
	}
	grad := func(g, x []float64) {
		for i, v := range x {
			g[i] = v + (x[0] + x[1] + x[2]) + slope
		}
	}
	for _, c := range []struct {
		name         string
		upper, lower float64 // too large by so many times what passes
		want         Verdict
	}{
		{"both right", 0, 0, Pass},
		{"apart by what each may be off", 0.9, -0.9, Pass},
		{"one wrong", 0.9, -9, Fail},
		{"one in doubt", 0, -1.5, Fail},
		{"the other in doubt", -1.5, 0, Fail},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := []float64{0.3, 0.7, -0.2}
			h := mat.NewDense(3, 3, []float64{2, 1, 1, 1, 2, 1, 1, 1, 2})
			right, err := CheckHessian(f, grad, x, h, nil)
			require.NoError(t, err)
			for _, pair := range [][3]int{{0, 1, 0}, {0, 2, 1}, {1, 2, 2}} {
				i, j := pair[0], pair[1]
				passes := right.Methods[2].Comparisons[i*3+j].Bar / 2
				require.Greater(t, passes, 1e-11, "more than rounding does to numbers of this size")
				claimed := mat.DenseCopyOf(h)
				claimed.Set(i, j, 1+c.upper*passes)
				claimed.Set(j, i, 1+c.lower*passes)
				r, err := CheckHessian(f, grad, x, claimed, nil)
				require.NoError(t, err)
				assert.Equal(t, Symmetry, r.Methods[1].Method)
				assert.Equal(t, c.want, r.Methods[1].Comparisons[pair[2]].Verdict, "%v", r)
			}
		})
	}
}

// A pair of zeros is not compared; of a pair of which one is not 0, either way, both are.
func TestOnlyPairsOfZerosAreLeftOut(t *testing.T) {
	f := func(x []float64) float64 { return x[0]*x[0] + x[1]*x[1] }
	grad := func(g, x []float64) { g[0], g[1] = 2*x[0], 2*x[1] }
	for _, c := range []struct {
		upper, lower float64
		compared     bool
	}{{0, 0, false}, {0, 1, true}, {1, 0, true}} {
		r, err := CheckHessian(f, grad, []float64{0.3, 0.7}, mat.NewDense(2, 2, []float64{2, c.upper, c.lower, 2}), nil)
		require.NoError(t, err)
		assert.Equal(t, c.compared, r.Methods[1].Method == Symmetry, "%v", r)
		if c.compared {
			assert.Equal(t, Fail, r.Methods[1].Verdict)
		}
	}
}
