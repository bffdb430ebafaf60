package gradcheck

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Of bars to one side that are equal, as where f is known as well relative to the steps at all of them, the first
// counts, which is from the widest.
func TestOfEqualBarsToOneSideTheWidestStepsCount(t *testing.T) {
	l := lineOf(t, func(x float64) float64 { return 4 * x }, 0, 0)
	e := l.toOneSide(1, 0x1p-3)
	require.Equal(t, Agrees, e.reason)
	assert.Equal(t, 0x1p-3/stepRatio, e.step)
}

// A slope is still found where the smallest steps of all are the only ones that f allows.
func TestTheSmallestStepIsTaken(t *testing.T) {
	const x, smallest = 0.5, 0.5 * smallestStep
	steep := func(widest float64) line {
		return lineOf(t, func(v float64) float64 {
			if math.Abs(v-x) > widest {
				return math.NaN()
			}
			return 4 * v
		}, x, 0)
	}
	assert.Equal(t, Agrees, steep(4*smallest).toOneSide(1, 4*smallest).reason, "two to one side")
	assert.Equal(t, NonFinite, steep(smallest).toOneSide(1, 4*smallest).reason, "one")
	assert.Equal(t, Agrees, steep(16*smallest).converge(16*smallest, false).reason, "three to both")
	assert.Equal(t, Unresolved, steep(4*smallest).converge(4*smallest, false).reason, "two")
}

// Steps go no further out once f changes by 2^-24 of itself, or a hair more.
func TestStepsGoOutUntilFChanges(t *testing.T) {
	const x, h, part = 0.5, 0x1p-3, 0x1p-24
	for change, want := range map[float64]float64{part * 0.999: 16 * 16 * h, part: 16 * h} {
		l := lineOf(t, func(v float64) float64 { return 1 + change*(v-x)/(16*h) }, x, 0)
		e := l.further(h)
		require.Equal(t, Agrees, e.reason)
		assert.Equal(t, want, e.widest, "a change of %v", change)
	}
}
