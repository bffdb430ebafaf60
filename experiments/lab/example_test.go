package lab_test

import (
	"context"
	"fmt"

	"backprop/compare"
	"backprop/experiments/lab"
	"backprop/manual"
)

// Re-run the report's first run and hold its figures against the result.
func ExampleJudge() {
	runs, err := lab.Runs()
	if err != nil {
		fmt.Println(err)
		return
	}
	columns, err := lab.Columns()
	if err != nil {
		fmt.Println(err)
		return
	}
	run := runs[0]
	engine, err := manual.New(run.Training.Network())
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := compare.Train(context.Background(), engine, run.Training, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	verdict := lab.Judge(run, columns, result)
	fmt.Println(run.Name, verdict.Reproduced(), "of", verdict.Figures())
	// Output: xor/full-batch 129 of 129
}

func ExamplePrint() {
	fmt.Println(lab.Print(0.39007), lab.Print(0.0004), lab.Print(-14.6042))
	// Output: 0.39 0. -14.604
}

func ExampleCorrected() {
	runs, err := lab.Corrected()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(runs), runs[0].Name, runs[0].Training.Spec.Bias)
	// Output: 8 xor/full-batch shared
}
