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

// auditView is the claims register with its verdicts.
type auditView struct {
	Seeds               int
	Verdicts            sourced
	Claims              []claimView
	Runs                sourced
	Bounds              *audit.Bounds
	Held, Sweep, Memory *sourced
	Remembered          []audit.MemoryOf
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
	command := fmt.Sprintf("go run ./experiments audit --seeds %d --json %s --csv %s", p.audit.Seeds, AuditFile,
		AuditTable)
	return source{[]string{AuditFile, AuditTable}, command}
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
			c.Tested = append(c.Tested, testedPart{part, p.say("test", part)})
		}
		for _, j := range claim.Judgements {
			if figures := p.distributionsOf(claim, j); len(figures) > 0 {
				c.Pictures = append(c.Pictures, p.picture("claim", verdictOf(a.Seeds, j), from, figures...))
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
		v.Sweep = optional("sweep", table.Sweep(a.Sweep))
	}
	if a.Memory != nil {
		v.Memory, v.Remembered = optional("memory", table.Memory(a.Memory.Networks...)), a.Memory.Networks
	}
	return v
}

// distributionsOf shows the measured number over the seeds, row against shared, of
// every part that has a finite one.
func (p *printer) distributionsOf(claim audit.Result, j audit.Judgement) (figures []drawer) {
	for i, row := range j.Row.Parts {
		if i >= len(j.Shared.Parts) {
			break
		}
		shared := j.Shared.Parts[i]
		if row.Measured.Count == 0 || shared.Measured.Count == 0 {
			continue
		}
		part := claim.Parts[slices.IndexFunc(claim.Parts, func(p audit.Part) bool { return p.ID == row.Part })]
		drawn := figure.Distributions{
			Title: notation.Task(j.Task) + ", " + strings.ReplaceAll(row.Part, "-", " "), Quantity: p.say("quantity", part),
			Log:     part.Measure == audit.Ratio && row.Measured.Quantiles[0] > 0 && shared.Measured.Quantiles[0] > 0,
			Samples: []figure.Sample{sampleOf("row bias", row.Measured), sampleOf("shared bias", shared.Measured)},
			Marks:   []figure.Mark{{Name: p.say("relation", part), Value: part.Threshold}},
		}
		if row.Report != nil { // it is finite
			drawn.Marks = slices.Insert(drawn.Marks, 0, figure.Mark{Name: "report", Value: row.Report.Value})
		}
		figures = append(figures, drawn)
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
	ID    string // of the claim
	Seeds int
	// Row and Shared are the verdicts on the whole, and Parts on its parts if there are
	// several.
	Row, Shared string
	Parts       []partVerdict
	NotClear    bool
	// Differing are the parts whose verdicts differ as that on the whole does, if not
	// all do.
	Differing []string
}

type partVerdict struct {
	Says        string
	Row, Shared float64 // shares
}

func verdictOf(seeds int, j audit.Judgement) verdict {
	v := verdict{Judgement: j, Seeds: seeds, Row: table.Outcome(j.Row), Shared: table.Outcome(j.Shared)}
	if len(j.Row.Parts) != len(j.Shared.Parts) || len(j.Row.Parts) < 2 {
		return v
	}
	artefact, hidden := j.Agreement == audit.Artefact, j.Agreement == audit.Hidden
	for i, row := range j.Row.Parts {
		shared := j.Shared.Parts[i]
		v.Parts = append(v.Parts, partVerdict{row.Says, row.True.Share, shared.True.Share})
		if artefact && row.Verdict > shared.Verdict || hidden && row.Verdict < shared.Verdict {
			v.Differing = append(v.Differing, row.Says)
		}
	}
	if len(v.Differing) == len(j.Row.Parts) {
		v.Differing = nil
	}
	return v
}
