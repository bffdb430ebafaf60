package page

import (
	"fmt"
	"slices"
)

// validate reports what the page shows and files do not have that fit each in itself.
// What it lets pass can be drawn.
func (d *data) validate() error {
	for _, file := range []struct {
		name     string
		validate func(*shape)
	}{
		{ReproductionFile, d.validateReproduction}, {ExplanationFile, d.validateExplanation},
		{ChecksFile, d.validateChecks}, {AuditFile, d.validateAudit},
	} {
		var s shape
		if file.validate(&s); s.missing != "" {
			return fmt.Errorf("%s has no %s to show", file.name, s.missing)
		}
	}
	return nil
}

// shape is what a file must have.
type shape struct{ missing string } // the first thing that it has not

// need says that the file must have something. What is asked after it may rely on it.
func (s *shape) need(has bool, what string, of ...any) bool {
	if !has && s.missing == "" {
		s.missing = fmt.Sprintf(what, of...)
	}
	return s.missing == ""
}

func (d *data) validateReproduction(s *shape) {
	for _, v := range variants {
		for _, task := range tasks {
			run := d.run(task + "/" + v.id)
			s.need(len(run.Engines) > 0 && run.Layers[0] == 2, "run %s/%s", task, v.id)
		}
	}
}

func (d *data) validateExplanation(s *shape) {
	for _, run := range d.reproduction.Runs {
		e := d.explainedRun(run.Run, run.Bias)
		s.need(e.Run != "" && e.Rows == run.Rows, "run %s with %s bias", run.Run, run.Bias)
	}
	for _, name := range []string{baseline, noActivation} {
		run := d.run(name)
		for _, bias := range biases {
			e := d.explainedRun(name, bias)
			s.need(len(e.Losses) > 0 && e.Rows == run.Rows, "losses of %s with %s bias", name, bias)
			s.need(name != baseline || e.Hidden != nil, "hidden view of %s with %s bias", name, bias)
		}
		private := d.explainedRun(name, "row").OutputBiases
		s.need(len(private) == run.Rows && slices.Contains(run.Labels, 0) && slices.Contains(run.Labels, 1),
			"output bias for every row of %s", name)
	}
}

func (d *data) validateChecks(s *shape) {
	s.need(len(d.checks.Finding) > 0, "finding")
	s.need(d.checks.Steps != nil, "errors by step")
	s.need(len(d.checks.Taylor) > 0, "Taylor remainders")
}

func (d *data) validateAudit(s *shape) {
	a := d.audit
	if a == nil {
		return
	}
	s.need(a.Seeds > 0 && len(a.Claims) > 0, "claims")
	if a.Sweep == nil {
		return
	}
	s.need(a.Sweep.Finding != "" && len(a.Sweep.Solved) == len(a.Sweep.LearningRates), "sweep")
}
