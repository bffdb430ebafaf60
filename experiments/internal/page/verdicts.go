package page

import (
	"fmt"
	"strings"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/notation"
	"backprop/experiments/internal/table"
)

// claimWord is the short name of a claim.
func claimWord(c audit.Result) string { return strings.ReplaceAll(c.ID, "-", " ") }

// verdictSentence is a judgement in words: of the whole and, if a claim has several,
// of its parts.
func (d *data) verdictSentence(j audit.Judgement) string {
	s := fmt.Sprintf("%s, in brackets the share of %s that bear it out: with row bias the conclusion %s; with shared bias it %s.", taskWord(j.Task), count(d.audit.Seeds, "seed"), table.Outcome(j.Row), table.Outcome(j.Shared))
	if len(j.Row.Parts) == len(j.Shared.Parts) && len(j.Row.Parts) > 1 {
		var parts []string
		for i, row := range j.Row.Parts {
			parts = append(parts, fmt.Sprintf("%s: %s and %s", row.Says, audit.Percent(row.True.Share), audit.Percent(j.Shared.Parts[i].True.Share)))
		}
		s += " Part by part, with row and with shared bias: " + strings.Join(parts, "; ") + "."
	}
	switch j.Agreement {
	case audit.Artefact:
		s += " An artefact of the private biases" + partly(j, func(row, shared audit.Verdict) bool { return row > shared }) + "."
	case audit.Hidden:
		s += " The private biases hid it" + partly(j, func(row, shared audit.Verdict) bool { return row < shared }) + "."
	}
	return s
}

// partly says which parts of a claim have verdicts that differ so; it is empty if all
// have, or none for itself.
func partly(j audit.Judgement, differ func(row, shared audit.Verdict) bool) string {
	var parts []string
	for i, row := range j.Row.Parts {
		if i < len(j.Shared.Parts) && differ(row.Verdict, j.Shared.Parts[i].Verdict) {
			parts = append(parts, row.Says)
		}
	}
	if len(parts) == 0 || len(parts) == len(j.Row.Parts) {
		return ""
	}
	return ", in this part: " + list(parts)
}

// findClaims counts the claims that hold with shared bias wherever the report makes
// them, and names the others that hold on one task.
func (d *data) findClaims() finding {
	everywhere := 0
	var somewhere, artefacts, hidden []string
	for _, c := range d.audit.Claims {
		var claimed, holding []string
		for _, j := range c.Judgements {
			if !j.Claimed {
				continue
			}
			name := fmt.Sprintf("%s (%s)", claimWord(c), notation.Task(j.Task))
			claimed = append(claimed, name)
			if j.Shared.Verdict == audit.Holds {
				if !j.Shared.Clear {
					name += ", not clearly"
				}
				holding = append(holding, name)
			}
			switch j.Agreement {
			case audit.Artefact:
				artefacts = append(artefacts, claimed[len(claimed)-1]+partly(j, func(row, shared audit.Verdict) bool { return row > shared }))
			case audit.Hidden:
				hidden = append(hidden, claimed[len(claimed)-1])
			}
		}
		if len(holding) == len(claimed) {
			everywhere++
		} else {
			somewhere = append(somewhere, holding...)
		}
	}
	hold := "hold"
	if everywhere < 2 {
		hold = "holds"
	}
	f := finding{Lead: fmt.Sprintf("%s of the %s tested %s throughout for the network that the report describes.", numberOr("None", everywhere), count(len(d.audit.Claims), "conclusion"), hold),
		Section: "claims", Text: fmt.Sprintf("Throughout is on every task of which the report draws it. Each was tested on %s, with a bias per row, as the report's code has it, and "+
			"with shared bias, as its text has it.", count(d.audit.Seeds, "seed"))}
	for _, kind := range []struct {
		words string
		of    []string
	}{{"True with shared bias of one task and not of the other", somewhere}, {"Artefacts of the private biases", artefacts}, {"Hidden by them", hidden}} {
		if len(kind.of) > 0 {
			f.Text += fmt.Sprintf(" %s: %s.", kind.words, strings.Join(kind.of, "; "))
		}
	}
	return f
}
