package gradcheck

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A kink has about the same jump between its slopes at all smaller steps: between half of it and twice that.
func TestAJumpIsOneAtAllSteps(t *testing.T) {
	const x, h = 0.5, 0x1p-6
	for ratio, want := range map[float64]bool{0.5: true, 0.499: false, 1: true, 2: true, 2.001: false} {
		l := lineOf(t, func(v float64) float64 {
			if off := math.Abs(v - x); off < h/4 {
				return ratio * off / 2
			} else {
				return off / 2
			}
		}, x, 0)
		e, inside := l.kink(l.pair(stepRatio*h), l.pair(h))
		assert.Equal(t, want, e.reason == Kink, "%v times the jump", ratio)
		assert.Equal(t, want, inside == 0, "%v times the jump", ratio)
	}
}

// Where the slope changes between two steps by more than the jump, f bends on both sides; by as much, it may be a kink.
func TestBothSidesBendByNoMoreThanTheJump(t *testing.T) {
	const x, h = 0.5, 0x1p-6
	for slope, want := range map[float64]bool{0.5: true, 1: true, 1.001: false} {
		l := lineOf(t, func(v float64) float64 {
			f := max(v-x, 0)
			if math.Abs(v-x) > 2*h {
				f += slope * (v - x)
			}
			return f
		}, x, 0)
		e, _ := l.kink(l.pair(stepRatio*h), l.pair(h))
		assert.Equal(t, want, e.reason == Kink, "a change of %v", slope)
	}
}

// A close look asks for a bend at four times its steps and more, and not closer.
func TestABendIsSoughtFurtherOut(t *testing.T) {
	const x, h = 1, 0x1p-20
	for from, want := range map[float64]bool{2.1: true, 4.1: false} { // times h
		l := lineOf(t, func(v float64) float64 {
			if off := math.Abs(v - x); from*h < off && off < (from+1.8)*h {
				return off
			}
			return 0
		}, x, 0)
		s := l.search()
		s.add(pair{0x1p-3, 0x1p-3, 0x1p-3, 0, 0})
		slope, _, done := l.lookAt(h, 12, &Comparison{AbsDiff: 1e-2}, estimate{used: s.rows})
		assert.True(t, done)
		assert.Equal(t, want, !math.IsNaN(slope), "bent from %v of its steps on", from)
	}
}
