package page

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"backprop/experiments/internal/figure"
	"backprop/experiments/internal/lab"
	"backprop/experiments/internal/notation"
	"backprop/experiments/internal/study"
	"backprop/experiments/internal/table"
)

// reproducedView is the first part of the page.
type reproducedView struct {
	Overview    sourced
	Comparisons []comparisonView
}

// comparisonView is one of the report's comparisons.
type comparisonView struct {
	ID, Title, What string
	// Claim is the report's conclusion, and Verdicts the audit's on it.
	Claim    string
	Verdicts []string
	Tasks    []comparedTask
}

// comparedTask is a comparison on one task.
type comparedTask struct {
	Title               string
	Losses, Predictions plate
	// Printed are the tables of the printed figures, left and right, and Summary
	// says how many there are.
	Summary string
	Printed []sourced
}

// comparison is what the report sets side by side.
type comparison struct {
	id, title, what string
	key             string // of its printed columns; empty if it has none
	left, right     side
}

// side is a column of a comparison: a variant of the runs, by its name.
type side struct{ variant, title string }

var baseline = side{"full-batch", "baseline"}

// comparisons are the report's, in the order of its conclusions.
var comparisons = []comparison{
	{"learning-rate", "Learning rate", "The baseline, with a learning rate of 0.001, and the same network at 0.0001.",
		"learning-rate", side{"full-batch", "rate 0.001"}, side{"learning-rate-0.0001", "rate 0.0001"}},
	{"layout", "Layout", "The baseline, 2-4-4-1, and a network with one unit in each hidden layer, 2-1-1-1.",
		"layout", side{"full-batch", "layout 2-4-4-1"}, side{"layout-2-1-1-1", "layout 2-1-1-1"}},
	{"no-activation", "Without activation", "The baseline, and a network without ReLU whose predictions the report prints as logits, " +
		"without the sigmoid. What is trained is affine in the inputs, but for the biases.",
		"activation", baseline, side{"no-activation", "no activation"}},
	{"per-sample", "Update after each sample", "The baseline, one update per epoch, and one update after each sample, in order. " +
		"The loss of a per-sample run is that of its last sample alone. Its biases are shared: a batch of one row has one bias row.",
		"update", side{"full-batch", "full batch"}, side{"per-sample", "per sample"}},
	{"relu", "ReLU", "The same two trainings as without activation, both read as probabilities. The report draws a conclusion " +
		"from them and prints no figures of their own.",
		"", side{"full-batch", "with ReLU"}, side{"no-activation", "without ReLU"}},
}

var fromReproduction = source{[]string{ReproductionFile, PrintedFile}, "go run ./experiments reproduce --json " + ReproductionFile + " --csv " + PrintedFile}

func (d *data) reproduced() (reproducedView, error) {
	v := reproducedView{Overview: sourced{table.Reproduction(&d.reproduction), fromReproduction}}
	for _, c := range comparisons {
		compared := comparisonView{ID: c.id, Title: c.title, What: c.what}
		if claim := d.claim(c.id); claim != nil {
			compared.Claim = claim.Claim.Claim
			for _, j := range claim.Judgements {
				if j.Claimed {
					compared.Verdicts = append(compared.Verdicts, d.verdictSentence(j))
				}
			}
		}
		for _, task := range []string{"xor", "linear"} {
			t, err := d.compared(c, task)
			if err != nil {
				return v, fmt.Errorf("%s, %s: %w", c.id, task, err)
			}
			compared.Tasks = append(compared.Tasks, *t)
		}
		v.Comparisons = append(v.Comparisons, compared)
	}
	return v, nil
}

func (d *data) compared(c comparison, task string) (*comparedTask, error) {
	t := &comparedTask{Title: taskWord(task)}
	var runs []study.Reproduced
	bottom, top, apart := math.Inf(1), 0.0, 0.0
	for _, s := range []side{c.left, c.right} {
		run, err := d.run(task + "/" + s.variant)
		if err != nil {
			return nil, err
		}
		runs = append(runs, run)
		for _, e := range run.Engines {
			bottom, top = min(bottom, slices.Min(e.Losses)), max(top, slices.Max(e.Losses))
			apart = max(apart, largestRelative(run.Engines[0].Losses, e.Losses))
		}
	}
	var losses, predictions []drawer
	var ends, right, drawn []string
	for i, s := range []side{c.left, c.right} {
		run, e := runs[i], runs[i].Engines[0]
		explained, err := d.explainedRun(run.Run, run.Bias)
		if err != nil {
			return nil, err
		}
		printed := printedColumn(c, task, []string{"left", "right"}[i], run)
		curves, err := lossesOf(s.title, run, printed, bottom, top)
		if err != nil {
			return nil, err
		}
		losses = append(losses, curves)
		predictions = append(predictions, predictionsOf(s.title, run, explained))
		ends = append(ends, fmt.Sprintf("%s ends at %s", s.title, notation.Short(e.Losses[len(e.Losses)-1])))
		right = append(right, fmt.Sprintf("%s gets %s right", s.title, percent(e.Accuracy)))
		if explained.Bias == "row" {
			drawn = append(drawn, fmt.Sprintf("%s (%s)", percent(explained.DrawnAccuracy), s.title))
		}
		if len(printed) > 0 {
			t.Printed = append(t.Printed, printedTable(s.title, printed, run))
		}
	}
	caption := fmt.Sprintf("Mean loss over the epochs: %s.", list(ends))
	if len(t.Printed) > 0 {
		caption += " Rings are the losses that the report prints; below, its last epochs enlarged."
	}
	if len(runs[0].Engines) > 1 {
		caption += " The engines' curves " + coincide(apart)
	}
	var err error
	if t.Losses, err = plateOf(caption, fromReproduction, losses...); err != nil {
		return nil, err
	}
	caption = fmt.Sprintf("Labels, and predictions of each row with the bias that it was trained with: %s. Behind them the network's probability over the square.", list(right))
	if len(drawn) > 0 {
		caption += " A point of the square is no training row and has no bias of its own; where each row has one, the map takes their mean, with which " + list(drawn) + " of the points are right."
	}
	t.Predictions, err = plateOf(caption, source{[]string{ReproductionFile, ExplanationFile}, "go run ./experiments"}, predictions...)
	t.Summary = summaryOf(t.Printed, task)
	return t, err
}

// coincide says how close two curves are that differ by so much, relatively.
func coincide(apart float64) string {
	switch {
	case apart == 0:
		return "are equal to the last bit."
	case apart <= lab.LossTolerance:
		return "coincide: they differ by at most " + notation.Digits(apart, 2) + " of a loss."
	}
	return "differ by up to " + notation.Digits(apart, 2) + " of a loss."
}

// largestRelative is the largest difference of two curves, relative to the first.
func largestRelative(a, b []float64) (largest float64) {
	for i := range min(len(a), len(b)) {
		if d := math.Abs(a[i] - b[i]); d > 0 {
			largest = max(largest, d/math.Abs(a[i]))
		}
	}
	return largest
}

// lossAxis shows losses of four decades at most: those of single samples fall to
// 1e-14, which would leave no room for the rest.
var lossAxis = figure.Axis{Label: "loss (mean, nats)", Log: true, Decades: 4}

// lossesOf are the losses of a run on an axis that reaches to bottom and top, the first
// engine's broad and the others' upon it, and below them, in rings, those that are
// printed.
func lossesOf(title string, run study.Reproduced, printed []lab.Figure, bottom, top float64) (figure.Lines, error) {
	whole := figure.Panel{X: figure.Axis{Label: "epoch"}, Y: lossAxis, Height: 158}
	whole.Y.Reach = []float64{bottom, top}
	for i, e := range run.Engines {
		style := figure.Broad
		if i > 0 {
			style = figure.Thin
		}
		whole.Series = append(whole.Series, figure.Series{Name: notation.Engine(e.Engine), Y: e.Losses, Style: style})
	}
	rings := figure.Series{Name: "printed in the report", Style: figure.Rings}
	for _, f := range printed {
		if f.Kind != lab.Loss {
			continue
		}
		value, err := strconv.ParseFloat(f.Printed, 64)
		if err != nil {
			return figure.Lines{}, fmt.Errorf("%s: printed loss %q: %w", ReproductionFile, f.Printed, err)
		}
		if f.At < 0 || f.At >= len(run.Engines[0].Losses) {
			return figure.Lines{}, fmt.Errorf("%s: %s has no loss of epoch %d, which the report prints", ReproductionFile, run.Run, f.At)
		}
		rings.X, rings.Y = append(rings.X, float64(f.At)), append(rings.Y, value)
	}
	if len(rings.X) == 0 {
		return lines(title, whole), nil
	}
	first, last := int(slices.Min(rings.X)), int(slices.Max(rings.X))
	enlarged := figure.Panel{X: figure.Axis{Label: "epoch"}, Y: figure.Axis{Label: fmt.Sprintf("the same, epochs %d to %d", first, last)}, Height: 122}
	for _, s := range whole.Series {
		for epoch := first; epoch <= last; epoch++ {
			s.X = append(s.X, float64(epoch))
		}
		s.Y = s.Y[first : last+1]
		enlarged.Series = append(enlarged.Series, s)
	}
	enlarged.Series = append(enlarged.Series, rings)
	return lines(title, whole, enlarged), nil
}

// printedColumn are the figures printed in a column of a comparison, by the first
// engine.
func printedColumn(c comparison, task, which string, run study.Reproduced) []lab.Figure {
	if c.key == "" {
		return nil
	}
	place := fmt.Sprintf("%s comparison, %s, %s", c.key, task, which)
	var figures []lab.Figure
	for _, f := range run.Engines[0].Figures {
		if f.Place == place || f.Kind == lab.Accuracy && c.key == "layout" {
			figures = append(figures, f)
		}
	}
	return figures
}

func predictionsOf(title string, run study.Reproduced, explained study.Explained) figure.Predictions {
	p := figure.Predictions{Title: title, Labels: run.Labels, Probabilities: explained.Probabilities,
		Map: figure.Map{Side: explained.Map.Side, Probabilities: explained.Map.Probabilities}}
	for x := range slices.Chunk(run.Inputs, 2) {
		p.X = append(p.X, [2]float64{x[0], x[1]})
	}
	return p
}

// printedTable sets the printed figures of a column beside what each engine made of
// them.
func printedTable(title string, printed []lab.Figure, run study.Reproduced) sourced {
	t := table.Table{Caption: title, Columns: []table.Column{{Head: "figure"}, {Head: "printed", Kind: table.Number}}}
	for _, e := range run.Engines {
		t.Columns = append(t.Columns, table.Column{Head: notation.Engine(e.Engine), Kind: table.Number}, table.Column{Head: "deviation", Kind: table.Number})
	}
	for _, f := range printed {
		row := []table.Cell{table.Text(figureWord(f)), table.Text(f.Printed)}
		for _, e := range run.Engines {
			i := slices.IndexFunc(e.Figures, func(g lab.Figure) bool { return g.Place == f.Place && g.Kind == f.Kind && g.Line == f.Line })
			value, deviation := table.None, table.None
			if g := e.Figures[i]; g.Value != nil {
				value = table.Text(strconv.FormatFloat(*g.Value, 'g', -1, 64))
				if f.Kind == lab.Prediction {
					value = table.Fixed(*g.Value, 6)
				}
				deviation = table.Scientific(*g.Deviation)
			}
			row = append(row, value, deviation)
		}
		t.Rows = append(t.Rows, row)
	}
	return sourced{t, fromReproduction}
}

// figureWord names a printed figure: "loss, epoch 699".
func figureWord(f lab.Figure) string {
	switch {
	case f.Kind == lab.Loss:
		return fmt.Sprintf("loss, epoch %d", f.At)
	case f.Kind == lab.Prediction && f.At != lab.Nowhere:
		return fmt.Sprintf("prediction, row %d", f.At)
	case f.Kind == lab.Accuracy:
		return "accuracy, %"
	}
	return string(f.Kind)
}

func summaryOf(printed []sourced, task string) string {
	var words []string
	for _, t := range printed {
		words = append(words, fmt.Sprintf("%d figures (%s)", len(t.Rows), t.Caption))
	}
	if len(words) == 0 {
		return ""
	}
	return "Printed against reproduced, " + notation.Task(task) + ": " + list(words)
}
