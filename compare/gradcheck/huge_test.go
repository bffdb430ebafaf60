package gradcheck_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	. "backprop/compare/gradcheck"
)

// Nothing is lost where the square of x, or of a step, is not within the range of float64.
func TestElementsWhoseSquareIsNoNumber(t *testing.T) {
	for _, scale := range []float64{1e200, 1e300, 1e-200} {
		f := func(x []float64) float64 { return math.Exp(x[0] / scale) }
		for claimed, want := range map[float64]Verdict{math.E / scale: Pass, 1.001 * math.E / scale: Fail} {
			r, err := Check(f, []float64{scale}, []float64{claimed}, &Settings{Methods: []Method{Central}})
			require.NoError(t, err)
			assert.Equal(t, want, r.Verdict(), "%v", r)
		}
	}
}
