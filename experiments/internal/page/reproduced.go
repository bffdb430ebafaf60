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
	Losses, Predictions picture
	// Printed are the tables of the printed figures, left and right, and Summary
	// says how many there are.
	Summary string
	Printed []sourced
}

// comparison is what the report sets side by side.
type comparison struct {
	id, title   string
	key         string // of its printed columns; empty if it has none
	left, right column
}

// column is one side of a comparison: a variant of the runs, by its name.
type column struct{ variant, title string }

// comparisons are the report's, in the order of its conclusions.
var comparisons = []comparison{
	{"learning-rate", "Learning rate", "learning-rate", column{"full-batch", "rate 0.001"},
		column{"learning-rate-0.0001", "rate 0.0001"}},
	{"layout", "Layout", "layout", column{"full-batch", "layout 2-4-4-1"}, column{"layout-2-1-1-1", "layout 2-1-1-1"}},
	{"no-activation", "Without activation", "activation", column{"full-batch", "baseline"},
		column{"no-activation", "no activation"}},
	{"per-sample", "Update after each sample", "update", column{"full-batch", "full batch"},
		column{"per-sample", "per sample"}},
	{"relu", "ReLU", "", column{"full-batch", "with ReLU"}, column{"no-activation", "without ReLU"}},
}

var tasks = []string{"xor", "linear"}

var fromReproduction = source{[]string{ReproductionFile, PrintedFile},
	"go run ./experiments reproduce --json " + ReproductionFile + " --csv " + PrintedFile}

func (p *printer) reproduced() reproducedView {
	v := reproducedView{Overview: p.table("overview", nil, fromReproduction, table.Reproduction(&p.reproduction))}
	for _, c := range comparisons {
		compared := comparisonView{ID: c.id, Title: c.title, What: p.say("comparison "+c.id, nil)}
		if claim := p.claim(c.id); claim != nil {
			compared.Claim = claim.Claim.Claim
			for _, j := range claim.Judgements {
				if j.Claimed {
					compared.Verdicts = append(compared.Verdicts, p.say("verdict", verdict{j, claim.Part(j.Part)}))
				}
			}
		}
		for _, task := range tasks {
			compared.Tasks = append(compared.Tasks, p.compared(c, task))
		}
		v.Comparisons = append(v.Comparisons, compared)
	}
	return v
}

// comparedColumn is a column of a comparison on one task.
type comparedColumn struct {
	Title     string
	Run       study.Run
	Explained study.Explained
	Printed   []lab.Figure
}

func (p *printer) compared(c comparison, task string) comparedTask {
	t := comparedTask{Title: p.say("task", task)}
	var columns []comparedColumn
	bottom, top, apart := math.Inf(1), 0.0, 0.0
	for i, side := range []column{c.left, c.right} {
		run := p.run(task + "/" + side.variant)
		of := comparedColumn{side.title, run, p.explainedRun(run.Run, run.Bias),
			printedIn(c, task, []string{"left", "right"}[i], run)}
		columns = append(columns, of)
		for _, e := range run.Engines {
			bottom, top = min(bottom, slices.Min(e.Losses)), max(top, slices.Max(e.Losses))
			apart = max(apart, largestRelative(run.Engines[0].Losses, e.Losses))
		}
		if len(of.Printed) > 0 {
			t.Printed = append(t.Printed, p.table("printed", of, fromReproduction, p.printedTable(of)))
		}
	}
	var losses, predictions []drawer
	for _, of := range columns {
		losses = append(losses, p.lossesOf(of, bottom, top))
		predictions = append(predictions, predictionsOf(of.Title, of.Run, of.Explained))
	}
	values := map[string]any{"Columns": columns, "Task": task, "Printed": len(t.Printed) > 0, "Apart": apart,
		"Tolerance": lab.LossTolerance}
	t.Losses = p.picture("losses", values, fromReproduction, losses...)
	fromBoth := source{[]string{ReproductionFile, ExplanationFile}, "go run ./experiments"}
	t.Predictions = p.picture("predictions", values, fromBoth, predictions...)
	t.Summary = p.say("printed figures", values)
	return t
}

// largestRelative is the largest difference of two curves, relative to the first.
func largestRelative(a, b []float64) (largest float64) {
	for i := range a {
		if d := math.Abs(a[i] - b[i]); d > 0 {
			largest = max(largest, d/math.Abs(a[i]))
		}
	}
	return largest
}

// printedIn are the figures printed in a column of a comparison, by the first engine.
func printedIn(c comparison, task, which string, run study.Run) []lab.Figure {
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

// lossAxis shows losses of four decades at most: those of single samples fall to
// 1e-14, which would leave no room for the rest.
var lossAxis = figure.Axis{Label: "loss (mean, nats)", Log: true, Decades: 4}

var epochAxis = figure.Axis{Label: "epoch"}

// lossesOf are the losses of a run on an axis that reaches to bottom and top, the first
// engine's broad and the others' upon it, and below them, in rings, those that are
// printed.
func (p *printer) lossesOf(c comparedColumn, bottom, top float64) figure.Lines {
	whole := figure.Panel{X: epochAxis, Y: lossAxis, Height: 158}
	whole.Y.Reach = []float64{bottom, top}
	for i, e := range c.Run.Engines {
		style := figure.Broad
		if i > 0 {
			style = figure.Thin
		}
		whole.Series = append(whole.Series, figure.Series{Name: notation.Engine(e.Engine), Y: e.Losses, Style: style})
	}
	rings := figure.Series{Name: "printed in the report", Style: figure.Rings}
	for _, f := range c.Printed {
		if f.Kind != lab.Loss {
			continue
		}
		value, err := strconv.ParseFloat(f.Printed, 64)
		if err != nil && p.err == nil {
			p.err = fmt.Errorf("%s: printed loss %q of %s: %w", ReproductionFile, f.Printed, c.Run.Run, err)
		}
		rings.X, rings.Y = append(rings.X, float64(f.At)), append(rings.Y, value)
	}
	if len(rings.X) == 0 {
		return lines(c.Title, whole)
	}
	first, last := int(slices.Min(rings.X)), int(slices.Max(rings.X))
	enlarged := figure.Panel{X: epochAxis, Y: figure.Axis{Label: fmt.Sprintf("the same, epochs %d to %d", first, last)},
		Height: 122}
	for _, s := range whole.Series {
		for epoch := first; epoch <= last; epoch++ {
			s.X = append(s.X, float64(epoch))
		}
		s.Y = s.Y[first : last+1]
		enlarged.Series = append(enlarged.Series, s)
	}
	enlarged.Series = append(enlarged.Series, rings)
	return lines(c.Title, whole, enlarged)
}

func lines(title string, panels ...figure.Panel) figure.Lines {
	return figure.Lines{Title: title, Panels: panels}
}

func predictionsOf(title string, run study.Run, explained study.Explained) figure.Predictions {
	drawn := figure.Predictions{Title: title, Labels: run.Labels, Probabilities: explained.Probabilities,
		Map: figure.Map{Side: explained.Map.Side, Probabilities: explained.Map.Probabilities}}
	for _, x := range run.Inputs {
		drawn.X = append(drawn.X, [2]float64{x[0], x[1]})
	}
	return drawn
}

// printedTable sets the printed figures of a column beside what each engine made of
// them.
func (p *printer) printedTable(c comparedColumn) table.Table {
	t := table.Table{Columns: []table.Column{{Head: "figure"}, {Head: "printed", Kind: table.Number}}}
	for _, e := range c.Run.Engines {
		t.Columns = append(t.Columns, table.Column{Head: notation.Engine(e.Engine), Kind: table.Number},
			table.Column{Head: "deviation", Kind: table.Number})
	}
	for _, f := range c.Printed {
		row := []table.Cell{table.Text(p.say("printed figure", f)), table.Text(f.Printed)}
		for _, e := range c.Run.Engines {
			i := slices.IndexFunc(e.Figures, func(g lab.Figure) bool {
				return g.Place == f.Place && g.Kind == f.Kind && g.Line == f.Line
			})
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
		t.Add(row...)
	}
	return t
}
