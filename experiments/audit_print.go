package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"backprop/experiments/internal/audit"
)

// columns is the width of a terminal.
const columns = 80

// printAudit prints the verdicts in a table, then in sentences, then the figures
// behind them.
func printAudit(w io.Writer, r *audit.Report) {
	fmt.Fprintf(w, "%s\n\n", auditTitle(r))
	if len(r.Claims) > 0 {
		fmt.Fprintf(w, "%s\n\n", verdictTable(r))
	}
	for _, c := range r.Claims {
		fmt.Fprintf(w, "%d. %s\n", c.Number, indented(3, c.Claim.Claim))
		for _, j := range c.Judgements {
			task := j.Task
			if !j.Claimed {
				task += " (not claimed)"
			}
			fmt.Fprintf(w, "   - %s\n", indented(5, task+": "+j.Finding))
		}
	}
	for _, finding := range r.Findings {
		if !strings.HasPrefix(finding, "Claim") {
			fmt.Fprintf(w, "%s\n", indented(0, finding))
		}
	}
	if len(r.Claims) > 0 {
		fmt.Fprintf(w, `
The figures. base is the full-batch run, other the one that the claim is about:
medians over the seeds; difference is the median of other - base, paired by
seed, with its bootstrap interval (%d resamples); true is the share of the
seeds of which the line above the table is true, in percent, with its Wilson
interval; intervals at %.0f %%.
`, r.Resamples, 100*r.Level)
	}
	for _, c := range r.Claims {
		printClaim(w, c)
	}
	for _, task := range []string{"xor", "linear"} {
		printRuns(w, task, r.Runs)
	}
	printBounds(w, r.Bounds)
	printSweep(w, r.Sweep)
	printMemory(w, r.Memory)
}

// indented wraps a text that begins at a column.
func indented(column int, s string) string {
	lines := strings.Split(text.WrapSoft(s, columns-column), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n"+strings.Repeat(" ", column))
}

// printClaim prints a table for each part of a claim.
func printClaim(w io.Writer, c audit.Result) {
	for _, part := range c.Parts {
		fmt.Fprintf(w, "\n%s\n", indented(3, fmt.Sprintf("%d. %s: %s", c.Number, c.ID, part.Says)))
		t := newTable(1, part.Statistic, "base", "other", "difference (95 %)", "true (95 %)", "verdict")
		for _, j := range c.Judgements {
			for _, cell := range slices.Concat(j.Row.Parts, j.Shared.Parts) {
				if cell.Part != part.ID {
					continue
				}
				d := cell.Difference
				t.AppendRow([]any{
					fmt.Sprintf("%s %v", j.Task, cell.Baseline.Bias), short(cell.BaselineValue.Median), short(cell.VariantValue.Median),
					fmt.Sprintf("%s (%s %s)", signed(d.Median), signed(d.Low), signed(d.High)), shareOf(cell.True), verdictWords[cell.Verdict],
				})
			}
		}
		fmt.Fprintln(w, t.Render())
	}
}

// short is a number of a table in at most five characters, if below 99999.
func short(v float64) string {
	decimals := 3
	for size := math.Abs(v); size >= 1 && decimals > 0; size /= 10 {
		decimals--
	}
	return fmt.Sprintf("%.*f", decimals, v)
}

// signed is short with a sign.
func signed(v float64) string {
	if v >= 0 {
		return "+" + short(v)
	}
	return short(v)
}

// verdictWords are the verdicts in a table.
var verdictWords = map[audit.Verdict]string{audit.Holds: "holds", audit.DependsOnTheSeed: "depends", audit.DoesNotHold: "no"}

// shareOf is a rate in percent: "76.3 (73.2-78.6)".
func shareOf(r audit.Rate) string {
	return fmt.Sprintf("%s (%s-%s)", tenths(r.Share), tenths(r.Low), tenths(r.High))
}

// tenths is a share in percent, with a decimal unless it is whole.
func tenths(share float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", 100*share), ".0") }

// printRuns prints what became of the runs of a task.
func printRuns(w io.Writer, task string, runs []audit.RunSummary) {
	t := newTable(2, "run", "bias", "loss", "quartiles", "report", "at", "solved (95 %)")
	diverged := 0
	for _, r := range runs {
		name, ok := strings.CutPrefix(r.Run, task+"/")
		if !ok {
			continue
		}
		printed, at := "-", "-"
		if r.Printed != nil {
			printed, at = fmt.Sprintf("%.3f", r.Printed.Value), fmt.Sprintf("%.0f", r.Printed.Percentile)
		}
		t.AppendRow([]any{name, r.Bias, fmt.Sprintf("%.3f", r.FinalLoss.Median), fmt.Sprintf("%.3f-%.3f", r.FinalLoss.Q1, r.FinalLoss.Q3),
			printed, at, shareOf(r.Solved)})
		diverged += r.Diverged
	}
	if t.Length() == 0 {
		return
	}
	fmt.Fprintf(w, `
Runs on %s: the loss of the last epoch as the report prints it, median and
quartiles; the one that the report has, and at which percentile of the seeds it
lies; the share of the seeds with every point right, in percent
`, task)
	fmt.Fprintln(w, t.Render())
	if diverged > 0 {
		fmt.Fprintf(w, "%d runs diverged\n", diverged)
	}
}

func printBounds(w io.Writer, b *audit.Bounds) {
	if b == nil {
		return
	}
	fmt.Fprintf(w, `
Bounds. An affine classifier gets at most %d of the %d XOR points right; the
least-squares fit is the constant %.4f, mean squared error %.6f, %d right;
the least mean cross-entropy of an affine logit is %.6f.
`, b.BestRight, b.Points, b.LeastSquares.Bias, b.LeastSquares.MSE, b.LeastSquares.Right, b.LeastLoss)
	for _, h := range b.Held {
		fmt.Fprintf(w, "- %s\n", indented(2, fmt.Sprintf("%v (%s): the best of %d trained networks gets %d right, the lowest loss is %.6f; %d beyond the bounds",
			h.RunID, h.Why, h.Networks, h.MostRight, h.LowestLoss, h.Violations)))
	}
}

func printSweep(w io.Writer, s *audit.Sweep) {
	if s == nil {
		return
	}
	fmt.Fprint(w, `
Sweep: the network as described (2-4-4-1, shared bias, full batch) on XOR, the
share of the seeds that get every point right, in percent
`)
	header := []any{"learning rate"}
	for _, epochs := range s.Epochs {
		header = append(header, fmt.Sprintf("by epoch %d", epochs))
	}
	t := newTable(0, header...)
	for i, rate := range s.LearningRates {
		row := []any{rate}
		for _, solved := range s.Solved[i] {
			row = append(row, shareOf(solved))
		}
		t.AppendRow(row)
	}
	fmt.Fprintln(w, t.Render())
	for i, n := range s.Diverged {
		if n > 0 {
			fmt.Fprintf(w, "%d runs at %v diverged\n", n, s.LearningRates[i])
		}
	}
}

func printMemory(w io.Writer, m *audit.Memory) {
	if m == nil {
		return
	}
	fmt.Fprint(w, `
Memory: what networks trained on XOR know beyond their training rows. Accuracy
in percent, median and quartiles over the seeds; solved: over those that get
every training row right
`)
	for _, n := range m.Networks {
		fmt.Fprintf(w, "\n%v; %s %% solved\n", n.RunID, shareOf(n.Solved))
		t := newTable(1, "asked about", "all", "quartiles", "solved", "quartiles")
		for _, test := range n.Tests {
			row := []any{test.Says}
			for _, d := range []*audit.Distribution{&test.Accuracy, test.AccuracyOfSolved} {
				if d == nil {
					row = append(row, "-", "-")
					continue
				}
				row = append(row, tenths(d.Median/100), tenths(d.Q1/100)+"-"+tenths(d.Q3/100))
			}
			t.AppendRow(row)
		}
		fmt.Fprintln(w, t.Render())
	}
}

// auditTitle is the line above verdictTable, or that above the further questions
// where no claim was asked for.
func auditTitle(r *audit.Report) string {
	title := fmt.Sprintf("Audit over %d seeds", r.Seeds)
	if len(r.Claims) > 0 {
		title += ": the share of them that bears a conclusion out"
	}
	return title
}

// verdictTable has a line for each conclusion and task.
func verdictTable(r *audit.Report) string {
	t := newTable(3, "", "conclusion", "task", "row bias", "", "shared bias", "", "")
	anyUnclaimed := false
	for _, c := range r.Claims {
		for _, j := range c.Judgements {
			task := j.Task
			if !j.Claimed {
				task += "*"
				anyUnclaimed = true
			}
			row := []any{c.Number, c.ID, task}
			for _, o := range []audit.Outcome{j.Row, j.Shared} {
				row = append(row, verdictWords[o.Verdict], audit.Percent(o.True.Share))
			}
			if j.Agreement != audit.Agree {
				row = append(row, j.Agreement)
			}
			t.AppendRow(row)
		}
	}
	if !anyUnclaimed {
		return t.Render()
	}
	return t.Render() + "\n* not claimed by the report"
}
