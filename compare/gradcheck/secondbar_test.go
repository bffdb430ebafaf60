package gradcheck

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// What is said to be caught is more than a second estimate may excuse, whose bar is four times that of the first, as it
// is from smaller steps; and more than that where x itself has few digits at these steps, which f then rounds.
func TestASecondEstimateMayExcuseMore(t *testing.T) {
	const slope = 3.0
	for _, c := range []struct {
		name                   string
		x, step, bar, rounding float64
	}{
		{"a bar alone", 0.5, 0x1p-3, 1e-3, 0},
		{"a claim that is rounded more coarsely", 0.5, 0x1p-3, 1e-3, 1},
		{"tiny steps", 8, 0x1p-37, 1e-6, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := lineOf(t, func(x float64) float64 { return slope * (x - c.x) }, c.x, 0)
			e := estimate{value: slope, bar: c.bar, step: c.step, widest: 4 * c.step, reason: Agrees}
			ofX := noiseSigmas * unit * c.x * slope / c.step // by what the last bits of x move f, over the step
			farthest := 4*c.bar + c.bar                      // from the first, which it does not contradict
			excused := farthest + 2*(4*(c.bar+ofX)+c.rounding)
			missed, _ := l.missed(e, c.rounding)
			assert.GreaterOrEqual(t, missed, excused)
			assert.Less(t, missed, 2*excused)
		})
	}
}

// Where the value is from steps further out, a claim within the bar of the first steps is not accused, nor one that
// rounding takes out of it.
func TestTheFirstStepsMayExcuseMore(t *testing.T) {
	l := lineOf(t, func(x float64) float64 { return 3 * (x - 0.5) }, 0.5, 0)
	for _, rounding := range []float64{0, 1, 4} {
		missed, _ := l.missed(estimate{value: 3, bar: 1e-9, near: 10, step: 1, widest: 4, reason: Agrees}, rounding)
		assert.GreaterOrEqual(t, missed, 2*(10+rounding))
		assert.Less(t, missed, 2*(10+rounding)*1.01)
	}
}
