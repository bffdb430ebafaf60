package fast

import (
	"backprop/network"
	"backprop/network/portable"
)

// blocks is the network for batches of any number of rows: blocks of them that stay in
// the first cache, stored column by column, so that every loop runs along the rows.
type blocks struct {
	rows   int // most rows of a block
	X      []column
	c      column // ŷ, and then the probabilities of the labels
	sums   []float64
	layers []columns
}

// maxBlockRows is a multiple of logChunk, so that blocks leave the loss as it is.
const maxBlockRows = 5 * logChunk

// columns is one layer of weights on a block.
type columns struct {
	W, b, end  int // where W and b begin and end in the flat parameters
	rowBias    bool
	activation activation
	A          []column // of the output layer, its Z
	dZ         []column
}

// blockValues is the number of values that a block should have, of activations and
// their derivatives together: 32 KiB.
const blockValues = 4096

func newBlocks(layout network.Layout, names []network.Activation) *blocks {
	width, widest := layout.Weight(1).Rows, 0
	for l := range names {
		n := layout.Weight(l + 1).Cols
		width, widest = width+n, max(widest, n)
	}
	b := &blocks{
		rows: min(max(blockValues/2/width/logChunk, 1)*logChunk, maxBlockRows),
		X:    make([]column, layout.Weight(1).Rows),
		sums: make([]float64, widest),
	}
	for l, name := range names {
		W, bias := layout.Weight(l+1), layout.Bias(l+1)
		b.layers = append(b.layers, columns{
			W: W.Offset, b: bias.Offset, end: bias.Offset + bias.Size(),
			rowBias: layout.BiasForm == network.Row, activation: activations[name],
			A: make([]column, W.Cols), dZ: make([]column, W.Cols),
		})
	}
	return b
}

// run returns the summed loss at theta and, unless gradient is nil, adds to the
// gradient.
func (b *blocks) run(gradient, theta []float64, batch *network.Batch) float64 {
	logs := 0.0
	for from := 0; from < batch.Rows; from += b.rows {
		to := min(from+b.rows, batch.Rows)
		b.forward(theta, batch, from, to)
		logs = labelTerms(logs, b.layers[len(b.layers)-1].dZ[0][:to-from], b.c[:to-from], batch.Y[from:to])
		if gradient != nil {
			b.backward(gradient, theta, from, to)
		}
	}
	return 0 - logs // not -0 where every label is certain
}

// forward computes activations and ŷ of rows from … to-1.
func (b *blocks) forward(theta []float64, batch *network.Batch, from, to int) {
	rows := to - from
	setColumns(b.X, batch.X[from*batch.Cols:to*batch.Cols], rows)
	A := b.X
	for l := range b.layers {
		y := &b.layers[l]
		n := len(y.A)
		W, bias := theta[y.W:y.b], theta[y.b:y.end]
		if !y.rowBias {
			affine(y.A, A, W, bias, n, 1, rows)
		} else {
			affine(y.A, A, W, nil, n, 1, rows)
			addToColumns(y.A, bias[from*n:to*n], rows)
		}
		A = y.A
		if l < len(b.layers)-1 && y.activation.forward != nil {
			for j := range A {
				y.activation.forward(A[j][:rows])
			}
		}
	}
	portable.SigmoidTo(b.c[:rows], A[0][:rows])
}

// backward adds the gradient of rows from … to-1, after forward.
func (b *blocks) backward(gradient, theta []float64, from, to int) {
	rows := to - from
	for l := len(b.layers) - 1; l >= 0; l-- {
		y := &b.layers[l]
		n := len(y.A)
		A := b.X
		if l > 0 {
			A = b.layers[l-1].A
		}
		dW, db := gradient[y.W:y.b], gradient[y.b:y.end]
		if y.rowBias {
			setRows(db[from*n:to*n], y.dZ, rows) // db = dZ
			db = b.sums[:n]                      // for sums that nobody needs
		}
		addDots(dW, db, A, y.dZ, rows) // dW = A₋ᵀ dZ, db = 1ᵀ dZ
		if l > 0 {                     // dA₋ = dZ Wᵀ, dZ₋ = dA₋ ∘ activation'(Z₋)
			below := &b.layers[l-1]
			affine(below.dZ, y.dZ, theta[y.W:y.b], nil, 1, n, rows)
			if below.activation.backward != nil {
				for j := range below.dZ {
					below.activation.backward(below.dZ[j][:rows], below.A[j][:rows])
				}
			}
		}
	}
}
