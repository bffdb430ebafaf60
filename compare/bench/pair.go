package bench

import (
	"context"
	"fmt"
)

// Pair is two operations, one of which is held against the other.
type Pair struct {
	Name        string // what over what: "graph step / manual step"
	Over, Under func() error
	// Scale multiplies the ratio of the times, for operations that do different
	// amounts of work: 1/1000 where Over does a thousand times what Under does.
	Scale float64
	Goal  Goal
}

// Goal is what a ratio should reach.
type Goal struct {
	Bound   float64 `json:"bound"`
	AtLeast bool    `json:"at_least"` // else at most
}

// String writes the goal: "≤ 1.5", "≥ 60".
func (g Goal) String() string {
	if g.AtLeast {
		return fmt.Sprintf("≥ %v", g.Bound)
	}
	return fmt.Sprintf("≤ %v", g.Bound)
}

// Reached reports whether a ratio meets the goal.
func (g Goal) Reached(ratio float64) bool {
	if g.AtLeast {
		return ratio >= g.Bound
	}
	return ratio <= g.Bound
}

// Ratio is a pair that was measured.
type Ratio struct {
	Name  string   `json:"name"`
	Goal  Goal     `json:"goal"`
	Ratio Estimate `json:"ratio"`
	// Over and Under are the two times, in nanoseconds.
	Over  Estimate `json:"over_ns"`
	Under Estimate `json:"under_ns"`
}

// Hold times the two operations of a pair in turn, the first to go being the other
// one in every round, and returns the ratio of the times of one round. Its errors
// are the context's, an operation's, and fewer than six rounds.
func Hold(ctx context.Context, p Pair, s Settings) (Ratio, error) {
	if err := s.validate(); err != nil {
		return Ratio{}, err
	}
	watches := [2]stopwatch{{run: p.Over}, {run: p.Under}}
	var samples [2][]float64
	for i := range watches {
		if _, _, err := watches[i].calibrate(s.Sample); err != nil {
			return Ratio{}, fmt.Errorf("%s: %w", p.Name, err)
		}
	}
	for round := range s.Rounds {
		for turn := range watches {
			if err := ctx.Err(); err != nil {
				return Ratio{}, err
			}
			i := (turn + round) % 2
			took, err := watches[i].sample()
			if err != nil {
				return Ratio{}, fmt.Errorf("%s: %w", p.Name, err)
			}
			samples[i] = append(samples[i], took)
		}
	}
	r := ratio(samples[0], samples[1])
	r = Estimate{r.Median * p.Scale, r.Low * p.Scale, r.High * p.Scale}
	return Ratio{Name: p.Name, Goal: p.Goal, Ratio: r, Over: estimate(samples[0]), Under: estimate(samples[1])}, nil
}
