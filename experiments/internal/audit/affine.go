package audit

import (
	"fmt"
	"math"
	"math/big"

	"backprop/network"
)

// point has the exact value of its coordinates.
type point [2]*big.Rat

func (p point) minus(q point) point {
	return point{new(big.Rat).Sub(p[0], q[0]), new(big.Rat).Sub(p[1], q[1])}
}

// determinant is a0 b1 - a1 b0, positive where b lies to the left of a.
func determinant(a, b point) *big.Rat {
	left, right := new(big.Rat).Mul(a[0], b[1]), new(big.Rat).Mul(a[1], b[0])
	return left.Sub(left, right)
}

// MostRight returns how many rows of a batch with two inputs the best affine
// classifier gets right: the most of all w and b for which w·x + b > 0 where the
// label is 1, and not where it is 0. It is exact, since it computes in rational
// numbers. It panics unless the batch has two columns.
//
// It goes through all ways in which a line separates the rows, as METHOD.md
// explains: those in which one side is empty, and for each p and each q the line from
// p through q, turned about p by next to nothing, so that of the points on it those
// beyond p come to its left, which is labelled 1.
func MostRight(batch network.Batch) int {
	if batch.Cols != 2 {
		panic(fmt.Sprintf("audit: MostRight of a batch with %d columns, want 2", batch.Cols))
	}
	points := make([]point, batch.Rows)
	ones := 0
	for i := range points {
		points[i] = point{new(big.Rat).SetFloat64(batch.X[2*i]), new(big.Rat).SetFloat64(batch.X[2*i+1])}
		ones += int(batch.Y[i])
	}
	most := ones // all are labelled 1; where q is p, none is
	for _, p := range points {
		for _, q := range points {
			d := q.minus(p)
			across := point{new(big.Rat).Neg(d[1]), d[0]}
			right := 0
			for i, x := range points {
				e := x.minus(p)
				left, along := determinant(d, e).Sign(), determinant(e, across).Sign()
				if (left > 0 || left == 0 && along > 0) == (batch.Y[i] == 1) {
					right++
				}
			}
			most = max(most, right)
		}
	}
	return most
}

// bestConstant returns the mean label ȳ of a batch, and an error unless the constant
// ȳ is the best affine fit, w·x + b for the squared error, σ(w·x + b) for the
// cross-entropy. Both are convex in w and b, so that a gradient of 0 proves it, and
// where the prediction is ȳ throughout, that of either is Σ (ȳ - y) (x, 1).
func bestConstant(batch network.Batch) (float64, error) {
	y := mean(batch.Y)
	var gradient [3]float64
	for i, label := range batch.Y {
		for k, x := range []float64{batch.X[2*i], batch.X[2*i+1], 1} {
			gradient[k] += float64((y - label) * x)
		}
	}
	for _, g := range gradient {
		if math.Abs(g) > stationary {
			return 0, fmt.Errorf("audit: the best affine fit is no constant: at %v the gradient is %v", y, gradient)
		}
	}
	return y, nil
}

// stationary is the largest element of a gradient, over 21 rows, that counts as
// 0: some roundings of 2^-53 each.
const stationary = 1e-13

// rounded drops the digits beyond the twelfth decimal, which are rounding.
func rounded(v float64) float64 { return math.Round(v*1e12) / 1e12 }
