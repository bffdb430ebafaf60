package page

import (
	"fmt"
	"slices"
	"strconv"

	"backprop/experiments/audit"
	"backprop/experiments/figure"
	"backprop/experiments/study"
)

// explainedView is the second part of the page.
type explainedView struct {
	Hidden  []plate // the hidden layer's view, per form of bias
	Courses []plate // row against shared over the epochs
	Biases  []plate
	Audit   *auditView
}

var fromExplanation = source{[]string{ExplanationFile}, "go run ./experiments"}

func (d *data) explained() (v explainedView, err error) {
	for _, bias := range []string{"row", "shared"} {
		p, err := d.hiddenPlate("xor/full-batch", bias)
		if err != nil {
			return v, err
		}
		v.Hidden = append(v.Hidden, p)
	}
	for _, run := range []string{"xor/full-batch", "xor/no-activation"} {
		p, err := d.coursePlate(run)
		if err != nil {
			return v, err
		}
		v.Courses = append(v.Courses, p)
		if p, err = d.biasPlate(run); err != nil {
			return v, err
		}
		v.Biases = append(v.Biases, p)
	}
	v.Audit, err = d.auditOf()
	return v, err
}

func (d *data) hiddenPlate(run, bias string) (plate, error) {
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
	drawn, err := figure.HiddenViews{Title: bias + " bias", Labels: h.Labels, Before: view(h.Before), After: view(h.After)}.Draw()
	if err != nil {
		return plate{}, err
	}
	p := plate{Drawings: []figure.Figure{drawn}, source: fromExplanation}
	if bias == "row" {
		p.Caption = fmt.Sprintf("With private biases the points leave the sheet that the inputs are mapped to: each row is moved by its own bias until "+
			"the classes part, %s right. The grid is the square of the inputs with the mean bias.", percent(e.Accuracy))
	} else {
		p.Caption = fmt.Sprintf("With one bias per unit every point stays on the folded sheet that the inputs are mapped to; after %d epochs %s are right.",
			e.Epochs, percent(e.Accuracy))
	}
	return p, nil
}

func (d *data) coursePlate(run string) (plate, error) {
	courses := figure.Courses{Title: run}
	var ends []string
	for _, bias := range []string{"row", "shared"} {
		e, err := d.explainedRun(run, bias)
		if err != nil {
			return plate{}, err
		}
		courses.Trainings = append(courses.Trainings, figure.Course{Name: bias + " bias", Losses: e.Losses, Accuracies: e.Accuracies})
		ends = append(ends, fmt.Sprintf("%s bias ends at a loss of %s and %s right", bias, short(e.Losses[len(e.Losses)-1]), percent(e.Accuracy)))
	}
	drawn, err := courses.Draw()
	return plate{Drawings: []figure.Figure{drawn}, source: fromExplanation,
		Caption: fmt.Sprintf("The same network from the same weights, %s: %s. Only the form of the bias differs.", run, list(ends))}, err
}

// biasPlate shows where the output unit's private biases went.
func (d *data) biasPlate(run string) (plate, error) {
	e, err := d.explainedRun(run, "row")
	if err != nil {
		return plate{}, err
	}
	r, err := d.run(run)
	if err != nil {
		return plate{}, err
	}
	if len(r.Labels) != len(e.OutputBiases) {
		return plate{}, fmt.Errorf("%s: %d output biases for %d rows", run, len(e.OutputBiases), len(r.Labels))
	}
	samples := []figure.Sample{{Name: "rows of label 0"}, {Name: "rows of label 1"}}
	for i, b := range e.OutputBiases {
		s := &samples[int(r.Labels[i])]
		s.Values = append(s.Values, b)
	}
	drawn, err := figure.Distributions{Title: run, Quantity: "output bias b3 of a row", Samples: samples,
		Marks: []figure.Mark{{Name: "start", Value: e.StartBias}}}.Draw()
	return plate{Drawings: []figure.Figure{drawn}, source: fromExplanation,
		Caption: fmt.Sprintf("The output unit's private biases after training, %s: all began at %s. Those of label 0 lie between %s and %s, those of label 1 between %s and %s: "+
			"the biases have learned the labels of their rows.", run, short(e.StartBias),
			short(slices.Min(samples[0].Values)), short(slices.Max(samples[0].Values)), short(slices.Min(samples[1].Values)), short(slices.Max(samples[1].Values)))}, err
}

// auditView is the claims register with its verdicts.
type auditView struct {
	Seeds    int
	Findings []string
	Claims   []claimView
	Runs     table
	Bounds   string
	Held     *table
	Sweep    *plate
	Memory   *table
}

type claimView struct {
	Number           int
	ID, Claim, Place string
	Verdicts         table
	Findings         []string
	Plates           []plate
}

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
	return source{[]string{AuditFile}, "go run ./experiments audit --seeds " + strconv.Itoa(d.audit.Seeds) + " --json " + AuditFile}
}
