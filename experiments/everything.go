package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/output"
	"backprop/experiments/internal/page"
	"backprop/experiments/internal/provenance"
	"backprop/experiments/internal/results"
)

// mainJob is the program without a command: every part in turn, each of which
// leaves its data files, and the page that is drawn from them.
type mainJob struct {
	stdout *screen
	stderr io.Writer
	seeds  int // of the audit
	files  results.Results
	spent  []provenance.Part
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
	root.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		if err := (audit.Settings{Seeds: seeds}).Validate(); err != nil {
			return usageError{err}
		}
		release, err := hold(out, force)
		if err != nil {
			return err
		}
		defer func() { err = cmp.Or(err, release()) }()
		job := &mainJob{seeds: seeds, stdout: screenOf(cmd), stderr: cmd.ErrOrStderr()}
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
	root.Flags().IntVar(&seeds, "seeds", audit.ShippedSeeds, "of the audit; the records of 1000 come with the program")
}

// hold reports, before the work, a directory that cannot be written, and keeps other runs
// out of it until release.
func hold(out string, force bool) (release func() error, err error) {
	if out == "" {
		return nil, usageError{errors.New("--out is empty: want a directory")}
	}
	if release, err = results.Hold(out, force); errors.Is(err, output.ErrBusy) {
		err = fmt.Errorf("%w: want to wait for it, or another directory", err)
	}
	if err != nil {
		return nil, usageError{fmt.Errorf("--out: %w", err)}
	}
	return release, nil
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
	fmt.Fprintf(w, "The page is %s\n", printable(path))
}

// run does the parts one after another, for they all use every core, and adds the
// page.
func (j *mainJob) run(ctx context.Context, command string) error {
	for _, part := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"reproduce", j.reproduce}, {"check", j.check}, {"compare", j.compare},
		{"explain", j.explain}, {"audit", j.audit}, {"bench", j.bench},
	} {
		title := strings.ToUpper(part.name[:1]) + part.name[1:]
		if part.name == "audit" {
			title = auditTitle(j.seeds, true)
		}
		fmt.Fprintln(j.stdout, title) // before its work
		start := time.Now()
		if err := part.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		j.spent = append(j.spent, provenance.Part{Name: part.name, Seconds: time.Since(start).Seconds()})
	}
	record := provenance.Record{Machine: provenance.This(), Command: command, Parts: j.spent}
	err := errors.Join(j.add(page.ProvenanceFile, record), j.addText(page.DictionaryFile, writeDictionary))
	if err != nil {
		return err
	}
	for _, name := range []string{page.PythonLoader, page.RLoader} {
		program, err := beside.ReadFile("beside/" + name)
		if err != nil {
			return err
		}
		j.files.Add(name, program)
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

func (j *mainJob) addText(name string, write func(io.Writer) error) error {
	var b bytes.Buffer
	err := write(&b)
	j.files.Add(name, b.Bytes())
	return err
}

// say prints what came out of a part in words, and keeps its verdict if it is no.
func (j *mainJob) say(text string, verdict error) {
	j.show(func(s *screen) { fmt.Fprintln(s, text) }, verdict)
}

// show prints it. What cannot be written is known when the program ends.
func (j *mainJob) show(print func(*screen), verdict error) {
	if verdict != nil {
		j.verdicts = append(j.verdicts, verdict)
	}
	j.stdout.page(func(s *screen) {
		print(s)
		fmt.Fprintln(s)
	})
}
