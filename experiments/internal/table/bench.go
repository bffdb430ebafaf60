package table

import (
	"fmt"
	"math"

	"backprop/compare/bench"
	"backprop/experiments/internal/notation"
)

// Times has a row for each measurement.
func Times(measurements []bench.Measurement) Table {
	t := Table{Columns: []Column{words("network").only(Page), number("rows").only(Page), words("").onPage("operation"),
		words("engine"), number("time"), number("95%").only(Page), number("±").withTheLast().only(Terminal),
		number("/obj.").onPage("/ loss"), number("±").withTheLast().only(Terminal), number("/manual").onPage("/ by hand"),
		number("±").withTheLast().only(Terminal), number("allocs").onPage("allocations"), number("bytes")}}
	for _, m := range measurements {
		row := []Cell{Text(m.Net), Count(m.Rows), Text(string(m.Operation)), Both(m.Engine, notation.Engine(m.Engine))}
		if m.Wrong != "" {
			t.Add(append(row, Both("WRONG", "wrong: "+m.Wrong))...)
			continue
		}
		t.Add(append(row, Duration(m.Time.Median),
			Text(notation.Duration(m.Time.Low)+" to "+notation.Duration(m.Time.High)), HalfWidth(m.Time),
			Both(fmt.Sprintf("%.1f", m.ToObjective.Median),
				notation.Short(m.ToObjective.Median)), HalfWidth(m.ToObjective),
			Ratio(m.ToFirst), HalfWidth(m.ToFirst), Fixed(m.Allocations, 0), Text(memory(m.Bytes)))...)
	}
	return t
}

// Setups has a row for each network: what an engine costs before its first run.
func Setups(setups []bench.Setup) Table {
	t := Table{Columns: []Column{words("before the first run").onPage("network"), number("manual").onPage("by hand"),
		number("build"), number("differentiate"), number("compile"),
		number("tape").onPage("compile for the interpreter")}}
	for _, s := range setups {
		t.Add(Text(Workload(s)), Duration(s.Manual), Duration(s.Build), Duration(s.Differentiate), Duration(s.Compile),
			Duration(s.CompileTape))
	}
	return t
}

// ways are those of a training, in words.
var ways = map[string]string{"manual": "by hand", "graph": "autodiff, compiled", "tape": "autodiff, interpreted",
	"tutorial": "autodiff, as in tutorials", "differences": "central differences", "C": "by hand, in C",
	"numpy": "by hand, in numpy"}

// Trainings has a row for each way to train: 700 epochs of the report's network.
func Trainings(trainings []bench.Training) Table {
	t := Table{Columns: []Column{words(fmt.Sprintf("%d epochs of 2-4-4-1, 21 rows", bench.Epochs)), number("set-up"),
		number("training"), number("/ by hand"), number("memory")}}
	for _, training := range trainings {
		way, known := ways[training.Way]
		if !known {
			way = training.Way
		}
		allocated := None
		if training.Bytes > 0 {
			allocated = Text(memory(training.Bytes))
		}
		t.Add(Text(way), Duration(training.Setup), Duration(training.Time),
			Text(notation.Short(training.ToFirst)), allocated)
	}
	return t
}

// Repaid says after how many steps the set-up of compiled autodiff is won back.
func Repaid(trainings []bench.Training) string {
	by := map[string]bench.Training{}
	for _, t := range trainings {
		by[t.Way] = t
	}
	compiled := by["graph"]
	against := func(way string) string {
		extra := compiled.Setup - by[way].Setup
		won := (by[way].Time - compiled.Time) / bench.Epochs
		switch {
		case extra <= 0 && won >= 0:
			return "at once"
		case won <= 0:
			return "never"
		}
		return fmt.Sprintf("after %.0f steps", math.Ceil(extra/won))
	}
	return fmt.Sprintf("The set-up of compiled autodiff is won back %s against central differences, and %s against "+
		"the interpreter.", against("differences"), against("tape"))
}

// SweepOfSizes has a row for each width of the hidden layers, and a column for each number of them.
func SweepOfSizes(points []bench.SweepPoint) Table {
	t := Table{Columns: []Column{number("width")}}
	for _, depth := range bench.Depths() {
		head := fmt.Sprintf("%d hidden layers", depth)
		if depth == 1 {
			head = "1 hidden layer"
		}
		t.Columns = append(t.Columns, number(head))
	}
	for i, p := range points {
		if i%len(bench.Depths()) == 0 {
			t.Add(Count(p.Width))
		}
		t.Rows[len(t.Rows)-1] = append(t.Rows[len(t.Rows)-1], Ratio(p.Ratio))
	}
	return t
}

// Costless says from which width on autodiff costs at most a tenth more than gradients by hand.
func Costless(points []bench.SweepPoint) string {
	last := 0 // of the widths at which it costs more
	for _, p := range points {
		if p.Ratio.Median > 1.1 {
			last = p.Width
		}
	}
	for _, p := range points {
		if p.Width > last {
			return fmt.Sprintf("From width %d on it costs at most a tenth more.", p.Width)
		}
	}
	return "At none of these widths does it cost at most a tenth more."
}

// Lines has a row for each part of writing a network and its gradient down.
func Lines(lines []bench.Written) Table {
	t := Table{Columns: []Column{words("lines of code to write it down"), number("by hand"), number("autodiff")}}
	for _, part := range []struct {
		name string
		of   func(bench.Written) int
	}{
		{"the forward pass and the loss", func(w bench.Written) int { return w.Forward }},
		{"what is differentiated by hand", func(w bench.Written) int { return w.Derivatives }},
		{"both again, fast for small networks", func(w bench.Written) int { return w.Fast }},
	} {
		row := []Cell{Text(part.name)}
		for _, w := range lines {
			row = append(row, Count(part.of(w)))
		}
		t.Add(row...)
	}
	return t
}

// Mistakes has a row for each place of a program in which mistakes are made.
func Mistakes(mistakes []bench.Mistakes) Table {
	var all bench.Mistakes
	for _, m := range mistakes {
		all.Manual, all.Graph = all.Manual+m.Manual, all.Graph+m.Graph
	}
	t := Table{Columns: []Column{words(fmt.Sprintf("of %d mistakes, those possible in", all.Manual)), number("by hand"),
		number("autodiff")}}
	for _, m := range mistakes {
		t.Add(Text(string(m.Place)), Count(m.Manual), Count(m.Graph))
	}
	t.Add(Text("all places"), Count(all.Manual), Count(all.Graph))
	return t
}

// Workload names what was timed: "2-4-4-1, 21 rows".
func Workload(s bench.Setup) string {
	if s.Rows == 1 {
		return s.Net + ", one row"
	}
	return fmt.Sprintf("%s, %d rows", s.Net, s.Rows)
}

// Duration is a cell of nanoseconds.
func Duration(ns float64) Cell { return Text(notation.Duration(ns)) }

// Ratio is a cell of a ratio with three digits, or all that it has before the point.
func Ratio(e bench.Estimate) Cell { return Text(notation.Short(e.Median)) }

// HalfWidth is a cell of the wider half of a confidence interval, in percent of the
// median.
func HalfWidth(e bench.Estimate) Cell {
	percent := 100 * max(e.High-e.Median, e.Median-e.Low) / e.Median
	if percent > 99 {
		return Text(">99%")
	}
	return Text(fmt.Sprintf("%.0f%%", percent))
}

// memory writes a number of bytes, from 10000 on in kB or MB, with six characters at
// most: the widest row has no more room in 80 columns.
func memory(v float64) string {
	switch {
	case v < 10_000:
		return fmt.Sprintf("%.0f", v)
	case v < 999_500:
		return fmt.Sprintf("%.0f kB", v/1e3)
	case v < 9_950_000:
		return fmt.Sprintf("%.1f MB", v/1e6)
	}
	return fmt.Sprintf("%.0f MB", v/1e6)
}
