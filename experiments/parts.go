package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"backprop/compare"
	"backprop/compare/bench"
	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/lab"
	"backprop/experiments/internal/page"
	"backprop/experiments/internal/study"
	"backprop/graph"
)

func (j *mainJob) reproduce(ctx context.Context) error {
	r, err := shown(ctx, j.stderr, "epochs", reproduceBy(compare.Backends()))
	if err != nil {
		return err
	}
	j.say(reproductionInBrief(r), r.Err())
	return errors.Join(j.add(page.ReproductionFile, r), j.addText(page.PrintedFile, r.WriteCSV))
}

func (j *mainJob) check(ctx context.Context) error {
	c, err := shown(ctx, j.stderr, "networks", study.Check)
	if err != nil {
		return err
	}
	passed, all := c.Passed()
	text := of(passed, all) + " gradients pass every element, by all methods together"
	for _, claim := range c.Finding { // what becomes of the report's db = dZ
		text += fmt.Sprintf("\n  %s as the gradient with %s bias: %s", claim.Who, claim.Bias, claim.Verdict)
	}
	j.say(text, c.Err())
	return j.add(page.ChecksFile, c)
}

func (j *mainJob) compare(ctx context.Context) error {
	p, err := shown(ctx, j.stderr, "epochs", study.ComparePairs)
	if err != nil {
		return err
	}
	j.say(pairsInBrief(p), p.Err())
	return errors.Join(j.add(page.PairsFile, p), j.addText(page.PairsTable, p.WriteCSV))
}

// explain adds what the networks learned, and the report's network as a graph.
func (j *mainJob) explain(ctx context.Context) error {
	e, err := shown(ctx, j.stderr, "epochs", study.Explain)
	if err != nil {
		return err
	}
	corrected, err := lab.Corrected()
	if err != nil {
		return err
	}
	engine, err := graph.New(corrected[0].Training.Network())
	if err != nil {
		return err
	}
	j.say(fmt.Sprintf("what %d networks learned is in %s", len(e.Runs), page.ExplanationFile), nil)
	return errors.Join(j.add(page.ExplanationFile, e), j.addText(page.ForwardFile, engine.WriteForwardDOT),
		j.addText(page.GradientFile, engine.WriteDOT))
}

// freshSeeds are those of the audit that the main job runs anew.
const freshSeeds = 20

// audit judges the report's conclusions over many seeds. A few are run anew; the records
// of the others come with the program, and are used only if those few are the same.
func (j *mainJob) audit(ctx context.Context) error {
	table, err := audit.NewTable(audit.Settings{Seeds: j.seeds})
	if err != nil {
		return err
	}
	fresh, err := audit.NewTable(audit.Settings{Seeds: min(j.seeds, freshSeeds)})
	if err != nil {
		return err
	}
	shipped, err := audit.Shipped()
	if err != nil {
		return err
	}
	bar := newProgress(j.stderr, "seeds", len(fresh.Missing())+max(0, j.seeds-audit.ShippedSeeds))
	step := func(audit.Record) error { bar.step(); return nil }
	err = fresh.Run(ctx, runtime.GOMAXPROCS(0), step)
	if err == nil {
		err = errors.Join(table.Adopt(fresh), table.Adopt(shipped))
	}
	if err == nil {
		err = table.Run(ctx, runtime.GOMAXPROCS(0), step)
	}
	bar.finish()
	if err != nil {
		return err
	}
	r, err := table.Report()
	if err != nil {
		return err
	}
	j.show(func(s *screen) { printVerdicts(s, r) }, r.Err())
	return errors.Join(j.add(page.AuditFile, r), j.addText(page.AuditTable, table.WriteCSV))
}

// timings are those of the main job. Tests, which do not look at them, take fewer.
var timings = func(ctx context.Context, stderr io.Writer) (*study.Benchmarks, error) {
	return runBench(ctx, stderr, true)
}

func (j *mainJob) bench(ctx context.Context) error {
	b, err := timings(ctx, j.stderr)
	if err != nil {
		return err
	}
	var ratios []string
	for _, m := range b.Measurements {
		if m.Net == "2-4-4-1" && m.Rows == 21 && m.Operation == bench.Gradient && m.Wrong == "" {
			ratios = append(ratios, fmt.Sprintf("%s %.3g", m.Engine, m.ToFirst.Median))
		}
	}
	j.say("a gradient of 2-4-4-1 with 21 rows, in times of manual:\n  "+strings.Join(ratios, ", "), b.Err())
	return j.add(page.BenchFile, b)
}
