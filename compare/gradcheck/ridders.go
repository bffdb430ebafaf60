package gradcheck

import (
	"math"
)

// Constants of the extrapolation, following C. J. F. Ridders, "Accurate
// computation of F′(x) and F″(x)", Adv. Eng. Software 4 (1982).
const (
	// maxOrder is the number of error terms removed at most. Higher orders
	// lean on ever larger steps and gain nothing over rounding.
	maxOrder = 6
	// truncationSafety multiplies Ridders' estimate, which takes the error to
	// be the change made by the last extrapolation (he uses 1).
	truncationSafety = 2
	// leastRemaining limits by how much one extrapolation may claim to have improved on
	// the one before: two numbers may agree by accident.
	leastRemaining = 1.0 / 256
)

// cell is one entry of a tableau: an extrapolated value, the bound of the
// noise in it, and the estimate of what the extrapolation left over.
type cell struct{ value, noise, truncation float64 }

func (c cell) bar() float64 {
	return float64(truncationSafety*c.truncation) + c.noise
}

// tableau extrapolates values taken at h, h/2, h/4 ... to h = 0. The error of
// a value is a series in h^p, h^(p+2), h^(p+4) ..., first being 2^p. Only the
// last row is kept.
type tableau struct {
	first float64
	row   []cell
}

// add enters the value at the next step and returns the best entry of its
// row, and its order. The first entry of a row has an infinite bar.
func (t *tableau) add(value, noise float64) (best cell, order int) {
	row := append(make([]cell, 0, maxOrder+1), cell{value, noise, math.Inf(1)})
	ratio := t.first
	for j := 1; j <= min(len(t.row), maxOrder); j++ {
		fine, coarse := row[j-1], t.row[j-1]
		v := fine.value + (fine.value-coarse.value)/(ratio-1)
		left := max(math.Abs(v-fine.value), math.Abs(v-coarse.value))
		if j > 1 {
			left = max(left, leastRemaining*coarse.truncation)
		}
		row = append(row, cell{v, (float64(ratio*fine.noise) + coarse.noise) / (ratio - 1), left})
		ratio *= 4
	}
	t.row = row
	best = row[0]
	for j, c := range row {
		if c.bar() < best.bar() {
			best, order = c, j
		}
	}
	return best, order
}
