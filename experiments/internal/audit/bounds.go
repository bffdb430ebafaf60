package audit

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"backprop/compare"
	"backprop/network"
	"backprop/network/portable"
)

// affineRuns are the configurations that are affine classifiers with shared bias.
var affineRuns = []struct {
	variant string
	why     string
	logit   bool // is itself affine
}{
	{noActivation, "its layers are affine", true},
	{"layout-2-1-1-1", "its logit is a monotone function of one affine number", false},
}

// lossRounding is by how much rounding may take the loss of a network below the
// least there is, which is rounded too.
const lossRounding = 1e-11

// bounds holds the trained networks that are affine classifiers against the
// bounds. It returns nil if there are none among the runs.
func (t *Table) bounds() (*Bounds, error) {
	batch := compare.XOR().Draw(nil)
	b := &Bounds{Points: batch.Rows, BestRight: MostRight(batch)}
	y, err := bestConstant(batch)
	if err != nil {
		return nil, err
	}
	variance := float64(y * (1 - y)) // of the labels
	b.LeastSquares.Bias, b.LeastSquares.MSE = rounded(y), rounded(variance)
	b.LeastSquares.Right = right(slices.Repeat([]float64{y}, batch.Rows), batch.Y)
	b.LeastLoss = rounded(-float64(y*portable.Log(y)) - float64((1-y)*portable.Log(1-y)))
	networks, violations := 0, 0
	for _, run := range affineRuns {
		id := RunID{xor + "/" + run.variant, network.Shared}
		accuracies, losses := t.Values(id, Accuracy), t.Values(id, TrainedLoss)
		if accuracies == nil {
			continue
		}
		held := BoundCheck{RunID: id, Why: run.why}
		for i, a := range accuracies {
			if math.IsNaN(a) {
				continue
			}
			n := int(math.Round(a * float64(batch.Rows) / 100))
			if held.Networks++; held.Networks == 1 {
				held.LowestLoss = losses[i]
			}
			held.MostRight, held.LowestLoss = max(held.MostRight, n), min(held.LowestLoss, losses[i])
			if n > b.BestRight || run.logit && losses[i] < b.LeastLoss-lossRounding {
				held.Violations++
			}
		}
		b.Held = append(b.Held, held)
		networks, violations = networks+held.Networks, violations+held.Violations
	}
	if b.Held == nil {
		return nil, nil
	}
	did := "none did, nor had a loss below the least"
	if violations > 0 {
		did = fmt.Sprintf("%d did, or had a loss below the least: a fault of this program", violations)
	}
	b.Finding = fmt.Sprintf("no affine classifier gets more than %d of the %d XOR points right; "+
		"of %d trained networks that are one, %s.", b.BestRight, b.Points, networks, did)
	return b, nil
}

// Err says that a network does what is proved impossible, which is a fault of the
// program.
func (r *Report) Err() error {
	var faults []error
	if r.Bounds == nil {
		return nil
	}
	for _, h := range r.Bounds.Held {
		if h.Violations > 0 {
			faults = append(faults, fmt.Errorf("%v: %d of %d networks are beyond what an affine classifier can do",
				h.RunID, h.Violations, h.Networks))
		}
	}
	return errors.Join(faults...)
}
