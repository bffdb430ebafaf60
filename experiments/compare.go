package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"backprop/experiments/internal/study"
	"backprop/experiments/internal/table"
)

func newCompare() *cobra.Command {
	var csvPath, jsonPath string
	cmd := &cobra.Command{
		Use:   "compare",
		Short: "Train both engines side by side and say where they part",
		Long: `Trains both engines side by side, from the same start on the same data: the
report's ten runs, and those of them that had private biases again with the
shared bias that the report describes. Prints for each the first epochs after
which a parameter differs by more than 1e-12, 1e-9 and 1e-6 (- for never), the
largest difference, and the verdict: identical, rounding (never above 1e-9),
drifting (never above 1e-6) or apart. Exits with 1 if any are apart.`,
		Example: `  go run ./experiments compare
  go run ./experiments compare --csv trajectories.csv --json trajectories.json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkOutputs(cmd, csvPath, jsonPath); err != nil {
				return err
			}
			progress, finish := progressOf(cmd.ErrOrStderr(), "epochs")
			defer finish()
			pairs, err := study.ComparePairs(cmd.Context(), progress)
			if err != nil {
				return err
			}
			finish()
			if jsonPath != "-" && csvPath != "-" {
				printPairs(cmd.OutOrStdout(), pairs)
			}
			if err := writeOutput(cmd, csvPath, pairs.WriteCSV); err != nil {
				return err
			}
			if err := writeJSON(cmd, jsonPath, pairs); err != nil {
				return err
			}
			return pairs.Err()
		},
	}
	registerOutput(cmd, "csv", "losses and differences of every epoch as CSV", &csvPath)
	registerOutput(cmd, "json", "everything as JSON", &jsonPath)
	return cmd
}

func printPairs(w io.Writer, pairs *study.Pairs) {
	fmt.Fprintf(w, "%s\n\n", table.Pairs(pairs).Text())
	summarisePairs(w, pairs)
}

func summarisePairs(w io.Writer, pairs *study.Pairs) {
	fmt.Fprintf(w, "%d runs side by side; the least agreement is: %v\n", len(pairs.Runs), pairs.Least())
}
