package page

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/provenance"
	"backprop/experiments/internal/study"
)

// Names of the data files.
const (
	ReproductionFile = "reproduction.json"
	PrintedFile      = "printed.csv"
	PairsFile        = "compare.json"
	PairsTable       = "compare.csv"
	ExplanationFile  = "explanation.json"
	ChecksFile       = "checks.json"
	ForwardFile      = "graph-forward.dot"
	GradientFile     = "graph-gradient.dot"
	AuditFile        = "audit.json"
	AuditTable       = "audit.csv"
	BenchFile        = "bench.json"
	ProvenanceFile   = "provenance.json"
)

// data is what is in the files.
type data struct {
	reproduction study.Reproduction
	pairs        study.Pairs
	explanation  study.Explanation
	checks       study.Checks
	forward      []byte
	gradient     []byte
	audit        *audit.Report // nil if there is none
	bench        study.Benchmarks
	provenance   provenance.Record
}

// load reads the files. That of the audit may be missing.
func load(read func(name string) ([]byte, error)) (*data, error) {
	d := new(data)
	for name, into := range map[string]any{
		ReproductionFile: &d.reproduction, PairsFile: &d.pairs, ExplanationFile: &d.explanation, ChecksFile: &d.checks,
		BenchFile: &d.bench, ProvenanceFile: &d.provenance, AuditFile: &d.audit,
	} {
		text, err := read(name)
		if name == AuditFile && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(text, into); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	var err error
	if d.forward, err = read(ForwardFile); err != nil {
		return nil, err
	}
	if d.gradient, err = read(GradientFile); err != nil {
		return nil, err
	}
	return d, d.validate()
}

// validate reports data of another shape than the page shows: nothing where there must
// be something, and lists that do not fit together.
func (d *data) validate() error {
	type shape struct {
		file, of string
		fits     bool
	}
	shapes := []shape{
		{ReproductionFile, "runs", len(d.reproduction.Runs) > 0}, {PairsFile, "runs", len(d.pairs.Runs) > 0},
		{ExplanationFile, "runs", len(d.explanation.Runs) > 0}, {ChecksFile, "points", len(d.checks.Points) > 0},
		{BenchFile, "measurements", len(d.bench.Measurements) > 0},
		{AuditFile, "claims", d.audit == nil || d.audit.Seeds > 0 && len(d.audit.Claims) > 0},
	}
	for _, run := range d.reproduction.Runs {
		shapes = append(shapes, shape{ReproductionFile, run.Run + " by an engine", len(run.Engines) > 0 && len(run.Engines) == len(d.reproduction.Runs[0].Engines)},
			shape{ReproductionFile, "labels and inputs of " + run.Run, areLabels(run.Labels) && len(run.Inputs) == 2*len(run.Labels)})
		for _, e := range run.Engines {
			shapes = append(shapes, shape{ReproductionFile, run.Run + " by " + e.Engine, len(e.Losses) > 0 && len(e.Losses) == len(run.Engines[0].Losses) &&
				len(e.Figures) == len(run.Engines[0].Figures) && len(e.Probabilities) == len(run.Labels)})
		}
	}
	for _, r := range d.explanation.Runs {
		h := r.Hidden
		shapes = append(shapes, shape{ExplanationFile, "map of " + r.Run, len(r.Map.Probabilities) == r.Map.Side*r.Map.Side},
			shape{ExplanationFile, "losses and accuracies of " + r.Run, len(r.Losses) == len(r.Accuracies)},
			shape{ExplanationFile, "hidden view of " + r.Run, h == nil || h.Units > 1 && areLabels(h.Labels) && fits(h.Before, h) && fits(h.After, h)})
	}
	for _, p := range d.pairs.Runs {
		shapes = append(shapes, shape{PairsFile, "differences of " + p.Run, len(p.LargestDifferences) > 0})
	}
	s := d.checks.Steps
	shapes = append(shapes, shape{ChecksFile, "errors by step", len(s.Steps) >= 8 && len(s.Forward) == len(s.Steps) && len(s.Central) == len(s.Steps)},
		shape{ChecksFile, "Taylor remainders", len(d.checks.Taylor) > 0})
	for _, r := range d.checks.Taylor {
		shapes = append(shapes, shape{ChecksFile, "Taylor remainders of " + r.Who, len(r.Steps) > 0 && len(r.Values) == len(r.Steps)})
	}
	for _, s := range shapes {
		if !s.fits {
			return fmt.Errorf("%s has no %s to show", s.file, s.of)
		}
	}
	return nil
}

// areLabels is true of 0 and 1, at least two of them.
func areLabels(labels []float64) bool {
	return len(labels) > 1 && !slices.ContainsFunc(labels, func(v float64) bool { return v != 0 && v != 1 })
}

// fits is true of as many activations as there are labels, points of the grid, and
// units.
func fits(a study.Activations, h *study.HiddenView) bool {
	return len(a.Points) == len(h.Labels)*h.Units && len(a.Grid) == a.Side*a.Side*h.Units
}

// run returns a reproduced run.
func (d *data) run(name string) (study.Reproduced, error) {
	for _, r := range d.reproduction.Runs {
		if r.Run == name {
			return r, nil
		}
	}
	return study.Reproduced{}, fmt.Errorf("%s has no run %s", ReproductionFile, name)
}

// explainedRun returns what is explained of a run with a form of bias.
func (d *data) explainedRun(name, bias string) (study.Explained, error) {
	for _, r := range d.explanation.Runs {
		if r.Run == name && r.Bias == bias {
			return r, nil
		}
	}
	return study.Explained{}, fmt.Errorf("%s has no run %s with %s bias", ExplanationFile, name, bias)
}
