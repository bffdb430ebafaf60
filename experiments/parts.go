package main

import (
	"bytes"
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
	r, err := shown(ctx, j.stderr, "reproduce", reproduceBy(compare.Backends()))
	if err != nil {
		return err
	}
	var said bytes.Buffer
	j.judge(summariseReproduction(&said, r))
	j.say("Reproduce", "%s", said.String())
	if err := j.add(page.ReproductionFile, r); err != nil {
		return err
	}
	return j.addTable(page.PrintedFile, r.WriteCSV)
}

func (j *mainJob) check(ctx context.Context) error {
	c, err := shown(ctx, j.stderr, "check", study.Check)
	if err != nil {
		return err
	}
	j.judge(c.Err())
	passed, all := c.Passed()
	j.say("Check", "%s gradients pass every element, by all methods together\n  %s", of(passed, all), findingOf(c))
	return j.add(page.ChecksFile, c)
}

func (j *mainJob) compare(ctx context.Context) error {
	p, err := shown(ctx, j.stderr, "compare", study.ComparePairs)
	if err != nil {
		return err
	}
	j.judge(p.Err())
	var said bytes.Buffer
	summarisePairs(&said, p)
	j.say("Compare", "%s", said.String())
	if err := j.add(page.PairsFile, p); err != nil {
		return err
	}
	return j.addTable(page.PairsTable, p.WriteCSV)
}

// findingOf says what becomes of the report's db = dZ.
func findingOf(c *study.Checks) string {
	var words []string
	for _, claim := range c.Finding {
		words = append(words, fmt.Sprintf("%s as the gradient with %s bias: %s", claim.Who, claim.Bias, claim.Verdict))
	}
	return strings.Join(words, "\n  ")
}

// explain adds what the networks learned, and the report's network as a graph.
func (j *mainJob) explain(ctx context.Context) error {
	e, err := shown(ctx, j.stderr, "explain", study.Explain)
	if err != nil {
		return err
	}
	if err := j.add(page.ExplanationFile, e); err != nil {
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
	if err := j.addTable(page.ForwardFile, engine.WriteForwardDOT); err != nil {
		return err
	}
	return j.addTable(page.GradientFile, engine.WriteDOT)
}

// audit judges the report's conclusions over a few seeds; the command audit does
// over many.
func (j *mainJob) audit(ctx context.Context) error {
	table, err := audit.NewTable(audit.Settings{Seeds: j.seeds})
	if err != nil {
		return err
	}
	bar := newProgress(j.stderr, "seeds", j.seeds)
	defer bar.finish()
	if err := table.Run(ctx, runtime.GOMAXPROCS(0), func(audit.Record) error {
		bar.step()
		return nil
	}); err != nil {
		return err
	}
	r, err := table.Report()
	if err != nil {
		return err
	}
	bar.finish()
	for _, violation := range boundViolations(r) {
		j.judge(errors.New(violation))
	}
	j.say(auditTitle(r), "%s", verdictTable(r))
	if err := j.add(page.AuditFile, r); err != nil {
		return err
	}
	return j.addTable(page.AuditTable, table.WriteCSV)
}

// timings are those of the main job. Tests, which do not look at them, take fewer.
var timings = func(ctx context.Context, stderr io.Writer) (*study.Benchmarks, error) {
	return runBench(ctx, stderr, true)
}

func (j *mainJob) bench(ctx context.Context) error {
	result, err := timings(ctx, j.stderr)
	if err != nil {
		return err
	}
	j.judge(benchError(result))
	var ratios []string
	for _, m := range result.Measurements {
		if m.Net == "2-4-4-1" && m.Rows == 21 && m.Operation == bench.Gradient && m.Wrong == "" {
			ratios = append(ratios, fmt.Sprintf("%s %.3g", m.Engine, m.ToFirst.Median))
		}
	}
	j.say("Bench", "a gradient of 2-4-4-1 with 21 rows, in times of manual:\n  %s", strings.Join(ratios, ", "))
	return j.add(page.BenchFile, result)
}
