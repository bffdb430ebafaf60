package study

import (
	"errors"
	"fmt"
	"strconv"

	"backprop/experiments/internal/lab"
)

// Validate reports what in a reproduction from a file no tag of its fields tells.
func (r *Reproduction) Validate() error {
	for i, run := range r.Runs {
		if len(run.Engines) != len(r.Runs[0].Engines) {
			return fmt.Errorf("runs[%d].engines has %d elements: want %d", i, len(run.Engines), len(r.Runs[0].Engines))
		}
		for j, e := range run.Engines {
			first := run.Engines[0].Figures
			if len(e.Figures) != len(first) {
				return fmt.Errorf("runs[%d].engines[%d].figures has %d elements: want %d", i, j, len(e.Figures), len(first))
			}
			for k, f := range e.Figures {
				if err := validateFigure(f, first[k], run); err != nil {
					return fmt.Errorf("runs[%d].engines[%d].figures[%d].%w", i, j, k, err)
				}
			}
		}
	}
	return nil
}

// validateFigure compares a printed figure with the same one of the first engine.
func validateFigure(f, same lab.Figure, run Run) error {
	_, err := strconv.ParseFloat(f.Printed, 64)
	most := map[lab.Kind]int{lab.Loss: run.Epochs, lab.Prediction: run.Rows}[f.Kind]
	switch {
	case f.Place != same.Place || f.Kind != same.Kind || f.Line != same.Line || f.Printed != same.Printed:
		return errors.New("printed is another figure than the first engine's at this place")
	case err != nil:
		return fmt.Errorf("printed is %q: want a number", f.Printed)
	case f.At >= most && f.At != lab.Nowhere || f.At < 0 && (f.Kind == lab.Loss || f.At != lab.Nowhere):
		return fmt.Errorf("at is %d: want one of %d epochs or rows", f.At, most)
	case (f.Value == nil) != (f.Deviation == nil):
		return errors.New("deviation goes with value: want both or neither")
	}
	return nil
}

// Validate reports a measured time that is none.
func (b *Benchmarks) Validate() error {
	for i, m := range b.Measurements {
		if t := m.Time; m.Wrong == "" && !(0 < t.Low && t.Low <= t.Median && t.Median <= t.High) {
			return fmt.Errorf("measurements[%d].time_ns is %v, %v, %v: want 0 < low ≤ median ≤ high", i, t.Low, t.Median,
				t.High)
		}
	}
	return nil
}
