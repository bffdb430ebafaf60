package gradcheck

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/dual"
)

// alternating is 1 or -1, and changes wherever off passes a multiple of the width.
func alternating(off, width float64) float64 {
	if math.Mod(math.Floor(off/width+0.5), 2) != 0 {
		return -1
	}
	return 1
}

// Noise that is not the same on both sides counts where it is more, whatever the size of f; but what is more than
// 2^-10 of f is no rounding, and then that of the other side counts.
func TestTheNoisierSideCounts(t *testing.T) {
	const x, h = 1, 0x1p-6
	for _, size := range []float64{0x1p-20, 1, 0x1p20} {
		for noise, counts := range map[float64]bool{1e-4: true, 1e-2: false} {
			l := lineOf(t, func(v float64) float64 {
				if v < x {
					return size * (1 + noise*alternating(v-x, h))
				}
				return size * (1 + 1e-5*alternating(v-x, h))
			}, x, 0)
			right, left := l.table(0, h).sigma, l.table(0, -h).sigma
			require.Greater(t, left, 5*right)
			sigma, _ := l.rounding(h)
			assert.Equal(t, map[bool]float64{true: left, false: right}[counts], sigma, "%v of %v", noise, size)
		}
	}
}

// The rounding of a derivative is the largest wherever near x it is: to the left of it as to the right.
func TestTheNoiseOfADerivativeIsThatOfTheNoisierSide(t *testing.T) {
	const x, noise = 1, 1e-6
	for _, side := range []float64{-1, 1} {
		c, err := newChecker(func(x []float64) float64 { return x[0] }, []float64{x}, &Settings{})
		require.NoError(t, err)
		l := line{p: c.problem}
		sigma := c.problem.dualNoise(func(y []dual.Number) dual.Number {
			slope := 1.0
			if (y[0].Real-x)*side > 0 {
				slope += noise * alternating(y[0].Real-x, widestSpacing)
			}
			return dual.Number{Real: y[0].Real, Emag: slope}
		}, l, 1)
		assert.Greater(t, sigma, noise/2, "side %v", side)
	}
}

// Steps as fine as 2^-20 of f are its rounding; coarser ones may be meant.
func TestStepsOfWhatRoundingIs(t *testing.T) {
	const x, h = 0.5, 1e-5
	for part, want := range map[float64]bool{0.5: true, 1: true, 1.001: false} {
		l := lineOf(t, func(v float64) float64 {
			if off := math.Abs(v - x); h/10 < off && off < 20*h {
				return 1 + 1e-9*alternating(off, h*0.7)
			}
			return 1
		}, x, part*noiseSigmas*subtleChange)
		require.Equal(t, part*subtleChange, l.noise())
		assert.Equal(t, want, l.onStep(l.pair(h/100), estimate{step: h * tablePoints * math.Phi}), "%v", part)
	}
}
