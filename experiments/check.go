package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"backprop/compare"
	"backprop/compare/gradcheck"
	"backprop/experiments/internal/study"
	"backprop/network"
)

func newCheck() *cobra.Command {
	var (
		what     networkFlags
		training = compare.Training{LearningRate: 0.001}
		engines  = backendsChoice("both")
		mistake  mistakeFlag
		methods  = choiceFlag{"all", []string{"central", "dual", "taylor", "all"}}
		settings compare.CheckSettings
		other    program
		out      outputs
	)
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check the engines' gradients numerically",
		Long: `Checks the gradients of one network, fresh or trained by hand for some epochs at
rate 0.001, against three derivations that share nothing with backpropagation:
central differences with an error bar, exact dual numbers, and the order of the
Taylor remainder. Exits with 1 if a gradient fails. With --mistake it makes one in
the gradient by hand first; that of the report's code is 'db not summed'. With
--exec it checks a program in any language, which answers questions on its
standard input (compare/gradcheck/protocol/PROTOCOL.md).`,
		Example: `  backprop check
  backprop check --mistake 'db not summed'
  backprop check --layers 2,100,100,1 --directions 5
  backprop check --layers 2,3,5,1 --activations relu,tanh,sigmoid \
      --task linear --samples 50 --engine graph --method central --json -
  backprop check --exec 'python3 mine.py'`,
		Args: noArguments,
		PreRunE: func(cmd *cobra.Command, _ []string) error {
			if directions := settings.Directions; directions < 0 || directions > mostDirections {
				return usageError{network.Invalid("directions", "%d: want 0 (every element) to %d", directions, mostDirections)}
			}
			if methods.chosen != "all" {
				settings.Methods = []gradcheck.Method{gradcheck.Method(methods.chosen)}
			}
			if other.given(cmd) {
				return other.validate(cmd)
			}
			if mistake.Name != "" && engines.chosen != compare.Manual().Name && cmd.Flags().Changed("engine") {
				return usageError{network.Invalid("mistake", "%s is made in the gradient by hand: want it without --engine %s",
					mistake.Name, engines.chosen)}
			}
			return what.fill(&training)
		},
	}
	what.register(cmd.Flags())
	cmd.Flags().IntVar(&training.Epochs, "epochs", 0, "train so long before the check")
	cmd.Flags().Var(&engines, "engine", "whose gradient is checked")
	cmd.Flags().Var(&mistake, "mistake", "check the gradient by hand with this mistake in it, one that power lists")
	cmd.Flags().Var(&methods, "method", "by which it is checked")
	cmd.Flags().IntVar(&settings.Directions, "directions", 0,
		"check the slope along so many random directions, for large networks; 0 is every element")
	other.register(cmd.Flags())
	out.register(cmd, "json", "the checks with every comparison as JSON")
	return out.of(cmd, func(cmd *cobra.Command) (*result, error) {
		if other.given(cmd) {
			return other.check(cmd, settings)
		}
		checked := engines.backends()
		if mistake.Name != "" {
			checked = []compare.Backend{mistake.backend()}
		}
		point, reports, err := checkPoint(cmd, training, checked, settings)
		if err != nil {
			return nil, err
		}
		return &result{func(s *screen) { printChecks(s, training, reports) }, byFlag{
			"json": asJSON(study.Checks{Points: []study.CheckedPoint{*point}}),
		}, certified(reports)}, nil
	})
}

// certified names the first gradient that fails, or of which nothing could be said.
func certified(reports []gradcheck.Report) error {
	for _, r := range reports {
		if err := r.Err(); err != nil {
			return err
		}
		if r.Certified() == 0 {
			return fmt.Errorf("%s: nothing could be certified (%v)", r.Name, r.Methods[0].Reason)
		}
	}
	return nil
}

// mostDirections bounds the work to some seconds on the report's network.
const mostDirections = 100_000

// manyElements is from where a check of every element takes more than a second or
// two, and grows with the square.
const manyElements = 1000

// checkPoint checks each engine at the same point.
func checkPoint(cmd *cobra.Command, training compare.Training, engines []compare.Backend,
	settings compare.CheckSettings) (*study.CheckedPoint, []gradcheck.Report, error) {
	layout, err := network.NewLayout(training.Network())
	if err != nil {
		return nil, nil, err
	}
	if layout.Size > manyElements && settings.Directions == 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "checking %d elements one by one; "+
			"--directions 5 checks the slope along five directions\n", layout.Size)
	}
	bar := newProgress(cmd.ErrOrStderr(), "epochs", training.Epochs)
	defer bar.finish()
	point, reports, err := study.CheckPoint(cmd.Context(), training, engines, &settings, bar.step)
	if err != nil {
		return nil, nil, err
	}
	for i, r := range reports {
		if point.Claims[i].Report, err = json.Marshal(r); err != nil {
			return nil, nil, err
		}
	}
	return point, reports, nil
}

func printChecks(s *screen, training compare.Training, reports []gradcheck.Report) {
	fmt.Fprintf(s, "%s\ntask %s, %d rows, seed %d\n", training.Spec, printable(training.Task.Name), training.Task.Rows,
		training.Seed)
	for _, r := range reports {
		fmt.Fprintf(s, "\n%v", r)
	}
	fmt.Fprintln(s)
	for _, r := range reports {
		fmt.Fprintf(s, "%s: %v\n", r.Name, r.Verdict())
	}
}
