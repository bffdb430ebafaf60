package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strconv"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"backprop/compare"
	"backprop/compare/bench"
	"backprop/experiments/lab"
	"backprop/network"
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
			if err := checkOutput(cmd, "csv", csvPath); err != nil {
				return err
			}
			if err := checkOutput(cmd, "json", jsonPath); err != nil {
				return err
			}
			if csvPath != "" && csvPath == jsonPath {
				return usageError{fmt.Errorf("--csv and --json are both %s: want different files, and one at most on standard output", csvPath)}
			}
			pairs, err := runPairs(cmd.Context(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			if jsonPath != "-" && csvPath != "-" {
				printPairs(cmd.OutOrStdout(), pairs)
			}
			if err := writeOutput(cmd, csvPath, func(w io.Writer) error { return writePairsCSV(w, pairs) }); err != nil {
				return err
			}
			if err := writeJSON(cmd, jsonPath, pairsRecord(pairs)); err != nil {
				return err
			}
			return pairsError(pairs)
		},
	}
	registerOutput(cmd, "csv", "losses and differences of every epoch as CSV", &csvPath)
	registerOutput(cmd, "json", "everything as JSON", &jsonPath)
	return cmd
}

// pair is one run trained by both engines.
type pair struct {
	run        lab.Run
	divergence *compare.Divergence
}

// bias is the form that the biases of the pair had.
func (p pair) bias() network.Bias {
	spec, _ := p.run.Training.Network()
	return spec.Bias
}

func runPairs(ctx context.Context, stderr io.Writer) ([]pair, error) {
	runs, err := lab.Runs()
	if err != nil {
		return nil, err
	}
	corrected, err := lab.Corrected()
	if err != nil {
		return nil, err
	}
	runs = append(runs, corrected...)
	epochs := 0
	for _, run := range runs {
		epochs += run.Training.Epochs
	}
	bar := newProgress(stderr, "epochs", epochs)
	defer bar.finish()

	pairs := make([]pair, len(runs))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, run := range runs {
		group.Go(func() error {
			divergence, err := runPair(ctx, run.Training, bar.step)
			if err != nil {
				return fmt.Errorf("%s: %w", run.Name, err)
			}
			pairs[i] = pair{run, divergence}
			return nil
		})
	}
	return pairs, group.Wait()
}

func runPair(ctx context.Context, training compare.Training, step func()) (*compare.Divergence, error) {
	var engines []compare.Engine
	for _, by := range bench.Engines() {
		engine, err := by.New(training.Network())
		if err != nil {
			return nil, err
		}
		engines = append(engines, engine)
	}
	return compare.SideBySide(ctx, engines[0], engines[1], training, func(int) { step() })
}

func printPairs(w io.Writer, pairs []pair) {
	t := newTable(2, "run", "bias", "1e-12", "1e-9", "1e-6", "largest", "verdict")
	for _, p := range pairs {
		d := p.divergence
		row := []any{p.run.Name, p.bias()}
		for _, epoch := range d.Crossings {
			row = append(row, crossing(epoch))
		}
		t.AppendRow(append(row, fmt.Sprintf("%.1e", d.Largest), d.Agreement()))
	}
	fmt.Fprintf(w, "%s\n\n", t.Render())
	worst := slices.MaxFunc(pairs, func(a, b pair) int { return int(a.divergence.Agreement()) - int(b.divergence.Agreement()) })
	fmt.Fprintf(w, "%d runs side by side; the least agreement is: %v\n", len(pairs), worst.divergence.Agreement())
}

func crossing(epoch int) string {
	if epoch == compare.Never {
		return "-"
	}
	return strconv.Itoa(epoch)
}

// pairsError names the runs whose engines trained something else.
func pairsError(pairs []pair) error {
	for _, p := range pairs {
		if d := p.divergence; d.Agreement() == compare.Apart {
			return fmt.Errorf("%s with %v bias: the engines are apart from epoch %d on, by up to %.1e in %s",
				p.run.Name, p.bias(), d.Crossings[len(d.Crossings)-1], d.Largest, d.Where)
		}
	}
	return nil
}

func writePairsCSV(w io.Writer, pairs []pair) error {
	table := csv.NewWriter(w)
	table.Write([]string{"run", "bias", "epoch", "loss_manual", "loss_graph", "largest_difference"})
	digits := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	for _, p := range pairs {
		d := p.divergence
		for epoch, difference := range d.Differences {
			table.Write([]string{p.run.Name, p.bias().String(), strconv.Itoa(epoch),
				digits(d.Losses[0][epoch]), digits(d.Losses[1][epoch]), digits(difference)})
		}
	}
	table.Flush()
	return table.Error()
}

// pairJSON is one run in the JSON file. A crossing that never came is null.
type pairJSON struct {
	Run                string            `json:"run"`
	Bias               network.Bias      `json:"bias"`
	LossesManual       []float64         `json:"losses_manual"`
	LossesGraph        []float64         `json:"losses_graph"`
	LargestDifferences []float64         `json:"largest_differences"`
	Crossings          map[string]*int   `json:"crossings"`
	Largest            float64           `json:"largest"`
	Where              string            `json:"where"`
	Verdict            compare.Agreement `json:"verdict"`
}

func pairsRecord(pairs []pair) any {
	records := make([]pairJSON, len(pairs))
	for i, p := range pairs {
		d := p.divergence
		crossings := map[string]*int{}
		for k, threshold := range compare.Thresholds() {
			crossings[fmt.Sprint(threshold)] = nil
			if epoch := d.Crossings[k]; epoch != compare.Never {
				crossings[fmt.Sprint(threshold)] = &epoch
			}
		}
		records[i] = pairJSON{Run: p.run.Name, Bias: p.bias(), LossesManual: d.Losses[0], LossesGraph: d.Losses[1],
			LargestDifferences: d.Differences, Crossings: crossings, Largest: d.Largest, Where: d.Where, Verdict: d.Agreement()}
	}
	return struct {
		Runs []pairJSON `json:"runs"`
	}{records}
}
