package fast

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"backprop/network"
)

func newNetwork(t require.TestingT, spec network.Spec, rows int) *Network {
	layout, err := network.NewLayout(spec, rows)
	require.NoError(t, err)
	f, err := New(spec, layout, rows)
	require.NoError(t, err)
	return f
}

// Where something may overflow the plain form runs, and its errors name what is wrong.
func TestWhatMayOverflowIsNotAccepted(t *testing.T) {
	layers := []int{2, 4, 4, 1}
	spec := network.Spec{Layers: layers, Activations: network.DefaultActivations(layers)}
	for name, c := range map[string]struct {
		scale, x float64
		accepted bool
	}{
		"ordinary":               {1, 1, true},
		"large":                  {1e20, 1e20, true},
		"too large to be sure":   {1e60, 1, false},
		"inputs too large":       {1, 1e160, false},
		"a parameter not finite": {math.Inf(1), 1, false},
		"an input not a number":  {1, math.NaN(), false},
	} {
		t.Run(name, func(t *testing.T) {
			f := newNetwork(t, spec, 2)
			theta := make([]float64, f.layout.Size)
			theta[3] = c.scale
			batch := network.Batch{X: []float64{0, c.x, 0, 0}, Y: []float64{0, 1}, Rows: 2, Cols: 2}
			assert.Equal(t, c.accepted, f.Accepts(theta, &batch))
		})
	}
}

// The bound takes |f(z)| ≤ max(|z|, limit) and |f'(z)| ≤ 1 for granted.
func TestNoActivationIsLargerThanItsLimit(t *testing.T) {
	for name, f := range activations {
		if name == network.Identity {
			continue
		}
		for z := -40.0; z <= 40; z += 1. / 64 {
			a, slope := []float64{z}, []float64{1}
			f.forward(a)
			f.backward(slope, a)
			assert.LessOrEqual(t, math.Abs(a[0]), max(math.Abs(z), f.limit), "%s(%v)", name, z)
			assert.LessOrEqual(t, math.Abs(slope[0]), 1., "%s'(%v)", name, z)
		}
	}
}

func TestAnUnknownActivationIsRefused(t *testing.T) {
	spec := network.Spec{Layers: []int{1, 1}, Activations: []network.Activation{"gelu"}}
	_, err := New(spec, network.Layout{}, 1)
	assert.EqualError(t, err, `no fast form of activation "gelu"`)
}

// A block has so many rows that what it holds is bounded by the network.
func TestTheseFormsAreForSmallNetworks(t *testing.T) {
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
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.small, Suits(c.layers)) })
	}
}

// Sums go on from block to block in the order of the rows.
func TestBlocksOfAnySizeGiveTheSameBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		layers := append(rapid.SliceOfN(rapid.IntRange(1, 9), 1, 4).Draw(t, "layers"), 1)
		spec := network.Spec{Layers: layers, Activations: network.DefaultActivations(layers),
			Bias: rapid.SampledFrom(network.Biases()).Draw(t, "bias")}
		rows := rapid.IntRange(2, 300).Draw(t, "rows")
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		batch := network.Batch{X: make([]float64, rows*layers[0]), Y: make([]float64, rows), Rows: rows,
			Cols: layers[0]}
		for i := range batch.X {
			batch.X[i] = random.NormFloat64()
		}
		for i := range batch.Y {
			batch.Y[i] = float64(random.IntN(2))
		}
		f := newNetwork(t, spec, rows)
		theta := make([]float64, f.layout.Size)
		for i := range theta {
			theta[i] = 2 * random.NormFloat64()
		}
		got, want := make([]float64, len(theta)), make([]float64, len(theta))
		f.blocks.rows = maxBlockRows
		wantLoss := f.Gradient(want, theta, &batch)
		f.blocks.rows = logChunk
		gotLoss := f.Gradient(got, theta, &batch)
		assert.Equal(t, wantLoss, gotLoss)
		assert.Equal(t, want, got)
	})
}

func TestLabelsAreZeroOrOne(t *testing.T) {
	for _, y := range []float64{0, 1, math.Copysign(0, -1)} {
		assert.True(t, binary([]float64{1, y, 0}), "%v", y)
	}
	for _, y := range []float64{0.5, 2, -1, 5e-324, math.Nextafter(1, 0), math.Nextafter(1, 2),
		math.NaN(), math.Inf(1), math.Inf(-1)} {
		assert.False(t, binary([]float64{1, y, 0}), "%v", y)
	}
}
