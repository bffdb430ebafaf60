package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"backprop/compare"
	"backprop/compare/gradcheck"
	"backprop/compare/mutant"
	"backprop/experiments/internal/table"
	"backprop/network"
)

func newPower() *cobra.Command {
	var (
		networks int
		seed     uint64
	)
	cmd := &cobra.Command{
		Use:   "power",
		Short: "Measure what the checker catches, and whether it cries wolf",
		Long: fmt.Sprintf(`Checks the right gradient of random networks, and %d wrong ones: mistakes
that people make in backpropagation by hand. Prints for each mistake in how many
networks it differs from the right gradient by more than the error bars of the
numerical ones, in how many of these it was caught, and how often the first hint
named the kind of mistake. Exits with 1 if a mistake is not caught, a right
gradient fails, or anything fails in an element that is right.`, len(mutant.All())),
		Example: `  backprop power
  backprop power --networks 100 --seed 7`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			bar := newProgress(cmd.ErrOrStderr(), "networks", networks)
			power, err := measurePower(cmd.Context(), networks, seed, bar.step)
			bar.finish()
			var setting *network.SettingError
			if errors.As(err, &setting) {
				return usageError{err}
			}
			if err != nil {
				return err
			}
			screenOf(cmd).page(func(s *screen) {
				s.table(table.Power(power))
				fmt.Fprintf(s, "\nright gradients of %d networks, %d parameters: %d pass, %d inconclusive, %d FAIL\n",
					power.Networks, power.Elements,
					power.Right[gradcheck.Pass], power.Right[gradcheck.Inconclusive], power.Right[gradcheck.Fail])
			})
			if n := len(power.Faults); n > 0 {
				return fmt.Errorf("%d faults of the checker, the first: %s", n, power.Faults[0])
			}
			return nil
		},
	}
	cmd.Flags().IntVar(&networks, "networks", 1000, "random networks")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "of the random networks")
	return cmd
}

// garbagePercent is how much garbage may gather beside what is in use, which is
// little: reports of a thousand claims a second, gone at once. With Go's 100 a
// collection comes every few milliseconds, and two cores wait for each other at
// every one; measured with 400, they take three quarters of the time, and 50 MB
// instead of 30.
const garbagePercent = 400

func measurePower(ctx context.Context, networks int, seed uint64, progress func()) (*compare.Power, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(garbagePercent))
	return compare.MeasurePower(ctx, networks, seed, progress)
}
