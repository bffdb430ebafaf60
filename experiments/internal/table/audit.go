package table

import (
	"fmt"
	"slices"
	"strings"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/notation"
)

// verdicts are the verdicts in a terminal.
var verdicts = map[audit.Verdict]string{audit.Holds: "holds", audit.DependsOnTheSeed: "depends",
	audit.DoesNotHold: "no"}

// Verdicts has a row for each claim and task.
func Verdicts(r *audit.Report) Table {
	t := Table{Columns: []Column{words("").only(Terminal), words("conclusion"), words("task"), verdict("row bias"),
		number("").only(Terminal), verdict("shared bias"), number("").only(Terminal), verdict("")}}
	for _, c := range r.Claims {
		for _, j := range c.Judgements {
			task := Both(j.Task, notation.Task(j.Task))
			if !j.Claimed {
				task = Both(task.text+"*", task.page+", not claimed")
			}
			name := Both(c.ID, fmt.Sprintf("%d. %s", c.Number, strings.ReplaceAll(c.ID, "-", " ")))
			row := []Cell{Count(c.Number), name, task}
			for _, o := range []audit.Outcome{j.Row, j.Shared} {
				row = append(row, Both(verdicts[o.Verdict], Outcome(o)), Text(audit.Percent(o.True.Share)))
			}
			if j.Agreement != audit.Agree {
				row = append(row, Text(j.Agreement.String()))
			}
			t.Add(row...)
		}
	}
	return t
}

// Outcome is a verdict, of how many seeds the claim is true, and whether more seeds
// might change the verdict: "holds (92.5%), not clearly".
func Outcome(o audit.Outcome) string {
	words := fmt.Sprintf("%v (%s)", o.Verdict, audit.Percent(o.True.Share))
	if !o.Clear {
		words += ", not clearly"
	}
	return words
}

// Part has a row for each task and form of bias of which a part of a claim was tested.
func Part(c audit.Result, part audit.Part) Table {
	t := Table{Columns: []Column{words(string(part.Statistic)).onPage("task and bias"),
		number("base").onPage("baseline"), number("other").onPage("variant"),
		number("difference (95 %)").onPage("difference (95%)"), number("true (95 %)").onPage("true of (95%)"),
		verdict("verdict"), number("measured, median").only(Page), number("quartiles").only(Page),
		number("report").only(Page), number("percentile").only(Page)}}
	for _, j := range c.Judgements {
		for _, cell := range slices.Concat(j.Row.Parts, j.Shared.Parts) {
			if cell.Part != part.ID {
				continue
			}
			d := cell.Difference
			difference := Both(fmt.Sprintf("%s (%s %s)", signed(d.Median), signed(d.Low), signed(d.High)),
				fmt.Sprintf("%s (%s to %s)", notation.Short(d.Median), notation.Short(d.Low), notation.Short(d.High)))
			report, percentile := None, None
			if cell.Report != nil {
				report, percentile = Decimal(cell.Report.Value), Fixed(cell.Report.Percentile, 0)
			}
			bias := cell.Baseline.Bias
			t.Add(Both(fmt.Sprintf("%s %v", j.Task, bias), fmt.Sprintf("%s, %v", notation.Task(j.Task), bias)),
				Decimal(cell.BaselineValue.Median), Decimal(cell.VariantValue.Median), difference, Rate(cell.True),
				Both(verdicts[cell.Verdict], cell.Verdict.String()), Decimal(cell.Measured.Median),
				Quartiles(cell.Measured), report, percentile)
		}
	}
	return t
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
		t.Add(Both(variant, notation.Run(r.Run)), Text(r.Bias.String()), thousandths(r.FinalLoss.Median),
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
		t.Add(Text(notation.Run(h.Run)), Text(h.Bias.String()), Text(h.Why), Count(h.Networks), Count(h.MostRight),
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
			row := []Cell{Text(notation.Run(n.Run)), Text(n.Bias.String()), Text(test.Says)}
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
