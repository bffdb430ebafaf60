package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"backprop/compare/tournament"
	"backprop/experiments/internal/table"
)

func newTournament() *cobra.Command {
	var (
		seed  uint64
		draws int
		out   outputs
	)
	cmd := &cobra.Command{
		Use:   "tournament",
		Short: "Let gradient checkers judge one corpus of gradients",
		Long: `Has the rules of nine gradient checkers, at their documented defaults, judge a
right and some wrong gradients of functions drawn from a corpus of families; one
in ten of these is itself drawn from the seed. What is right is derived in 106
bits. Prints the false alarms, the mistakes missed, and what was left open:
needlessly, if differences of f could tell or if the reason is not there; in how
many families a rule did better than ours, and worse; and where ours was wrong.
Exits with 1 if ours passes a gradient that is off by more than it says it would
have caught.`,
		Example: `  backprop tournament
  backprop tournament --seed 7 --json tournament.json`,
		Args: noArguments,
		PreRunE: func(*cobra.Command, []string) error {
			if err := tournament.Validate(draws); err != nil {
				return usageError{err}
			}
			return nil
		},
	}
	cmd.Flags().Uint64Var(&seed, "seed", 1, "of what is drawn")
	cmd.Flags().IntVar(&draws, "draws", 20, "functions of each family")
	out.register(cmd, "json", "the rules, their sources, what each did in each family, and our faults as JSON")
	return out.of(cmd, func(cmd *cobra.Command) (*result, error) {
		families, err := tournament.Families(seed)
		if err != nil {
			return nil, err
		}
		bar := newProgress(cmd.ErrOrStderr(), "families", len(families))
		defer bar.finish()
		r, err := tournament.Run(cmd.Context(), seed, draws, bar.step)
		if err != nil {
			return nil, err
		}
		return &result{func(s *screen) { printTournament(s, r) }, byFlag{"json": asJSON(r)}, r.Err()}, nil
	})
}

func printTournament(s *screen, r *tournament.Result) {
	ours := r.Ours()
	fmt.Fprintf(s, "%d right and %d wrong gradients of %d families, %d draws of seed %d\n\n", ours.Right, ours.Wrong,
		len(r.Families), r.Draws, r.Seed)
	s.table(table.Tournament(r))
	if told := r.Told; told.Right > 0 {
		fmt.Fprintln(s)
		s.say("Ours told how exact f is, in the families that say so: of %d right and %d wrong gradients, "+
			"%d false alarms, %d missed, %d left open.", told.Right, told.Wrong, told.FalseAlarms, told.Missed,
			told.Abstained+told.Open)
	}
	fmt.Fprint(s, "\nFalse alarms and mistakes missed, by kind of family:\n\n")
	s.table(table.TournamentKinds(r))
	if faults := table.TournamentFaults(r); len(faults.Rows) > 0 {
		fmt.Fprintln(s)
		s.table(faults)
	}
}
