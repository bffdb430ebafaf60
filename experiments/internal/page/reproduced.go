package page

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/figure"
	"backprop/experiments/internal/lab"
	"backprop/experiments/internal/notation"
	"backprop/experiments/internal/study"
	"backprop/experiments/internal/table"
)

// reproducedView is the part of the ten runs.
type reproducedView struct {
	Overview sourced
	Runs     []runView
}

// runView is a variant of the report's, on both tasks.
type runView struct {
	ID, Title, What string
	Claims          []audit.Result // the report's conclusions from it
	Losses          []picture      // by task
	Predictions     picture
	Printed         []sourced // by task, what the report prints of it
}

// variants are the report's, in the order of its conclusions, which are of the claims
// with the ids.
var variants = []struct {
	id, title string
	claims    []string
}{
	{"full-batch", "The baseline.", nil},
	{"learning-rate-0.0001", "Learning rate 0.0001.", []string{"learning-rate"}},
	{"layout-2-1-1-1", "Layout 2-1-1-1.", []string{"layout"}},
	{"no-activation", "Without activation.", []string{"no-activation", "relu"}},
	{"per-sample", "An update per sample.", []string{"per-sample"}},
}

var tasks = []string{"xor", "linear"}

var fromReproduction = source{[]string{ReproductionFile, PrintedFile}}

func (p *printer) reproduced() reproducedView {
	v := reproducedView{Overview: p.table("overview", nil, fromReproduction, table.Reproduction(&p.reproduction))}
	for _, variant := range variants {
		r := runView{ID: variant.id, Title: variant.title, What: p.say("about "+variant.id, nil)}
		for _, id := range variant.claims {
			if claim := p.claim(id); claim != nil {
				r.Claims = append(r.Claims, *claim)
			}
		}
		var squares figure.Predictions
		for _, task := range tasks {
			run := p.run(task + "/" + variant.id)
			r.Losses = append(r.Losses, p.losses(task, run))
			e := p.explainedRun(run.Run, run.Bias)
			name := p.say("square", struct {
				Task string
				study.Explained
			}{task, e})
			squares.Squares = append(squares.Squares, squareOf(name, run, e))
			printed, count := p.printedTable(run)
			values := map[string]any{"Run": run.Run, "Count": count}
			r.Printed = append(r.Printed, p.table("printed", values, fromReproduction, printed))
		}
		r.Predictions = p.picture("predictions", nil, source{[]string{ExplanationFile, ReproductionFile}}, squares)
		v.Runs = append(v.Runs, r)
	}
	return v
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

// printedLosses are the losses that the report prints of a run, each once.
func printedLosses(run study.Run) (figures []lab.Figure) {
	for _, f := range run.Engines[0].Figures {
		if f.Kind == lab.Loss && !slices.ContainsFunc(figures, func(g lab.Figure) bool { return g.At == f.At }) {
			figures = append(figures, f)
		}
	}
	return figures
}

// lossAxis shows losses of four decades at most: those of single samples fall to
// 1e-14, which would leave no room for the rest.
var lossAxis = figure.Axis{Label: "loss (mean, nats)", Log: true, Decades: 4}

var epochAxis = figure.Axis{Label: "epoch"}

// losses are a run's, the first engine's broad, the others' upon it and the baseline's
// behind them, and below, in rings, those that are printed.
func (p *printer) losses(task string, run study.Run) picture {
	whole := figure.Panel{X: epochAxis, Y: lossAxis, Height: 200}
	apart := 0.0
	for i, e := range run.Engines {
		style := figure.Broad
		if i > 0 {
			style = figure.Thin
			apart = max(apart, largestRelative(run.Engines[0].Losses, e.Losses))
		}
		whole.Series = append(whole.Series, figure.Series{Name: notation.Engine(e.Engine), Y: e.Losses, Style: style})
	}
	rings := figure.Series{Name: "printed in the report", Style: figure.Rings}
	for _, f := range printedLosses(run) {
		value, err := strconv.ParseFloat(f.Printed, 64)
		if err != nil && p.err == nil {
			p.err = fmt.Errorf("%s: printed loss %q of %s: %w", ReproductionFile, f.Printed, run.Run, err)
		}
		rings.X, rings.Y = append(rings.X, float64(f.At)), append(rings.Y, value)
	}
	panels := []figure.Panel{whole}
	if len(rings.X) > 0 {
		first, last := int(slices.Min(rings.X)), int(slices.Max(rings.X))
		enlarged := figure.Panel{X: epochAxis, Y: figure.Axis{Label: fmt.Sprintf("the same, epochs %d to %d", first, last)},
			Height: 150}
		for _, s := range whole.Series {
			for epoch := first; epoch <= last; epoch++ {
				s.X = append(s.X, float64(epoch))
			}
			s.Y = s.Y[first : last+1]
			enlarged.Series = append(enlarged.Series, s)
		}
		enlarged.Series = append(enlarged.Series, rings)
		panels = append(panels, enlarged)
	}
	if before := p.run(task + "/" + variants[0].id); before.Run != run.Run {
		panels[0].Series = append(panels[0].Series, figure.Series{Name: "the baseline", Y: before.Engines[0].Losses,
			Style: figure.Ghost})
	}
	values := map[string]any{"Task": notation.Task(task), "Apart": apart, "Tolerance": lab.LossTolerance}
	return p.picture("losses", values, fromReproduction, figure.Lines{Panels: panels})
}

// printedTable sets the figures that the report prints of a run beside what each engine
// made of them, each once, and how often it is printed. It returns how many are printed.
func (p *printer) printedTable(run study.Run) (t table.Table, count int) {
	t.Columns = []table.Column{{Head: "figure"}, {Head: "printed", Kind: table.Number},
		{Head: "times", Kind: table.Number}}
	for _, e := range run.Engines {
		t.Columns = append(t.Columns, table.Column{Head: notation.Engine(e.Engine), Kind: table.Number},
			table.Column{Head: "deviation", Kind: table.Number})
	}
	figures := run.Engines[0].Figures
	same := func(f, g lab.Figure) bool { return f.Kind == g.Kind && f.At == g.At && f.Printed == g.Printed }
	for i, f := range figures {
		if slices.ContainsFunc(figures[:i], func(g lab.Figure) bool { return same(f, g) && f.At != lab.Nowhere }) {
			continue
		}
		times := 0
		for _, g := range figures {
			if same(f, g) {
				times++
			}
		}
		if f.At == lab.Nowhere {
			times = 1
		}
		count += times
		row := []table.Cell{table.Text(p.say("printed figure", f)), table.Text(f.Printed), table.Count(times)}
		for _, e := range run.Engines {
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
	return t, count
}
