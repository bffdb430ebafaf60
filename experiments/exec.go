package main

import (
	"fmt"
	"math"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"backprop/compare"
	"backprop/compare/gradcheck"
	"backprop/compare/gradcheck/protocol"
	"backprop/network"
)

// program is --exec: a program of the user's whose gradient is checked.
type program struct {
	command  string
	timeout  time.Duration
	accuracy float64
}

func (p *program) register(flags *pflag.FlagSet) {
	flags.StringVar(&p.command, "exec", "", "check the gradient of this program, in any language, instead: a `command`")
	flags.Float64Var(&p.accuracy, "accuracy", 0,
		"how far f of --exec may be from what the gradient is of, as an iteration's tolerance")
	flags.DurationVar(&p.timeout, "timeout", 10*time.Second, "for one answer of the program of --exec")
}

func (p *program) given(cmd *cobra.Command) bool { return cmd.Flags().Changed("exec") }

// validate refuses the flags that say which network is checked.
func (p *program) validate(cmd *cobra.Command) error {
	var of string
	cmd.Flags().Visit(func(f *pflag.Flag) {
		switch f.Name {
		case "exec", "timeout", "accuracy", "directions", "json":
		default:
			of = f.Name
		}
	})
	switch {
	case of != "":
		return usageError{fmt.Errorf("--%s is of a network: want it without --exec", of)}
	case p.timeout <= 0:
		return usageError{network.Invalid("timeout", "%v: want a time above 0, such as 10s", p.timeout)}
	case !(p.accuracy >= 0) || math.IsInf(p.accuracy, 1):
		return usageError{network.Invalid("accuracy", "%v: want 0 or more, such as 1e-8", p.accuracy)}
	}
	return nil
}

func (p *program) check(cmd *cobra.Command, settings compare.CheckSettings) (*result, error) {
	report, err := protocol.Check(cmd.Context(), p.command, &protocol.Settings{Timeout: p.timeout,
		Check: gradcheck.Settings{Name: "the program", Directions: settings.Directions, Accuracy: p.accuracy}})
	if err != nil {
		return nil, err
	}
	return &result{print: func(s *screen) { fmt.Fprint(s, report) }, files: byFlag{"json": asJSON(report)},
		verdict: certified([]gradcheck.Report{report})}, nil
}
