package page

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

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

// validate reports data of another shape than the page shows.
func (d *data) validate() error {
	for _, run := range d.reproduction.Runs {
		if len(run.Engines) == 0 {
			return fmt.Errorf("%s: %s has no engine", ReproductionFile, run.Run)
		}
		for _, e := range run.Engines {
			if len(e.Losses) == 0 || len(e.Figures) != len(run.Engines[0].Figures) || len(e.Probabilities)*2 != len(run.Inputs) {
				return fmt.Errorf("%s: %s by %s is not complete", ReproductionFile, run.Run, e.Engine)
			}
		}
	}
	for _, part := range []struct {
		file  string
		empty bool
		want  string
	}{
		{ReproductionFile, len(d.reproduction.Runs) == 0, "runs"}, {PairsFile, len(d.pairs.Runs) == 0, "runs"}, {ExplanationFile, len(d.explanation.Runs) == 0, "runs"},
		{ChecksFile, len(d.checks.Points) == 0, "points"}, {BenchFile, len(d.bench.Measurements) == 0, "measurements"},
		{AuditFile, d.audit != nil && (d.audit.Seeds == 0 || len(d.audit.Claims) == 0), "claims"},
	} {
		if part.empty {
			return fmt.Errorf("%s has no %s to show", part.file, part.want)
		}
	}
	return nil
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
