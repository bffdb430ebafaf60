package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"backprop/experiments/internal/results"
)

func newReport() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Draw the page anew from saved results",
		Long: `Draws the page of a results directory anew from its data files, and computes
nothing. A data file may have been replaced by a longer run of the command that
writes it: a bench without --quick, an audit of more seeds.`,
		Example: `  go run ./experiments report
  go run ./experiments report --out results`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" {
				return usageError{errors.New("--out is empty: want a directory")}
			}
			read, err := results.Open(out)
			if err != nil {
				return usageError{fmt.Errorf("--out: %w; 'experiments' without a command makes some", err)}
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
