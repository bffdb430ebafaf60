// Package fast has the derivation of package manual in three other forms, for networks
// so small that what surrounds the arithmetic costs more than it does.
//
//   - quads.go: the report's network, two inputs and hidden layers of four units, the
//     identity or ReLU. A block of at most 120 rows has the four units of a row side by
//     side, and a layer is one loop along the rows (quad.go).
//   - columns.go: any other network. Blocks are stored column by column, and every
//     loop runs along the rows (affine.go for A W and dZ Wᵀ, dots.go for A₋ᵀ dZ). Two
//     columns of the result are made at a time, with their weights in registers.
//   - row.go: a single row, where loops run along the units and a step updates each
//     weight as soon as its derivative is known; row_report.go is such a step for the
//     report's network.
//
// All compute the logits, and so ŷ, 1-ŷ and what η clamps, in the order of the plain
// form and to the same bit. The loss takes one logarithm of a product of 24
// probabilities, and dZ of the output is ŷ-y where nothing is clamped (loss.go); so a
// gradient differs from the plain form's by some units of rounding, at most 1e-13
// relative to the terms that it sums. Sums over rows go on from block to block in the
// order of the rows; no product is fused with a sum. Hence the same bytes for blocks
// of any size and on any architecture.
//
// Before any runs, overflow.go bounds everything that it will compute by the norms
// of θ and X, so that nothing needs to be looked at on the way; row_report.go alone looks
// at what it has computed.
package fast

import (
	"fmt"

	"backprop/network"
	"backprop/network/matmul"
	"backprop/network/portable"
)

// Network is one network. It allocates nothing after New and is not safe for
// concurrent use.
type Network struct {
	layout   network.Layout
	fewest   int // rows of a batch: all with Row bias, else 1
	rows     int // most rows of a batch
	inputs   int
	form     form       // for batches of any number of rows
	blocks   int        // of form: the most rows of one
	row      *row       // for a batch of one row; in tests perhaps nil: then form does that too
	report   *reportRow // the same of the report's network, else nil
	limit    float64    // the largest limit²·n of a hidden layer of n units; see bound
	gradient []float64  // of Step
}

// form is a form of the network for blocks of rows.
type form interface {
	// forward computes the activations of rows from … to-1, whose inputs are X. It
	// returns the logits, ŷ, and room for dZ of the output, where backward finds it.
	forward(theta, X []float64, from, to int) (z, p, dZ []float64)
	// backward adds the gradient of the same rows, after forward.
	backward(gradient, theta, X []float64, from, to int)
}

// Suits tells whether these forms are the better ones for a network: none of its
// layers is so large that BLAS should multiply it, and a block of all its units fits
// a cache.
func Suits(layers []int) bool {
	units := layers[0]
	for l, n := range layers[1:] {
		if layers[l]*n >= largeLayer() {
			return false
		}
		units += n
	}
	return units <= maxUnits
}

// maxUnits bounds the units of a network, inputs included: each has two columns of
// 1 KiB, and a block of more is in no cache.
const maxUnits = 4096

// largeLayer returns the number of weights of a layer from which its products are
// better left to BLAS, as measured on two cores for batches of 1024 rows: 64×64 with
// gonum's BLAS, 32×32 with OpenBLAS.
func largeLayer() int {
	if matmul.OpenBLAS {
		return 32 * 32
	}
	return 64 * 64
}

// New returns the network spec for batches of at most rows rows, or of exactly rows
// rows with Row bias, where layout is that of spec. It returns an error for an
// activation that it does not know.
func New(spec network.Spec, layout network.Layout, rows int) (*Network, error) {
	f := &Network{layout: layout, fewest: 1, rows: rows, inputs: spec.Inputs(), gradient: make([]float64, layout.Size)}
	if spec.Bias == network.Row {
		f.fewest = rows
	}
	for l, name := range spec.Activations {
		a, ok := activations[name]
		if !ok {
			return nil, fmt.Errorf("no fast form of activation %q", name)
		}
		if l+1 < spec.Depth() {
			f.limit = max(f.limit, float64(a.limit*a.limit)*float64(spec.Layers[l+1]))
		}
	}
	f.row = newRow(layout, spec.Activations)
	if suitsQuads(spec) {
		f.form, f.blocks = newQuads(layout, spec.Activations), maxBlockRows
		if spec.Depth() == 3 {
			f.report = &reportRow{spec.Activations[0] == network.ReLU, spec.Activations[1] == network.ReLU}
		}
	} else {
		f.form, f.blocks = newColumns(layout, spec.Activations), columnRows(spec.Layers)
	}
	return f, nil
}

// Accepts tells whether the arguments fit the network and nothing that is computed
// from them can be anything but finite; the other methods may only be called then.
// Where it says no, nothing is known.
func (f *Network) Accepts(theta []float64, batch *network.Batch) bool {
	return f.fits(theta, batch) && f.cannotOverflow(theta, batch)
}

// fits is Accepts but for the values of θ and X.
func (f *Network) fits(theta []float64, batch *network.Batch) bool {
	return len(theta) == f.layout.Size &&
		f.fewest <= batch.Rows && batch.Rows <= f.rows && batch.Cols == f.inputs &&
		len(batch.X) == batch.Rows*batch.Cols && len(batch.Y) == batch.Rows && binary(batch.Y)
}

// Loss returns the summed loss.
func (f *Network) Loss(theta []float64, batch *network.Batch) float64 {
	if batch.Rows == 1 && f.row != nil {
		return 0 - portable.Log(f.row.forward(theta, batch.X, batch.Y[0])) // never -0
	}
	return f.run(nil, theta, batch)
}

// run returns the summed loss and, unless gradient is nil, adds to the gradient, block
// by block.
func (f *Network) run(gradient, theta []float64, batch *network.Batch) float64 {
	logs := 0.0
	for from := 0; from < batch.Rows; from += f.blocks {
		to := min(from+f.blocks, batch.Rows)
		X := batch.X[from*batch.Cols : to*batch.Cols]
		_, p, dZ := f.form.forward(theta, X, from, to)
		logs = labelTerms(logs, dZ, p, batch.Y[from:to])
		if gradient != nil {
			f.form.backward(gradient, theta, X, from, to)
		}
	}
	return 0 - logs // not -0 where every label is certain
}

// Predict writes ŷ and the logits, each of which may be nil.
func (f *Network) Predict(probabilities, logits, theta []float64, batch *network.Batch) {
	for from := 0; from < batch.Rows; from += f.blocks {
		to := min(from+f.blocks, batch.Rows)
		z, p, _ := f.form.forward(theta, batch.X[from*batch.Cols:to*batch.Cols], from, to)
		if probabilities != nil {
			copy(probabilities[from:to], p)
		}
		if logits == nil {
			continue
		}
		for i, v := range z {
			logits[from+i] = v + 0 // not -0, since the plain form's sums begin with 0
		}
	}
}

// Gradient writes the gradient of the summed loss into dst, which has the length of
// theta and shares no memory with it, and returns the loss.
func (f *Network) Gradient(dst, theta []float64, batch *network.Batch) float64 {
	clear(dst)
	if batch.Rows == 1 && f.row != nil {
		c := f.row.forward(theta, batch.X, batch.Y[0])
		f.row.descend(dst, theta, batch.X, -1) // from 0
		return 0 - portable.Log(c)
	}
	return f.run(dst, theta, batch)
}

// Step takes θ ← θ - rate·dθ in place and returns the summed loss before it, where
// Accepts would say yes. Where it would not, Step may say no, and has done nothing.
func (f *Network) Step(theta []float64, batch *network.Batch, rate float64) (loss float64, ok bool) {
	if r := f.report; r != nil && batch.Rows == 1 && batch.Cols == 2 && len(batch.X) == 2 &&
		len(batch.Y) == 1 && len(theta) == reportSize {
		// y(1-y) is 0 for no y but the labels. A call of fits takes 2 ns.
		if y := batch.Y[0]; y*(1-y) == 0 {
			return r.step((*[reportSize]float64)(theta), batch.X[0], batch.X[1], y, rate)
		}
	}
	switch {
	case !f.fits(theta, batch):
		return 0, false
	case !f.cannotOverflow(theta, batch):
		return 0, false
	case batch.Rows == 1 && f.row != nil:
		c := f.row.forward(theta, batch.X, batch.Y[0])
		f.row.descend(theta, theta, batch.X, rate)
		return 0 - portable.Log(c), true
	}
	loss = f.Gradient(f.gradient, theta, batch)
	network.Descend(theta, f.gradient, rate)
	return loss, true
}
