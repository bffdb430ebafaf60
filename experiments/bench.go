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

// trainingRounds are those of whole trainings.
const trainingRounds = 3

func newBench() *cobra.Command {
	var (
		quick bool
		out   outputs
	)
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Time gradients by hand against autodiff",
		Long: `What does it cost to let the program derive gradients, instead of writing them by
hand? Times a training step and its parts, on networks from tiny to wide:
objective is the loss alone, gradient the loss and its derivatives, step a
gradient and the update of the parameters; and a whole training of 700 epochs,
with what comes before it.

manual is by hand. The others are autodiff: graph compiled to loops, tape by
Gorgonia's interpreter, tutorial as Gorgonia's tutorials write it. The whole
training is also done by central differences, by dual numbers, and in C and
numpy, where gcc and numpy are installed.

All is timed in turn. A figure of a part is a median with the wider half of its
95 % interval; /obj. is the time over that of the same engine's objective, at
most about 5 in theory, /manual that over the same by hand. Of three whole
trainings it is the median. What computes something wrong is shown as wrong, not
timed.

At the end: how many lines either way takes to write, and which of the mistakes
that power makes on purpose it leaves room for.

Takes some two minutes where nothing else runs; --quick, without the widest
networks, a quarter of a minute.`,
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
	result := &study.Benchmarks{Machine: provenance.This(), Quick: quick, Rounds: settings.Rounds,
		Lines: bench.Lines(), Mistakes: bench.CountMistakes()}
	bar := newProgress(stderr, "parts", len(workloads)+2)
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
	if result.Trainings, err = bench.MeasureTrainings(ctx, trainingRounds); err != nil {
		return nil, err
	}
	bar.step()
	widths := bench.Widths()
	if quick {
		widths = widths[:len(widths)-1]
	}
	if result.Sweep, err = bench.MeasureSweep(ctx, widths, quickBench); err != nil {
		return nil, err
	}
	bar.step()
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
	if len(result.Trainings) > 0 {
		fmt.Fprintln(s)
		s.table(table.Trainings(result.Trainings))
		s.say("%s", table.Repaid(result.Trainings))
	}
	if len(result.Sweep) > 0 {
		fmt.Fprintln(s)
		s.say("A step by autodiff, compiled, in times of one by hand, 100 rows:")
		s.table(table.SweepOfSizes(result.Sweep))
		s.say("%s", table.Costless(result.Sweep))
	}
	if len(result.Lines) > 0 {
		fmt.Fprintln(s)
		s.table(table.Lines(result.Lines))
		fmt.Fprintln(s)
		s.table(table.Mistakes(result.Mistakes))
		s.say("Autodiff derives the backward pass, so that nobody can make a mistake there. Whether its library makes " +
			"one is another matter: see ops.")
	}
}
