package compare

import (
	"backprop/manual"
	"backprop/network"
)

// Engine computes one network's loss and gradient. Parameters theta and
// gradients have the flat layout of [network.Parameters]; the loss is the SUM
// over the batch. Bad arguments and values that are not finite are errors.
type Engine interface {
	// Loss returns the summed loss.
	Loss(theta []float64, batch network.Batch) (float64, error)
	// Gradient writes the gradient of the summed loss into dst and returns the
	// loss. dst must not share memory with theta.
	Gradient(dst, theta []float64, batch network.Batch) (float64, error)
	// Step takes θ ← θ - rate·dθ in place and returns the loss before it.
	Step(theta []float64, batch network.Batch, rate float64) (float64, error)
	// Predict writes probabilities ŷ and logits ZL, one per row; either may be
	// nil.
	Predict(probabilities, logits, theta []float64, batch network.Batch) error
}

// Backend is a way to compute the loss and its gradient, by its name.
type Backend struct {
	Name string
	// New makes an engine for batches of up to rows rows.
	New func(spec network.Spec, rows int) (Engine, error)
}

// Manual is the gradient by hand.
func Manual() Backend {
	return Backend{"manual", func(spec network.Spec, rows int) (Engine, error) { return manual.New(spec, rows) }}
}
