package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/table"
)

// columns is the width of a terminal.
const columns = 80

// printAudit prints the verdicts in a table and what else was found in sentences, and if
// all is asked the claims in words and the figures behind them.
func printAudit(w io.Writer, r *audit.Report, all bool) {
	fmt.Fprintf(w, "%s\n\n", auditTitle(r.Seeds, len(r.Claims) > 0))
	if len(r.Claims) > 0 {
		fmt.Fprintf(w, "%s\n\n", verdictTable(r))
	}
	for _, finding := range r.Findings {
		if !strings.HasPrefix(finding, "Claim") {
			fmt.Fprintf(w, "%s\n", indented(0, finding))
		}
	}
	if !all {
		fmt.Fprintln(w, "\n--all prints the claims in words and the figures behind the verdicts.")
		return
	}
	fmt.Fprintln(w)
	for _, c := range r.Claims {
		fmt.Fprintf(w, "%d. %s\n", c.Number, indented(3, c.Claim.Claim))
		for _, part := range c.Parts {
			fmt.Fprintf(w, "   - %s\n", indented(5, part.ID+": "+part.Says+where(part)))
			for _, j := range c.Judgements {
				if j.Part == part.ID {
					task := j.Task
					if !j.Claimed {
						task += " (not claimed)"
					}
					fmt.Fprintf(w, "     %s\n", indented(7, task+": "+j.Finding))
				}
			}
		}
	}
	if len(r.Claims) > 0 {
		fmt.Fprintf(w, `
The figures. base is the full-batch run, other the one that the claim is about:
medians over the seeds; difference is the median of other - base, paired by
seed, with the interval of the sign test; true is the share of the seeds of
which the line above the table is true, in percent, with its Wilson interval;
at is the percentile of the seeds at which the report's own run lies;
intervals at %.0f %%. Below, the share of the seeds at other thresholds than the
one in brackets, which was chosen.
`, 100*r.Level)
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

// where says where the report has a part of a claim that is not with the rest.
func where(p audit.Part) string {
	if p.Place == "" {
		return ""
	}
	return " (" + p.Place + ")"
}

// printClaim prints the tables for each part of a claim.
func printClaim(w io.Writer, c audit.Result) {
	for _, part := range c.Parts {
		fmt.Fprintf(w, "\n%s\n", indented(3, fmt.Sprintf("%d. %s: %s", c.Number, c.ID, part.Says)))
		fmt.Fprintln(w, table.Part(c, part).Text())
		if len(part.Thresholds) > 0 {
			fmt.Fprintf(w, "\n%s\n", table.Thresholds(c, part).Text())
		}
	}
}

// printRuns prints what became of the runs of a task.
func printRuns(w io.Writer, task string, runs []audit.RunSummary) {
	var of []audit.RunSummary
	diverged := 0
	for _, r := range runs {
		if strings.HasPrefix(r.Run, task+"/") {
			of = append(of, r)
			diverged += r.Diverged
		}
	}
	if len(of) == 0 {
		return
	}
	fmt.Fprintf(w, `
Runs on %s: the loss of the last epoch as the report prints it, median and
quartiles; the one that the report has, and at which percentile of the seeds it
lies; the share of the seeds with every point right, in percent
`, task)
	fmt.Fprintln(w, table.Runs(of).Text())
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
		fmt.Fprintf(w, "- %s\n", indented(2, fmt.Sprintf(
			"%v (%s): the best of %d trained networks gets %d right, the lowest loss is %.6f; %d beyond the bounds",
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
	fmt.Fprintln(w, table.Sweep(s).Text())
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
		fmt.Fprintf(w, "\n%v; %s %% solved\n", n.RunID, table.Rate(n.Solved))
		fmt.Fprintln(w, table.Memory(n).Text())
	}
}

// auditTitle is the line above verdictTable, or that above the further questions
// where no claim was asked for.
func auditTitle(seeds int, claims bool) string {
	title := fmt.Sprintf("Audit over %d seeds", seeds)
	if claims {
		title += ": of how many each conclusion is true, part by part"
	}
	return title
}

// verdictTable has a line for each part of a conclusion and task.
func verdictTable(r *audit.Report) string {
	text := table.Verdicts(r).Text() + `
own: is it true of the report's own run, seed 1? private, shared: is it true of
a majority of the seeds, with a bias for every row as the report's code has it,
and with one for every unit as its text has it? undecided: the 95 % interval of
the share contains one half. artefact: the private biases make it true, where
it is; hidden: they keep it from being true.`
	for _, c := range r.Claims {
		for _, j := range c.Judgements {
			if !j.Claimed {
				return text + "\n* not claimed by the report"
			}
		}
	}
	return text
}
