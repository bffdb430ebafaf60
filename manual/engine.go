package manual

import (
	"errors"
	"fmt"

	"backprop/manual/internal/fast"
	"backprop/network"
)

// Engine runs one network: loss, gradient, step and prediction. It allocates
// nothing after New, but where a small network first meets numbers so large that the
// plain form must tell whether they overflow: there that gets its matrices. What it
// writes,
// theta or a gradient, must not share memory with the batch. It is not safe for
// concurrent use.
type Engine struct {
	rows     int // most rows of a batch; exactly the rows with Row bias
	layout   network.Layout
	layers   []*layer
	gradient []float64 // of Step

	fast *fast.Network // the same for small networks; nil for large ones
}

// New returns an engine for batches of at most rows rows, or of exactly rows
// rows with Row bias, which has one bias per row. It returns an error if spec
// is not valid or too large.
func New(spec network.Spec, rows int) (*Engine, error) {
	layout, err := network.NewLayout(spec, rows)
	if err != nil {
		return nil, fmt.Errorf("manual: %w", err)
	}
	e := &Engine{rows: rows, layout: layout, gradient: make([]float64, layout.Size)}
	matrices := newMatrices()
	for l := 1; l <= spec.Depth(); l++ {
		activation, ok := activations[spec.Activations[l-1]]
		if !ok {
			return nil, fmt.Errorf("manual: no derivative of activation %q", spec.Activations[l-1])
		}
		e.layers = append(e.layers, &layer{
			weight: layout.Weight(l), bias: layout.Bias(l), activation: activation, on: matrices,
		})
	}
	if !fast.Suits(spec.Layers) {
		e.makeRoom()
	} else if e.fast, err = fast.New(spec, layout, rows); err != nil {
		return nil, fmt.Errorf("manual: %w", err)
	}
	return e, nil
}

// makeRoom allocates what the plain form needs for all rows.
func (e *Engine) makeRoom() {
	for _, l := range e.layers {
		l.makeRoom(e.rows)
	}
	output := e.layers[len(e.layers)-1]
	output.A = make([]float64, e.rows) // Predict tells Z and A
}

// Loss returns the SUM over the batch of the clamped cross-entropy at the
// parameters theta, which have the layout of [network.NewLayout]. It
// returns an error if batch and theta do not fit the network, hold a value that
// is not finite, or give a logit that is not finite.
func (e *Engine) Loss(theta []float64, batch network.Batch) (float64, error) {
	if e.fast != nil && e.fast.Accepts(theta, &batch) {
		return e.fast.Loss(theta, &batch), nil
	}
	if err := e.check(theta, batch); err != nil {
		return 0, err
	}
	return e.forward(theta, batch)
}

// Gradient writes the gradient of the summed loss into dst, in the layout of
// theta, and returns the summed loss. Its errors are those of Loss, and a dst of
// the wrong length or a gradient that is not finite; after the latter dst holds
// that gradient. dst must not share memory with theta.
func (e *Engine) Gradient(dst, theta []float64, batch network.Batch) (float64, error) {
	if e.fast != nil && len(dst) == len(theta) && e.fast.Accepts(theta, &batch) {
		return e.fast.Gradient(dst, theta, &batch), nil
	}
	if err := e.check(theta, batch); err != nil {
		return 0, err
	}
	if len(dst) != len(theta) {
		return 0, fmt.Errorf("manual: gradient has %d elements, want %d", len(dst), len(theta))
	}
	loss, err := e.forward(theta, batch)
	if err != nil {
		return 0, err
	}
	e.backward(dst, theta, batch)
	if err := e.layout.CheckFinite("the gradient's element", dst); err != nil {
		return 0, fmt.Errorf("manual: %w", err)
	}
	return loss, nil
}

// Step takes one step of gradient descent, θ ← θ - rate·dθ, in place, and
// returns the summed loss before it. Its errors are those of Gradient, and a
// rate that is not finite; theta is then unchanged. A finite rate may be so large that
// the update overflows: then the next call says which parameter is not finite.
func (e *Engine) Step(theta []float64, batch network.Batch, rate float64) (float64, error) {
	if rate-rate != 0 { // NaN or ±Inf
		return 0, fmt.Errorf("manual: the rate is %v, want a finite number", rate)
	}
	if e.fast != nil {
		if loss, ok := e.fast.Step(theta, &batch, rate); ok {
			return loss, nil
		}
	}
	loss, err := e.Gradient(e.gradient, theta, batch)
	if err != nil {
		return 0, err
	}
	network.Descend(theta, e.gradient, rate)
	return loss, nil
}

// Predict writes the probabilities ŷ and the logits ZL of the batch, one per
// row; either may be nil. Its errors are those of Loss, and a length that is not
// the number of rows.
func (e *Engine) Predict(probabilities, logits, theta []float64, batch network.Batch) error {
	accepted := e.fast != nil && e.fast.Accepts(theta, &batch)
	if !accepted {
		if err := e.check(theta, batch); err != nil {
			return err
		}
	}
	if (probabilities != nil && len(probabilities) != batch.Rows) || (logits != nil && len(logits) != batch.Rows) {
		return fmt.Errorf("manual: room for %d probabilities and %d logits, want %d or nil",
			len(probabilities), len(logits), batch.Rows)
	}
	if accepted {
		e.fast.Predict(probabilities, logits, theta, &batch)
		return nil
	}
	if _, err := e.forward(theta, batch); err != nil {
		return err
	}
	output := e.layers[len(e.layers)-1]
	copy(probabilities, output.A)
	copy(logits, output.Z)
	return nil
}

// forward runs the layers and returns the summed loss.
func (e *Engine) forward(theta []float64, batch network.Batch) (float64, error) {
	if e.layers[0].Z == nil {
		e.makeRoom()
	}
	A := batch.X // A0 = X, rows×n0
	for l := range e.layers {
		e.layers[l].forward(theta, A, batch.Rows)
		A = e.layers[l].A
	}
	// Finite logits make a finite loss, by the clamp; an infinite one would too.
	logits := e.layers[len(e.layers)-1].Z[:batch.Rows]
	if i := network.FirstNonFinite(logits); i >= 0 {
		return 0, fmt.Errorf("manual: %w",
			&network.NotFinite{What: fmt.Sprintf("the logit of row %d", i), Value: logits[i]})
	}
	return crossEntropy(A, batch.Y), nil
}

// backward runs the layers in reverse after forward and writes the gradient.
func (e *Engine) backward(gradient, theta []float64, batch network.Batch) {
	output := e.layers[len(e.layers)-1]
	crossEntropyBackward(output.dA, output.A, batch.Y)
	for l := len(e.layers) - 1; l > 0; l-- {
		below := e.layers[l-1]
		e.layers[l].backward(gradient, theta, below.A, below.dA, batch.Rows)
	}
	e.layers[0].backward(gradient, theta, batch.X, nil, batch.Rows)
}

func (e *Engine) check(theta []float64, batch network.Batch) error {
	if len(e.layers) == 0 {
		return errors.New("manual: an Engine comes from New")
	}
	if err := e.layout.Check(theta, batch); err != nil {
		return fmt.Errorf("manual: %w", err)
	}
	if batch.Rows > e.rows {
		return fmt.Errorf("manual: batch has %d rows, want at most the %d given to New", batch.Rows, e.rows)
	}
	return nil
}
