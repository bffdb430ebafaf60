package page_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	unescape "html"
	"io"
	"io/fs"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/compare/bench"
	"backprop/compare/opcheck"
	"backprop/compare/tournament"
	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/lab"
	"backprop/experiments/internal/page"
	"backprop/experiments/internal/provenance"
	"backprop/experiments/internal/study"
	"backprop/graph"
)

// files are those of a main job with a small audit and made-up timings, and of all that may be added.
type files map[string][]byte

func (f files) read(name string) ([]byte, error) {
	if data, ok := f[name]; ok {
		return data, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// without is a copy that lacks a file.
func (f files) without(name string) files { return f.with(name, nil) }

// with is a copy with another file in the place of one.
func (f files) with(name string, data []byte) files {
	changed := files{}
	for n, d := range f {
		if n != name {
			changed[n] = d
		}
	}
	if data != nil {
		changed[name] = data
	}
	return changed
}

var dataFiles = sync.OnceValues(func() (files, error) {
	ctx := context.Background()
	f := files{}
	var failed error
	add := func(name string, v any, err error) {
		if failed = err; failed == nil {
			f[name], failed = json.Marshal(v)
		}
	}
	text := func(name string, write func(*bytes.Buffer) error) {
		var b bytes.Buffer
		failed = write(&b)
		f[name] = b.Bytes()
	}
	for _, make := range []func(){
		func() { r, err := study.Reproduce(ctx, compare.Backends(), nil); add(page.ReproductionFile, r, err) },
		func() { p, err := study.ComparePairs(ctx, nil); add(page.PairsFile, p, err) },
		func() { e, err := study.Explain(ctx, nil); add(page.ExplanationFile, e, err) },
		func() { c, err := study.Check(ctx, nil); add(page.ChecksFile, c, err) },
		func() {
			t, err := smallAudit(ctx)
			if failed = err; err == nil {
				r, err := t.Report()
				add(page.AuditFile, r, err)
			}
			if failed == nil {
				text(page.AuditTable, func(b *bytes.Buffer) error { return t.WriteCSV(b) })
			}
		},
		func() { add(page.BenchFile, madeUpTimes(), nil) },
		func() { add(page.OpsFile, madeUpOperations(), nil) },
		func() { r, err := tournament.Run(ctx, 1, 1, nil); add(page.TournamentFile, r, err) },
		func() {
			add(page.ProvenanceFile, provenance.Record{Machine: provenance.This(),
				Parts: []provenance.Part{{Name: "check", Seconds: 1}}}, nil)
		},
		func() {
			text(page.ForwardFile, func(b *bytes.Buffer) error {
				return reportsGraph(b,
					(*graph.Engine).WriteForwardDOT)
			})
		},
		func() {
			text(page.GradientFile, func(b *bytes.Buffer) error { return reportsGraph(b, (*graph.Engine).WriteDOT) })
		},
	} {
		if make(); failed != nil {
			return nil, failed
		}
	}
	return f, nil
})

func smallAudit(ctx context.Context) (*audit.Table, error) {
	table, err := audit.NewTable(audit.Settings{Seeds: 4})
	if err != nil {
		return nil, err
	}
	return table, table.Run(ctx, 2, nil)
}

// madeUpTimes are timings of two networks by three engines, one of them wrong.
func madeUpTimes() any {
	estimate := func(v float64) bench.Estimate { return bench.Estimate{Median: v, Low: 0.9 * v, High: 1.1 * v} }
	t := study.Benchmarks{Machine: provenance.This(), Rounds: 6, Setups: []bench.Setup{{Net: "2-4-4-1", Rows: 21}}}
	for i, net := range []string{"2-4-4-1", "2-64-64-1"} {
		for k, engine := range []string{"manual", "graph", "tape"} {
			for o, operation := range bench.Operations() {
				ratio := []float64{1, 1.25, 50}[k]
				t.Measurements = append(t.Measurements, bench.Measurement{Net: net, Rows: 21, Operation: operation,
					Engine: engine,
					Time:   estimate(2000 * float64(1+1000*i) * ratio), ToObjective: estimate(1 +
						float64(o)), ToFirst: estimate(ratio)})
			}
		}
	}
	for i, way := range []string{"manual", "graph", "tape", "differences", "C"} {
		t.Trainings = append(t.Trainings, bench.Training{Way: way, Loss: 0.5, Setup: 1e4, Time: 1e6 * float64(1+i),
			ToFirst: float64(1 + i), Bytes: 1e5})
	}
	for _, width := range bench.Widths() {
		for _, hidden := range bench.Depths() {
			t.Sweep = append(t.Sweep, bench.SweepPoint{Width: width, Hidden: hidden, Ratio: estimate(1 + 4/float64(width))})
		}
	}
	return t
}

// madeUpOperations is an operation that is right everywhere but on the LispMachine.
func madeUpOperations() opcheck.Report {
	found := opcheck.Case{Sample: "of 3", Findings: map[opcheck.Stage]opcheck.Finding{}}
	for _, stage := range opcheck.Stages() {
		found.Findings[stage] = opcheck.Finding{Verdict: opcheck.Right}
	}
	found.Findings[opcheck.Lisp] = opcheck.Finding{Verdict: opcheck.Wrong, Detail: "by a factor of 2"}
	return opcheck.Report{Seed: 1, Operations: []opcheck.Result{{Op: "Log2", Cases: []opcheck.Case{found}}}}
}

// reportsGraph writes the graph of the network that the report describes.
func reportsGraph(b *bytes.Buffer, write func(*graph.Engine, io.Writer) error) error {
	corrected, err := lab.Corrected()
	if err != nil {
		return err
	}
	engine, err := graph.New(corrected[0].Training.Network())
	if err != nil {
		return fmt.Errorf("graph: %w", err)
	}
	return write(engine, b)
}

// wholePage is the page of the unchanged files.
var wholePage = sync.OnceValues(func() (string, error) {
	f, err := dataFiles()
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	err = page.Write(context.Background(), &b, f.read)
	return b.String(), err
})

func whole(t *testing.T) string {
	t.Helper()
	html, err := wholePage()
	require.NoError(t, err)
	return html
}

// drawn is the page of the files.
func drawn(t *testing.T, f files) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, page.Write(t.Context(), &b, f.read))
	return b.String()
}

// words is what a page says: without what only the browser sees of the markup, and
// with spaces for line breaks.
func words(html string) string {
	return strings.Join(strings.Fields(unescape.UnescapeString(html)), " ")
}

// says is assert.Contains, which does not print the whole page where it fails.
func says(t *testing.T, page, want string) {
	t.Helper()
	assert.True(t, strings.Contains(page, want), "the page does not say: %s", want)
}

func saysNot(t *testing.T, page, unwanted string) {
	t.Helper()
	assert.False(t, strings.Contains(page, unwanted), "the page says: %s", unwanted)
}

func fixture(t *testing.T) files {
	t.Helper()
	f, err := dataFiles()
	require.NoError(t, err)
	return f
}
