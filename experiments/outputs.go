package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"backprop/experiments/internal/output"
)

// result is what a command has computed, in each form in which it gives it.
type result struct {
	print   func(io.Writer)       // for people
	csv     func(io.Writer) error // nil of a command without --csv
	json    any
	verdict error // nil if it is yes
}

// outputs are the files that a command writes when its work is done: --csv, which
// not every command has, and --json.
type outputs struct{ csv, json outputFile }

// outputFile is what one flag names: a file, - for standard output, or nothing.
type outputFile struct {
	flag   string
	path   string
	target *output.Target // nil for standard output and for nothing
}

// register adds the flags, --csv only if there is something to say of it.
func (o *outputs) register(cmd *cobra.Command, csv, json string) {
	o.csv.flag, o.json.flag = "csv", "json"
	const usage = "write %s to this `file`; - is standard output, and nothing else goes there"
	if csv != "" {
		cmd.Flags().StringVar(&o.csv.path, o.csv.flag, "", fmt.Sprintf(usage, csv))
	}
	cmd.Flags().StringVar(&o.json.path, o.json.flag, "", fmt.Sprintf(usage, json))
}

// open reports, before the work, a file that cannot be written.
func (o *outputs) open(cmd *cobra.Command) error {
	if sameFile(o.csv.path, o.json.path) {
		return usageError{fmt.Errorf("--csv and --json are both %s: want different files, "+
			"and one at most on standard output",
			o.csv.path)}
	}
	for _, file := range []*outputFile{&o.csv, &o.json} {
		if !cmd.Flags().Changed(file.flag) || file.path == "-" {
			continue
		}
		if file.path == "" {
			return usageError{fmt.Errorf("--%s is empty: want a file or -", file.flag)}
		}
		var err error
		if file.target, err = output.Open(file.path); err != nil {
			return usageError{fmt.Errorf("--%s: %w", file.flag, err)}
		}
	}
	return nil
}

// of gives a command the work between opening its outputs and writing them.
func (o *outputs) of(cmd *cobra.Command, work func(cmd *cobra.Command) (*result, error)) *cobra.Command {
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := o.open(cmd); err != nil {
			return err
		}
		r, err := work(cmd)
		if err != nil {
			return err
		}
		return o.give(cmd, r)
	}
	return cmd
}

// any reports whether a file was asked for.
func (o *outputs) any() bool { return o.csv.path != "" || o.json.path != "" }

// overwrites reports an output that would overwrite a file of records.
func (o *outputs) overwrites(records string) error {
	for _, file := range []outputFile{o.csv, o.json} {
		if sameFile(file.path, records) {
			return usageError{fmt.Errorf("--%s is %s, a file of records, which it would overwrite: want another",
				file.flag, file.path)}
		}
	}
	return nil
}

// give prints a result, unless a file goes to standard output, writes the files that
// were asked for, and returns the verdict.
func (o *outputs) give(cmd *cobra.Command, r *result) error {
	if o.csv.path != "-" && o.json.path != "-" {
		var text bytes.Buffer
		r.print(&text)
		if _, err := cmd.OutOrStdout().Write(text.Bytes()); err != nil {
			return fmt.Errorf("standard output: %w", err)
		}
	}
	if err := o.csv.write(cmd, r.csv); err != nil {
		return err
	}
	if o.json.path != "" {
		data, err := json.Marshal(r.json) // all of it before there is a file to leave behind
		if err != nil {
			return err
		}
		if err := o.json.write(cmd, func(w io.Writer) error {
			_, err := w.Write(append(data, '\n'))
			return err
		}); err != nil {
			return err
		}
	}
	return r.verdict
}

func (f outputFile) write(cmd *cobra.Command, write func(io.Writer) error) error {
	switch {
	case f.path == "-":
		return write(cmd.OutOrStdout())
	case f.target != nil:
		return f.target.Write(cmd.Context(), write)
	}
	return nil
}

// sameFile reports whether two paths name one file, there or not. "" names none.
func sameFile(a, b string) bool {
	same := func(a, b string) bool {
		A, errA := os.Stat(a)
		B, errB := os.Stat(b)
		return errA == nil && errB == nil && os.SameFile(A, B)
	}
	switch {
	case a == "" || b == "":
		return false
	case a == b || same(a, b):
		return true
	}
	return filepath.Base(a) == filepath.Base(b) && same(filepath.Dir(a), filepath.Dir(b))
}
