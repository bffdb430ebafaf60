package fast

import (
	"math"

	"backprop/network"
)

// cannotOverflow tells that a batch and parameters are finite and that nothing that is
// computed from them can overflow: that the square of all of it is a float64. Where it
// says no, nothing is known.
func (f *Network) cannotOverflow(theta []float64, batch *network.Batch) bool {
	return f.bound(theta, batch) < math.Inf(1) // false for NaN
}

// bound bounds the square of every Z, A and element of the gradient. Row by row, with
// Euclidean norms and Cauchy and Schwarz's inequality,
//
//	|Zl|² ≤ (|A(l-1)|²+1) (|Wl|²+|bl|²)    so 1+|Zl|² ≤ (1+|A(l-1)|²) (1+|θ|²)
//	|Al|² ≤ max(|Zl|², limit²·n)           for n units of an activation
//
// and so a unit's square is at most (1+|X|²+limit²·n) (1+|θ|²)^L for the largest
// limit²·n of a hidden layer. In the other direction |dZL| ≤ 1, also where η clamps, and
// a layer multiplies it by at most |θ|, so that an element of the gradient, a sum over
// N rows of products of the two, is at most N times as large.
func (f *Network) bound(theta []float64, batch *network.Batch) float64 {
	N := float64(batch.Rows)
	bound := N * N * (1 + sumOfSquares(batch.X) + f.limit)
	factor := 1 + sumOfSquares(theta)
	for range len(f.layout.Tensors) / 2 { // layers
		bound *= factor
	}
	return bound
}

// sumOfSquares returns Σ v². Four sums do not wait for one another.
func sumOfSquares(v []float64) float64 {
	var s0, s1, s2, s3 float64
	for ; len(v) >= 4; v = v[4:] {
		s0 += float64(v[0] * v[0])
		s1 += float64(v[1] * v[1])
		s2 += float64(v[2] * v[2])
		s3 += float64(v[3] * v[3])
	}
	for _, w := range v {
		s0 += float64(w * w)
	}
	return (s0 + s1) + (s2 + s3)
}

// binary tells whether every label is 0 or 1: no bits lie strictly between those of
// the two, or above. The least of bits-1 and the largest of bits say so, without a
// jump for every label.
func binary(labels []float64) bool {
	const one = 0x3FF << 52
	least, most := uint64(math.MaxUint64), uint64(0)
	for _, y := range labels {
		bits := math.Float64bits(y + 0) // -0 is 0 too
		if bits > most {
			most = bits
		}
		if bits-1 < least {
			least = bits - 1
		}
	}
	return most <= one && least >= one-1
}
