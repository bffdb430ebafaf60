package compare

import (
	"context"
	"fmt"
	"math"
)

// Thresholds returns the differences between parameters whose first crossing a
// [Divergence] dates: from one rounding error amplified to a difference that a
// reader of six digits would see.
func Thresholds() [3]float64 { return [3]float64{1e-12, 1e-9, 1e-6} }

// Agreement is the verdict on two trajectories.
type Agreement string

const (
	// Identical: every parameter equal to the last bit after every epoch.
	Identical Agreement = "identical"
	// Rounding: differences, none ever above 1e-9.
	Rounding Agreement = "rounding"
	// Drifting: differences above 1e-9, none above 1e-6.
	Drifting Agreement = "drifting"
	// Apart: differences above 1e-6: not the same training.
	Apart Agreement = "apart"
)

// Agreements returns the verdicts from the closest to the least.
func Agreements() []Agreement { return []Agreement{Identical, Rounding, Drifting, Apart} }

// Never is the epoch of a threshold that was never crossed.
const Never = -1

// Divergence is how two trainings of the same network part, epoch by epoch.
type Divergence struct {
	// Losses are the mean losses of either engine, as in [Result].
	Losses [2][]float64
	// Differences are the largest |θa - θb| over all parameters after each
	// epoch.
	Differences []float64
	// Crossings are the first epochs whose difference is above each of
	// Thresholds, or Never.
	Crossings [3]int
	// Largest is the largest of Differences, and Where the parameter and Epoch
	// at which it stood.
	Largest float64
	Where   string
	Epoch   int
}

// Agreement is the verdict on the whole of the two trajectories.
func (d *Divergence) Agreement() Agreement {
	switch {
	case d.Largest == 0:
		return Identical
	case d.Crossings[1] == Never:
		return Rounding
	case d.Crossings[2] == Never:
		return Drifting
	}
	return Apart
}

// SideBySide trains two engines made for t.Network() from the same start on the
// same data, epoch by epoch, and measures how far they part. It calls progress,
// unless it is nil, after every epoch; errors are those of [Train].
func SideBySide(ctx context.Context, a, b Engine, t Training, progress func(epoch int)) (*Divergence, error) {
	var runs [2]*trainer
	for i, engine := range []Engine{a, b} {
		run, err := newTrainer(engine, t)
		if err != nil {
			return nil, err
		}
		runs[i] = run
	}
	d := &Divergence{Crossings: [3]int{Never, Never, Never}, Epoch: Never}
	for epoch := range t.Epochs {
		for i, run := range runs {
			loss, err := run.epoch(ctx)
			if err != nil {
				return nil, fmt.Errorf("engine %d of 2: %w", i+1, err)
			}
			d.Losses[i] = append(d.Losses[i], loss)
		}
		difference, at := largestDifference(runs[0].parameters.Values, runs[1].parameters.Values)
		d.Differences = append(d.Differences, difference)
		for i, threshold := range Thresholds() {
			if difference > threshold && d.Crossings[i] == Never {
				d.Crossings[i] = epoch
			}
		}
		if difference > d.Largest {
			d.Largest, d.Where, d.Epoch = difference, runs[0].parameters.ElementName(at), epoch
		}
		if progress != nil {
			progress(epoch)
		}
	}
	return d, nil
}

// largestDifference returns the largest |a-b| and where it stands.
func largestDifference(a, b []float64) (largest float64, at int) {
	for i, v := range a {
		if d := math.Abs(v - b[i]); d > largest {
			largest, at = d, i
		}
	}
	return largest, at
}
