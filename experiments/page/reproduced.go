package page

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"backprop/experiments/figure"
	"backprop/experiments/lab"
	"backprop/experiments/study"
)

// reproducedView is the first part of the page.
type reproducedView struct {
	Overview    table
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
	Printed []table
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
	v := reproducedView{Overview: d.overview()}
	for _, c := range comparisons {
		compared := comparisonView{ID: c.id, Title: c.title, What: c.what}
		if claim := d.claim(c.id); claim != nil {
			compared.Claim = claim.Claim.Claim
			for _, j := range claim.Judgements {
				compared.Verdicts = append(compared.Verdicts, j.Finding)
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

// overview is the table of the ten runs.
func (d *data) overview() table {
	t := table{Caption: "The report's ten runs: printed figures, how many of them came out again, and the largest relative " +
		"deviation of a loss.", Head: []string{"run", "network", "printed"}, Left: 2, source: fromReproduction}
	for _, e := range d.reproduction.Runs[0].Engines {
		t.Head = append(t.Head, engineWord(e.Engine), "worst")
	}
	t.Head = append(t.Head, "accuracy")
	for _, r := range d.reproduction.Runs {
		row := []string{r.Run, r.Network, strconv.Itoa(len(r.Engines[0].Figures))}
		for _, e := range r.Engines {
			v := lab.Tally(e.Figures)
			row = append(row, strconv.Itoa(v.Reproduced()), scientific(v.WorstDeviation, 2))
		}
		t.Rows = append(t.Rows, append(row, percent(r.Engines[0].Accuracy)))
	}
	return t
}

func (d *data) compared(c comparison, task string) (*comparedTask, error) {
	t := &comparedTask{Title: taskWord(task), Losses: plate{source: fromReproduction}}
	t.Predictions = plate{source: source{[]string{ReproductionFile, ExplanationFile}, "go run ./experiments"}}
	var runs []study.Reproduced
	var top float64
	for _, s := range []side{c.left, c.right} {
		run, err := d.run(task + "/" + s.variant)
		if err != nil {
			return nil, err
		}
		runs = append(runs, run)
		for _, e := range run.Engines {
			top = max(top, slices.Max(e.Losses))
		}
	}
	var ends, points, maps []string
	for i, s := range []side{c.left, c.right} {
		run := runs[i]
		printed := d.printedColumn(c, task, []string{"left", "right"}[i], run)
		losses := figure.Losses{Title: s.title, Top: top}
		for _, e := range run.Engines {
			losses.Engines = append(losses.Engines, figure.Curve{Name: engineWord(e.Engine), Values: e.Losses})
		}
		for _, f := range printed {
			if f.Kind == lab.Loss {
				value, err := strconv.ParseFloat(f.Printed, 64)
				if err != nil {
					return nil, err
				}
				losses.Printed = append(losses.Printed, figure.Point{X: float64(f.At), Y: value})
			}
		}
		drawn, err := losses.Draw()
		if err != nil {
			return nil, err
		}
		t.Losses.Drawings = append(t.Losses.Drawings, drawn)
		e := run.Engines[0]
		ends = append(ends, fmt.Sprintf("%s ends at %s", s.title, short(e.Losses[len(e.Losses)-1])))

		explained, err := d.explainedRun(run.Run, run.Bias)
		if err != nil {
			return nil, err
		}
		if drawn, err = predictionsOf(s.title, run, explained).Draw(); err != nil {
			return nil, err
		}
		t.Predictions.Drawings = append(t.Predictions.Drawings, drawn)
		points = append(points, fmt.Sprintf("%s gets %s of the points right", s.title, percent(e.Accuracy)))
		if explained.Bias == "row" {
			maps = append(maps, fmt.Sprintf("%s gets %s", s.title, percent(explained.DrawnAccuracy)))
		}
		if len(printed) > 0 {
			t.Printed = append(t.Printed, printedTable(s.title, printed, run))
		}
	}
	t.Losses.Caption = fmt.Sprintf("Mean loss over the epochs, and the last of them enlarged below: %s. The engines' curves coincide.", list(ends))
	if len(t.Printed) > 0 {
		t.Losses.Caption += " Rings mark the losses that the report prints."
	}
	t.Predictions.Caption = fmt.Sprintf("Labels to the left, predictions to the right, each row with the bias that it was trained with: %s.", list(points))
	if len(maps) > 0 {
		t.Predictions.Caption += " A point of the map behind them is no training row and has no bias of its own: the map takes the mean of the " +
			"rows' biases, and with that network " + list(maps) + "."
	} else {
		t.Predictions.Caption += " The map behind them is the network's probability."
	}
	t.Summary = summaryOf(t.Printed, task)
	return t, nil
}

// printedColumn are the figures printed in a column of a comparison, by the first
// engine.
func (d *data) printedColumn(c comparison, task, which string, run study.Reproduced) []lab.Figure {
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
	p := figure.Predictions{Title: title, Labels: run.Labels, Probabilities: run.Engines[0].Probabilities,
		Map: figure.Map{Side: explained.Map.Side, Probabilities: explained.Map.Probabilities}}
	for x := range slices.Chunk(run.Inputs, 2) {
		p.X = append(p.X, [2]float64{x[0], x[1]})
	}
	return p
}

// printedTable sets the printed figures of a column beside what each engine made of
// them.
func printedTable(title string, printed []lab.Figure, run study.Reproduced) table {
	t := table{Caption: title, Head: []string{"figure", "printed"}, Left: 1, source: fromReproduction}
	for _, e := range run.Engines {
		t.Head = append(t.Head, engineWord(e.Engine), "deviation")
	}
	for _, f := range printed {
		row := []string{figureWord(f), f.Printed}
		for _, e := range run.Engines {
			i := slices.IndexFunc(e.Figures, func(g lab.Figure) bool { return g.Place == f.Place && g.Kind == f.Kind && g.Line == f.Line })
			g := e.Figures[i]
			value := orNothing(g.Value, full)
			if f.Kind == lab.Prediction {
				value = orNothing(g.Value, func(v float64) string { return strconv.FormatFloat(v, 'f', 6, 64) })
			}
			row = append(row, value, orNothing(g.Deviation, func(v float64) string { return scientific(v, 2) }))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
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

func summaryOf(printed []table, task string) string {
	var words []string
	for _, t := range printed {
		words = append(words, fmt.Sprintf("%d figures (%s)", len(t.Rows), t.Caption))
	}
	if len(words) == 0 {
		return ""
	}
	return "Printed against reproduced, " + strings.TrimPrefix(taskWord(task), "The ") + ": " + list(words)
}
