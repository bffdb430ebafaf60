package gradcheck

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/floats"
)

// A processor's own dot product adds in another order: 4 terms, a few 2^-53.
func TestDotAndNormAreGonums(t *testing.T) {
	for name, v := range map[string][]float64{
		"nothing": {}, "zeros": {0, 0}, "one": {-3}, "some": {3, -4, 12, 84}, "fractions": {0.1, -0.7, 1e-3, 2.5},
		"large": {1e300, -1e300, 3e299}, "small": {1e-300, 2e-300}, "infinite": {1, math.Inf(-1)},
	} {
		t.Run(name, func(t *testing.T) {
			want := floats.Norm(v, 2)
			if math.IsInf(want, 0) {
				assert.Equal(t, want, norm(v))
				return
			}
			assert.InDelta(t, want, norm(v), 4*0x1p-53*want)
			if norm(v) < 1e100 {
				assert.InDelta(t, floats.Dot(v, v), dot(v, v), 4*0x1p-53*floats.Dot(v, v))
			}
		})
	}
	assert.True(t, math.IsNaN(norm([]float64{1, math.NaN(), 2})))
}
