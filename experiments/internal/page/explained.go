package page

import (
	"fmt"
	"slices"

	"backprop/experiments/internal/figure"
	"backprop/experiments/internal/notation"
	"backprop/experiments/internal/study"
)

// explainedView is the part of what private biases do.
type explainedView struct {
	// Affine and Baseline are, of XOR without activation and of the baseline, the
	// curves with either form of bias and where the private biases went.
	Affine, Baseline []picture
	Hidden           picture // the hidden layer's view
}

var fromExplanation = source{[]string{ExplanationFile}}

// Runs of which more is shown than of the others.
const (
	baseline     = "xor/full-batch"
	noActivation = "xor/no-activation"
)

var biases = []string{"row", "shared"}

func (p *printer) explained() explainedView {
	return explainedView{Affine: p.private(noActivation), Baseline: p.private(baseline), Hidden: p.hidden()}
}

// hidden shows the points as the last hidden layer sees them.
func (p *printer) hidden() picture {
	var drawn figure.HiddenViews
	for i, bias := range biases {
		h := p.explainedRun(baseline, bias).Hidden
		seen := func(name string, a study.Activations) {
			drawn.Views = append(drawn.Views,
				figure.HiddenView{Name: name, Units: h.Units, Points: a.Points, Grid: a.Grid, Side: a.Side})
		}
		drawn.Labels = h.Labels
		if i == 0 { // either form starts from the same weights
			seen("before training", h.Before)
		}
		seen("after it, "+notation.Bias(bias)+" biases", h.After)
	}
	return p.picture("hidden", nil, fromExplanation, drawn)
}

// private shows a training with either form of bias, and the private biases of the
// output unit that came of it.
func (p *printer) private(name string) []picture {
	losses := figure.Panel{X: epochAxis, Y: lossAxis, Height: 170}
	accuracies := figure.Panel{X: epochAxis, Y: figure.Axis{Label: "accuracy (% of the rows)",
		Reach: []float64{0, 100}}, Height: 150}
	for _, bias := range biases {
		e := p.explainedRun(name, bias)
		series := func(y []float64) figure.Series { return figure.Series{Name: notation.Bias(bias) + " biases", Y: y} }
		losses.Series = append(losses.Series, series(e.Losses))
		accuracies.Series = append(accuracies.Series, series(e.Accuracies))
	}
	row := p.explainedRun(name, "row")
	drawn := figure.Distributions{Quantity: "the output's bias of a row",
		Marks: []figure.Mark{{Name: "start", Value: row.StartBias}}}
	// Low and High are the least and the greatest bias by label.
	values := struct {
		Start     float64
		Low, High [2]float64
		Held      bool
	}{Start: row.StartBias}
	for label, biases := range byLabel(row.OutputBiases, p.run(name).Labels) {
		values.Low[label], values.High[label] = slices.Min(biases), slices.Max(biases)
		drawn.Samples = append(drawn.Samples, figure.Sample{Name: fmt.Sprintf("rows of label %d", label),
			Values: biases})
	}
	values.Held = values.High[0] < values.Low[1]
	curves := p.picture("private curves", map[string]any{"Title": notation.Run(name)}, fromExplanation,
		lines("", losses, accuracies))
	return []picture{curves, p.picture("private biases", values, fromExplanation, drawn)}
}

// byLabel sorts the values of rows by the rows' labels.
func byLabel(values, labels []float64) (of [2][]float64) {
	for i, v := range values {
		of[int(labels[i])] = append(of[int(labels[i])], v)
	}
	return of
}

func lines(title string, panels ...figure.Panel) figure.Lines {
	return figure.Lines{Title: title, Panels: panels}
}
