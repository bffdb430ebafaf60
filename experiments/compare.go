package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"backprop/experiments/internal/study"
	"backprop/experiments/internal/table"
)

func newCompare() *cobra.Command {
	var out outputs
	cmd := &cobra.Command{
		Use:   "compare",
		Short: "Train both engines side by side and say where they part",
		Long: `Trains both engines side by side, from the same start on the same data: the
report's ten runs, and those of them that had private biases again with the
shared bias that the report describes. Prints for each the first epochs after
which a parameter differs by more than 1e-12, 1e-9 and 1e-6 (- for never), the
largest difference, and the verdict: identical, rounding (never above 1e-9),
drifting (never above 1e-6) or apart. Exits with 1 if any are apart.`,
		Example: `  backprop compare
  backprop compare --csv trajectories.csv --json trajectories.json`,
		Args: noArguments,
	}
	out.register(cmd, "csv", "losses and differences of every epoch as CSV")
	out.register(cmd, "json", "everything as JSON")
	return out.of(cmd, func(cmd *cobra.Command) (*result, error) {
		pairs, err := shown(cmd.Context(), cmd.ErrOrStderr(), "epochs", study.ComparePairs)
		if err != nil {
			return nil, err
		}
		return &result{func(s *screen) {
			s.table(table.Pairs(pairs))
			fmt.Fprintf(s, "\n%s\n", pairsInBrief(pairs))
		}, byFlag{"csv": pairs.WriteCSV, "json": asJSON(pairs)}, pairs.Err()}, nil
	})
}

func pairsInBrief(p *study.Pairs) string {
	return fmt.Sprintf("%d runs side by side; the least agreement is: %v", len(p.Runs), p.Least())
}
