package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"backprop/compare"
	"backprop/experiments/internal/study"
	"backprop/experiments/internal/table"
)

func newReproduce() *cobra.Command {
	var out outputs
	engines := backendsChoice("both")
	cmd := &cobra.Command{
		Use:   "reproduce",
		Short: "Re-run the report's ten runs and compare every printed figure",
		Long: `Re-runs the report's ten runs and holds every figure that it prints against what
came out. A loss is reproduced if it deviates by at most 1e-9, relatively; a
prediction if it rounds to the printed digits; an accuracy if it is equal.
Exits with 1, and names the figures, if any is not reproduced.

The table has, for each run, the number of printed figures and for each engine
how many it reproduces and the worst relative deviation of a loss; last the
accuracy in percent.`,
		Example: `  go run ./experiments reproduce
  go run ./experiments reproduce --engine manual --csv printed.csv`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := out.open(cmd); err != nil {
				return err
			}
			reproduction, err := shown(cmd.Context(), cmd.ErrOrStderr(), "epochs", reproduceBy(engines.backends()))
			if err != nil {
				return err
			}
			printed := cmd.OutOrStdout()
			if !out.spare() {
				printed = io.Discard
			}
			missed := printReproduction(printed, reproduction)
			if err := out.write(cmd, reproduction.WriteCSV, reproduction); err != nil {
				return err
			}
			return missed
		},
	}
	cmd.Flags().Var(&engines, "engine", "which engine runs")
	out.register(cmd, "every printed figure beside what came out as CSV", "the runs and their figures as JSON")
	return cmd
}

// reproduceBy is study.Reproduce by some engines.
func reproduceBy(engines []compare.Backend) func(context.Context, study.Progress) (*study.Reproduction, error) {
	return func(ctx context.Context, progress study.Progress) (*study.Reproduction, error) {
		return study.Reproduce(ctx, engines, progress)
	}
}

// printReproduction prints the table, and returns an error that names every figure
// missed.
func printReproduction(w io.Writer, r *study.Reproduction) error {
	fmt.Fprintf(w, "%s\n\n", table.Reproduction(r).Text())
	return summariseReproduction(w, r)
}

// summariseReproduction prints two lines per engine.
func summariseReproduction(w io.Writer, r *study.Reproduction) error {
	var missed []string
	for i, engine := range r.Runs[0].Engines {
		v := r.Verdict(i)
		fmt.Fprintf(w, "%s: %s losses, %s predictions, %s accuracies reproduced;\n"+
			"  worst relative deviation of a loss %.1e\n", engine.Engine,
			of(v.LossesReproduced, v.Losses), of(v.PredictionsReproduced, v.Predictions), of(v.AccuraciesReproduced,
				v.Accuracies), v.WorstDeviation)
		for _, figure := range v.Missed {
			missed = append(missed, engine.Engine+": "+figure)
		}
	}
	if len(missed) > 0 {
		return fmt.Errorf("%d printed figures are not reproduced:\n  %s", len(missed), strings.Join(missed, "\n  "))
	}
	return nil
}

func of(part, whole int) string { return fmt.Sprintf("%d of %d", part, whole) }
