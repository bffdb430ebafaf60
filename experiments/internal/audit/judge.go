package audit

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"backprop/experiments/internal/lab"
	"backprop/network"
)

// holdsFrom is the share of the seeds from which on a claim holds, and majority
// the one that the interval must exceed for it to depend on the seed; METHOD.md
// gives the reasons.
const (
	holdsFrom = 0.9
	majority  = 0.5
)

// verdictOf is the rule of METHOD.md.
func verdictOf(r Rate) (v Verdict, clear bool) {
	contains := func(share float64) bool { return r.Low <= share && share <= r.High }
	clear = !contains(holdsFrom) && !contains(majority)
	switch {
	case r.Share >= holdsFrom:
		return Holds, clear
	case r.Low <= majority:
		return DoesNotHold, clear
	}
	return DependsOnTheSeed, clear
}

// of makes one number of a variant's and a baseline's.
func (m Measure) of(v, b float64) float64 {
	switch m {
	case OfVariant:
		return v
	case Least:
		return min(v, b)
	case Difference:
		return v - b
	case Distance:
		return math.Abs(v - b)
	case Ratio:
		return v / b
	}
	panic(fmt.Sprintf("audit: no measure %q", m))
}

// holds reports whether v stands in the relation to the threshold; a v that is
// not finite stands in none.
func (r Relation) holds(v, threshold float64) bool {
	if v-v != 0 {
		return false
	}
	switch r {
	case Above:
		return v > threshold
	case AtLeast:
		return v >= threshold
	case Below:
		return v < threshold
	case AtMost:
		return v <= threshold
	}
	panic(fmt.Sprintf("audit: no relation %q", r))
}

// judge audits every claim on every task with both forms of bias. The bootstraps
// of different claims run at the same time.
func (t *Table) judge() ([]Result, error) {
	results := make([]Result, len(t.plan.claims))
	var group errgroup.Group
	for i, claim := range t.plan.claims {
		results[i] = Result{Claim: claim, Judgements: make([]Judgement, len(tasks))}
		for k, task := range tasks {
			j := &results[i].Judgements[k]
			j.Task, j.Claimed = task, claim.claims(task)
			group.Go(func() error {
				j.Row = t.outcome(claim, task, network.Row)
				return nil
			})
			group.Go(func() error {
				j.Shared = t.outcome(claim, task, network.Shared)
				return nil
			})
		}
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	for i := range results {
		for k := range results[i].Judgements {
			j := &results[i].Judgements[k]
			switch row, shared := j.Row.Verdict, j.Shared.Verdict; {
			case row > shared:
				j.Agreement = Artefact
			case row < shared:
				j.Agreement = Hidden
			}
			j.Finding = j.finding()
		}
	}
	return results, nil
}

// outcome audits one claim on one task with one form of bias.
func (t *Table) outcome(claim Claim, task string, bias network.Bias) Outcome {
	var o Outcome
	all := make([]bool, len(t.records)) // every part is true of the seed
	for i := range all {
		all[i] = true
	}
	for _, part := range claim.Parts {
		if !part.measured(task) {
			continue
		}
		cell, measured := t.cell(claim, part, task, bias)
		for i, v := range measured {
			all[i] = all[i] && part.Relation.holds(v, part.Threshold)
		}
		o.Parts = append(o.Parts, cell)
	}
	o.True = rateOf(len(all), func(i int) bool { return all[i] })
	o.Verdict, o.Clear = verdictOf(o.True)
	return o
}

// cell audits one part, and returns what it measures, one number per seed.
func (t *Table) cell(claim Claim, part Part, task string, bias network.Bias) (Cell, []float64) {
	run := func(variant string, bias network.Bias) (RunID, []float64) {
		i := configurationOf(t.plan.configurations, task, variant, bias)
		return t.plan.configurations[i].RunID, t.numbers(i, part.Statistic)
	}
	b, B := run(baseline, bias)
	v, V := run(claim.Variant, bias)
	measured, differences := make([]float64, len(B)), make([]float64, len(B))
	for i := range measured {
		measured[i], differences[i] = part.Measure.of(V[i], B[i]), V[i]-B[i]
	}
	// What the report's own seed has, as its code has it.
	_, rowB := run(baseline, network.Row)
	_, rowV := run(claim.Variant, network.Row)
	report := part.Measure.of(rowV[0], rowB[0])
	c := Cell{
		Part: part.ID, Says: part.Says, Baseline: b, Variant: v,
		BaselineValue: distributionOf(B), VariantValue: distributionOf(V),
		Difference: BootstrapMedian(differences, strings.Join([]string{claim.ID, part.ID, task, bias.String()}, "/")),
		Measured:   distributionOf(measured),
		True:       rateOf(len(measured), func(i int) bool { return part.Relation.holds(measured[i], part.Threshold) }),
	}
	if report-report == 0 {
		c.Report = &Draw{Value: report, Percentile: percentileOf(report, measured)}
	}
	c.Verdict, c.Clear = verdictOf(c.True)
	return c, measured
}

// finding is the judgement in a sentence.
func (j Judgement) finding() string {
	row, shared := j.Row.finding(), j.Shared.finding()
	switch j.Agreement {
	case Artefact:
		return fmt.Sprintf("with private biases it %s, with shared biases it %s: an artefact of the private biases.", row, shared)
	case Hidden:
		return fmt.Sprintf("with private biases it %s, with shared biases it %s: the private biases hid it.", row, shared)
	}
	return fmt.Sprintf("with private biases it %s, with shared biases it %s, too.", row, shared)
}

// finding is "holds (in 92.5 % of the seeds)", with the parts if there are several.
func (o Outcome) finding() string {
	text := o.Verdict.String()
	if !o.Clear {
		text += ", not clearly"
	}
	text += fmt.Sprintf(" (in %s of the seeds", Percent(o.True.Share))
	if len(o.Parts) > 1 {
		for i, part := range o.Parts {
			text += fmt.Sprintf("%s %s %s", [2]string{":", ","}[min(i, 1)], part.Part, Percent(part.True.Share))
		}
	}
	return text + ")"
}

// Percent writes a share in percent with one decimal, but never 0 or 100 for
// what is not.
func Percent(share float64) string {
	switch {
	case 0 < share && share < 0.001:
		return "under 0.1%"
	case 0.999 < share && share < 1:
		return "over 99.9%"
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", 100*share), ".0") + "%"
}

// runs summarises the configurations.
func (t *Table) runs() ([]RunSummary, error) {
	printed, err := printedFinalLosses()
	if err != nil {
		return nil, err
	}
	var runs []RunSummary
	for i, c := range t.plan.configurations {
		final, accuracy := t.numbers(i, FinalLoss), t.numbers(i, Accuracy)
		s := RunSummary{
			RunID:     c.RunID,
			FinalLoss: distributionOf(final), TrainedLoss: distributionOf(t.numbers(i, TrainedLoss)), Accuracy: distributionOf(accuracy),
			Solved: rateOf(len(accuracy), func(seed int) bool { return accuracy[seed] == 100 }),
		}
		s.Diverged = len(t.records) - s.FinalLoss.Count
		if loss, ok := printed[c.Run]; ok {
			// The place is that of seed 1 in the report's own run, the first of the
			// name. It is the printed loss but for its last digits, which must not
			// decide whether it ties with itself.
			own := slices.IndexFunc(t.plan.configurations, func(o configuration) bool { return o.Run == c.Run })
			s.Printed = &Draw{Value: loss.Value, Text: loss.Text, Percentile: percentileOf(t.numbers(own, FinalLoss)[0], final)}
		}
		runs = append(runs, s)
	}
	return runs, nil
}

// printedFinalLosses returns the losses that the report prints for the last epoch
// of its runs.
func printedFinalLosses() (map[string]lab.PrintedLoss, error) {
	columns, err := lab.Columns()
	if err != nil {
		return nil, err
	}
	printed := map[string]lab.PrintedLoss{}
	for _, c := range columns {
		if n := len(c.Losses); n > 0 {
			printed[c.Run] = c.Losses[n-1]
		}
	}
	return printed, nil
}
