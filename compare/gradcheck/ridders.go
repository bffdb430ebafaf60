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
// error of a value is a series in h². Only the last row, of n cells, is kept.
type tableau struct {
	n     int
	steps [maxOrder + 1]float64 // the last n
	row   [maxOrder + 1]cell
}

// add enters the value at the next step and returns its row: entry j is extrapolated from j
// rows before it.
func (t *tableau) add(h, value, noise float64) []cell {
	last := t.row
	if t.n == len(t.steps) {
		copy(t.steps[:], t.steps[1:])
	} else {
		t.n++
	}
	t.steps[t.n-1] = h
	t.row[0] = cell{value, noise, math.Inf(1), math.Inf(1)}
	for j := 1; j < t.n; j++ {
		fine, coarse := t.row[j-1], last[j-1]
		ratio := t.steps[t.n-1-j] / h
		ratio *= ratio
		v := fine.value + (fine.value-coarse.value)/(ratio-1)
		change := math.Abs(v - fine.value)
		left := max(change, math.Abs(v-coarse.value))
		if j > 1 {
			left = max(left, leastGain*coarse.truncation)
		}
		t.row[j] = cell{v, (float64(ratio*fine.noise) + coarse.noise) / (ratio - 1), left, change}
	}
	return t.row[:t.n]
}
