package page

import (
	"slices"
	"strings"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/figure"
	"backprop/experiments/internal/notation"
	"backprop/experiments/internal/table"
	"backprop/network"
)

// auditView is the claims register with its verdicts.
type auditView struct {
	Seeds                    int
	Verdicts, Runs           sourced
	Claims                   []claimView
	Bounds                   *audit.Bounds
	Sweep                    *audit.Sweep
	Held, SweepTable, Memory *sourced
	Networks                 []audit.MemoryOf
	Remembered               *remembered
}

type claimView struct {
	audit.Claim
	Tested   []testedPart
	Tables   []sourced // per part
	Pictures []picture
}

// testedPart is a part of a claim, and how it is tested.
type testedPart struct {
	audit.Part
	Test string
}

// remembered are median accuracies of networks without activation and with private
// biases that got every row right: with each row's own bias, and with the mean of all.
type remembered struct{ Own, Mean float64 }

func (p *printer) claim(id string) *audit.Result {
	if p.audit == nil {
		return nil
	}
	i := slices.IndexFunc(p.audit.Claims, func(c audit.Result) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return &p.audit.Claims[i]
}

func (p *printer) fromAudit() source {
	return source{[]string{AuditFile, AuditTable}}
}

// audited is nil if there is no audit.
func (p *printer) audited() *auditView {
	a := p.audit
	if a == nil {
		return nil
	}
	from := p.fromAudit()
	v := &auditView{Seeds: a.Seeds, Bounds: a.Bounds, Verdicts: p.table("verdicts", nil, from, table.Verdicts(a)),
		Runs: p.table("runs", nil, from, table.Runs(a.Runs))}
	for _, claim := range a.Claims {
		c := claimView{Claim: claim.Claim}
		for _, part := range claim.Parts {
			c.Tables = append(c.Tables, p.table("part", part, from, table.Part(claim, part)))
			if len(part.Thresholds) > 0 {
				c.Tables = append(c.Tables, p.table("thresholds", part, from, table.Thresholds(claim, part)))
			}
			c.Tested = append(c.Tested, testedPart{part, p.say("test", part)})
		}
		for _, task := range tasks {
			judged := verdictsOn(claim, task)
			if figures := p.distributionsOf(judged); len(figures) > 0 {
				c.Pictures = append(c.Pictures, p.picture("claim", task, from, figures...))
			}
		}
		v.Claims = append(v.Claims, c)
	}
	optional := func(caption string, t table.Table) *sourced {
		s := p.table(caption, nil, from, t)
		return &s
	}
	if a.Bounds != nil {
		v.Held = optional("held", table.Held(a.Bounds))
	}
	if a.Sweep != nil {
		v.Sweep, v.SweepTable = a.Sweep, optional("sweep", table.Sweep(a.Sweep))
	}
	if a.Memory != nil {
		v.Memory, v.Networks = optional("memory", table.Memory(a.Memory.Networks...)), a.Memory.Networks
		v.Remembered = rememberedOf(a.Memory.Networks)
	}
	return v
}

func rememberedOf(networks []audit.MemoryOf) *remembered {
	for _, n := range networks {
		if n.Run != noActivation || n.Bias != network.Row {
			continue
		}
		median := map[string]float64{}
		for _, test := range n.Tests {
			if test.AccuracyOfSolved != nil {
				median[string(test.ID)] = test.AccuracyOfSolved.Median
			}
		}
		own, known := median["own-bias"]
		if mean, also := median["mean-bias"]; known && also {
			return &remembered{own, mean}
		}
	}
	return nil
}

// distributionsOf shows what is measured over the seeds, row against shared, of every
// part that has a finite number.
func (p *printer) distributionsOf(judged []verdict) (figures []drawer) {
	for _, v := range judged {
		row, shared := v.Row.Measured, v.Shared.Measured
		if row.Count == 0 || shared.Count == 0 {
			continue
		}
		figures = append(figures, figure.Distributions{
			Title: notation.Task(v.Task) + ", " + strings.ReplaceAll(v.Of.ID, "-", " "), Quantity: p.say("quantity", v.Of),
			Log:     v.Of.Measure == audit.Ratio && row.Quantiles[0] > 0 && shared.Quantiles[0] > 0,
			Samples: []figure.Sample{sampleOf("private biases", row), sampleOf("shared biases", shared)},
			Marks: []figure.Mark{{Name: "report", Value: v.Own},
				{Name: p.say("relation", v.Of), Value: v.Of.Threshold}},
		})
	}
	return figures
}

// sampleOf is a distribution to draw.
func sampleOf(name string, d audit.Distribution) figure.Sample {
	return figure.Sample{Name: name, Quantiles: d.Quantiles[:], Count: d.Count}
}

// verdict is what captions.txt says of a judgement.
type verdict struct {
	audit.Judgement
	Of audit.Part
}

// verdictsOn are the judgements on a claim on a task, part by part.
func verdictsOn(claim audit.Result, task string) (judged []verdict) {
	for _, j := range claim.Judgements {
		if j.Task == task {
			judged = append(judged, verdict{j, claim.Part(j.Part)})
		}
	}
	return judged
}
