package gradcheck_test

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"backprop/compare/gradcheck"
)

// polar writes the Cartesian coordinates of polar ones.
func polar(y, x []float64) { y[0], y[1] = x[0]*math.Cos(x[1]), x[0]*math.Sin(x[1]) }

func ExampleCheckJacobian() {
	r, phi := 2.0, 0.5
	claimed := mat.NewDense(2, 2, []float64{
		math.Cos(phi), math.Sin(phi), // transposed
		-r * math.Sin(phi), r * math.Cos(phi),
	})
	report, err := gradcheck.CheckJacobian(polar, []float64{r, phi}, claimed, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Verdict())
	fmt.Println(report.Hints[0].Text)
	// Output:
	// FAIL
	// Jacobian is claimed transposed: its data are those of a 2×2 matrix
}

// J·v of forward mode: how y moves as the radius grows by 1.
func ExampleCheckJVP() {
	report, err := gradcheck.CheckJVP(polar, []float64{2, 0.5}, []float64{1, 0},
		[]float64{math.Cos(0.5), math.Sin(0.5)}, nil)
	fmt.Println(report.Verdict(), err)
	// Output: pass <nil>
}

// Jᵀ·w of reverse mode: the gradient of y₀ + y₁.
func ExampleCheckVJP() {
	s, c := math.Sin(0.5), math.Cos(0.5)
	report, err := gradcheck.CheckVJP(polar, []float64{2, 0.5}, []float64{1, 1}, []float64{c + s, 2 * (c - s)}, nil)
	fmt.Println(report.Verdict(), err)
	// Output: pass <nil>
}

func ExampleAssertReport() {
	var t testing.B // stands in for the *testing.T of a test function
	report := gradcheck.AssertReport(&t)(
		gradcheck.CheckJVP(polar, []float64{2, 0.5}, []float64{0, 1}, []float64{-2 * math.Sin(0.5), 2 * math.Cos(0.5)}, nil))
	fmt.Println(report.Verdict(), t.Failed())
	// Output: pass false
}
