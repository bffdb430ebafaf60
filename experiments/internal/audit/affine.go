package audit

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"backprop/network"
)

// point has the exact value of its coordinates.
type point [2]*big.Rat

// MostRight returns how many rows of a batch with two inputs the best affine
// classifier gets right: the most of all w and b for which w·x + b > 0 where the
// label is 1, and not where it is 0. It is exact, since it computes in rational
// numbers. It panics unless the batch has two columns.
//
// It goes through all ways in which a line separates the rows, as METHOD.md
// explains: those in which one side is empty, and for each pair of different
// points each cut of the rows on their line into a first and a last stretch.
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
	most := max(ones, batch.Rows-ones)
	for i, p := range points {
		for _, q := range points[:i] {
			if p[0].Cmp(q[0]) != 0 || p[1].Cmp(q[1]) != 0 {
				most = max(most, mostRightAlong(p, q, points, batch.Y))
			}
		}
	}
	return most
}

// mostRightAlong is MostRight for the separations by the line through p and q.
func mostRightAlong(p, q point, points []point, labels []float64) int {
	var d point // q - p
	for k := range d {
		d[k] = new(big.Rat).Sub(q[k], p[k])
	}
	// rightLeft counts the points off the line that are right if the left side is
	// labelled 1; the others off the line are right if it is labelled 0.
	rightLeft, off := 0, 0
	type onLine struct {
		at    *big.Rat // how far along, as (x-p)·d
		label float64
	}
	var on []onLine
	product := func(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }
	for i, x := range points {
		e := point{new(big.Rat).Sub(x[0], p[0]), new(big.Rat).Sub(x[1], p[1])}
		side := product(d[0], e[1]).Cmp(product(d[1], e[0])) // of d × e
		if side == 0 {
			on = append(on, onLine{new(big.Rat).Add(product(d[0], e[0]), product(d[1], e[1])), labels[i]})
			continue
		}
		off++
		if (side > 0) == (labels[i] == 1) {
			rightLeft++
		}
	}
	slices.SortFunc(on, func(a, b onLine) int { return a.at.Cmp(b.at) })
	ones := 0 // on the line
	for _, o := range on {
		ones += int(o.label)
	}
	// The first stretch is labelled 1, the last 0, or the other way round. A cut
	// lies between different places only.
	rightOn := len(on) - ones // with an empty first stretch
	best := max(rightOn, len(on)-rightOn)
	for i, o := range on {
		rightOn += 2*int(o.label) - 1
		if i+1 == len(on) || o.at.Cmp(on[i+1].at) != 0 {
			best = max(best, rightOn, len(on)-rightOn)
		}
	}
	return max(rightLeft, off-rightLeft) + best
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
