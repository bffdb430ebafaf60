package table

import (
	"fmt"
	"strings"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/notation"
)

// verdicts are the verdicts in a terminal.
var verdicts = map[audit.Verdict]string{
	audit.Most: "majority", audit.FewerThanHalf: "minority", audit.Undecided: "undecided",
}

// shorter are the words of a percentage in a terminal.
var shorter = strings.NewReplacer("under ", "<", "over ", ">")

// Verdicts has a row for each part of a claim and task.
func Verdicts(r *audit.Report) Table {
	t := Table{Columns: []Column{words("").only(Terminal), words("conclusion"), words("task"),
		words("own").onPage("own run"),
		verdict("private").onPage("true, private biases"), number("").withTheLast().only(Terminal),
		verdict("shared").onPage("true, shared biases"), number("").withTheLast().only(Terminal),
		verdict("").onPage("private biases"), number("").onPage("private less shared, points").only(Page)}}
	for _, c := range r.Claims {
		for _, j := range c.Judgements {
			task := Both(j.Task, notation.Task(j.Task))
			if !j.Claimed {
				task = Both(task.text+"*", task.page+", not claimed")
			}
			own := Both("yes", "true")
			if !j.OwnTrue {
				own = Both("no", "not true")
			}
			row := []Cell{Count(c.Number), Both(j.Part, fmt.Sprintf("%d. %s", c.Number, c.Part(j.Part).Says)), task, own}
			for _, cell := range []audit.Cell{j.Row, j.Shared} {
				words := strings.TrimPrefix(string(cell.Verdict), "true ")
				outcome := fmt.Sprintf("%s (%s)", words, audit.Percent(cell.True.Share))
				row = append(row, Both(verdicts[cell.Verdict], outcome), Text(shorter.Replace(audit.Percent(cell.True.Share))))
			}
			t.Add(append(row, Text(string(j.Label)), contrast(j.Contrast))...)
		}
	}
	return t
}

// bias is a cell of a form of bias.
func bias(form string) Cell { return Both(form, notation.Bias(form)) }

// contrast is a cell of the difference of two shares, in points of a hundred.
func contrast(c audit.Contrast) Cell {
	points := func(v float64) string { return notation.Minus(tenths(v)) }
	return Text(fmt.Sprintf("%s (%s to %s)", points(c.Difference), points(c.Low), points(c.High)))
}

// Part has a row for each task and form of bias of which a part of a claim was tested.
func Part(c audit.Result, part audit.Part) Table {
	t := Table{Columns: []Column{words(string(part.Statistic)).onPage("task and bias"),
		number("base").onPage("baseline"), number("other").onPage("variant"),
		number("difference (95 %)").onPage("difference (95%)"), number("true (95 %)").onPage("true of (95%)"),
		verdict("verdict").only(Page), number("measured, median").only(Page), number("quartiles").only(Page),
		number("own run").only(Page), number("at").onPage("percentile")}}
	eachCell(c, part, func(name Cell, j audit.Judgement, cell audit.Cell) {
		d := cell.Difference
		difference := Both(fmt.Sprintf("%s (%s %s)", signed(d.Median), signed(d.Low), signed(d.High)),
			fmt.Sprintf("%s (%s to %s)", notation.Short(d.Median), notation.Short(d.Low), notation.Short(d.High)))
		t.Add(name, Decimal(cell.BaselineValue.Median), Decimal(cell.VariantValue.Median), difference, Rate(cell.True),
			Text(string(cell.Verdict)), Decimal(cell.Measured.Median), Quartiles(cell.Measured),
			Decimal(j.Own), Fixed(cell.OwnPercentile, 0))
	})
	return t
}

// Thresholds has the rows of Part, and a column for each threshold of the part.
func Thresholds(c audit.Result, part audit.Part) Table {
	first := words("true in %, if " + string(part.Relation)).onPage("true if " + Relation(part.Relation))
	t := Table{Columns: []Column{first}}
	for _, threshold := range part.Thresholds {
		head := Decimal(threshold)
		if threshold == part.Threshold {
			head = Both("["+head.text+"]", head.page+", chosen")
		}
		t.Columns = append(t.Columns, number(head.text).onPage(head.page))
	}
	eachCell(c, part, func(name Cell, _ audit.Judgement, cell audit.Cell) {
		row := []Cell{name}
		for _, r := range cell.TrueAt {
			row = append(row, Share(r.Share))
		}
		t.Add(row...)
	})
	return t
}

// Relation is a relation as a page writes it.
func Relation(r audit.Relation) string {
	return strings.NewReplacer("<=", "≤", ">=", "≥").Replace(string(r))
}

// eachCell goes through the tasks and forms of bias of a part, each with its name.
func eachCell(c audit.Result, part audit.Part, visit func(name Cell, j audit.Judgement, cell audit.Cell)) {
	for _, j := range c.Judgements {
		if j.Part != part.ID {
			continue
		}
		for _, cell := range []audit.Cell{j.Row, j.Shared} {
			form := cell.Baseline.Bias.String()
			visit(Both(j.Task+" "+form, notation.Task(j.Task)+", "+notation.Bias(form)), j, cell)
		}
	}
}

// Runs has a row for each configuration over the seeds.
func Runs(runs []audit.RunSummary) Table {
	t := Table{Columns: []Column{words("run"), words("bias"), number("loss").onPage("last loss"), number("quartiles"),
		number("report").onPage("printed loss"), number("at").onPage("percentile"),
		number("solved (95 %)").onPage("solved (95%)"), number("loss after it").only(Page),
		number("quartiles").only(Page), number("accuracy").only(Page), number("quartiles").only(Page)}}
	thousandths := func(v float64) Cell { return Both(Fixed(v, 3).text, notation.Short(v)) }
	for _, r := range runs {
		printed, at := None, None
		if r.Printed != nil {
			printed, at = thousandths(r.Printed.Value), Fixed(r.Printed.Percentile, 0)
		}
		_, variant, _ := strings.Cut(r.Run, "/")
		t.Add(Both(variant, notation.Run(r.Run)), bias(r.Bias.String()), thousandths(r.FinalLoss.Median),
			between(thousandths, r.FinalLoss.Q1, r.FinalLoss.Q3),
			printed, at, Rate(r.Solved), Decimal(r.TrainedLoss.Median), Quartiles(r.TrainedLoss),
			Share(r.Accuracy.Median/100), percents(r.Accuracy))
	}
	return t
}

// percents is a cell of the quartiles of percentages.
func percents(d audit.Distribution) Cell { return between(Share, d.Q1/100, d.Q3/100) }

// Held holds the trained networks that are affine classifiers against the bounds.
func Held(b *audit.Bounds) Table {
	t := Table{Columns: []Column{words("run"), words("bias"), words("why it is affine"), number("networks"),
		number("most right"), number("lowest loss"), number("beyond a bound")}}
	for _, h := range b.Held {
		t.Add(Text(notation.Run(h.Run)), bias(h.Bias.String()), Text(h.Why), Count(h.Networks), Count(h.MostRight),
			Decimal(h.LowestLoss), Count(h.Violations))
	}
	return t
}

// Sweep has a row for each learning rate, and a column for each number of epochs.
func Sweep(s *audit.Sweep) Table {
	t := Table{Columns: []Column{number("learning rate")}}
	for _, epochs := range s.Epochs {
		t.Columns = append(t.Columns, number(fmt.Sprintf("by epoch %d", epochs)))
	}
	for i, rate := range s.LearningRates {
		row := []Cell{Text(fmt.Sprint(rate))}
		for _, solved := range s.Solved[i] {
			cell := Rate(solved)
			cell.shade = 10 + float64(50*solved.Share)
			row = append(row, cell)
		}
		t.Add(row...)
	}
	return t
}

// Memory has a row for each way of asking trained networks about a point.
func Memory(networks ...audit.MemoryOf) Table {
	t := Table{Columns: []Column{words("run").only(Page), words("bias").only(Page), words("asked about"),
		number("all").onPage("accuracy"), number("quartiles"), number("solved").onPage("if all rows are right"),
		number("quartiles")}}
	for _, n := range networks {
		for _, test := range n.Tests {
			row := []Cell{Text(notation.Run(n.Run)), bias(n.Bias.String()), Text(test.Says)}
			for _, d := range []*audit.Distribution{&test.Accuracy, test.AccuracyOfSolved} {
				if d == nil {
					row = append(row, None, None)
				} else {
					row = append(row, Share(d.Median/100), percents(*d))
				}
			}
			t.Add(row...)
		}
	}
	return t
}
