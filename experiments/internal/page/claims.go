package page

import (
	"fmt"
	"slices"
	"strings"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/figure"
	"backprop/experiments/internal/notation"
	"backprop/experiments/internal/table"
)

// auditOf is nil if there is no audit.
func (d *data) auditOf() (*auditView, error) {
	a := d.audit
	if a == nil {
		return nil, nil
	}
	v := &auditView{Seeds: a.Seeds, Verdicts: sourced{table.Verdicts(a), d.fromAudit()}, Runs: sourced{table.Runs(a.Runs), d.fromAudit()}}
	for _, claim := range a.Claims {
		c := claimView{Number: claim.Number, ID: claim.ID, Claim: claim.Claim.Claim, Place: "In the report: the " + claim.Place + "."}
		for _, p := range claim.Parts {
			c.Tables = append(c.Tables, sourced{table.Part(claim, p), d.fromAudit()})
			c.Parts = append(c.Parts, partView{p.Says, fmt.Sprintf("%s %s %s", quantityOf(p), relationSigns.Replace(string(p.Relation)), notation.Short(p.Threshold)), p.Why})
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
			b.BestRight, b.Points, notation.Short(b.LeastSquares.Bias), notation.Short(b.LeastLoss))
		v.Held = &sourced{table.Held(b), d.fromAudit()}
	}
	if s := a.Sweep; s != nil {
		v.Sweep = &sourced{table.Sweep(s), d.fromAudit()}
	}
	if m := a.Memory; m != nil {
		v.Memory = &sourced{table.Memory(m.Networks...), d.fromAudit()}
		for _, n := range m.Networks {
			v.Remembered = append(v.Remembered, fmt.Sprintf("%s, %v bias: %s", notation.Run(n.Run), n.Bias, n.Finding))
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
		drawing := figure.Distributions{
			Title: taskWord(j.Task) + ", " + strings.ReplaceAll(row.Part, "-", " "), Quantity: quantityOf(part),
			Log:     part.Measure == audit.Ratio && row.Measured.Quantiles[0] > 0 && shared.Measured.Quantiles[0] > 0,
			Samples: []figure.Sample{sampleOf("row bias", row.Measured), sampleOf("shared bias", shared.Measured)},
			Marks:   []figure.Mark{{Name: "true if " + relationSigns.Replace(string(part.Relation)), Value: part.Threshold}},
		}
		if row.Report != nil { // it is finite
			drawing.Marks = slices.Insert(drawing.Marks, 0, figure.Mark{Name: "report", Value: row.Report.Value})
		}
		drawings = append(drawings, drawing)
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
