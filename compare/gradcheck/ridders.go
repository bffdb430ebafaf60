package gradcheck

import "math"

// Constants of the extrapolation, following C. J. F. Ridders, "Accurate
// computation of F′(x) and F″(x)", Adv. Eng. Software 4 (1982).
const (
	// maxOrder is the number of error terms removed at most. Higher orders
	// lean on ever larger steps and gain nothing over rounding.
	maxOrder = 3
	// truncationSafety multiplies Ridders' estimate, which takes the error to
	// be the change made by the last extrapolation (he uses 1).
	truncationSafety = 2
	// leastGain limits by how much one extrapolation may claim to have improved on
	// the one before: two numbers may agree by accident.
	leastGain = 1.0 / 256
)

// cell is one entry of a tableau: a value extrapolated from the last rows, the bound of
// the noise in it, and the estimate of what the extrapolation left over. Fine is the
// change made by the last row alone.
type cell struct{ value, noise, truncation, fine float64 }

func (c cell) bar() float64 { return float64(truncationSafety*c.truncation) + c.noise }

// tableau extrapolates values taken at falling steps h to h = 0, by Neville's scheme: the
// error of a value is a series in h². Only the last row is kept.
type tableau struct {
	steps []float64
	row   []cell
}

// add enters the value at the next step and returns its row: entry j is extrapolated from j
// rows before it.
func (t *tableau) add(h, value, noise float64) []cell {
	row := append(make([]cell, 0, maxOrder+1), cell{value, noise, math.Inf(1), math.Inf(1)})
	t.steps = append(t.steps, h)
	n := len(t.steps)
	for j := 1; j <= min(len(t.row), maxOrder); j++ {
		fine, coarse := row[j-1], t.row[j-1]
		ratio := t.steps[n-1-j] / h
		ratio *= ratio
		v := fine.value + (fine.value-coarse.value)/(ratio-1)
		change := math.Abs(v - fine.value)
		left := max(change, math.Abs(v-coarse.value))
		if j > 1 {
			left = max(left, leastGain*coarse.truncation)
		}
		row = append(row, cell{v, (float64(ratio*fine.noise) + coarse.noise) / (ratio - 1), left, change})
	}
	t.row = row
	return row
}

// extrapolated returns Neville's polynomial in h² through the values at the given
// steps, at the step t.
func extrapolated(t float64, steps, values []float64) float64 {
	v := append([]float64(nil), values...)
	// In units of the widest step, whose square may be too large for a float64.
	square := func(h float64) float64 { return float64(h / steps[0] * (h / steps[0])) }
	z := square(t)
	for j := 1; j < len(v); j++ {
		for i := range len(v) - j {
			a, b := square(steps[i]), square(steps[i+j])
			v[i] = (float64((z-b)*v[i]) - float64((z-a)*v[i+1])) / (a - b)
		}
	}
	return v[0]
}
