package figure_test

import (
	"fmt"
	"os"
	"strings"

	"backprop/experiments/internal/figure"
)

// show prints what a reader who cannot see the figure is told.
func show(f figure.Figure, err error) {
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d×%d: %s\n", f.Width, f.Height, f.Alt)
}

func ExampleLosses_Draw() {
	manual := []float64{0.9, 0.5, 0.3}
	show(figure.Losses{
		Title:   "xor",
		Engines: []figure.Curve{{Name: "manual", Values: manual}, {Name: "graph", Values: manual}},
		Printed: []figure.Point{{X: 1, Y: 0.5}, {X: 2, Y: 0.3}},
	}.Draw())
	// Output: 350×326: xor. Line plot of the mean loss over 3 epochs, from 0.9 to 0.3. manual and graph are identical. The 2 losses printed in the report and manual are identical.
}

func ExamplePredictions_Draw() {
	show(figure.Predictions{
		X:             [][2]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}},
		Labels:        []float64{0, 1, 1, 0},
		Probabilities: []float64{0.2, 0.9, 0.4, 0.1},
	}.Draw())
	// Output: 350×226: Two scatter plots of 4 points, 2 of class 0 and 2 of class 1: ground truth and prediction. 3 are predicted right, 1 wrong.
}

func ExampleHiddenViews_Draw() {
	show(figure.HiddenViews{
		Labels: []float64{0, 1, 0},
		Before: figure.HiddenView{Units: 2, Points: []float64{0, 0, 1, 1, 2, 2}},
		After:  figure.HiddenView{Units: 2, Points: []float64{0, 0, 5, 0, 0, 5}},
	}.Draw())
	// Output: 350×234: Two scatter plots of 3 points as the hidden layer of 2 units sees them, on its first two principal components, before and after training. The two hold 100 % of the variance before and 100 % after.
}

func ExampleCourses_Draw() {
	show(figure.Courses{Trainings: []figure.Course{
		{Name: "row bias", Losses: []float64{0.9, 0.2}, Accuracies: []float64{50, 100}},
		{Name: "shared bias", Losses: []float64{0.9, 0.7}, Accuracies: []float64{50, 60}},
	}}.Draw())
	// Output: 350×302: Line plots of loss and accuracy over the epochs. row bias: loss from 0.9 to 0.2, accuracy from 50 to 100 %. shared bias: loss from 0.9 to 0.7, accuracy from 50 to 60 %.
}

func ExampleDistributions_Draw() {
	show(figure.Distributions{
		Quantity: "final loss (nats)",
		Samples: []figure.Sample{
			{Name: "row bias", Values: []float64{0.1, 0.2, 0.3, 0.4}},
			{Name: "shared bias", Quantiles: []float64{0.3, 0.4, 0.5, 0.6, 0.7}, Count: 1000},
		},
		Marks: []figure.Mark{{Name: "printed", Value: 0.236}},
	}.Draw())
	// Output: 350×202: Histograms of final loss (nats). row bias: 4 values, median 0.2, quartiles 0.1 and 0.3. shared bias: 1000 values, median 0.5, quartiles 0.4 and 0.6. Marked: printed, 0.236.
}

func ExampleLogLog_Draw() {
	show(figure.LogLog{
		X: "step h", Y: "relative error",
		Series: []figure.Series{{Name: "central", X: []float64{1e-8, 1e-5, 1e-2}, Y: []float64{1e-8, 1e-11, 1e-5}}},
		Laws:   []figure.PowerLaw{{Name: "truncation h²", Coefficient: 0.1, Exponent: 2}, {Name: "rounding 1/h", Coefficient: 1e-16, Exponent: -1}},
	}.Draw())
	// Output: 350×234: Plot of relative error against step h on logarithmic axes. central: 1e-08 at 1e-08 to 1e-05 at 0.01. Dashed, for comparison: truncation h²; rounding 1/h.
}

func ExampleDifferences_Draw() {
	show(figure.Differences{
		Runs:  []figure.Curve{{Name: "xor", Values: []float64{0, 0, 0}}, {Name: "linear", Values: []float64{0, 1e-16, 3e-15}}},
		Marks: []figure.Mark{{Name: "10⁻¹²", Value: 1e-12}},
	}.Draw())
	// Output: 350×226: Line plot of the largest difference of a parameter after each epoch, on a logarithmic axis. xor: identical in all 3 epochs. linear: at most 3e-15, in epoch 2 of 3.
}

func ExampleExpression_Draw() {
	svg, err := os.ReadFile("testdata/small.svg") // by dot -Tsvg
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := figure.Expression{Graphviz: svg, Alt: "Two nodes in a chain."}.Draw()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(f.Alt, strings.Count(string(f.SVG), "<text"))
	// Output: Two nodes in a chain. 6
}
