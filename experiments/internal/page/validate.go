package page

import (
	"fmt"
	"slices"

	"backprop/experiments/internal/study"
)

// validate reports data of another shape than the page shows: nothing where there must
// be something, and lists that do not fit together. What it lets pass can be drawn,
// but for numbers that no axis holds.
func (d *data) validate() error {
	for _, file := range []struct {
		name     string
		validate func(*shape)
	}{
		{ReproductionFile, d.validateReproduction}, {ExplanationFile, d.validateExplanation}, {PairsFile,
			d.validatePairs},
		{ChecksFile, d.validateChecks}, {AuditFile, d.validateAudit},
		{BenchFile, func(s *shape) { s.need(len(d.bench.Measurements) > 0, "measurements") }},
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
	runs := d.reproduction.Runs
	s.need(len(runs) > 0, "runs")
	for _, run := range runs {
		if !s.need(len(run.Engines) > 0 && len(run.Engines) == len(runs[0].Engines), "engines of %s", run.Run) {
			return
		}
		s.need(areLabels(run.Labels) && len(run.Inputs) == 2*len(run.Labels), "labels and inputs of %s", run.Run)
		first := run.Engines[0]
		for _, e := range run.Engines {
			s.need(len(e.Losses) > 0 && len(e.Losses) == len(first.Losses) && len(e.Figures) == len(first.Figures) &&
				len(e.Probabilities) == len(run.Labels), "whole run of %s by %s", run.Run, e.Engine)
		}
	}
	for _, c := range comparisons {
		for _, task := range tasks {
			for _, variant := range []string{c.left.variant, c.right.variant} {
				s.need(len(d.run(task+"/"+variant).Engines) > 0, "run %s/%s", task, variant)
			}
		}
	}
}

func (d *data) validateExplanation(s *shape) {
	for _, run := range d.reproduction.Runs {
		e := d.explainedRun(run.Run, run.Bias)
		s.need(e.Run != "" && len(e.Probabilities) == len(run.Labels), "run %s with %s bias", run.Run, run.Bias)
	}
	for _, e := range d.explanation.Runs {
		s.need(len(e.Map.Probabilities) == e.Map.Side*e.Map.Side && isShare(e.Map.Probabilities), "map of %s", e.Run)
	}
	for _, name := range []string{baseline, noActivation} {
		labels := d.run(name).Labels
		for _, bias := range biases {
			e := d.explainedRun(name, bias)
			s.need(len(e.Losses) > 0 && len(e.Losses) == len(e.Accuracies), "losses of %s with %s bias", name, bias)
			s.need(len(e.Probabilities) == len(labels), "probabilities of %s with %s bias", name, bias)
			if h := e.Hidden; name == baseline {
				s.need(h != nil && h.Units > 1 && areLabels(h.Labels) && fits(h.Before, h) && fits(h.After, h),
					"hidden view of %s with %s bias", name, bias)
			}
		}
		private := d.explainedRun(name, "row").OutputBiases
		s.need(len(private) == len(labels) && slices.Contains(labels, 0) && slices.Contains(labels, 1),
			"output bias for every row of %s", name)
	}
}

func (d *data) validatePairs(s *shape) {
	s.need(len(d.pairs.Runs) > 0, "runs")
	for _, p := range d.pairs.Runs {
		s.need(len(p.LargestDifferences) > 0, "differences of %s", p.Run)
	}
}

func (d *data) validateChecks(s *shape) {
	s.need(len(d.checks.Points) > 0, "points")
	steps := d.checks.Steps
	s.need(steps != nil && len(steps.Steps) >= 8 && len(steps.Forward) == len(steps.Steps) &&
		len(steps.Central) == len(steps.Steps), "errors by step")
	s.need(len(d.checks.Taylor) > 0, "Taylor remainders")
	for _, r := range d.checks.Taylor {
		s.need(len(r.Steps) > 0 && len(r.Values) == len(r.Steps), "Taylor remainders of %s", r.Who)
	}
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

// areLabels is true of 0 and 1, at least two of them.
func areLabels(labels []float64) bool {
	return len(labels) > 1 && !slices.ContainsFunc(labels, func(v float64) bool { return v != 0 && v != 1 })
}

func isShare(values []float64) bool {
	return !slices.ContainsFunc(values, func(v float64) bool { return v < 0 || v > 1 })
}

// fits is true of as many activations as there are labels, points of the grid, and
// units.
func fits(a study.Activations, h *study.HiddenView) bool {
	return len(a.Points) == len(h.Labels)*h.Units && len(a.Grid) == a.Side*a.Side*h.Units
}
