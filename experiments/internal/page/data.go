package page

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"backprop/compare/opcheck"
	"backprop/compare/tournament"
	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/provenance"
	"backprop/experiments/internal/results"
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
	OpsFile          = "ops.json"
	TournamentFile   = "tournament.json"
	ProvenanceFile   = "provenance.json"
	DictionaryFile   = "dictionary.csv"
	PythonLoader     = "load.py"
	RLoader          = "load.R"
)

// data is what is in the files.
type data struct {
	reproduction study.Reproduction
	pairs        study.Pairs
	explanation  study.Explanation
	checks       study.Checks
	graphs       map[string][]byte // DOT text by file
	audit        *audit.Report     // nil if there is none
	seedLosses   map[audit.RunID][]float64
	ops          *opcheck.Report    // nil if there is none
	tournament   *tournament.Result // nil if there is none
	bench        study.Benchmarks
	provenance   provenance.Record
}

// load reads the files. Those of the audit, the operations and the tournament may be missing.
func load(read func(name string) ([]byte, error)) (*data, error) {
	d := &data{graphs: map[string][]byte{}, audit: new(audit.Report), ops: new(opcheck.Report),
		tournament: new(tournament.Result)}
	for name, into := range map[string]any{
		ReproductionFile: &d.reproduction, PairsFile: &d.pairs, ExplanationFile: &d.explanation, ChecksFile: &d.checks,
		BenchFile: &d.bench, ProvenanceFile: &d.provenance, AuditFile: d.audit, OpsFile: d.ops,
		TournamentFile: d.tournament, ForwardFile: nil, GradientFile: nil, AuditTable: nil,
	} {
		text, err := read(name)
		switch missing := errors.Is(err, fs.ErrNotExist); {
		case missing && name == AuditFile:
			d.audit = nil
		case missing && name == OpsFile:
			d.ops = nil
		case missing && name == TournamentFile:
			d.tournament = nil
		case missing && name == AuditTable:
		case err != nil:
			return nil, err
		case name == AuditTable:
			if d.seedLosses, err = audit.FinalLosses(text); err != nil {
				return nil, fmt.Errorf("%s %w", name, err)
			}
		case into == nil:
			d.graphs[name] = text
		default:
			if err := results.Decode(name, text, into); err != nil {
				return nil, err
			}
		}
	}
	return d, d.validate()
}

// run returns a reproduced run. validate has seen that it is there.
func (d *data) run(name string) (run study.Run) {
	i := slices.IndexFunc(d.reproduction.Runs, func(r study.Run) bool { return r.Run == name })
	if i >= 0 {
		run = d.reproduction.Runs[i]
	}
	return run
}

// explainedRun returns what is explained of a run with a form of bias. validate has
// seen that it is there.
func (d *data) explainedRun(name, bias string) (run study.Explained) {
	i := slices.IndexFunc(d.explanation.Runs, func(r study.Explained) bool { return r.Run == name && r.Bias == bias })
	if i >= 0 {
		run = d.explanation.Runs[i]
	}
	return run
}
