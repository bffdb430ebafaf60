package program_test

import (
	"fmt"
	"log"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/graph/program"
)

// Logistic regression on the logical or, by gradient descent: the loss is
// Σ ln(1+e^z) - y z for the logits z = X w.
func ExampleCompile() {
	g := gorgonia.NewGraph()
	X := gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(4, 3), gorgonia.WithName("X"))
	w := gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(3, 1), gorgonia.WithName("w"))
	y := gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(4, 1), gorgonia.WithName("y"))
	z := gorgonia.Must(gorgonia.Mul(X, w))
	one := gorgonia.NewConstant(1.0)
	logs := gorgonia.Must(gorgonia.Log(gorgonia.Must(gorgonia.Add(one, gorgonia.Must(gorgonia.Exp(z))))))
	loss := gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Sub(logs, gorgonia.Must(gorgonia.HadamardProd(y, z))))))
	dw, err := gorgonia.Grad(loss, w)
	if err != nil {
		log.Fatal(err)
	}

	weights := make([]float64, 3)
	inputs := []float64{0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1} // the last column is 1
	p, err := program.Compile(gorgonia.Nodes{loss, dw[0]},
		program.Constant(X, inputs), program.Constant(y, []float64{0, 1, 1, 1}), program.Variable(w, &weights))
	if err != nil {
		log.Fatal(err)
	}
	for step := range 301 {
		if err := p.Run(); err != nil {
			log.Fatal(err)
		}
		if step%100 == 0 {
			fmt.Printf("step %3d  loss %.3f\n", step, p.Output(0)[0])
		}
		for i, d := range p.Output(1) {
			weights[i] -= d
		}
	}
	// Output:
	// step   0  loss 2.773
	// step 100  loss 0.093
	// step 200  loss 0.046
	// step 300  loss 0.031
}

// What a program does, with an operation that it does not know.
func ExampleProgram_String() {
	g := gorgonia.NewGraph()
	X := gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(5, 2), gorgonia.WithName("X"))
	W := gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(2, 3), gorgonia.WithName("W"))
	b := gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(1, 3), gorgonia.WithName("b"))
	z := gorgonia.Must(gorgonia.BroadcastAdd(gorgonia.Must(gorgonia.Mul(X, W)), b, nil, []byte{0}))
	loss := gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Sparsemax(gorgonia.Must(gorgonia.Tanh(z))))))

	p, err := program.Compile(gorgonia.Nodes{loss})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(p)
	// Output:
	// every run, 5 rows:
	//   X by columns
	//   %8 = tanh(X × W + b)    fuses %3 A × B, %6 Repeat0, %7 +, %8 tanh
	//   %8 row-major
	// every run:
	//   %9 = Sparsemax{}()(%8), by its Do    Gorgonia's value is wrong: along the first axis
	// every run, 15 rows:
	//   %a = Σ %9
}

// A leaf of the caller's, of which every run sees the present values.
func ExampleVariable() {
	g := gorgonia.NewGraph()
	x := gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(1, 3), gorgonia.WithName("x"))
	values := []float64{1, 2, 3}
	p, err := program.Compile(gorgonia.Nodes{gorgonia.Must(gorgonia.Square(x))}, program.Variable(x, &values))
	if err != nil {
		log.Fatal(err)
	}
	for range 2 {
		if err := p.Run(); err != nil {
			log.Fatal(err)
		}
		fmt.Println(p.Output(0))
		values = []float64{10, 20, 30}
	}
	// Output:
	// [1 4 9]
	// [100 400 900]
}

// A leaf of the caller's, whose elements stay in one place.
func ExampleFixed() {
	g := gorgonia.NewGraph()
	x := gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(1, 3), gorgonia.WithName("x"))
	values := []float64{1, 2, 3}
	p, err := program.Compile(gorgonia.Nodes{gorgonia.Must(gorgonia.Square(x))}, program.Fixed(x, values))
	if err != nil {
		log.Fatal(err)
	}
	for range 2 {
		if err := p.Run(); err != nil {
			log.Fatal(err)
		}
		fmt.Println(p.Output(0))
		values[2] = 30
	}
	// Output:
	// [1 4 9]
	// [1 4 900]
}

// What depends on constants alone is computed by Compile.
func ExampleConstant() {
	g := gorgonia.NewGraph()
	c := gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(1, 2), gorgonia.WithName("c"))
	x := gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(1, 2), gorgonia.WithName("x"))
	product := gorgonia.Must(gorgonia.HadamardProd(gorgonia.Must(gorgonia.Square(c)), x))
	p, err := program.Compile(gorgonia.Nodes{product}, program.Constant(c, []float64{2, 3}),
		program.Variable(x, &[]float64{1, 10}))
	if err != nil {
		log.Fatal(err)
	}
	if err := p.Run(); err != nil {
		log.Fatal(err)
	}
	fmt.Println(p.Output(0))
	fmt.Print(p)
	// Output:
	// [4 90]
	// once, 1 row:
	//   %2 = square(c)
	// every run, 1 row:
	//   %3 = %2 ⊙ x
}

// The operations on the way to a loss, in an order in which they can be run.
func ExampleOperations() {
	g := gorgonia.NewGraph()
	x := gorgonia.NewVector(g, tensor.Float64, gorgonia.WithShape(3), gorgonia.WithName("x"))
	loss := gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Square(x))))
	order, err := program.Operations(gorgonia.Nodes{loss})
	if err != nil {
		log.Fatal(err)
	}
	for _, o := range order {
		fmt.Println(o.Node, "of", len(o.Operands))
	}
	// Output:
	// x :: Vector float64 of 0
	// square(%0) :: Vector float64 of 1
	// Σ[0](%1) :: float64 of 1
}

// A gradient of all parameters as one vector.
func ExampleProgram_Outputs() {
	g := gorgonia.NewGraph()
	w := gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(1, 3), gorgonia.WithName("w"))
	b := gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(1, 1), gorgonia.WithName("b"))
	loss := gorgonia.Must(gorgonia.Add(gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Square(w)))),
		gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Cube(b))))))
	gradients, err := gorgonia.Grad(loss, w, b)
	if err != nil {
		log.Fatal(err)
	}
	p, err := program.Compile(append(gorgonia.Nodes{loss}, gradients...),
		program.Constant(w, []float64{1, 2, 3}), program.Fixed(b, []float64{2}))
	if err != nil {
		log.Fatal(err)
	}
	if err := p.Run(); err != nil {
		log.Fatal(err)
	}
	fmt.Println(p.Output(0), p.Outputs(1, 3))
	// Output: [22] [2 4 6 12]
}
