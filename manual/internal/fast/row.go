package fast

import (
	"backprop/network"
	"backprop/network/portable"
)

// row is the network for a batch of one row, where loops run along the units:
// Z = A₋ W + b is a row of numbers, and an element of dW = A₋ᵀ dZ one product, which
// updates its weight as soon as it is known.
type row struct {
	layers []rowLayer
}

// rowLayer is one layer of weights on one row.
type rowLayer struct {
	W, b, end  int  // where W and b begin and end in the flat parameters
	relu       bool // applied as part of the product; every other activation follows it
	activation activation
	A, dZ      []float64 // n
}

func newRow(layout network.Layout, names []network.Activation) *row {
	r := &row{}
	for l, name := range names {
		W, b := layout.Weight(l+1), layout.Bias(l+1)
		r.layers = append(r.layers, rowLayer{
			W: W.Offset, b: b.Offset, end: b.Offset + W.Cols, relu: name == network.ReLU, activation: activations[name],
			A: make([]float64, W.Cols), dZ: make([]float64, W.Cols),
		})
	}
	return r
}

// forward returns the clamped probability that a row x has its label y, and leaves
// dZ of the output.
func (r *row) forward(theta, x []float64, y float64) float64 {
	A := x
	last := len(r.layers) - 1
	for l := range r.layers {
		layer := &r.layers[l]
		layer.affine(theta, A)
		A = layer.A
		if layer.activation.forward != nil && !layer.relu && l < last {
			layer.activation.forward(A)
		}
	}
	c, dZ := labelTerm(1/(1+portable.Exp(-A[0])), y)
	r.layers[last].dZ[0] = dZ
	return c
}

// descend subtracts rate·dθ from dst, which may be theta, after forward.
func (r *row) descend(dst, theta, x []float64, rate float64) {
	for l := len(r.layers) - 1; l > 0; l-- {
		below := &r.layers[l-1]
		r.layers[l].descend(dst, theta, below.A, below.dZ, rate, below.relu)
		if below.activation.backward != nil && !below.relu {
			below.activation.backward(below.dZ, below.A)
		}
	}
	r.layers[0].descend(dst, theta, x, nil, rate, false)
}

// affine computes Z = A₋ W + b, or relu(Z) for a relu, four columns at a time.
func (l *rowLayer) affine(theta, below []float64) {
	Z, b, n := l.A, theta[l.b:l.end], len(l.A)
	j := 0
	for ; j+4 <= n; j += 4 {
		k := l.W + j
		a, w := below[0], theta[k:k+4:k+4]
		s0, s1, s2, s3 := float64(a*w[0]), float64(a*w[1]), float64(a*w[2]), float64(a*w[3])
		for _, a := range below[1:] {
			k += n
			w := theta[k : k+4 : k+4]
			s0 += float64(a * w[0])
			s1 += float64(a * w[1])
			s2 += float64(a * w[2])
			s3 += float64(a * w[3])
		}
		z, b := Z[j:j+4:j+4], b[j:j+4:j+4]
		s0, s1, s2, s3 = s0+b[0], s1+b[1], s2+b[2], s3+b[3]
		if l.relu {
			s0, s1, s2, s3 = relu(s0), relu(s1), relu(s2), relu(s3)
		}
		z[0], z[1], z[2], z[3] = s0, s1, s2, s3
	}
	for ; j < n; j++ {
		k := l.W + j
		s := float64(below[0] * theta[k])
		for _, a := range below[1:] {
			k += n
			s += float64(a * theta[k])
		}
		s += b[j]
		if l.relu {
			s = relu(s)
		}
		Z[j] = s
	}
}

// descend subtracts rate·dW, with dW = A₋ᵀ dZ, and rate·db, with db = dZ, from dst,
// which may be theta, and computes dA₋ = dZ Wᵀ unless it is nil, or where there is a
// relu below, dZ₋ = dA₋ ∘ relu'(Z₋): four columns at a time.
func (l *rowLayer) descend(dst, theta, below, dBelow []float64, rate float64, masked bool) {
	dZ, n := l.dZ, len(l.dZ)
	if n == 1 && len(dBelow) == len(below) { // the output
		d := dZ[0]
		dst[l.b] -= float64(rate * d)
		W, dst := theta[l.W:l.b][:len(below)], dst[l.W:l.b][:len(below)]
		for i, a := range below {
			s := float64(d * W[i])
			if masked {
				s = reluMask(a, s)
			}
			dBelow[i] = s
			dst[i] -= float64(rate * float64(a*d))
		}
		return
	}
	for j := 0; j < n; {
		first, k := j == 0, l.W+j
		if j+4 > n {
			d := dZ[j]
			dst[l.b+j] -= float64(rate * d)
			j++
			for i, a := range below {
				if i < len(dBelow) {
					s := float64(d * theta[k])
					if !first {
						s += dBelow[i]
					}
					if masked && j == n {
						s = reluMask(a, s)
					}
					dBelow[i] = s
				}
				dst[k] -= float64(rate * float64(a*d))
				k += n
			}
			continue
		}
		d, db := dZ[j:j+4:j+4], dst[l.b+j:l.b+j+4:l.b+j+4]
		d0, d1, d2, d3 := d[0], d[1], d[2], d[3]
		db[0] -= float64(rate * d0)
		db[1] -= float64(rate * d1)
		db[2] -= float64(rate * d2)
		db[3] -= float64(rate * d3)
		j += 4
		for i, a := range below {
			w, to := theta[k:k+4:k+4], dst[k:k+4:k+4]
			if i < len(dBelow) {
				s := float64(d0 * w[0])
				if !first {
					s += dBelow[i]
				}
				s = s + float64(d1*w[1]) + float64(d2*w[2]) + float64(d3*w[3])
				if masked && j == n {
					s = reluMask(a, s)
				}
				dBelow[i] = s
			}
			to[0] -= float64(rate * float64(a*d0))
			to[1] -= float64(rate * float64(a*d1))
			to[2] -= float64(rate * float64(a*d2))
			to[3] -= float64(rate * float64(a*d3))
			k += n
		}
	}
}
