package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/spf13/cobra"

	"backprop/experiments/internal/audit"
	"backprop/experiments/internal/page"
	"backprop/experiments/internal/results"
	"backprop/experiments/internal/study"
)

func newReport() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Draw the page anew from saved results",
		Long: `Draws the page of a results directory anew from its data files, and computes
nothing. A data file may have been replaced by a longer run of the command that
writes it: a bench without --quick, an audit of more seeds.`,
		Example: `  backprop report
  backprop report --out results`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if out == "" {
				return usageError{errors.New("--out is empty: want a directory")}
			}
			if _, err := results.Open(out); err != nil {
				return usageError{fmt.Errorf("--out: %w; 'backprop' without a command makes some", err)}
			}
			release, err := hold(out, false)
			if err != nil {
				return err
			}
			defer func() { err = cmp.Or(err, release()) }()
			read, err := results.Open(out) // again, since nobody writes there any more
			if err != nil {
				return usageError{fmt.Errorf("--out: %w", err)}
			}
			if err := together(read); err != nil {
				return usageError{fmt.Errorf("--out: %s: %w", out, err)}
			}
			var files results.Results
			if err := addPage(cmd.Context(), &files, read); err != nil {
				return err
			}
			if err := files.WritePage(cmd.Context(), out); err != nil {
				return err
			}
			sayWhere(cmd.OutOrStdout(), out)
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", "results", "`directory` of the page and its data")
	return cmd
}

// together returns an error for a file that is missing, and for a table that is not of
// the same run as the JSON file beside it.
func together(read func(name string) ([]byte, error)) error {
	for _, name := range []string{page.DictionaryFile, page.PythonLoader, page.RLoader} {
		if _, err := read(name); err != nil {
			return err
		}
	}
	var (
		reproduction study.Reproduction
		pairs        study.Pairs
		seeds        audit.Report
	)
	csvOf := func(write func(io.Writer) error) func(table []byte) error {
		return func(table []byte) error {
			var want bytes.Buffer
			if err := write(&want); err != nil || bytes.Equal(table, want.Bytes()) {
				return err
			}
			return errors.New("has other figures: want both of one run")
		}
	}
	for _, pair := range []struct {
		name, table string
		data        any
		isOf        func(table []byte) error
	}{
		{page.ReproductionFile, page.PrintedFile, &reproduction, csvOf(reproduction.WriteCSV)},
		{page.PairsFile, page.PairsTable, &pairs, csvOf(pairs.WriteCSV)},
		{page.AuditFile, page.AuditTable, &seeds, seeds.IsOf},
	} {
		text, err := read(pair.name)
		if pair.name == page.AuditFile && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = results.Decode(pair.name, text, pair.data)
		}
		if err != nil {
			return err
		}
		table, err := read(pair.table)
		if err != nil {
			return err
		}
		if err := pair.isOf(table); err != nil {
			return fmt.Errorf("%s is not of %s: it %w", pair.table, pair.name, err)
		}
	}
	return nil
}
