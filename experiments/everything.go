package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"backprop/compare/bench"
	"backprop/experiments/audit"
	"backprop/experiments/lab"
	"backprop/experiments/page"
	"backprop/experiments/provenance"
	"backprop/experiments/results"
	"backprop/experiments/study"
	"backprop/graph"
)

// mainJob is the program without a command: every part in turn, each of which
// leaves its data files, and the page that is drawn from them.
type mainJob struct {
	stdout, stderr io.Writer
	seeds          int // of the audit
	files          results.Results
	spent          []provenance.Part
	// verdicts are those that are no. They do not keep the page from being written.
	verdicts []error
}

// registerMainJob gives the root command its work.
func registerMainJob(root *cobra.Command) {
	var (
		out   string
		force bool
		seeds int
	)
	root.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := checkResults(out, force); err != nil {
			return err
		}
		if err := (audit.Settings{Seeds: seeds}).Validate(); err != nil {
			return usageError{err}
		}
		job := &mainJob{seeds: seeds, stdout: cmd.OutOrStdout(), stderr: cmd.ErrOrStderr()}
		if err := job.run(cmd.Context(), typed(cmd)); err != nil {
			return err
		}
		if err := job.files.Write(cmd.Context(), out); err != nil {
			return err
		}
		sayWhere(cmd.OutOrStdout(), out)
		return errors.Join(job.verdicts...)
	}
	root.Flags().StringVar(&out, "out", "results", "`directory` of the page and its data")
	root.Flags().BoolVar(&force, "force", false, "write there even if it holds something else")
	root.Flags().IntVar(&seeds, "seeds", quickSeeds, "of the audit; the command audit takes more by default")
}

// quickSeeds are enough for most verdicts of the audit and take a few seconds.
const quickSeeds = 100

// checkResults reports, before the work, a directory that cannot be written.
func checkResults(out string, force bool) error {
	if out == "" {
		return usageError{errors.New("--out is empty: want a directory")}
	}
	if err := results.Check(out, force); err != nil {
		return usageError{fmt.Errorf("--out: %w", err)}
	}
	return nil
}

// typed is what was typed after the program's name.
func typed(cmd *cobra.Command) string {
	var words []string
	cmd.Flags().Visit(func(f *pflag.Flag) {
		word := "--" + f.Name
		if f.Value.Type() != "bool" {
			word += " " + f.Value.String()
		}
		words = append(words, word)
	})
	return strings.Join(words, " ")
}

func sayWhere(w io.Writer, out string) {
	path := filepath.Join(out, results.Page)
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	fmt.Fprintf(w, "The page is %s\n", path)
}

// run does the parts one after another, for they all use every core, and adds the
// page.
func (j *mainJob) run(ctx context.Context, command string) error {
	for _, part := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"reproduce", j.reproduce}, {"check", j.check}, {"compare", j.compare}, {"explain", j.explain}, {"audit", j.audit}, {"bench", j.bench},
	} {
		start := time.Now()
		if err := part.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		j.spent = append(j.spent, provenance.Part{Name: part.name, Seconds: time.Since(start).Seconds()})
	}
	record := provenance.Record{Machine: provenance.This(), Command: command, Parts: j.spent}
	if err := j.add(page.ProvenanceFile, record); err != nil {
		return err
	}
	return addPage(ctx, &j.files, j.files.Read)
}

// addPage draws the page from the files that read returns.
func addPage(ctx context.Context, files *results.Results, read func(string) ([]byte, error)) error {
	var html bytes.Buffer
	if err := page.Write(ctx, &html, read); err != nil {
		return err
	}
	files.Add(results.Page, html.Bytes())
	return nil
}

// add adds a data file, the same bytes as --json of the part's command writes.
func (j *mainJob) add(name string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	j.files.Add(name, append(data, '\n'))
	return nil
}

func (j *mainJob) addTable(name string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	j.files.Add(name, b.Bytes())
	return nil
}

// judge keeps a verdict that is no.
func (j *mainJob) judge(err error) {
	if err != nil {
		j.verdicts = append(j.verdicts, err)
	}
}

// say prints the summary of a part under its name.
func (j *mainJob) say(part, format string, args ...any) {
	fmt.Fprintf(j.stdout, "%s\n%s\n\n", part, strings.TrimSuffix(fmt.Sprintf(format, args...), "\n"))
}

func (j *mainJob) reproduce(ctx context.Context) error {
	progress, finish := progressOf(j.stderr, "reproduce")
	defer finish()
	r, err := study.Reproduce(ctx, bench.Engines(), progress)
	if err != nil {
		return err
	}
	finish()
	var said bytes.Buffer
	j.judge(summariseReproduction(&said, r))
	j.say("Reproduce", "%s", said.String())
	if err := j.add(page.ReproductionFile, r); err != nil {
		return err
	}
	return j.addTable(page.PrintedFile, r.WriteCSV)
}

func (j *mainJob) check(ctx context.Context) error {
	progress, finish := progressOf(j.stderr, "check")
	defer finish()
	c, err := study.Check(ctx, progress)
	if err != nil {
		return err
	}
	finish()
	j.judge(c.Err())
	passed, all := c.Passed()
	j.say("Check", "%s gradients pass every element, by all methods together\n  %s", of(passed, all), findingOf(c))
	return j.add(page.ChecksFile, c)
}

func (j *mainJob) compare(ctx context.Context) error {
	progress, finish := progressOf(j.stderr, "compare")
	defer finish()
	p, err := study.ComparePairs(ctx, progress)
	if err != nil {
		return err
	}
	finish()
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
	progress, finish := progressOf(j.stderr, "explain")
	defer finish()
	e, err := study.Explain(ctx, progress)
	if err != nil {
		return err
	}
	finish()
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
	settings := audit.Settings{Seeds: j.seeds}
	table, err := audit.NewTable(settings)
	if err != nil {
		return err
	}
	bar := newProgress(j.stderr, "seeds", settings.Seeds)
	defer bar.finish()
	if err := audit.Run(ctx, settings, runtime.GOMAXPROCS(0), 0, func(r audit.Record) error {
		bar.step()
		return table.Append(r)
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
	j.say(fmt.Sprintf("Audit over %d seeds: the share of them that bears a conclusion out", r.Seeds), "%s", verdictTable(r))
	if err := j.add(page.AuditFile, r); err != nil {
		return err
	}
	return j.addTable(page.AuditTable, table.WriteCSV)
}

// timings are those of the main job. Tests, which do not look at them, take fewer.
var timings = func(ctx context.Context, stderr io.Writer) (*benchResult, error) { return runBench(ctx, stderr, true) }

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
