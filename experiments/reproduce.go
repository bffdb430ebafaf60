package main

import (
	"context"
	"fmt"
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
accuracy in percent. The digits of a loss that are not those of exact arithmetic
are rounding errors of float64, and of the order in which it was summed.`,
		Example: `  backprop reproduce
  backprop reproduce --engine manual --csv printed.csv`,
		Args: noArguments,
	}
	cmd.Flags().Var(&engines, "engine", "which engine runs")
	out.register(cmd, "csv", "every printed figure beside what came out as CSV")
	out.register(cmd, "json", "the runs and their figures as JSON")
	return out.of(cmd, func(cmd *cobra.Command) (*result, error) {
		r, err := shown(cmd.Context(), cmd.ErrOrStderr(), "epochs", reproduceBy(engines.backends()))
		if err != nil {
			return nil, err
		}
		return &result{func(s *screen) {
			s.table(table.Reproduction(r))
			fmt.Fprintf(s, "\n%s\n", reproductionInBrief(r))
		}, byFlag{"csv": r.WriteCSV, "json": asJSON(r)}, r.Err()}, nil
	})
}

// reproduceBy is study.Reproduce by some engines.
func reproduceBy(engines []compare.Backend) func(context.Context, study.Progress) (*study.Reproduction, error) {
	return func(ctx context.Context, progress study.Progress) (*study.Reproduction, error) {
		return study.Reproduce(ctx, engines, progress)
	}
}

// reproductionInBrief has two lines for each engine, and one on the printed digits.
func reproductionInBrief(r *study.Reproduction) string {
	var lines []string
	for i, engine := range r.Runs[0].Engines {
		v := r.Verdict(i)
		lines = append(lines, fmt.Sprintf("%s: %s losses, %s predictions, %s accuracies reproduced;\n"+
			"  worst relative deviation of a loss %.1e", engine.Engine, of(v.LossesReproduced, v.Losses),
			of(v.PredictionsReproduced, v.Predictions), of(v.AccuraciesReproduced, v.Accuracies), v.WorstDeviation))
	}
	v := r.Verdict(0)
	lines = append(lines, fmt.Sprintf("of the %d digits of the printed losses %d are those of exact arithmetic",
		v.Digits, v.ExactDigits))
	return strings.Join(lines, "\n")
}

func of(part, whole int) string { return fmt.Sprintf("%d of %d", part, whole) }
