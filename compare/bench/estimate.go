package bench

import (
	"slices"

	"golang.org/x/perf/benchmath"
	"gonum.org/v1/gonum/floats"
)

// leastRounds is the least number of values whose median has a 95 % interval.
const leastRounds = 6

// confidence of every interval.
const confidence = 0.95

// Estimate is a median with its confidence interval, which assumes nothing about
// the distribution: the same as benchstat's.
type Estimate struct {
	Median float64 `json:"median"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
}

func estimate(values []float64) Estimate {
	s := benchmath.AssumeNothing.Summary(benchmath.NewSample(values, &benchmath.DefaultThresholds), confidence)
	return Estimate{s.Center, s.Lo, s.Hi}
}

// ratio estimates a over b, round by round. Without b, whose engine is wrong, it
// is zero.
func ratio(a, b []float64) Estimate {
	if len(a) == 0 || len(b) != len(a) {
		return Estimate{}
	}
	return estimate(ratios(a, b))
}

// ratios are those of a to b, round by round.
func ratios(a, b []float64) []float64 { return floats.DivTo(make([]float64, len(a)), a, b) }

// middle is the upper median of at least one value.
func middle(values []float64) float64 {
	return slices.Sorted(slices.Values(values))[len(values)/2]
}
