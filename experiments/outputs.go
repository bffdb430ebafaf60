package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"backprop/experiments/internal/output"
)

// result is what a command has computed, in each form in which it gives it.
type result struct {
	print   func(*screen) // for people
	files   byFlag
	verdict error // nil if it is yes
}

// byFlag writes what a command gives, by the flag of an output.
type byFlag map[string]func(w io.Writer) error

// asJSON writes v, all of which is there before the first byte is written.
func asJSON(v any) func(io.Writer) error {
	return func(w io.Writer) error {
		data, err := json.Marshal(v)
		if err != nil {
			return err
		}
		_, err = w.Write(append(data, '\n'))
		return err
	}
}

// outputs are the files that a command writes when its work is done, by their flags.
type outputs []*outputFile

// outputFile is what one flag names: a file, - for standard output, or nothing.
type outputFile struct {
	flag   string
	path   string
	target *output.Target // nil for standard output and for nothing
}

// register adds a flag.
func (o *outputs) register(cmd *cobra.Command, flag, what string) {
	f := &outputFile{flag: flag}
	cmd.Flags().StringVar(&f.path, flag, "",
		"write "+what+" to this `file`; - is standard output, and nothing else goes there")
	*o = append(*o, f)
}

// open reports, before the work, a file that cannot be written.
func (o outputs) open(cmd *cobra.Command) error {
	for i, file := range o {
		for _, other := range o[:i] {
			if sameFile(file.path, other.path) {
				return usageError{fmt.Errorf("--%s and --%s are both %s: want different files, "+
					"and one at most on standard output", other.flag, file.flag, file.path)}
			}
		}
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
		if err := cmp.Or(o.open(cmd), cmd.Context().Err()); err != nil { // it may have waited for a pipe's reader
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
func (o outputs) any() bool {
	return slices.ContainsFunc(o, func(f *outputFile) bool { return f.path != "" })
}

// overwrites reports an output that would overwrite a file that is read.
func (o outputs) overwrites(path, what string) error {
	for _, file := range o {
		if sameFile(file.path, path) {
			return usageError{fmt.Errorf("--%s is %s, %s, which it would overwrite: want another", file.flag, file.path, what)}
		}
	}
	return nil
}

// give prints a result, unless a file goes to standard output, writes the files that
// were asked for, and returns the verdict.
func (o outputs) give(cmd *cobra.Command, r *result) error {
	if !slices.ContainsFunc(o, func(f *outputFile) bool { return f.path == "-" }) {
		if err := screenOf(cmd).page(r.print); err != nil {
			return fmt.Errorf("standard output: %w", err)
		}
	}
	for _, file := range o {
		var err error
		switch {
		case file.path == "-":
			err = r.files[file.flag](cmd.OutOrStdout())
		case file.target != nil:
			err = file.target.Write(cmd.Context(), r.files[file.flag])
		}
		if err != nil {
			return err
		}
	}
	return r.verdict
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
