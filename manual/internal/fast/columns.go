package fast

import (
	"backprop/network"
	"backprop/network/portable"
)

// columns is the network on blocks of rows that stay in the first cache, stored column
// by column, so that every loop runs along the rows.
type columns struct {
	X      []column
	p      column // ŷ, and then the probabilities of the labels
	sums   []float64
	layers []columnLayer
}

// columnLayer is one layer of weights on a block.
type columnLayer struct {
	W, b, end  int // where W and b begin and end in the flat parameters
	rowBias    bool
	activation activation
	A          []column // of the output layer, its Z
	dZ         []column
}

// blockValues is the number of values that a block should have, of activations and
// their derivatives together: 32 KiB.
const blockValues = 4096

// columnRows returns the most rows of a block.
func columnRows(layers []int) int {
	units := 0
	for _, n := range layers {
		units += n
	}
	return min(max(blockValues/2/units/logChunk, 1)*logChunk, maxBlockRows)
}

func newColumns(layout network.Layout, names []network.Activation) *columns {
	c := &columns{X: make([]column, layout.Weight(1).Rows)}
	for l, name := range names {
		W, bias := layout.Weight(l+1), layout.Bias(l+1)
		c.sums = make([]float64, max(len(c.sums), W.Cols))
		c.layers = append(c.layers, columnLayer{
			W: W.Offset, b: bias.Offset, end: bias.Offset + bias.Size(),
			rowBias: layout.BiasForm == network.Row, activation: activations[name],
			A: make([]column, W.Cols), dZ: make([]column, W.Cols),
		})
	}
	return c
}

func (c *columns) forward(theta, X []float64, from, to int) (z, p, dZ []float64) {
	rows := to - from
	setColumns(c.X, X, rows)
	A := c.X
	for l := range c.layers {
		y := &c.layers[l]
		n := len(y.A)
		W, bias := theta[y.W:y.b], theta[y.b:y.end]
		if !y.rowBias {
			affine(y.A, A, W, bias, n, 1, rows)
		} else {
			affine(y.A, A, W, nil, n, 1, rows)
			addToColumns(y.A, bias[from*n:to*n], rows)
		}
		A = y.A
		if l < len(c.layers)-1 && y.activation.forward != nil {
			for j := range A {
				y.activation.forward(A[j][:rows])
			}
		}
	}
	z, p, dZ = A[0][:rows], c.p[:rows], c.layers[len(c.layers)-1].dZ[0][:rows]
	portable.SigmoidTo(p, z)
	return z, p, dZ
}

func (c *columns) backward(gradient, theta, _ []float64, from, to int) {
	rows := to - from
	for l := len(c.layers) - 1; l >= 0; l-- {
		y := &c.layers[l]
		n := len(y.A)
		A := c.X
		if l > 0 {
			A = c.layers[l-1].A
		}
		dW, db := gradient[y.W:y.b], gradient[y.b:y.end]
		if y.rowBias {
			setRows(db[from*n:to*n], y.dZ, rows) // db = dZ
			db = c.sums[:n]                      // for sums that nobody needs
		}
		addDots(dW, db, A, y.dZ, rows) // dW = A₋ᵀ dZ, db = 1ᵀ dZ
		if l > 0 {                     // dA₋ = dZ Wᵀ, dZ₋ = dA₋ ∘ activation'(Z₋)
			below := &c.layers[l-1]
			affine(below.dZ, y.dZ, theta[y.W:y.b], nil, 1, n, rows)
			if below.activation.backward != nil {
				for j := range below.dZ {
					below.activation.backward(below.dZ[j][:rows], below.A[j][:rows])
				}
			}
		}
	}
}
