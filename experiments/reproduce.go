package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"backprop/compare/bench"
	"backprop/experiments/lab"
)

func newReproduce() *cobra.Command {
	engines := enginesFlag(bench.Engines())
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
  go run ./experiments reproduce --engine manual`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return reproduce(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), engines)
		},
	}
	cmd.Flags().Var(&engines, "engine", "which engine runs")
	return cmd
}

// outcome is one run by one engine, judged.
type outcome struct {
	verdict  lab.Verdict
	accuracy float64
}

func reproduce(ctx context.Context, stdout, stderr io.Writer, engines []bench.Contender) error {
	runs, err := lab.Runs()
	if err != nil {
		return err
	}
	columns, err := lab.Columns()
	if err != nil {
		return err
	}
	outcomes, err := runAll(ctx, stderr, runs, columns, engines)
	if err != nil {
		return err
	}
	missed := printReproduction(stdout, runs, engines, outcomes)
	if len(missed) > 0 {
		return fmt.Errorf("%d printed figures are not reproduced:\n  %s", len(missed), strings.Join(missed, "\n  "))
	}
	return nil
}

// runAll returns the outcomes by run and engine. The runs are independent of
// each other and go on all cores.
func runAll(ctx context.Context, stderr io.Writer, runs []lab.Run, columns []lab.Column, engines []bench.Contender) ([][]outcome, error) {
	epochs := 0
	outcomes := make([][]outcome, len(runs))
	for i, run := range runs {
		outcomes[i] = make([]outcome, len(engines))
		epochs += len(engines) * run.Training.Epochs
	}
	bar := newProgress(stderr, "epochs", epochs)
	defer bar.finish()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, run := range runs {
		for j, engine := range engines {
			group.Go(func() error {
				result, err := trainOne(ctx, engine, run.Training, bar.step)
				if err != nil {
					return fmt.Errorf("%s by %s: %w", run.Name, engine.Name, err)
				}
				outcomes[i][j] = outcome{lab.Judge(run, columns, result), result.Accuracy}
				return nil
			})
		}
	}
	return outcomes, group.Wait()
}

// printReproduction prints the table and returns a line for every figure missed.
func printReproduction(w io.Writer, runs []lab.Run, engines []bench.Contender, outcomes [][]outcome) (missed []string) {
	header := []any{"run", "figures"}
	for _, engine := range engines {
		header = append(header, engine.Name, "worst")
	}
	t := newTable(1, append(header, "acc. %")...)
	totals := make([]lab.Verdict, len(engines))
	for i, run := range runs {
		row := table.Row{run.Name, outcomes[i][0].verdict.Figures()}
		var accuracies []string
		for j, engine := range engines {
			v := outcomes[i][j].verdict
			row = append(row, v.Reproduced(), fmt.Sprintf("%.1e", v.WorstDeviation))
			accuracies = append(accuracies, fmt.Sprintf("%.2f", outcomes[i][j].accuracy))
			totals[j].Add(v)
			for _, figure := range v.Missed {
				missed = append(missed, engine.Name+": "+figure)
			}
		}
		t.AppendRow(append(row, strings.Join(slices.Compact(accuracies), " / ")))
	}
	fmt.Fprintf(w, "%s\n\n", t.Render())
	for j, engine := range engines {
		v := totals[j]
		fmt.Fprintf(w, "%s: %s losses, %s predictions, %s accuracies reproduced;\n  worst relative deviation of a loss %.1e\n", engine.Name,
			of(v.LossesReproduced, v.Losses), of(v.PredictionsReproduced, v.Predictions), of(v.AccuraciesReproduced, v.Accuracies), v.WorstDeviation)
	}
	return missed
}

func of(part, whole int) string { return fmt.Sprintf("%d of %d", part, whole) }
