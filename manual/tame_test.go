package manual

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/network"
)

// What is not tame is left to the plain form, and its errors name what is wrong.
func TestWhatMayOverflowIsLeftToThePlainForm(t *testing.T) {
	layers := []int{2, 4, 4, 1}
	spec := network.Spec{Layers: layers, Activations: network.DefaultActivations(layers)}
	for name, c := range map[string]struct {
		scale, x float64
		tame     bool
	}{
		"ordinary":               {1, 1, true},
		"large":                  {1e20, 1e20, true},
		"too large to be sure":   {1e60, 1, false},
		"inputs too large":       {1, 1e160, false},
		"a parameter not finite": {math.Inf(1), 1, false},
		"an input not a number":  {1, math.NaN(), false},
	} {
		t.Run(name, func(t *testing.T) {
			fast, _ := twins(t, spec, 2)
			theta := make([]float64, fast.layout.Size)
			theta[3] = c.scale
			batch := network.Batch{X: []float64{0, c.x, 0, 0}, Y: []float64{0, 1}, Rows: 2, Cols: 2}
			assert.Equal(t, c.tame, fast.quick(theta, &batch))
		})
	}
}

// A block has so many rows that what a fast form holds is bounded by the network.
func TestAFastFormIsForSmallNetworks(t *testing.T) {
	for name, c := range map[string]struct {
		layers []int
		small  bool
	}{
		"the report's": {[]int{2, 4, 4, 1}, true},
		"wide inputs":  {[]int{400, 2, 1}, true},
		"a wide layer": {[]int{2, 100, 100, 1}, false},
		"many inputs":  {[]int{1 << 20, 1}, false},
		"very deep":    {slices.Repeat([]int{1}, 5000), false},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := New(network.Spec{Layers: c.layers, Activations: network.DefaultActivations(c.layers)}, 2)
			require.NoError(t, err)
			assert.Equal(t, c.small, e.small)
			assert.Equal(t, c.small, e.blocks != nil)
		})
	}
}

func TestLabelsAreZeroOrOne(t *testing.T) {
	for _, y := range []float64{0, 1, math.Copysign(0, -1)} {
		assert.True(t, binary([]float64{1, y, 0}), "%v", y)
	}
	for _, y := range []float64{0.5, 2, -1, 5e-324, math.Nextafter(1, 0), math.Nextafter(1, 2), math.NaN(), math.Inf(1), math.Inf(-1)} {
		assert.False(t, binary([]float64{1, y, 0}), "%v", y)
	}
}
