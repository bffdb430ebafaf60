package page

import (
	"fmt"
	"slices"

	"backprop/experiments/internal/figure"
	"backprop/experiments/internal/study"
)

// explainedView is the second part of the page.
type explainedView struct {
	Hidden  picture   // the hidden layer's view, per form of bias
	Private []picture // per run: row against shared over the epochs, and where the biases went
	Audit   *auditView
}

var fromExplanation = source{[]string{ExplanationFile}, "go run ./experiments"}

// Runs of which more is shown than of the others.
const (
	baseline     = "xor/full-batch"
	noActivation = "xor/no-activation"
)

var biases = []string{"row", "shared"}

func (p *printer) explained() explainedView {
	return explainedView{Hidden: p.hidden(), Private: []picture{p.private(baseline), p.private(noActivation)},
		Audit: p.audited()}
}

// hidden shows the points as the last hidden layer sees them.
func (p *printer) hidden() picture {
	var views []drawer
	var runs []study.Explained
	for _, bias := range biases {
		e := p.explainedRun(baseline, bias)
		h := e.Hidden
		view := func(a study.Activations) figure.HiddenView {
			return figure.HiddenView{Units: h.Units, Points: a.Points, Grid: a.Grid, Side: a.Side}
		}
		views = append(views, figure.HiddenViews{Title: bias + " bias", Labels: h.Labels, Before: view(h.Before),
			After: view(h.After)})
		runs = append(runs, e)
	}
	return p.picture("hidden", runs, fromExplanation, views...)
}

// private shows a training with either form of bias, and the private biases of the
// output unit that came of it.
func (p *printer) private(name string) picture {
	losses := figure.Panel{X: epochAxis, Y: lossAxis, Height: 138}
	accuracies := figure.Panel{X: epochAxis, Y: figure.Axis{Label: "accuracy (% of the rows)",
		Reach: []float64{0, 100}}, Height: 138}
	var runs []study.Explained
	for _, bias := range biases {
		e := p.explainedRun(name, bias)
		losses.Series = append(losses.Series, figure.Series{Name: bias + " bias", Y: e.Losses})
		accuracies.Series = append(accuracies.Series, figure.Series{Name: bias + " bias", Y: e.Accuracies})
		runs = append(runs, e)
	}
	start := runs[0].StartBias
	drawn := figure.Distributions{Title: "private biases after training", Quantity: "bias b3 of a row",
		Marks: []figure.Mark{{Name: "start", Value: start}}}
	// Low and High are the least and the greatest bias by label.
	values := struct {
		Runs             []study.Explained
		Start            float64
		Low, High        [2]float64
		WithoutAct, Held bool
	}{Runs: runs, Start: start, WithoutAct: name == noActivation}
	of := byLabel(runs[0].OutputBiases, p.run(name).Labels)
	for label, biases := range of {
		values.Low[label], values.High[label] = slices.Min(biases), slices.Max(biases)
		drawn.Samples = append(drawn.Samples, figure.Sample{Name: fmt.Sprintf("rows of label %d", label),
			Values: biases})
	}
	values.Held = values.High[0] < values.Low[1]
	return p.picture("private", values, fromExplanation, lines("row against shared bias", losses, accuracies), drawn)
}

// byLabel sorts the values of rows by the rows' labels.
func byLabel(values, labels []float64) (of [2][]float64) {
	for i, v := range values {
		of[int(labels[i])] = append(of[int(labels[i])], v)
	}
	return of
}
