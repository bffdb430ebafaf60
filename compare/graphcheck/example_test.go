package graphcheck_test

import (
	"fmt"
	"testing"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/compare/graphcheck"
	"backprop/graph/program"
)

func matrix(g *G.ExprGraph, name string, rows, cols int, elements ...float64) *G.Node {
	return G.NodeFromAny(g, tensor.New(tensor.WithShape(rows, cols), tensor.WithBacking(elements)), G.WithName(name))
}

// The derivative of Log2 is wrong in Gorgonia v0.9.18, and the report says so.
func Example() {
	g := G.NewGraph()
	X := matrix(g, "X", 2, 2, 1, 2, 3, 4)
	W := matrix(g, "W", 2, 1, 0.5, 0.25)
	bits := G.Must(G.Log2(G.Must(G.Mul(X, W)))) // Gorgonia's Log2 has a wrong derivative
	report, err := graphcheck.Check(G.Must(G.Sum(bits)), W)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Verdict(), "because of", len(report.Operations), "operation:")
	fmt.Println(report.Operations[0]) // Log2, node 3: every element: the claim is 0.48 times the gradient
	// Output:
	// FAIL because of 1 operation:
	// Log2, node 3: every element: the claim is 0.480453014 times the gradient, the same factor throughout
}

func ExampleCheck() {
	g := G.NewGraph()
	x := matrix(g, "x", 1, 2, 0.5, 2)
	loss := G.Must(G.Sum(G.Must(G.Tanh(x))))
	report, err := graphcheck.Check(loss, x)
	fmt.Println(report.Verdict(), err)

	_, err = graphcheck.Check(loss, loss)
	fmt.Println(err)
	// Output:
	// pass <nil>
	// graphcheck: Sum, node 2, float64, is no parameter: want a leaf of float64 or float32
}

// The LispMachine has derivatives of its own: it has none of Max, and takes it for 0.
func ExampleCheckLisp() {
	g := G.NewGraph()
	x := matrix(g, "x", 1, 2, 0.5, 2)
	report, err := graphcheck.CheckLisp(G.Must(G.Max(x)), x)
	fmt.Println(report.Operations[0], err)
	// Output: Max, node 1: every element: claimed 0 throughout, the gradient is not: dropped or never wired <nil>
}

// Gradients of another machine, here after two runs of which the second added to the first.
func ExampleCheckValues() {
	g := G.NewGraph()
	x := matrix(g, "x", 1, 2, 0.5, 2)
	loss := G.Must(G.Sum(G.Must(G.Tanh(x))))
	if _, err := G.Grad(loss, x); err != nil {
		fmt.Println(err)
	}
	vm := G.NewTapeMachine(g, G.BindDualValues(x))
	defer vm.Close()
	for range 2 {
		if err := vm.RunAll(); err != nil {
			fmt.Println(err)
		}
		vm.Reset()
	}
	gradient, err := x.Grad()
	if err != nil {
		fmt.Println(err)
	}
	report, err := graphcheck.CheckValues(loss, G.Nodes{x}, []G.Value{gradient})
	fmt.Println(report.Gradient.Hints[0].Text)
	fmt.Println(report.Outdated, err)
	// Output:
	// every element: the claim is 2 times the gradient
	// true <nil>
}

// In a test of your own, Assert does it all.
func ExampleAssert() {
	_ = func(t *testing.T) {
		g := G.NewGraph()
		x := matrix(g, "x", 1, 2, 0.5, 2)
		graphcheck.Assert(t, G.Must(G.Sum(G.Must(G.Tanh(x)))), x)
	}
	// Output:
}

func ExampleReport() {
	g := G.NewGraph()
	x := matrix(g, "x", 1, 2, 0.5, 2)
	report, err := graphcheck.Check(G.Must(G.Sum(G.Must(G.InverseSqrt(x)))), x)
	for _, o := range report.Operations {
		fmt.Println(o, o.Gradient.Verdict())
	}
	fmt.Println(report.Verdict(), report.Err() != nil, err)
	// Output:
	// InverseSqrt, node 1: x[0,0] is 0.2431 in place of 1.945 FAIL
	// FAIL true <nil>
}

// A graph of one's own: is its gradient right, and how is it run fast?
func Example_compiled() {
	g := G.NewGraph()
	X := matrix(g, "X", 2, 2, 1, 2, 3, 4)
	W := matrix(g, "W", 2, 1, 0.5, -0.25)
	loss := G.Must(G.Sum(G.Must(G.Tanh(G.Must(G.Mul(X, W))))))
	report, err := graphcheck.Check(loss, W)
	if err != nil || report.Err() != nil {
		fmt.Println(err, report)
		return
	}

	dW, err := G.Grad(loss, W)
	if err != nil {
		fmt.Println(err)
		return
	}
	weights := []float64{0.5, -0.25}
	p, err := program.Compile(G.Nodes{loss, dW[0]}, program.Variable(W, &weights))
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 100 {
		if err = p.Run(); err != nil {
			fmt.Println(err)
			return
		}
		for i, d := range p.Output(1) {
			weights[i] -= 0.1 * d
		}
	}
	fmt.Printf("loss %.3f\n", p.Output(0)[0])
	// Output: loss -1.995
}
