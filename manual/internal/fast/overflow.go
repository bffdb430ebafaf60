package fast

import (
	"math"

	"backprop/network"
)

// cannotOverflow tells that a batch and parameters are finite and that nothing that is
// computed from them can overflow. Where it says no, nothing is known.
//
// With Euclidean norms, row by row,
//
//	|Zl| ≤ |A(l-1)| |Wl| + |bl|    so 1+|Zl| ≤ (1+|A(l-1)|)(1+|θ|)
//	|Al| ≤ max(|Zl|, limit·√n)     for n units of an activation
//
// and so a unit's value is below (1+|X|+limit·√n)(1+|θ|)^L for the largest limit·√n. In
// the other direction |dZL| ≤ 1, also where η clamps, and a layer multiplies it by at
// most |θ|, so that an element of the gradient, a sum over N rows of products of the
// two, is below N times that bound. Squares spare the roots: (a+b+c)² ≤ 3(a²+b²+c²).
func (f *Network) cannotOverflow(theta []float64, batch *network.Batch) bool {
	N := float64(batch.Rows)
	factor := 2 * (1 + sumOfSquares(theta))
	bound := N * N * 3 * (1 + sumOfSquares(batch.X) + f.limit)
	for range f.row.layers {
		bound *= factor
	}
	return bound < overflowMargin // false for NaN
}

// overflowMargin is for the square of the bound: far enough below the largest float64,
// 1.8e308, for its rounding and for the square of what it bounds.
const overflowMargin = 1e300

// sumOfSquares returns Σ v². Four sums do not wait for one another.
func sumOfSquares(v []float64) float64 {
	var s0, s1, s2, s3 float64
	i := 0
	for ; i < len(v)-3; i += 4 {
		s0 += float64(v[i] * v[i])
		s1 += float64(v[i+1] * v[i+1])
		s2 += float64(v[i+2] * v[i+2])
		s3 += float64(v[i+3] * v[i+3])
	}
	for ; i < len(v); i++ {
		s0 += float64(v[i] * v[i])
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
