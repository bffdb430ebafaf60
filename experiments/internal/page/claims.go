package page

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/figure"
)

// auditOf is nil if there is no audit.
func (d *data) auditOf() (*auditView, error) {
	a := d.audit
	if a == nil {
		return nil, nil
	}
	v := &auditView{Seeds: a.Seeds, Verdicts: d.verdictTable(), Runs: d.auditRuns()}
	for _, claim := range a.Claims {
		c := claimView{Number: claim.Number, ID: claim.ID, Claim: claim.Claim.Claim, Place: "In the report: the " + claim.Place + ".", Verdicts: d.verdicts(claim)}
		for _, p := range claim.Parts {
			c.Parts = append(c.Parts, partView{p.Says, fmt.Sprintf("%s %s %s", quantityOf(p), relationSigns.Replace(string(p.Relation)), short(p.Threshold)), p.Why})
		}
		for _, j := range claim.Judgements {
			p, err := d.claimPlate(claim, j)
			if err != nil {
				return nil, fmt.Errorf("claim %s: %w", claim.ID, err)
			}
			if p != nil {
				c.Plates = append(c.Plates, *p)
			}
		}
		v.Claims = append(v.Claims, c)
	}
	if b := a.Bounds; b != nil {
		v.Bounds = fmt.Sprintf("No line gets more than %d of the %d XOR points right, by trying every way in which a line can split them; "+
			"the least-squares fit is the constant %s. The least mean cross-entropy of any affine logit is %s.",
			b.BestRight, b.Points, short(b.LeastSquares.Bias), short(b.LeastLoss))
		v.Held = d.held(b)
	}
	if s := a.Sweep; s != nil {
		p, err := d.sweepPlate(s)
		if err != nil {
			return nil, err
		}
		v.Sweep = &p
	}
	if m := a.Memory; m != nil {
		v.Memory = d.memory(m)
		for _, n := range m.Networks {
			v.Remembered = append(v.Remembered, fmt.Sprintf("%s, %v bias: %s", runWord(n.Run), n.Bias, n.Finding))
		}
	}
	return v, nil
}

var relationSigns = strings.NewReplacer("<=", "≤", ">=", "≥")

// quantityOf says what a part of a claim measures: "roughness, variant / baseline".
func quantityOf(p audit.Part) string {
	statistic := strings.ReplaceAll(string(p.Statistic), "-", " ")
	if p.Statistic == audit.Accuracy {
		statistic = "accuracy (%)"
	}
	words, ok := map[audit.Measure]string{
		audit.OfVariant: " of the variant", audit.Least: ", the lower of the two", audit.Difference: ", variant - baseline",
		audit.Distance: ", |variant - baseline|", audit.Ratio: ", variant / baseline",
	}[p.Measure]
	if !ok {
		words = ", " + string(p.Measure)
	}
	return statistic + words
}

// verdicts has a row for each part, task and form of bias of a claim.
func (d *data) verdicts(claim audit.Result) table {
	t := table{Caption: "What the claim says, part by part: seeds of which it is true with its 95% interval, the paired difference variant - baseline " +
		"with its 95% bootstrap interval, the value of the report's own seed and its percentile among the seeds.",
		Head: []string{"part", "task", "bias", "verdict", "true of", "95%", "measured, median", "quartiles", "difference", "95%", "report", "percentile"},
		Left: 4, source: d.fromAudit()}
	for _, j := range claim.Judgements {
		for _, o := range []struct {
			bias string
			audit.Outcome
		}{{"row", j.Row}, {"shared", j.Shared}} {
			for _, p := range o.Parts {
				t.Rows = append(t.Rows, []string{p.Says, taskName(j.Task), o.bias, p.Verdict.String(), share(p.True.Share), interval(100*p.True.Low, 100*p.True.High),
					short(p.Measured.Median), interval(p.Measured.Q1, p.Measured.Q3), short(p.Difference.Median), interval(p.Difference.Low, p.Difference.High),
					short(p.Report.Value), strconv.FormatFloat(p.Report.Percentile, 'f', 0, 64)})
			}
		}
	}
	return t
}

func interval(low, high float64) string { return short(low) + " to " + short(high) }

// claimPlate shows the measured number over the seeds, row against shared.
func (d *data) claimPlate(claim audit.Result, j audit.Judgement) (*plate, error) {
	var drawings []drawer
	for i, row := range j.Row.Parts {
		if i >= len(j.Shared.Parts) {
			break
		}
		shared := j.Shared.Parts[i]
		if row.Measured.Count == 0 || shared.Measured.Count == 0 {
			continue // nothing finite to draw
		}
		part := claim.Parts[slices.IndexFunc(claim.Parts, func(p audit.Part) bool { return p.ID == row.Part })]
		drawings = append(drawings, figure.Distributions{Log: part.Measure == audit.Ratio && row.Measured.Quantiles[0] > 0 && shared.Measured.Quantiles[0] > 0, Title: taskWord(j.Task) + ", " + strings.ReplaceAll(row.Part, "-", " "), Quantity: quantityOf(part),
			Samples: []figure.Sample{sampleOf("row bias", row.Measured), sampleOf("shared bias", shared.Measured)},
			Marks:   []figure.Mark{{Name: "report", Value: row.Report.Value}, {Name: "true if " + relationSigns.Replace(string(part.Relation)), Value: part.Threshold}}})
	}
	if len(drawings) == 0 {
		return nil, nil
	}
	caption := "What the conclusion measures, seed by seed. " + d.verdictSentence(j)
	if !j.Claimed {
		caption += " The report does not claim it of this task."
	}
	p, err := plateOf(caption, d.fromAudit(), drawings...)
	return &p, err
}

// sampleOf is a distribution to draw.
func sampleOf(name string, d audit.Distribution) figure.Sample {
	return figure.Sample{Name: name, Quantiles: d.Quantiles[:], Count: d.Count}
}

func (d *data) auditRuns() table {
	t := table{Caption: "Every configuration over the seeds: loss of the evaluation batch after the last update and accuracy, medians with quartiles, and the share of seeds that get every row right.",
		Head: []string{"run", "bias", "loss", "quartiles", "accuracy", "quartiles", "solved", "95%", "printed loss", "percentile"}, Left: 2, source: d.fromAudit()}
	for _, r := range d.audit.Runs {
		row := []string{runWord(r.Run), r.Bias.String(), short(r.TrainedLoss.Median), interval(r.TrainedLoss.Q1, r.TrainedLoss.Q3),
			percent(r.Accuracy.Median), interval(r.Accuracy.Q1, r.Accuracy.Q3), share(r.Solved.Share), interval(100*r.Solved.Low, 100*r.Solved.High), "-", "-"}
		if r.Printed != nil {
			row[8], row[9] = short(r.Printed.Value), strconv.FormatFloat(r.Printed.Percentile, 'f', 0, 64)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (d *data) held(b *audit.Bounds) *table {
	t := &table{Caption: "Trained networks that are affine classifiers, held against the bounds.",
		Head: []string{"run", "bias", "why it is affine", "networks", "most right", "lowest loss", "beyond a bound"}, Left: 3, source: d.fromAudit()}
	for _, h := range b.Held {
		t.Rows = append(t.Rows, []string{runWord(h.Run), h.Bias.String(), h.Why, strconv.Itoa(h.Networks), strconv.Itoa(h.MostRight), short(h.LowestLoss), strconv.Itoa(h.Violations)})
	}
	return t
}

func (d *data) sweepPlate(s *audit.Sweep) (plate, error) {
	rates := figure.SuccessRates{Title: "2-4-4-1, shared bias, XOR", LearningRates: s.LearningRates, Epochs: s.Epochs}
	best, at := 0.0, ""
	for i, solved := range s.Solved {
		var shares []float64
		for k, r := range solved {
			shares = append(shares, r.Share)
			if r.Share > best {
				best, at = r.Share, fmt.Sprintf("a learning rate of %s after %d epochs", short(s.LearningRates[i]), s.Epochs[k])
			}
		}
		rates.Shares = append(rates.Shares, shares)
	}
	caption := "What would solve XOR: the share of seeds with which the network as described " +
		"gets all points right, by learning rate and epochs."
	if best > 0 {
		caption += fmt.Sprintf(" The most is %s, at %s.", share(best), at)
	}
	return plateOf(caption, d.fromAudit(), rates)
}

func (d *data) memory(m *audit.Memory) *table {
	t := &table{Caption: "What networks trained with private biases know beyond their rows: accuracy, median and quartiles over the seeds.",
		Head: []string{"run", "bias", "asked about", "accuracy", "quartiles", "if all rows are right"}, Left: 3, source: d.fromAudit()}
	for _, n := range m.Networks {
		for _, test := range n.Tests {
			solved := "-"
			if s := test.AccuracyOfSolved; s != nil {
				solved = percent(s.Median)
			}
			t.Rows = append(t.Rows, []string{runWord(n.Run), n.Bias.String(), test.Says, percent(test.Accuracy.Median), interval(test.Accuracy.Q1, test.Accuracy.Q3), solved})
		}
	}
	return t
}
