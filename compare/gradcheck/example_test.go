package gradcheck_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"gonum.org/v1/gonum/num/dual"

	"backprop/compare/gradcheck"
)

// Check a gradient written by hand.
func Example() {
	f := func(x []float64) float64 { return x[0]*x[0]*x[1] + x[1] }
	gradient := func(x []float64) []float64 { return []float64{2 * x[0] * x[1], x[0] * x[0]} } // forgot the + 1

	x := []float64{3, 2}
	report, err := gradcheck.Check(f, x, gradient(x), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Verdict())
	for _, c := range report.Failures()[:1] {
		fmt.Printf("%s: claimed %g, should be %.6f\n", c.Name, c.Claimed, c.Numerical)
	}
	fmt.Println(report.Hints[0].Text)
	// Output:
	// FAIL
	// x[1]: claimed 9, should be 10.000000
	// only x[1] is wrong: look for an index, or a write to that one element
}

// Blocks let the report name the parts of x and see patterns in them.
func ExampleCheck() {
	// The sum of squared residuals of a line through three points: the bias
	// gradient is that of the mean.
	xs, ys := []float64{0, 1, 2}, []float64{1, 2, 4}
	f := func(p []float64) (sum float64) {
		for i := range xs {
			r := p[0]*xs[i] + p[1] - ys[i]
			sum += r * r
		}
		return sum
	}
	report, err := gradcheck.Check(f, []float64{1, 1}, []float64{-4, -2.0 / 3}, &gradcheck.Settings{
		Name: "manual",
		Blocks: []gradcheck.Block{
			{Name: "W", Rows: 1, Cols: 1, Layer: 1},
			{Name: "b", Rows: 1, Cols: 1, Layer: 1, Bias: true},
		},
		Methods: []gradcheck.Method{gradcheck.Central},
		Rows:    3,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, h := range report.Hints {
		fmt.Printf("%v: %s\n", h.Kind, strings.Replace(h.Text, ": dW", ":\n  dW", 1))
	}
	// Output:
	// factor: b: the claim is 1/N = 1/3 (mean instead of sum) times the gradient
	// bias not summed: the bias of layer 1 is wrong and the weights are right:
	//   dW = Aᵀ dZ, so dZ is right, and db is not its sum over the rows
}

// With f over dual numbers the comparison is exact but for rounding.
func ExampleSettings_dual() {
	report, err := gradcheck.Check(
		func(x []float64) float64 { return x[0] * x[0] * x[0] },
		[]float64{2}, []float64{12 + 1e-9},
		&gradcheck.Settings{
			Methods: []gradcheck.Method{gradcheck.Dual},
			Dual: func(x []dual.Number) dual.Number {
				return dual.Mul(x[0], dual.Mul(x[0], x[0]))
			},
		})
	fmt.Println(report.Verdict(), err)
	// Output: FAIL <nil>
}

// A kink at x is no reason to accuse anyone: both slopes are reported.
func ExampleReport() {
	relu := func(x []float64) float64 { return max(0, x[0]) }
	report, err := gradcheck.Check(relu, []float64{0}, []float64{0}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	c := report.Methods[0].Comparisons[0]
	fmt.Printf("%v: %v, slopes %.0f and %.0f\n", report.Verdict(), c.Reason, c.SlopeLeft, c.SlopeRight)
	fmt.Println(report.Certified(), report.Err())
	// Output:
	// inconclusive: kink, slopes 0 and 1
	// 0 <nil>
}

// The report in full.
func ExampleReport_WriteTo() {
	f := func(x []float64) float64 { return 3*x[0] - x[1] }
	report, err := gradcheck.Check(f, []float64{0.5, 0.25}, []float64{3, 1}, &gradcheck.Settings{
		Name: "manual", Methods: []gradcheck.Method{gradcheck.Central}})
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := report.WriteTo(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// gradient by manual: FAIL
	// f(x) = 1.25, noise 1e-16, 2 elements, 244 evaluations
	// hint (sign): only x[1] is wrong, and by its sign alone
	//
	// central: FAIL: 2 elements: 1 passed, 1 failed, 0 inconclusive
	//   x[1] is wrong:
	//     claimed    1   by manual
	//     numerical  -1 ± 6e-12
	//     difference 2, relative 2
	//     step h     0.00781
	//                f(x+h) = 1.2421875
	//                f(x)   = 1.25
	//                f(x-h) = 1.2578125
	//     slopes     left -1, right -1
	//   worst        claimed      numerical       ±  reason
	//   x[0]               3              3   6e-12  agrees
	//   would have caught: errors above 2e-06 (x[0]), and 8e-07 of an element (x[0])
}

// Reports marshal to JSON, whatever their numbers.
func ExampleReport_MarshalJSON() {
	report, err := gradcheck.Check(func(x []float64) float64 { return x[0] }, []float64{1}, []float64{2},
		&gradcheck.Settings{Methods: []gradcheck.Method{gradcheck.Central}})
	if err != nil {
		fmt.Println(err)
		return
	}
	data, err := json.Marshal(report.Hints)
	fmt.Println(strings.Replace(string(data), `,"text"`, "\n,\"text\"", 1), err)
	// Output:
	// [{"kind":"factor","where":"every element","ratio":2
	// ,"text":"every element: the claim is 2 times the gradient"}] <nil>
}

// In a test, Assert is all there is to write; t is the test's.
func ExampleAssert() {
	var t testing.B // stands in for the *testing.T of a test function
	f := func(x []float64) float64 { return x[0] * x[1] }
	report := gradcheck.Assert(&t, f, []float64{2, 3}, []float64{3, 2}, nil)
	fmt.Println(report.Verdict(), t.Failed())
	// Output: pass false
}

func ExampleParseMethod() {
	fmt.Println(gradcheck.ParseMethod("dual"))
	_, err := gradcheck.ParseMethod("forward")
	fmt.Println(err)
	// Output:
	// dual <nil>
	// gradcheck: no method "forward": have central, dual, taylor
}

// A function of ten thousand elements, each of which a whole check would try by itself: the
// slope along a few random directions.
func ExampleSettings() {
	f := func(x []float64) (sum float64) {
		for _, v := range x {
			sum += math.Log1p(v * v)
		}
		return sum
	}
	x, gradient := make([]float64, 10_000), make([]float64, 10_000)
	for i := range x {
		x[i] = float64(i%100) / 100
		gradient[i] = 2 * x[i] / (1 + x[i]*x[i])
	}
	settings := gradcheck.Settings{Directions: 5, Methods: []gradcheck.Method{gradcheck.Central}}
	report, err := gradcheck.Check(f, x, gradient, &settings)
	fmt.Println(report.Verdict(), len(report.Methods[0].Comparisons), "directions", err)
	// Output: pass 5 directions <nil>
}

// A probability of 0 is the end of the domain: steps are to one side of it.
func ExampleSettings_domain() {
	f := func(p []float64) float64 { return -math.Log1p(-p[0]) - math.Log(p[1]) }
	p, claimed := []float64{0, 0.5}, []float64{1, -2}
	report, err := gradcheck.Check(f, p, claimed, &gradcheck.Settings{Low: []float64{0, 0}, High: []float64{1, 1}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range report.Methods[0].Comparisons {
		fmt.Println(c.Name, c.Verdict, c.Side)
	}
	// Output:
	// x[0] pass 1
	// x[1] pass 0
}

// A root by Newton's method, to 1e-8: its gradient is that of the square root itself, which f is not quite.
func ExampleSettings_accuracy() {
	f := func(x []float64) float64 {
		y := x[0]
		for math.Abs(y*y-x[0]) > 1e-8 {
			y = (y + x[0]/y) / 2
		}
		return y * x[1]
	}
	x := []float64{0.8, 1.3}
	claimed := []float64{x[1] / (2 * math.Sqrt(x[0])), math.Sqrt(x[0])}
	report, err := gradcheck.Check(f, x, claimed, &gradcheck.Settings{
		Accuracy: 1e-8, Methods: []gradcheck.Method{gradcheck.Central}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(report)
	// Output:
	// gradient: pass
	// f(x) = 1.162755349, noise 3e-09, 2 elements, 134 evaluations
	//
	// central: pass: 2 elements: 2 passed, 0 failed, 0 inconclusive
	//   worst        claimed      numerical       ±  reason
	//   x[0]      0.72672209     0.72672208   1e-05  agrees
	//   x[1]      0.89442719     0.89442719   7e-07  agrees
	//   certified to 8e-05 (x[0]), and 0.0001 of an element (x[0]); no better is
	//     possible, as f is computed to within 1e-08
}
