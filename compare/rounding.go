package compare

import (
	"math"

	"gonum.org/v1/gonum/num/dual"

	"backprop/network"
)

// Constants of roundings, in terms of the unit roundoff 2^-53: some tens of rounded
// operations lead through the layers, each good to one unit relative to its
// result; and a sigmoid's or tanh's derivative, a(1-a) or 1-a², has the rounding of
// a itself, a few units of 1 however small it is.
const (
	rowRounding   = 64 * 0x1p-53
	slopeRounding = 4.0 / 64 // relative to rowRounding
)

// roundings returns the rounding error that each element of a right gradient at
// theta may have. Every row adds dZL ∂ZL/∂θ, and |dZL| is at most 1. Its error is
// absolute, rowRounding times the sum over all paths from θ to ZL of the absolute
// values of what is multiplied along them: 1-ŷ hands the rounding of ŷ on
// undiminished, however small it is itself, and paths may cancel, as may rows.
//
// Where η clamps, dZL is ŷ(1-ŷ)/η and may magnify a rounding of ŷ by 1/η; but there
// ŷ hardly depends on Z, so that it comes out the same to the last bit.
func (o *objective) roundings(theta []float64) []float64 {
	bounds := make([]float64, len(theta))
	for row := range o.batch.Rows {
		o.addRoundings(bounds, theta, row)
	}
	return bounds
}

// addRoundings adds what one row contributes.
func (o *objective) addRoundings(bounds, theta []float64, row int) {
	L := o.spec.Depth()
	A := [][]float64{o.batch.X[row*o.batch.Cols : (row+1)*o.batch.Cols]}
	var slopes [][]float64 // of the hidden activations, with their rounding
	for l := 1; l < L; l++ {
		W, b := o.layout.Weight(l), o.layout.Bias(l)
		a, slope := make([]float64, W.Cols), make([]float64, W.Cols)
		for j := range W.Cols {
			z := theta[b.Offset+row%b.Rows*b.Cols+j]
			for i, v := range A[l-1] {
				z += float64(v * theta[W.Offset+i*W.Cols+j])
			}
			unit := o.activations[l-1](dual.Number{Real: z, Emag: 1})
			a[j], slope[j] = unit.Real, math.Abs(unit.Emag)
			if f := o.spec.Activations[l-1]; f == network.Sigmoid || f == network.Tanh {
				slope[j] += slopeRounding
			}
		}
		A, slopes = append(A, a), append(slopes, slope)
	}
	paths := []float64{1} // from each unit of a layer's Z to ZL
	for l := L; l >= 1; l-- {
		W, b := o.layout.Weight(l), o.layout.Bias(l)
		below := make([]float64, W.Rows)
		for j, path := range paths {
			bounds[b.Offset+row%b.Rows*b.Cols+j] += float64(rowRounding * path)
			for i, v := range A[l-1] {
				at := W.Offset + i*W.Cols + j
				bounds[at] += float64(rowRounding * math.Abs(v) * path)
				below[i] += float64(math.Abs(theta[at]) * path)
			}
		}
		if l > 1 {
			for i := range below {
				below[i] *= slopes[l-2][i]
			}
		}
		paths = below
	}
}
