package gradcheck_test

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"backprop/compare/gradcheck"
)

// The Gauss-Newton part of a Hessian, 2 JᵀJ of the residuals 10(y-x²) and 1-x, is not the Hessian.
func ExampleCheckHessian() {
	x := []float64{0.5, 1}
	report, err := gradcheck.CheckHessian(rosenbrock, rosenbrockGrad, x, gaussNewton(x), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range report.Methods {
		fmt.Printf("%v: %v\n", m.Method, m.Verdict)
	}
	for _, c := range report.Methods[1].Comparisons[:1] {
		fmt.Printf("%s: claimed %g, should be %.6f\n", c.Name, c.Claimed, c.Numerical)
	}
	// Output:
	// gradient: pass
	// central: FAIL
	// taylor: FAIL
	// H[0,0]: claimed 202, should be -98.000000
}

func ExampleCheckHVP() {
	x, v := []float64{0, 0}, []float64{1, 2}
	var hv mat.VecDense
	hv.MulVec(rosenbrockHess(x), mat.NewVecDense(2, v))
	report, err := gradcheck.CheckHVP(rosenbrock, rosenbrockGrad, x, v, hv.RawVector().Data, nil)
	fmt.Println(report.Verdict(), err)
	// Output: pass <nil>
}

// The mistake is in a case that few points meet. Its number brings the point back.
func ExampleCheckPoints() {
	f := func(x []float64) float64 { return max(x[0], 0) * x[0] }
	gradient := func(x float64) []float64 { return []float64{max(2*x, -0.001)} }
	check := func(rnd *rand.Rand) (gradcheck.Report, error) {
		x := rnd.NormFloat64() + 2
		return gradcheck.Check(f, []float64{x}, gradient(x), nil)
	}
	points, err := gradcheck.CheckPoints(1, 100, check)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(points.Verdict(), points.Passed, points.Failed, points.Inconclusive)
	again, err := check(gradcheck.PointRand(points.Seed, points.Number))
	fmt.Println(again.Verdict(), err)
	// Output:
	// FAIL 97 3 0
	// FAIL <nil>
}
