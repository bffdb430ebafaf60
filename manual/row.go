package manual

import (
	"backprop/network"
	"backprop/network/portable"
)

// row is the fast form of the network for a batch of one row, where loops run along
// the units: Z = A₋ W + b is a row of numbers, and dW = A₋ᵀ dZ one product each.
type row struct {
	layers []rowLayer
}

// rowLayer is one layer of weights on one row.
type rowLayer struct {
	W, b, end  int // where W and b begin and end in the flat parameters
	activation network.Activation
	A, dZ      []float64 // n
}

func newRow(layout network.Layout, activations []network.Activation) *row {
	r := &row{}
	for l, activation := range activations {
		W, b := layout.Weight(l+1), layout.Bias(l+1)
		r.layers = append(r.layers, rowLayer{
			W: W.Offset, b: b.Offset, end: b.Offset + W.Cols, activation: activation,
			A: make([]float64, W.Cols), dZ: make([]float64, W.Cols),
		})
	}
	return r
}

// run returns the loss of a row x with label y and, unless gradient is nil, writes
// the gradient.
func (r *row) run(gradient, theta, x []float64, y float64) float64 {
	A := x
	for l := range r.layers {
		layer := &r.layers[l]
		combineRow(layer.A, A, theta[layer.W:layer.b], theta[layer.b:layer.end])
		A = layer.A
		if l < len(r.layers)-1 && layer.activation != network.Identity {
			activate(layer.activation, A, A)
		}
	}
	output := &r.layers[len(r.layers)-1]
	p := 1 / (1 + portable.Exp(-A[0]))
	c, dZ := ofLabel(p, y)
	output.dZ[0] = dZ
	if gradient == nil {
		return -portable.Log(c)
	}

	for l := len(r.layers) - 1; l > 0; l-- {
		layer, below := &r.layers[l], &r.layers[l-1]
		W, dW := theta[layer.W:layer.b], gradient[layer.W:layer.b]
		rowBackward(dW, below.dZ, W, layer.dZ, below.A)
		copy(gradient[layer.b:layer.end], layer.dZ)
		if below.activation != network.Identity {
			activateBackward(below.activation, below.dZ, below.dZ, below.A, below.A)
		}
	}
	layer := &r.layers[0]
	dW := gradient[layer.W:layer.b]
	for i, a := range x {
		dW := dW[i*len(layer.dZ):][:len(layer.dZ)]
		for j, d := range layer.dZ {
			dW[j] = a * d
		}
	}
	copy(gradient[layer.b:layer.end], layer.dZ)
	return -portable.Log(c)
}

// combineRow computes Z = A₋ W + b for one row.
func combineRow(Z, below, W, b []float64) {
	n := len(Z)
	b = b[:n]
	j := 0
	for ; j+4 <= n; j += 4 {
		var s0, s1, s2, s3 float64
		k := j
		for _, a := range below {
			w := W[k:][:4]
			s0 += float64(a * w[0])
			s1 += float64(a * w[1])
			s2 += float64(a * w[2])
			s3 += float64(a * w[3])
			k += n
		}
		Z[j], Z[j+1], Z[j+2], Z[j+3] = s0+b[j], s1+b[j+1], s2+b[j+2], s3+b[j+3]
	}
	for ; j < n; j++ {
		s := 0.0
		k := j
		for _, a := range below {
			s += float64(a * W[k])
			k += n
		}
		Z[j] = s + b[j]
	}
}

// rowBackward computes dW = A₋ᵀ dZ and dA₋ = dZ Wᵀ for one row.
func rowBackward(dW, dBelow, W, dZ, below []float64) {
	n := len(dZ)
	dBelow = dBelow[:len(below)]
	for i, a := range below {
		dw, w := dW[i*n:][:n], W[i*n:][:n]
		s := 0.0
		for j, d := range dZ {
			s += float64(d * w[j])
			dw[j] = a * d
		}
		dBelow[i] = s
	}
}
