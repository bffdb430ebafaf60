package audit

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"backprop/experiments/internal/lab"
	"backprop/network"
)

// majority is the share on whose side a verdict is, and notable the least
// difference of two shares that gets a label; METHOD.md gives the reasons.
const (
	majority = 0.5
	notable  = 0.1
)

// verdictOf is the rule of METHOD.md.
func verdictOf(r Rate) Verdict {
	switch {
	case r.Low > majority:
		return Most
	case r.High < majority:
		return FewerThanHalf
	}
	return Undecided
}

// labelOf is the rule of METHOD.md.
func labelOf(row, shared Verdict, c Contrast) Label {
	switch {
	case c.Low > notable && shared == FewerThanHalf:
		return Artefact
	case c.High < -notable && row == FewerThanHalf:
		return Hidden
	}
	return NoLabel
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

// judge audits every part of every claim on every task.
func (t *Table) judge() []Result {
	results := make([]Result, len(t.plan.claims))
	for i, claim := range t.plan.claims {
		results[i].Claim = claim
		for _, part := range claim.Parts {
			for _, task := range tasks {
				if part.measured(task) {
					results[i].Judgements = append(results[i].Judgements, t.judgement(claim, part, task))
				}
			}
		}
	}
	return results
}

// judgement audits one part of a claim on one task.
func (t *Table) judgement(claim Claim, part Part, task string) Judgement {
	j := Judgement{Part: part.ID, Task: task, Claimed: claim.claims(task)}
	var row, shared []float64
	j.Row, row = t.cell(claim, part, task, network.Row)
	j.Shared, shared = t.cell(claim, part, task, network.Shared)
	j.Own = row[0]
	j.OwnTrue = part.Relation.holds(j.Own, part.Threshold)
	j.Row.OwnPercentile, j.Shared.OwnPercentile = percentileOf(j.Own, row), percentileOf(j.Own, shared)
	c := &j.Contrast
	for i := range row {
		switch r, s := part.Relation.holds(row[i], part.Threshold), part.Relation.holds(shared[i], part.Threshold); {
		case r && s:
			c.Both++
		case r:
			c.RowOnly++
		case s:
			c.SharedOnly++
		default:
			c.Neither++
		}
	}
	c.Difference, c.Low, c.High = Newcombe(c.Both, c.RowOnly, c.SharedOnly, c.Neither)
	j.Label = labelOf(j.Row.Verdict, j.Shared.Verdict, *c)
	j.Finding = j.finding()
	return j
}

// cell audits one part with one form of bias, and returns what it measures, one
// number per seed.
func (t *Table) cell(claim Claim, part Part, task string, bias network.Bias) (Cell, []float64) {
	run := func(variant string) (RunID, []float64) {
		i := configurationOf(t.plan.configurations, task, variant, bias)
		return t.plan.configurations[i].RunID, t.numbers(i, part.Statistic)
	}
	b, B := run(baseline)
	v, V := run(claim.Variant)
	measured, differences := make([]float64, len(B)), make([]float64, len(B))
	for i := range measured {
		measured[i], differences[i] = part.Measure.of(V[i], B[i]), V[i]-B[i]
	}
	trueAt := func(threshold float64) Rate {
		return rateOf(len(measured), func(i int) bool { return part.Relation.holds(measured[i], threshold) })
	}
	c := Cell{
		Baseline: b, Variant: v,
		BaselineValue: distributionOf(B), VariantValue: distributionOf(V),
		Difference: MedianInterval(differences),
		Measured:   distributionOf(measured),
		True:       trueAt(part.Threshold),
	}
	c.Verdict = verdictOf(c.True)
	for _, threshold := range part.Thresholds {
		c.TrueAt = append(c.TrueAt, trueAt(threshold))
	}
	return c, measured
}

// finding is the judgement in a sentence.
func (j Judgement) finding() string {
	own := "true"
	if !j.OwnTrue {
		own = "not true"
	}
	outcome := func(c Cell) string { return fmt.Sprintf("%s (%s)", c.Verdict, Percent(c.True.Share)) }
	text := fmt.Sprintf("%s of the report's own run; with private biases %s, with shared biases %s",
		own, outcome(j.Row), outcome(j.Shared))
	switch j.Label {
	case Artefact:
		text += ": an artefact of the private biases"
	case Hidden:
		text += ": the private biases hid it"
	}
	return text + "."
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
			RunID:       c.RunID,
			FinalLoss:   distributionOf(final),
			TrainedLoss: distributionOf(t.numbers(i, TrainedLoss)),
			Accuracy:    distributionOf(accuracy),
			Solved:      rateOf(len(accuracy), func(seed int) bool { return accuracy[seed] == 100 }),
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
