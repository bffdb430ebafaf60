package lab_test

import (
	"context"
	"fmt"

	"backprop/compare"
	"backprop/experiments/internal/lab"
	"backprop/manual"
)

// Re-run the report's first run and hold its figures against the result.
func Example() {
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
	verdict := lab.Tally(lab.Compare(run, columns, result))
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

func ExampleBothForms() {
	runs, err := lab.BothForms()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, i := range []int{0, 10} {
		fmt.Println(len(runs), runs[i].Name, runs[i].Training.Spec.Bias)
	}
	// Output:
	// 18 xor/full-batch row
	// 18 xor/full-batch shared
}

func ExampleTally() {
	value, deviation := 0.25, 1e-15
	v := lab.Tally([]lab.Figure{
		{Run: "xor/full-batch", Kind: lab.Loss, Printed: "0.25", Value: &value, Deviation: &deviation,
			Reproduced: true},
		{Run: "xor/full-batch", Place: "update comparison, xor, left", Kind: lab.Prediction, Line: 3, At: lab.Nowhere,
			Printed: "0.5"},
	})
	fmt.Println(v.Reproduced(), "of", v.Figures())
	fmt.Println(v.Missed[0])
	// Output:
	// 1 of 2
	// xor/full-batch (update comparison, xor, left): prediction 4, printed 0.5, does not come out
}

func ExampleCompare() {
	run := lab.Run{Name: "xor/full-batch"}
	columns := []lab.Column{{Run: run.Name, Place: "update comparison, xor, left", Complete: true,
		Losses: []lab.PrintedLoss{{Epoch: 1, Text: "0.5", Value: 0.5}}, Predictions: []string{"0.123"}}}
	result := &compare.Result{Losses: []float64{0.75, 0.5}, Probabilities: []float64{0.1234}}
	for _, f := range lab.Compare(run, columns, result) {
		fmt.Println(f.Kind, f.At, f.Printed, *f.Value, f.Reproduced)
	}
	// Output:
	// loss 1 0.5 0.5 true
	// prediction 0 0.123 0.1234 true
}

// The report prints all the digits of float64. Most of them are exact; of a loss of
// 7e-14, which is the logarithm of a number next to 1, two are.
func ExampleColumns() {
	columns, err := lab.Columns()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, column := range columns {
		for _, loss := range column.Losses {
			if loss.ExactDigits < 3 {
				fmt.Println(column.Run, loss.Epoch, loss.Text, loss.Exact, loss.ExactDigits, loss.Digits)
			}
		}
	}
	// Output: linear/per-sample 699 6.75015598972118e-14 6.74090227300998426735706847762e-14 2 15
}
