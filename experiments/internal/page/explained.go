package page

import (
	"fmt"
	"slices"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/figure"
	"backprop/experiments/internal/notation"
	"backprop/experiments/internal/study"
)

// explainedView is the second part of the page.
type explainedView struct {
	Hidden  plate   // the hidden layer's view, per form of bias
	Private []plate // per run: row against shared over the epochs, and where the biases went
	Audit   *auditView
}

var fromExplanation = source{[]string{ExplanationFile}, "go run ./experiments"}

func (d *data) explained() (v explainedView, err error) {
	if v.Hidden, err = d.hiddenPlate("xor/full-batch"); err != nil {
		return v, err
	}
	for _, run := range []struct{ name, title string }{{"xor/full-batch", "the baseline on XOR"}, {"xor/no-activation", "XOR without activation"}} {
		p, err := d.privatePlate(run.name, run.title)
		if err != nil {
			return v, err
		}
		v.Private = append(v.Private, p)
	}
	v.Audit, err = d.auditOf()
	return v, err
}

// hiddenPlate shows the points as the last hidden layer sees them.
func (d *data) hiddenPlate(run string) (plate, error) {
	var views []drawer
	var right []string
	for _, bias := range []string{"row", "shared"} {
		e, err := d.explainedRun(run, bias)
		if err != nil {
			return plate{}, err
		}
		if e.Hidden == nil {
			return plate{}, fmt.Errorf("%s has no hidden view of %s", ExplanationFile, run)
		}
		h := e.Hidden
		view := func(a study.Activations) figure.HiddenView {
			return figure.HiddenView{Units: h.Units, Points: a.Points, Grid: a.Grid, Side: a.Side}
		}
		views = append(views, figure.HiddenViews{Title: bias + " bias", Labels: h.Labels, Before: view(h.Before), After: view(h.After)})
		right = append(right, fmt.Sprintf("%s bias gets %s right", bias, percent(e.Accuracy)))
	}
	return plateOf(fmt.Sprintf("The XOR points as the second hidden layer of the baseline sees them, before training and after it, on their first two principal components; "+
		"the grid is the square of the inputs, with row bias taken with the mean bias. With one bias per unit every point stays on the folded sheet that the inputs are "+
		"mapped to. With private biases the points leave the sheet, each moved by its own. After training %s.", list(right)),
		fromExplanation, views...)
}

// privatePlate shows a training with either form of bias, and the private biases of
// the output unit that came of it.
func (d *data) privatePlate(run, title string) (plate, error) {
	losses := figure.Panel{X: figure.Axis{Label: "epoch"}, Y: lossAxis, Height: 138}
	accuracies := figure.Panel{X: figure.Axis{Label: "epoch"}, Y: figure.Axis{Label: "accuracy (% of the rows)", Reach: []float64{0, 100}}, Height: 138}
	var ends []string
	for _, bias := range []string{"row", "shared"} {
		e, err := d.explainedRun(run, bias)
		if err != nil {
			return plate{}, err
		}
		if len(e.Losses) == 0 {
			return plate{}, fmt.Errorf("%s has no losses of %s", ExplanationFile, run)
		}
		losses.Series = append(losses.Series, figure.Series{Name: bias + " bias", Y: e.Losses})
		accuracies.Series = append(accuracies.Series, figure.Series{Name: bias + " bias", Y: e.Accuracies})
		ends = append(ends, fmt.Sprintf("%s bias ends at a loss of %s and %s right", bias, notation.Short(e.Losses[len(e.Losses)-1]), percent(e.Accuracy)))
	}
	biases, words, err := d.outputBiases(run)
	if err != nil {
		return plate{}, err
	}
	return plateOf(fmt.Sprintf("The same network from the same weights, %s; only the form of the bias differs: %s. %s", title, list(ends), words),
		fromExplanation, lines("row against shared bias", losses, accuracies), biases)
}

// outputBiases shows where the output unit's private biases went, in a figure and in
// words.
func (d *data) outputBiases(run string) (figure.Distributions, string, error) {
	e, err := d.explainedRun(run, "row")
	if err != nil {
		return figure.Distributions{}, "", err
	}
	r, err := d.run(run)
	if err != nil {
		return figure.Distributions{}, "", err
	}
	var of [2][]float64 // by label
	for i, b := range e.OutputBiases {
		if i < len(r.Labels) {
			of[int(r.Labels[i])] = append(of[int(r.Labels[i])], b)
		}
	}
	if len(of[0]) == 0 || len(of[1]) == 0 || len(e.OutputBiases) != len(r.Labels) {
		return figure.Distributions{}, "", fmt.Errorf("%s: %d output biases for %d rows, want one per row of either label", run, len(e.OutputBiases), len(r.Labels))
	}
	words := fmt.Sprintf("The output unit's private biases all began at %s; after training those of label 0 lie between %s and %s, those of label 1 between %s and %s",
		notation.Short(e.StartBias), notation.Short(slices.Min(of[0])), notation.Short(slices.Max(of[0])), notation.Short(slices.Min(of[1])), notation.Short(slices.Max(of[1])))
	if slices.Max(of[0]) < slices.Min(of[1]) {
		words += ": each has learned the label of its row"
	}
	return figure.Distributions{Title: "private biases after training", Quantity: "bias b3 of a row",
		Samples: []figure.Sample{{Name: "rows of label 0", Values: of[0]}, {Name: "rows of label 1", Values: of[1]}},
		Marks:   []figure.Mark{{Name: "start", Value: e.StartBias}}}, words + ".", nil
}

// auditView is the claims register with its verdicts.
type auditView struct {
	Seeds      int
	Verdicts   sourced
	Claims     []claimView
	Runs       sourced
	Bounds     string
	Held       *sourced
	Sweep      *sourced
	Memory     *sourced
	Remembered []string // what the networks know, in sentences
}

type claimView struct {
	Number           int
	ID, Claim, Place string
	Parts            []partView
	Tables           []sourced // per part
	Plates           []plate
}

// partView is a part of a claim: what it says, how that is tested and why so.
type partView struct{ Says, Test, Why string }

func (d *data) claim(id string) *audit.Result {
	if d.audit == nil {
		return nil
	}
	for i := range d.audit.Claims {
		if d.audit.Claims[i].ID == id {
			return &d.audit.Claims[i]
		}
	}
	return nil
}

func (d *data) fromAudit() source {
	return source{[]string{AuditFile, AuditTable}, fmt.Sprintf("go run ./experiments audit --seeds %d --json %s --csv %s", d.audit.Seeds, AuditFile, AuditTable)}
}
