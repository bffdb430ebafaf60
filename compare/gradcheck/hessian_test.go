package gradcheck_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/functions"

	. "backprop/compare/gradcheck"
)

// rosenbrock is 100(y-x²)² + (1-x)², of which MATLAB's manual shows a right gradient at [0,0] that fails.
func rosenbrock(x []float64) float64 {
	a, b := x[1]-x[0]*x[0], 1-x[0]
	return 100*a*a + b*b
}

func rosenbrockGrad(g, x []float64) {
	a := x[1] - x[0]*x[0]
	g[0], g[1] = -400*x[0]*a-2*(1-x[0]), 200*a
}

func rosenbrockHess(x []float64) *mat.SymDense {
	return mat.NewSymDense(2, []float64{1200*x[0]*x[0] - 400*x[1] + 2, -400 * x[0], -400 * x[0], 200})
}

// gaussNewton is what is left of Rosenbrock's Hessian without the second derivatives of its residuals
// 10(y-x²) and 1-x: 2 JᵀJ.
func gaussNewton(x []float64) *mat.SymDense {
	return mat.NewSymDense(2, []float64{800*x[0]*x[0] + 2, -400 * x[0], -400 * x[0], 200})
}

func TestRosenbrocksHessian(t *testing.T) {
	for _, x := range [][]float64{{0, 0}, {-1.2, 1}, {1, 1}, {0, 1}, {1e-8, 1e-8}} {
		r := AssertReport(t)(CheckHessian(rosenbrock, rosenbrockGrad, x, rosenbrockHess(x), nil))
		assert.Equal(t, Pass, r.Verdict(), "at %v\n%v", x, r)

		for name, h := range map[string]*mat.SymDense{"no second order": mat.NewSymDense(2, nil), "2 JᵀJ": gaussNewton(x)} {
			if mat.EqualApprox(h, rosenbrockHess(x), 1e-9) { // as at [0,0], where y-x² is 0
				continue
			}
			r, err := CheckHessian(rosenbrock, rosenbrockGrad, x, h, nil)
			require.NoError(t, err)
			assert.Equal(t, Fail, r.Verdict(), "%s at %v\n%v", name, x, r)
			r, err = CheckHessian(rosenbrock, rosenbrockGrad, x, h, &Settings{Methods: []Method{Taylor}})
			require.NoError(t, err)
			assert.Equal(t, Fail, r.Verdict(), "%s at %v\n%v", name, x, r)
		}
	}
}

// The Hessians are gonum's.
func TestGonumHessians(t *testing.T) {
	for _, c := range []struct {
		name string
		f    interface {
			Func(x []float64) float64
			Grad(grad, x []float64)
			Hess(dst *mat.SymDense, x []float64)
		}
		x []float64
	}{
		{"Beale", functions.Beale{}, []float64{1, 1}},
		{"BrownBadlyScaled", functions.BrownBadlyScaled{}, []float64{1.5, 0.7}},
		{"BrownAndDennis", functions.BrownAndDennis{}, []float64{25, 5, -5, -1}},
		{"PowellBadlyScaled", functions.PowellBadlyScaled{}, []float64{0.1, 1}},
		{"Watson", functions.Watson{}, []float64{0.1, -0.2, 0.3, 0.4, -0.5, 0.6}},
		{"Wood", functions.Wood{}, []float64{-3, -1, -3, -1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := len(c.x)
			h := mat.NewSymDense(n, nil)
			c.f.Hess(h, c.x)
			r := AssertReport(t)(CheckHessian(c.f.Func, c.f.Grad, c.x, h, nil))
			assert.Equal(t, Pass, r.Verdict(), "%v", r)

			v, hv := make([]float64, n), mat.NewVecDense(n, nil)
			for i := range v {
				v[i] = float64(i+1) / 4
			}
			hv.MulVec(h, mat.NewVecDense(n, v))
			r = AssertReport(t)(CheckHVP(c.f.Func, c.f.Grad, c.x, v, hv.RawVector().Data, nil))
			assert.Equal(t, Pass, r.Verdict(), "%v", r)
			hv.SetVec(1, 1.001*hv.AtVec(1)+1e-3)
			r, err := CheckHVP(c.f.Func, c.f.Grad, c.x, v, hv.RawVector().Data, nil)
			require.NoError(t, err)
			assert.ErrorContains(t, r.Err(), "the H·v is wrong in (H·v)[1]: ")

			d := mat.DenseCopyOf(h)
			d.Set(0, 1, d.At(0, 1)+1e-3*mat.Norm(h, 2))
			r, err = CheckHessian(c.f.Func, c.f.Grad, c.x, d, nil)
			require.NoError(t, err)
			assert.Equal(t, []string{"H[0,1] and H[1,0]", "H[0,1]", "direction over all of x"}, names(r.Failures()), "%v", r)
			assert.ErrorContains(t, r.Err(), "the Hessian is wrong in H[0,1]: ")
		})
	}
}

// Away from x₀ = x₁ the Hessian of gonum v0.17.0's Beale is wrong in all but ∂²f/∂x₀². By hand, at (1,4):
// ∂²f/∂x₀∂x₁ = 12879, ∂²f/∂x₁² = 7957.
func TestTheHessianOfGonumsBealeIsWrong(t *testing.T) {
	x, h := []float64{1, 4}, mat.NewSymDense(2, nil)
	functions.Beale{}.Hess(h, x)
	r, err := CheckHessian(functions.Beale{}.Func, functions.Beale{}.Grad, x, h, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"H[0,1]", "H[1,0]", "H[1,1]", "direction over all of x"}, names(r.Failures()), "%v", r)
	assert.InDelta(t, 12879, r.Failures()[0].Numerical, 1e-6)
	assert.InDelta(t, 7957, r.Failures()[2].Numerical, 1e-6)
}

func names(cs []Comparison) (names []string) {
	for _, c := range cs {
		names = append(names, c.Name)
	}
	return names
}

// Where the gradient is wrong, nothing else is accused: all rests on it.
func TestTheGradientBehindAHessianIsChecked(t *testing.T) {
	x := []float64{0.5, 2}
	minus := func(g, x []float64) {
		rosenbrockGrad(g, x)
		g[0] = -g[0]
	}
	r, err := CheckHessian(rosenbrock, minus, x, rosenbrockHess(x), nil)
	require.NoError(t, err)
	assert.Equal(t, Fail, r.Verdict())
	assert.ErrorContains(t, r.Err(), "the Hessian is wrong in ∂f/∂x[0]: ")
	assert.Empty(t, r.Hints)

	// f is too rough to certify its gradient: then the Hessian is not certified either.
	rough := func(x []float64) float64 { return rosenbrock(x) + 1e20 }
	r, err = CheckHessian(rough, rosenbrockGrad, x, rosenbrockHess(x), nil)
	require.NoError(t, err)
	assert.Equal(t, Inconclusive, r.Verdict(), "%v", r)
}

// Symmetry needs no derivative: at a kink of the gradient it is all there is.
func TestAsymmetryIsSeenWhereNothingElseIs(t *testing.T) {
	f := func(x []float64) float64 { a := max(0, x[0]+x[1]); return a * a }
	grad := func(g, x []float64) { g[0] = 2 * max(0, x[0]+x[1]); g[1] = g[0] }
	x := []float64{0, 0}
	for _, c := range []struct {
		lower   float64
		verdict Verdict
	}{{1, Inconclusive}, {1 + 1e-14, Inconclusive}, {2, Fail}, {math.NaN(), Fail}} {
		r, err := CheckHessian(f, grad, x, mat.NewDense(2, 2, []float64{1, 1, c.lower, 1}), nil)
		require.NoError(t, err)
		assert.Equal(t, c.verdict, r.Verdict(), "%v\n%v", c.lower, r)
		assert.Equal(t, Symmetry, r.Methods[1].Method)
		assert.Equal(t, "H[0,1] and H[1,0]", r.Methods[1].Comparisons[0].Name)
	}
}

// A chain of springs has a band: the elements off it are tested together.
func TestSparseHessians(t *testing.T) {
	const n = 30
	f := func(x []float64) (sum float64) {
		for i := range n - 1 {
			d := x[i+1] - x[i]
			sum += d * d * d * d
		}
		return sum
	}
	grad := func(g, x []float64) {
		clear(g)
		for i := range n - 1 {
			d := x[i+1] - x[i]
			g[i], g[i+1] = g[i]-4*d*d*d, g[i+1]+4*d*d*d
		}
	}
	var x []float64
	for i := range n {
		x = append(x, math.Sin(float64(i*i)))
	}
	h := mat.NewSymBandDense(n, 1, nil)
	for i := range n - 1 {
		k := 12 * (x[i+1] - x[i]) * (x[i+1] - x[i])
		h.SetSymBand(i, i, h.At(i, i)+k)
		h.SetSymBand(i+1, i+1, h.At(i+1, i+1)+k)
		h.SetSymBand(i, i+1, -k)
	}
	r := AssertReport(t)(CheckHessian(f, grad, x, h, nil))
	assert.Equal(t, Pass, r.Verdict(), "%v", r)
	h.SetSymBand(3, 4, 0)
	r, err := CheckHessian(f, grad, x, h, nil)
	require.NoError(t, err)
	assert.Contains(t, names(r.Failures()), "H[3,4]")
	assert.Contains(t, names(r.Failures()), "H[4,3]")
}

func TestWrongShapesOfAHessianAreErrors(t *testing.T) {
	x := []float64{1, 2}
	check := func(f func([]float64) float64, g func(g, x []float64), x []float64, h mat.Matrix) error {
		return errorOf(CheckHessian(f, g, x, h, nil))
	}
	square := mat.NewDense(2, 2, nil)
	for want, err := range map[string]error{
		"the claimed Hessian is nil":                     check(rosenbrock, rosenbrockGrad, x, nil),
		"the claimed Hessian is empty":                   check(rosenbrock, rosenbrockGrad, nil, &mat.Dense{}),
		"the claimed Hessian is 3×2; it must be square":  check(rosenbrock, rosenbrockGrad, x, mat.NewDense(3, 2, nil)),
		"the claimed Hessian is 2×3, x has 2 elements":   check(rosenbrock, rosenbrockGrad, x, mat.NewDense(2, 3, nil)),
		"f is nil; it must be the function whose grad":   check(nil, rosenbrockGrad, x, square),
		"f is nil; it must be the function whose Hessia": check(rosenbrock, nil, x, square),
		"x[0] is +Inf": check(rosenbrock, rosenbrockGrad, []float64{math.Inf(1), 1}, square),
		"the claimed H·v has 1 elements, x has 2": errorOf(
			CheckHVP(rosenbrock, rosenbrockGrad, x, x, []float64{1}, nil)),
		"v has 1 elements, x has 2": errorOf(CheckHVP(rosenbrock, rosenbrockGrad, x, []float64{1}, x, nil)),
	} {
		assert.ErrorContains(t, err, want)
	}
}

// Losses of chance, logistic or of sines, with their Hessian and its Gauss-Newton part.
func TestHessiansOfLosses(t *testing.T) {
	const seed, losses = 77, 60
	passed := 0
	for k := range losses {
		rnd := rand.New(rand.NewPCG(seed, uint64(k)))
		l := lossOf(rnd)
		x := make([]float64, l.n)
		for j := range x {
			x[j] = rnd.NormFloat64()
		}
		h, part := l.hessian(x)
		r, err := CheckHessian(l.f, l.gradient, x, h, nil)
		require.NoError(t, err)
		require.NotEqual(t, Fail, r.Verdict(), "seed %d, number %d\n%v", seed, k, r)
		if r.Verdict() == Pass {
			passed++
		}
		r, err = CheckHessian(l.f, l.gradient, x, part, nil)
		require.NoError(t, err)
		assert.Equal(t, Fail, r.Verdict(), "seed %d, number %d\n%v", seed, k, r)
	}
	t.Logf("%d of %d passed", passed, losses)
	assert.GreaterOrEqual(t, passed, losses*98/100)
}

// loss is Σ φ(a·x, b) over rows a, b.
type loss struct {
	n        int
	a        [][]float64
	b        []float64
	logistic bool
}

func lossOf(rnd *rand.Rand) loss {
	l := loss{n: 1 + rnd.IntN(5), logistic: rnd.IntN(2) == 0}
	for range 4 + rnd.IntN(10) {
		row := make([]float64, l.n)
		for j := range row {
			row[j] = rnd.NormFloat64()
		}
		l.a, l.b = append(l.a, row), append(l.b, float64(rnd.IntN(2)))
	}
	return l
}

// row returns φ, its first two derivatives, and the part of the second that is the square of a first.
func (l loss) row(i int, x []float64) (value, d, dd, square float64) {
	z, b := floats.Dot(l.a[i], x), l.b[i]
	if l.logistic {
		p := sigmoid(z)
		return math.Log1p(math.Exp(-math.Abs(z))) + max(z, 0) - b*z, p - b, p * (1 - p), (p - b) * (p - b)
	}
	s, c := math.Sincos(z)
	return (s - b) * (s - b), 2 * (s - b) * c, 2*c*c - 2*(s-b)*s, 2 * c * c
}

func (l loss) f(x []float64) (sum float64) {
	for i := range l.a {
		value, _, _, _ := l.row(i, x)
		sum += value
	}
	return sum
}

func (l loss) gradient(g, x []float64) {
	clear(g)
	for i := range l.a {
		_, d, _, _ := l.row(i, x)
		floats.AddScaled(g, d, l.a[i])
	}
}

func (l loss) hessian(x []float64) (h, part *mat.SymDense) {
	h, part = mat.NewSymDense(l.n, nil), mat.NewSymDense(l.n, nil)
	for i, a := range l.a {
		_, _, dd, square := l.row(i, x)
		h.SymRankOne(h, dd, mat.NewVecDense(l.n, a))
		part.SymRankOne(part, square, mat.NewVecDense(l.n, a))
	}
	return h, part
}
