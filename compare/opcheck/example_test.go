package opcheck_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"gorgonia.org/gorgonia"

	"backprop/compare/opcheck"
)

func TestMain(m *testing.M) {
	opcheck.Child(func() []opcheck.Op {
		return append(append(opcheck.Ops(), opcheck.Planted()...), signedSquare)
	})
	os.Exit(m.Run())
}

// signedSquare is an operation of one's own: x·|x|.
var signedSquare = opcheck.Op{
	Name: "SignedSquare",
	Apply: func(x *gorgonia.Node) (*gorgonia.Node, error) {
		return gorgonia.HadamardProd(x, gorgonia.Must(gorgonia.Abs(x)))
	},
	Oracle: func(x opcheck.Array) opcheck.Array {
		y := opcheck.Array{Shape: x.Shape}
		for _, v := range x.Data {
			y.Data = append(y.Data, v*max(v, -v))
		}
		return y
	},
	Samples: []string{"x[3]  SignedSquare(x)", "x[2 2]=1,-2,3,-4  SignedSquare(x)"},
}

// A program that runs this begins with opcheck.Child, as it is started again for every operation.
func ExampleRun() {
	results, err := opcheck.Run(context.Background(), []opcheck.Op{signedSquare}, 2, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range results[0].Cases {
		fmt.Println(c.Sample, c.Findings[opcheck.Value].Verdict, c.Findings[opcheck.Tape].Verdict)
	}
	verdict, samples := results[0].Worst(opcheck.Tape)
	fmt.Println(verdict, "in", samples, "samples")
	fmt.Println(opcheck.Report{Operations: results}.Validate())
	// Output:
	// x[3]  SignedSquare(x) right right
	// x[2 2]=1,-2,3,-4  SignedSquare(x) right right
	// right in 2 samples
	// <nil>
}

// main begins with it; in a program that is no child of Run's it does nothing.
func ExampleChild() {
	opcheck.Child(opcheck.Ops)
	fmt.Println("the program itself")
	// Output: the program itself
}

func ExampleStages() {
	fmt.Println(opcheck.Stages())
	// Output: [value tape lisp compiled second]
}

func ExampleOps() {
	for _, op := range opcheck.Ops() {
		if op.Name == "Max" {
			fmt.Println(len(op.Samples), "samples, the last", op.Samples[len(op.Samples)-1])
		}
	}
	// Output: 44 samples, the last float32 x[2 1 2 3]  Max(x, 2, 3)
}
