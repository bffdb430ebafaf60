package bench

import (
	"context"
	"time"

	"backprop/graph"
	"backprop/manual"
)

// Setup is what an engine costs on a workload before its first run, in
// nanoseconds: the medians over the rounds.
type Setup struct {
	Net           string  `json:"net"`
	Rows          int     `json:"rows"`
	Manual        float64 `json:"manual_ns"`
	Build         float64 `json:"graph_build_ns"`
	Differentiate float64 `json:"graph_differentiate_ns"`
	Compile       float64 `json:"graph_compile_ns"`
	CompileTape   float64 `json:"tape_compile_ns"`
}

// MeasureSetup makes every engine for the workload, round after round, at least
// once. Its errors are the context's, and those of an engine that cannot be made.
func MeasureSetup(ctx context.Context, w Workload, rounds int) (Setup, error) {
	var samples [5][]float64
	for range rounds {
		if err := ctx.Err(); err != nil {
			return Setup{}, err
		}
		start := time.Now()
		if _, err := manual.New(w.Spec, w.Batch.Rows); err != nil {
			return Setup{}, err
		}
		byHand := time.Since(start)
		s, err := graph.MeasureSetup(w.Spec, w.Batch.Rows)
		if err != nil {
			return Setup{}, err
		}
		for i, d := range []time.Duration{byHand, s.Build, s.Differentiate, s.Compile, s.CompileTape} {
			samples[i] = append(samples[i], float64(d.Nanoseconds()))
		}
	}
	var median [5]float64
	for i, values := range samples {
		median[i] = middle(values)
	}
	return Setup{w.Net, w.Batch.Rows, median[0], median[1], median[2], median[3], median[4]}, nil
}
