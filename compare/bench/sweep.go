package bench

import (
	"context"

	"backprop/compare"
)

// SweepPoint is a network of so many hidden layers of one width, on sweepRows rows.
type SweepPoint struct {
	Width  int `json:"width" in:"1.."`
	Hidden int `json:"hidden" in:"1.."`
	// Ratio is the time of a training step by autodiff, compiled, over that by hand.
	Ratio Estimate `json:"ratio"`
}

// sweepRows are those of the batch.
const sweepRows = 100

// Widths are those of the hidden layers of a sweep.
func Widths() []int { return []int{4, 16, 64, 256} }

// Depths are how many hidden layers a sweep has.
func Depths() []int { return []int{1, 2, 4} }

// MeasureSweep times a step by autodiff against one by hand on networks of each of the widths and
// of all [Depths]. Its errors are those of [Measure].
func MeasureSweep(ctx context.Context, widths []int, s Settings) ([]SweepPoint, error) {
	var points []SweepPoint
	for _, width := range widths {
		for _, hidden := range Depths() {
			layers := []int{2}
			for range hidden {
				layers = append(layers, width)
			}
			w, err := newWorkload(append(layers, 1), sweepRows)
			if err != nil {
				return nil, err
			}
			measured, err := Measure(ctx, w, compare.Backends(), s)
			if err != nil {
				return nil, err
			}
			last := measured[len(measured)-1] // the step by autodiff
			points = append(points, SweepPoint{width, hidden, last.ToFirst})
		}
	}
	return points, nil
}
