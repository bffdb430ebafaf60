package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"backprop/compare/bench"
	"backprop/experiments/internal/provenance"
	"backprop/experiments/internal/study"
	"backprop/experiments/internal/table"
)

// How long bench measures: rounds of every engine on everything, each sample at
// least so long.
var (
	fullBench  = bench.Settings{Rounds: 20, Sample: 5 * time.Millisecond}
	quickBench = bench.Settings{Rounds: 8, Sample: time.Millisecond}
)

func newBench() *cobra.Command {
	var (
		quick bool
		out   outputs
	)
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Time gradients by hand against autodiff",
		Long: `Times the loss (objective), its gradient and a training step: by hand (manual),
by Gorgonia's symbolic gradient compiled to kernels (graph), by the same graph
on Gorgonia's interpreter (tape), and by a graph as Gorgonia's tutorials write
it (tutorial). Engines are timed in turn, round after round. A figure is the
median over the rounds with the wider half of its 95 % confidence interval; a
ratio is that of two times of one round: over the same engine's objective
(/obj., at most about 5 in theory) and over the same operation by hand
(/manual). An engine whose loss, gradient or step is wrong is shown as wrong,
not timed.

Takes about two minutes; --quick some ten seconds, without the widest network.`,
		Example: `  backprop bench --quick
  backprop bench --json bench.json`,
		Args: noArguments,
	}
	cmd.Flags().BoolVar(&quick, "quick", false, "fewer rounds, without the widest network")
	out.register(cmd, "json", "machine, samples and estimates as JSON")
	return out.of(cmd, func(cmd *cobra.Command) (*result, error) {
		b, err := runBench(cmd.Context(), cmd.ErrOrStderr(), quick)
		if err != nil {
			return nil, err
		}
		return &result{func(s *screen) { printBench(s, b) },
			byFlag{"json": asJSON(b)}, b.Err()}, nil
	})
}

func runBench(ctx context.Context, stderr io.Writer, quick bool) (*study.Benchmarks, error) {
	settings := fullBench
	if quick {
		settings = quickBench
	}
	workloads, err := bench.Workloads(quick)
	if err != nil {
		return nil, err
	}
	result := &study.Benchmarks{Machine: provenance.This(), Quick: quick, Rounds: settings.Rounds}
	bar := newProgress(stderr, "networks", len(workloads))
	defer bar.finish()
	for _, w := range workloads {
		measurements, err := bench.Measure(ctx, w, bench.Backends(), settings)
		if err != nil {
			return nil, err
		}
		result.Measurements = append(result.Measurements, measurements...)
		s, err := bench.MeasureSetup(ctx, w, settings.Rounds)
		if err != nil {
			return nil, err
		}
		result.Setups = append(result.Setups, s)
		bar.step()
	}
	return result, nil
}

func printBench(s *screen, result *study.Benchmarks) {
	fmt.Fprintf(s, "%v\n%v\nmedians of %d interleaved rounds; ± is the wider half of the 95 %% interval\n",
		result.Machine, result.Machine.Software(), result.Rounds)
	for _, setup := range result.Setups {
		var measured []bench.Measurement
		for _, operation := range bench.Operations() {
			for _, m := range result.Measurements {
				if m.Net == setup.Net && m.Rows == setup.Rows && m.Operation == operation {
					measured = append(measured, m)
				}
			}
		}
		fmt.Fprintf(s, "\n%s\n", table.Workload(setup))
		s.table(table.Times(measured))
	}
	fmt.Fprintln(s)
	s.table(table.Setups(result.Setups))
}
