package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"backprop/compare/opcheck"
	"backprop/experiments/internal/table"
)

func newOps() *cobra.Command {
	var (
		name    string
		ops     []opcheck.Op
		workers int
		out     outputs
	)
	cmd := &cobra.Command{
		Use:   "ops",
		Short: "Check Gorgonia's operations one by one",
		Long: `Applies every differentiable operation of Gorgonia to operands of many shapes
and holds the value and the gradients against plain Go: Grad's gradient, run by
the TapeMachine (tape) and compiled (compiled), that of the LispMachine (lisp),
and Grad of Grad (second), wrong mostly by one fault: see --op Grad. A gradient
is called wrong if two independent numerical derivatives say so. With --op it
prints every case of one operation that is not right, programs that reproduce
what is wrong, and why Gorgonia's own tests do not see it. Exits with 1 if the
compiled gradient is wrong where the TapeMachine's is right.`,
		Example: `  backprop ops
  backprop ops --op Log2
  backprop ops --json ops.json`,
		Args: noArguments,
		PreRunE: func(cmd *cobra.Command, _ []string) error {
			if workers < 1 {
				return usageError{fmt.Errorf("--workers %d: want 1 or more", workers)}
			}
			if ops = opcheck.Ops(); !cmd.Flags().Changed("op") {
				return nil
			}
			var err error
			if ops, err = operation(ops, name); err != nil {
				return usageError{err}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&name, "op", "", "check this operation only, such as Log2")
	cmd.Flags().IntVar(&workers, "workers", 2, "processes at a time; the results are the same for any number")
	out.register(cmd, "json", "all cases with their verdicts")
	return out.of(cmd, func(cmd *cobra.Command) (*result, error) {
		bar := newProgress(cmd.ErrOrStderr(), "operations", len(ops))
		defer bar.finish()
		results, err := opcheck.Run(cmd.Context(), ops, workers, bar.step)
		if err != nil {
			return nil, err
		}
		return &result{func(s *screen) { printOps(s, results, name != "") }, byFlag{
			"json": asJSON(opcheck.Report{Seed: opcheck.Seed, Operations: results}),
		}, miscompiled(results)}, nil
	})
}

// operation returns the operation of a name.
func operation(ops []opcheck.Op, name string) ([]opcheck.Op, error) {
	var names []string
	for k, op := range ops {
		if names = append(names, op.Name); strings.EqualFold(op.Name, name) {
			return ops[k : k+1], nil
		}
	}
	return nil, fmt.Errorf("--op %s: no such operation: want one of %s", name, strings.Join(names, ", "))
}

// miscompiled returns an error if a compiled gradient is wrong where the TapeMachine's is right.
func miscompiled(results []opcheck.Result) error {
	for _, r := range results {
		for _, c := range r.Cases {
			compiled, tape := c.Findings[opcheck.Compiled], c.Findings[opcheck.Tape]
			if compiled.Verdict == opcheck.Wrong && tape.Verdict == opcheck.Right {
				return fmt.Errorf("%s, compiled, is wrong: %s: %s", r.Op, c.Sample, compiled.Detail)
			}
		}
	}
	return nil
}

func printOps(s *screen, results []opcheck.Result, closely bool) {
	s.table(table.Ops(results))
	fmt.Fprintln(s)
	s.say(`A cell is the worst verdict and how many cases have it. error: Gorgonia, or the
compiler, returns one. Cases at a kink are no fault. Drawn with seed %d.`, opcheck.Seed)
	if !closely {
		return
	}
	for _, r := range results {
		if r.Convention != "" {
			fmt.Fprintf(s, "\nBy convention, %s.\n", r.Convention)
		}
		fmt.Fprintln(s)
		for _, c := range r.Cases {
			var words string
			for _, stage := range opcheck.Stages() {
				if f := c.Findings[stage]; f.Verdict != opcheck.Right {
					words += fmt.Sprintf("    %-9s %s: %s\n", stage, f.Verdict, f.Detail)
				}
			}
			if words != "" {
				fmt.Fprintf(s, "%s\n%s", c.Sample, words)
			}
		}
		for _, f := range r.Faults {
			fmt.Fprintf(s, "\n// %s of %s, %s: %s.\n", f.Stage, r.Op, f.Sample, f.Detail)
			if f.Unseen != "" {
				fmt.Fprintf(s, "// Gorgonia's tests do not see it: %s\n", f.Unseen)
			}
			if f.Want != nil {
				fmt.Fprintf(s, "// Prints %v; right would be %v.\n", f.Prints, f.Want)
			}
			fmt.Fprint(s, f.Program)
		}
	}
}
