package audit

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"gonum.org/v1/gonum/mat"

	"backprop/compare"
	"backprop/network"
	"backprop/network/portable"
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

// leastSquares returns the weights and the bias of the affine function that is
// nearest to the labels, w0, w1, b. A gradient of 0 proves it.
func leastSquares(batch network.Batch) ([3]float64, error) {
	design := mat.NewDense(batch.Rows, 3, nil)
	for i := range batch.Rows {
		design.SetRow(i, []float64{batch.X[2*i], batch.X[2*i+1], 1})
	}
	var fit mat.VecDense
	if err := fit.SolveVec(design, mat.NewVecDense(batch.Rows, batch.Y)); err != nil {
		return [3]float64{}, fmt.Errorf("audit: least squares: %w", err)
	}
	var residual, gradient mat.VecDense // Xw - y and Xᵀ(Xw - y)
	residual.MulVec(design, &fit)
	residual.SubVec(&residual, mat.NewVecDense(batch.Rows, batch.Y))
	gradient.MulVec(design.T(), &residual)
	if !isStationary([3]float64(gradient.RawVector().Data)) {
		return [3]float64{}, fmt.Errorf("audit: least squares: no minimum")
	}
	return [3]float64{rounded(fit.AtVec(0)), rounded(fit.AtVec(1)), rounded(fit.AtVec(2))}, nil
}

// rounded drops the digits beyond the twelfth decimal, which are rounding and
// differ from one architecture to another, as gonum's products do.
func rounded(v float64) float64 { return math.Round(v*1e12)/1e12 + 0 }

// stationary is the largest element of a gradient, over 21 rows, that counts as
// 0: some roundings of 2^-53 each.
const stationary = 1e-13

func isStationary(gradient [3]float64) bool {
	return max(math.Abs(gradient[0]), math.Abs(gradient[1]), math.Abs(gradient[2])) < stationary
}

// leastCrossEntropy returns the least mean cross-entropy of any affine logit. It
// is convex in the weights, so that Newton's method finds the minimum, and a
// gradient of 0 proves it.
func leastCrossEntropy(batch network.Batch) (float64, error) {
	var w [3]float64
	for range 50 {
		var (
			gradient [3]float64
			hessian  = mat.NewSymDense(3, nil)
			loss     float64
		)
		for i, y := range batch.Y {
			x := [3]float64{batch.X[2*i], batch.X[2*i+1], 1}
			p := 1 / (1 + portable.Exp(-(float64(w[0]*x[0]) + float64(w[1]*x[1]) + w[2])))
			if y == 1 {
				loss -= portable.Log(p)
			} else {
				loss -= portable.Log(1 - p)
			}
			for k := range x {
				gradient[k] += float64((p - y) * x[k])
				for l := range k + 1 {
					hessian.SetSym(k, l, hessian.At(k, l)+float64(p*(1-p)*x[k]*x[l]))
				}
			}
		}
		if isStationary(gradient) {
			return rounded(loss / float64(batch.Rows)), nil
		}
		var step mat.VecDense
		if err := step.SolveVec(hessian, mat.NewVecDense(3, gradient[:])); err != nil {
			return 0, fmt.Errorf("audit: least cross-entropy: %w", err)
		}
		for k := range w {
			w[k] -= step.AtVec(k)
		}
	}
	return 0, fmt.Errorf("audit: least cross-entropy: no minimum")
}

// affineRuns are the configurations that are affine classifiers with shared bias.
var affineRuns = []struct {
	variant string
	why     string
	logit   bool // is itself affine
}{
	{noActivation, "its layers are affine", true},
	{"layout-2-1-1-1", "its logit is a monotone function of one affine number", false},
}

// lossRounding is by how much rounding may take the loss of a network below the
// least there is, which is rounded too.
const lossRounding = 1e-11

// bounds holds the trained networks that are affine classifiers against the
// bounds. It returns nil if there are none among the runs.
func (t *Table) bounds() (*Bounds, error) {
	var held []BoundCheck
	batch := compare.XOR().Draw(nil)
	b := &Bounds{Points: batch.Rows, BestRight: MostRight(batch)}
	fit, err := leastSquares(batch)
	if err != nil {
		return nil, err
	}
	b.LeastSquares.Weights, b.LeastSquares.Bias = [2]float64{fit[0], fit[1]}, fit[2]
	for i, y := range batch.Y {
		v := float64(fit[0]*batch.X[2*i]) + float64(fit[1]*batch.X[2*i+1]) + fit[2]
		b.LeastSquares.MSE += float64((v-y)*(v-y)) / float64(batch.Rows)
		b.LeastSquares.Right += right([]float64{v}, batch.Y[i:i+1])
	}
	b.LeastSquares.MSE = rounded(b.LeastSquares.MSE)
	if b.LeastLoss, err = leastCrossEntropy(batch); err != nil {
		return nil, err
	}
	for _, run := range affineRuns {
		id := RunID{xor + "/" + run.variant, network.Shared}
		accuracies, losses := t.Values(id, Accuracy), t.Values(id, TrainedLoss)
		if accuracies == nil {
			continue
		}
		check := BoundCheck{RunID: id, Why: run.why}
		for i, a := range accuracies {
			if math.IsNaN(a) {
				continue
			}
			n := int(math.Round(a * float64(batch.Rows) / 100))
			if check.Networks++; check.Networks == 1 {
				check.LowestLoss = losses[i]
			}
			check.MostRight, check.LowestLoss = max(check.MostRight, n), min(check.LowestLoss, losses[i])
			if n > b.BestRight || run.logit && losses[i] < b.LeastLoss-lossRounding {
				check.Violations++
			}
		}
		held = append(held, check)
	}
	if held == nil {
		return nil, nil
	}
	b.Held = held
	networks, violations := 0, 0
	for _, h := range held {
		networks, violations = networks+h.Networks, violations+h.Violations
	}
	did := "none did, nor had a loss below the least"
	if violations > 0 {
		did = fmt.Sprintf("%d did, or had a loss below the least: a fault of this program", violations)
	}
	b.Finding = fmt.Sprintf("no affine classifier gets more than %d of the %d XOR points right; of %d trained networks that are one, %s.",
		b.BestRight, b.Points, networks, did)
	return b, nil
}
