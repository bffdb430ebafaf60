package audit

import (
	"fmt"
	"slices"
)

// Validate returns an error that names the field where a report that was read from a
// file is none that [Table.Report] makes. What it lets pass can be shown: lists are
// as long as what they belong to, and names are known.
func (r *Report) Validate() error {
	v := validation{seeds: r.Seeds}
	v.want(r.Method == Method, "method", "%d, want %d", r.Method, Method)
	v.want(r.Seeds >= 1, "seeds", "%d, want at least 1", r.Seeds)
	v.want(len(r.Runs) > 0 || r.Sweep != nil, "runs", "empty")
	for i, run := range r.Runs {
		at := fmt.Sprintf("runs[%d]", i)
		v.want(run.Run != "", at+".run", "empty")
		v.rate(at+".solved", run.Solved)
	}
	for i, c := range r.Claims {
		v.claim(fmt.Sprintf("claims[%d]", i), c)
	}
	if b := r.Bounds; b != nil {
		v.want(b.Points >= 1, "bounds.points", "%d, want at least 1", b.Points)
	}
	if s := r.Sweep; s != nil {
		v.want(len(s.LearningRates) > 0, "sweep.learning_rates", "empty")
		v.want(len(s.Epochs) > 0, "sweep.epochs", "empty")
		v.length("sweep.solved", len(s.Solved), len(s.LearningRates))
		v.length("sweep.diverged", len(s.Diverged), len(s.LearningRates))
		for i, rates := range s.Solved {
			at := fmt.Sprintf("sweep.solved[%d]", i)
			v.length(at, len(rates), len(s.Epochs))
			for k, rate := range rates {
				v.rate(fmt.Sprintf("%s[%d]", at, k), rate)
			}
		}
		v.want(s.Finding != "", "sweep.finding", "empty")
	}
	if m := r.Memory; m != nil {
		v.want(len(m.Networks) > 0, "memory.networks", "empty")
		for i, n := range m.Networks {
			at := fmt.Sprintf("memory.networks[%d]", i)
			v.want(len(n.Tests) > 0, at+".tests", "empty")
			v.rate(at+".solved", n.Solved)
		}
	}
	return v.err
}

// validation keeps the first thing that is wrong.
type validation struct {
	seeds int
	err   error
}

func (v *validation) want(ok bool, field, format string, values ...any) {
	if !ok && v.err == nil {
		v.err = fmt.Errorf("%s: "+format, append([]any{field}, values...)...)
	}
}

func (v *validation) length(field string, got, want int) {
	v.want(got == want, field, "%d entries, want %d", got, want)
}

func (v *validation) rate(field string, r Rate) {
	v.want(r.Of == v.seeds && 0 <= r.Count && r.Count <= r.Of, field,
		"%d of %d seeds, want some of %d", r.Count, r.Of, v.seeds)
	v.want(0 <= r.Low && r.Low <= r.Share && r.Share <= r.High && r.High <= 1, field,
		"a share of %v from %v to %v, want one inside of its interval, from 0 to 1", r.Share, r.Low, r.High)
}

func (v *validation) claim(at string, c Result) {
	v.want(c.ID != "", at+".id", "empty")
	v.want(len(c.Parts) > 0, at+".parts", "empty")
	v.want(len(c.Judgements) > 0, at+".judgements", "empty")
	for i, j := range c.Judgements {
		at := fmt.Sprintf("%s.judgements[%d]", at, i)
		part := c.Part(j.Part)
		v.want(part.ID != "", at+".part", "%q, want the id of a part of claim %s", j.Part, c.ID)
		v.want(slices.Contains(tasks, j.Task), at+".task", "%q, want one of %q", j.Task, tasks)
		labels := []Label{NoLabel, Artefact, Hidden}
		v.want(slices.Contains(labels, j.Label), at+".label", "%q, want one of %q", j.Label, labels)
		v.want(j.Finding != "", at+".finding", "empty")
		v.cell(at+".row", part, j.Row)
		v.cell(at+".shared", part, j.Shared)
	}
}

func (v *validation) cell(at string, part Part, c Cell) {
	verdicts := []Verdict{Most, FewerThanHalf, Undecided}
	v.want(slices.Contains(verdicts, c.Verdict), at+".verdict", "%q, want one of %q", c.Verdict, verdicts)
	v.rate(at+".true", c.True)
	v.length(at+".true_at", len(c.TrueAt), len(part.Thresholds))
	for i, r := range c.TrueAt {
		v.rate(fmt.Sprintf("%s.true_at[%d]", at, i), r)
	}
}
