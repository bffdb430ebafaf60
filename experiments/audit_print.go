package main

import (
	"fmt"
	"strings"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/table"
)

// printAudit prints the verdicts in a table, which together fit a screen of 24 lines, or
// where no claim was asked for what else was found in sentences; and if all is asked both, the
// claims in words and the figures behind them.
func printAudit(s *screen, r *audit.Report, all bool) {
	s.say("%s", auditTitle(r.Seeds, len(r.Claims) > 0))
	if len(r.Claims) > 0 {
		printVerdicts(s, r)
		if !all {
			return
		}
		fmt.Fprintln(s)
	}
	for _, finding := range r.Findings {
		if !strings.HasPrefix(finding, "Claim") {
			s.say("%s", finding)
		}
	}
	if !all {
		s.say("'%s audit --all' prints the figures.", programName)
		return
	}
	fmt.Fprintln(s)
	for _, c := range r.Claims {
		s.say("%d. %s", c.Number, c.Claim.Claim)
		for _, part := range c.Parts {
			s.say("   - %s: %s%s", part.ID, part.Says, where(part))
			for _, j := range c.Judgements {
				if j.Part == part.ID {
					task := j.Task
					if !j.Claimed {
						task += " (not claimed)"
					}
					s.say("     - %s: %s", task, j.Finding)
				}
			}
		}
	}
	if len(r.Claims) > 0 {
		fmt.Fprintln(s)
		s.say(`The figures. base is the full-batch run, other the one that the claim is about:
medians over the seeds; difference is the median of other - base, paired by
seed, with the interval of the sign test; true is the share of the seeds of
which the line above the table is true, in percent, with its Wilson interval;
at is the percentile of the seeds at which the report's own run lies;
intervals at %.0f %%. Below, the share of the seeds at other thresholds than the
one in brackets, which was chosen.
`, 100*r.Level)
	}
	for _, c := range r.Claims {
		printClaim(s, c)
	}
	for _, task := range []string{"xor", "linear"} {
		printRuns(s, task, r.Runs)
	}
	printBounds(s, r.Bounds)
	printSweep(s, r.Sweep)
	printMemory(s, r.Memory)
}

// where says where the report has a part of a claim that is not with the rest.
func where(p audit.Part) string {
	if p.Place == "" {
		return ""
	}
	return " (" + p.Place + ")"
}

// printClaim prints the tables for each part of a claim.
func printClaim(s *screen, c audit.Result) {
	for _, part := range c.Parts {
		fmt.Fprintln(s)
		s.say("%d. %s: %s", c.Number, c.ID, part.Says)
		s.table(table.Part(c, part))
		if len(part.Thresholds) > 0 {
			fmt.Fprintln(s)
			s.table(table.Thresholds(c, part))
		}
	}
}

// printRuns prints what became of the runs of a task.
func printRuns(s *screen, task string, runs []audit.RunSummary) {
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
	fmt.Fprintln(s)
	s.say(`Runs on %s: the loss of the last epoch as the report prints it, median and
quartiles; the one that the report has, and at which percentile of the seeds it
lies; the share of the seeds with every point right, in percent
`, task)
	s.table(table.Runs(of))
	if diverged > 0 {
		fmt.Fprintf(s, "%d runs diverged\n", diverged)
	}
}

func printBounds(s *screen, b *audit.Bounds) {
	if b == nil {
		return
	}
	fmt.Fprintln(s)
	s.say(`Bounds. An affine classifier gets at most %d of the %d XOR points right; the
least-squares fit is the constant %.4f, mean squared error %.6f, %d right;
the least mean cross-entropy of an affine logit is %.6f.
`, b.BestRight, b.Points, b.LeastSquares.Bias, b.LeastSquares.MSE, b.LeastSquares.Right, b.LeastLoss)
	for _, h := range b.Held {
		s.say("- %v (%s): the best of %d trained networks gets %d right, the lowest loss is %.6f; %d beyond the bounds",
			h.RunID, h.Why, h.Networks, h.MostRight, h.LowestLoss, h.Violations)
	}
}

func printSweep(s *screen, sweep *audit.Sweep) {
	if sweep == nil {
		return
	}
	fmt.Fprintln(s)
	s.say(`Sweep: the network as described (2-4-4-1, shared bias, full batch) on XOR, the
share of the seeds that get every point right, in percent
`)
	s.table(table.Sweep(sweep))
	for i, n := range sweep.Diverged {
		if n > 0 {
			fmt.Fprintf(s, "%d runs at %v diverged\n", n, sweep.LearningRates[i])
		}
	}
}

func printMemory(s *screen, m *audit.Memory) {
	if m == nil {
		return
	}
	fmt.Fprintln(s)
	s.say(`Memory: what networks trained on XOR know beyond their training rows. Accuracy
in percent, median and quartiles over the seeds; solved: over those that get
every training row right
`)
	for _, n := range m.Networks {
		fmt.Fprintf(s, "\n%v; %s %% solved\n", n.RunID, table.Rate(n.Solved))
		s.table(table.Memory(n))
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

// printVerdicts prints a line for each part of a conclusion and task.
func printVerdicts(s *screen, r *audit.Report) {
	s.table(table.Verdicts(r))
	s.say(`own: of the report's own seed. private, shared: with the biases that its code has,
and its text. artefact: private biases make it true; hidden: untrue. *: not claimed.
'%s audit --help' says more, --all prints all that was found.`, programName)
}
