package figure_test

import (
	"fmt"
	"strings"

	"backprop/experiments/internal/figure"
)

// show prints what a reader who cannot see the figure is told.
func show(f figure.Figure, err error) {
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d×%d\n%s\n", f.Width, f.Height, strings.NewReplacer(". ", ".\n", ", on", ",\non").Replace(f.Alt))
}

func ExampleLines_Draw() {
	manual := []float64{0.9, 0.5, 0.3}
	epoch := figure.Axis{Label: "epoch"}
	show(figure.Lines{
		Title: "xor",
		Panels: []figure.Panel{{
			X: epoch, Y: figure.Axis{Label: "loss", Log: true}, Height: 150,
			Series: []figure.Series{
				{Name: "manual", Y: manual, Style: figure.Broad},
				{Name: "graph", Y: manual, Style: figure.Thin},
				{Name: "printed", X: []float64{1, 2}, Y: []float64{0.5, 0.3}, Style: figure.Rings},
			},
		}, {
			X: epoch, Y: figure.Axis{Label: "difference", Log: true, Zero: "identical"}, Height: 150,
			Series: []figure.Series{{Name: "graph", Y: []float64{0, 1e-16, 0}}},
			Rules:  []figure.Rule{{Name: "10⁻¹²", Coefficient: 1e-12}},
		}},
	}.Draw())
	// Output:
	// 500×350
	// xor.
	// Plot of loss against epoch,
	// on a logarithmic axis.
	// manual: from 0.9 at 0 to 0.3 at 2.
	// graph: from 0.9 at 0 to 0.3 at 2.
	// printed: from 0.5 at 1 to 0.3 at 2.
	// Plot of difference against epoch,
	// on a logarithmic axis.
	// graph: from identical at 0 to identical at 2, at most 10⁻¹⁶ at 1.
	// For comparison: 10⁻¹².
}

func ExamplePredictions_Draw() {
	show(figure.Predictions{
		Squares: []figure.Square{{
			Name:          "xor",
			X:             [][2]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}},
			Labels:        []float64{0, 1, 1, 0},
			Probabilities: []float64{0.2, 0.9, 0.4, 0.1},
		}},
	}.Draw())
	// Output:
	// 250×306
	// Scatter plots of points and predictions.
	// xor: 4 points, 3 predicted right, 1 wrong.
}

func ExampleHiddenViews_Draw() {
	show(figure.HiddenViews{
		Labels: []float64{0, 1, 0},
		Views: []figure.HiddenView{
			{Name: "before training", Units: 2, Points: []float64{0, 0, 1, 1, 2, 2}},
			{Name: "after it", Units: 2, Points: []float64{0, 0, 5, 0, 0, 5}},
		},
	}.Draw())
	// Output:
	// 500×298
	// Scatter plots of 3 points as a hidden layer sees them,
	// on its first two principal components.
	// before training: 2 units, of whose variance the two components hold 100 %.
	// after it: 2 units, of whose variance the two components hold 100 %.
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
	// Output:
	// 500×238
	// Histograms of final loss (nats).
	// row bias: 4 values, median 0.2, quartiles 0.1 and 0.3.
	// shared bias: 1000 values, median 0.5, quartiles 0.4 and 0.6.
	// Marked: printed, 0.236.
}
