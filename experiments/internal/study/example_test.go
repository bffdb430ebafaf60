package study_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"backprop/compare"
	"backprop/experiments/internal/study"
)

func ExampleReproduce() {
	r, err := study.Reproduce(context.Background(), compare.Backends()[:1], nil)
	if err != nil {
		log.Fatal(err)
	}
	v := r.Verdict(0)
	fmt.Println(v.Reproduced(), "of", v.Figures())
	// Output: 548 of 548
}

func ExampleComparePairs() {
	p, err := study.ComparePairs(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(p.Runs), p.Err())
	// Output: 18 <nil>
}

// A network without activation gets every row of XOR right with private biases, and
// about half of the same points with the mean of these biases.
func ExampleExplain() {
	e, err := study.Explain(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range e.Runs {
		if r.Run == "xor/no-activation" {
			fmt.Printf("%s bias: %.0f %%, drawn %.0f %%\n", r.Bias, r.Accuracy, r.DrawnAccuracy)
		}
	}
	// Output:
	// row bias: 100 %, drawn 52 %
	// shared bias: 52 %, drawn 52 %
}

func ExampleCheck() {
	c, err := study.Check(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range c.Finding {
		fmt.Printf("%s as the gradient with %s bias: %s\n", f.Who, f.Bias, f.Verdict)
	}
	// Output:
	// db = dZ as the gradient with row bias: pass
	// db = dZ as the gradient with shared bias: FAIL
	// db = Σ dZ as the gradient with shared bias: pass
}

func ExamplePairs_WriteCSV() {
	p := study.Pairs{Runs: []study.Pair{{Run: "xor/full-batch", Bias: "row",
		LossesManual: []float64{3.5}, LossesGraph: []float64{3.5}, LargestDifferences: []float64{0}}}}
	if err := p.WriteCSV(os.Stdout); err != nil {
		log.Fatal(err)
	}
	// Output:
	// run,bias,epoch,loss_manual,loss_graph,largest_difference
	// xor/full-batch,row,0,3.5,3.5,0
}
