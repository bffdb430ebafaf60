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

// The least number above 0 is above 0.
func TestTheMaskIsThatOfReLU(t *testing.T) {
	for z, slope := range map[float64]float64{-1: 0, -5e-324: 0, 0: 0, math.Copysign(0, -1): 0, 5e-324: 1, 1: 1} {
		assert.Equal(t, max(z, 0), relu(z), "%v", z)
		assert.Equal(t, 7*slope, reluMask(relu(z), 7), "%v", z)
		assert.Equal(t, -7*slope, reluMask(relu(z), -7), "%v", z)
	}
}

// The bound takes |f(z)| ≤ max(|z|, limit) and |f'(z)| ≤ 1 for granted. A larger limit
// than there is need for would leave networks to the plain form.
func TestNoActivationIsLargerThanItsLimit(t *testing.T) {
	for name, f := range activations {
		if name == network.Identity {
			assert.Zero(t, f.limit)
			continue
		}
		largest := 0.0
		for z := -40.0; z <= 40; z += 1. / 64 {
			a, slope := []float64{z}, []float64{1}
			f.forward(a)
			f.backward(slope, a)
			assert.LessOrEqual(t, math.Abs(a[0]), max(math.Abs(z), f.limit), "%s(%v)", name, z)
			assert.LessOrEqual(t, math.Abs(slope[0]), 1., "%s'(%v)", name, z)
			largest = max(largest, math.Abs(a[0]))
		}
		if f.limit > 0 {
			assert.InDelta(t, largest, f.limit, 1e-15, name)
		}
	}
}

// Nothing that is computed has a larger square than the bound, in networks each of which
// needs one of its terms and factors.
func TestNothingIsLargerThanTheBound(t *testing.T) {
	for name, c := range map[string]struct {
		layers []int
		hidden network.Activation
		rows   int
		x      float64
		theta  []float64
	}{
		"an input along its weight": {[]int{1, 1}, "", 1, 1e20, []float64{1e20, 1}},
		"a bias alone":              {[]int{1, 1}, "", 1, 0, []float64{0, 1e20}},
		"parameters of zero":        {[]int{1, 1}, "", 1, 1e20, []float64{0, 0}},
		"rows that add up":          {[]int{1, 1}, "", 1000, 0, []float64{0, 3}},
		"layers that multiply":      {[]int{1, 1, 1}, network.Identity, 1, 1e10, []float64{1e10, 0, 1e10, 0}},
		"the same with relu":        {[]int{1, 1, 1}, network.ReLU, 1, 1e10, []float64{1e10, 0, 1e10, 0}},
		"half a sigmoid, many times": {[]int{1, 64, 1}, network.Sigmoid, 1, 0,
			slices.Concat(make([]float64, 128), slices.Repeat([]float64{1. / 8}, 64), []float64{0})},
	} {
		t.Run(name, func(t *testing.T) {
			spec := network.Spec{Layers: c.layers, Activations: network.DefaultActivations(c.layers)}
			if c.hidden != "" {
				spec.Activations[0] = c.hidden
			}
			f := newNetwork(t, spec, c.rows)
			x, y := slices.Repeat([]float64{c.x}, c.rows), make([]float64, c.rows)
			batch := network.Batch{X: x, Y: y, Rows: c.rows, Cols: 1}
			require.True(t, f.Accepts(c.theta, &batch))
			gradient := make([]float64, len(c.theta))
			f.Gradient(gradient, c.theta, &batch)

			z := 0.0 // the logit, of units that are all alike
			W, b := f.layout.Weight(spec.Depth()), f.layout.Bias(spec.Depth())
			for range W.Rows {
				a := c.x
				if spec.Depth() == 2 {
					a = c.x*c.theta[0] + c.theta[f.layout.Bias(1).Offset]
					if c.hidden == network.Sigmoid {
						a = 1 / (1 + math.Exp(-a))
					}
				}
				z += a * c.theta[W.Offset]
			}
			z += c.theta[b.Offset]
			for _, v := range append(gradient, z) {
				assert.LessOrEqual(t, float64(v*v), f.bound(c.theta, &batch))
			}
		})
	}
}

// One that is accepted could be computed to the last; one that is not might overflow.
func TestTheBoundIsAFloat(t *testing.T) {
	spec := network.Spec{Layers: []int{1, 1}, Activations: []network.Activation{network.Sigmoid}}
	f := newNetwork(t, spec, 1)
	for w, accepted := range map[float64]bool{1e153: true, 1e154: true, 1.4e154: false, 1e155: false} {
		batch := network.Batch{X: []float64{0}, Y: []float64{1}, Rows: 1, Cols: 1}
		assert.Equal(t, accepted, f.Accepts([]float64{w, 0}, &batch), "%v", w)
	}
}

// The network and the arguments have to fit, in every way.
func TestWhatDoesNotFitIsNotAccepted(t *testing.T) {
	for _, bias := range network.Biases() {
		spec := network.Spec{Layers: []int{2, 1}, Activations: []network.Activation{network.Sigmoid}, Bias: bias}
		f := newNetwork(t, spec, 3)
		theta := make([]float64, f.layout.Size)
		batch := func(xs, ys, rows, cols int) *network.Batch {
			return &network.Batch{X: make([]float64, xs), Y: make([]float64, ys), Rows: rows, Cols: cols}
		}
		assert.True(t, f.Accepts(theta, batch(6, 3, 3, 2)), "all rows")
		assert.Equal(t, bias == network.Shared, f.Accepts(theta, batch(4, 2, 2, 2)), "fewer rows, %v bias", bias)
		assert.Equal(t, bias == network.Shared, f.Accepts(theta, batch(2, 1, 1, 2)), "one row, %v bias", bias)
		for name, wrong := range map[string]*network.Batch{
			"no rows": batch(0, 0, 0, 2), "more rows": batch(8, 4, 4, 2), "fewer columns": batch(3, 3, 3, 1),
			"more columns": batch(9, 3, 3, 3), "fewer inputs": batch(5, 3, 3, 2), "more inputs": batch(7, 3, 3, 2),
			"fewer labels": batch(6, 2, 3, 2), "more labels": batch(6, 4, 3, 2),
		} {
			assert.False(t, f.Accepts(theta, wrong), "%s, %v bias", name, bias)
		}
		half := batch(6, 3, 3, 2)
		half.Y[1] = 0.5
		assert.False(t, f.Accepts(theta, half), "half a label")
		assert.False(t, f.Accepts(theta[1:], batch(6, 3, 3, 2)), "fewer parameters")
		assert.False(t, f.Accepts(append(theta, 0), batch(6, 3, 3, 2)), "more parameters")
	}
}

// A logarithm of a product has the digits of the sum of logarithms, near 1, where the
// product has lost them, and at the clamp, where more factors would underflow.
func TestLogarithmsOfProductsKeepTheirDigits(t *testing.T) {
	for _, rows := range []int{1, 2, logChunk - 1, logChunk, logChunk + 1, maxBlockRows} {
		for _, p := range []float64{1, 1 - 0x1p-53, 1 - 1e-15, 1 - 1e-12, 1 - 1e-9, 1 - 1e-6, 0.9999, 0.9977, 0.99, 0.9,
			0.5, 0.1, 1e-5, network.Eta} {
			want := float64(rows) * math.Log1p(p-1)
			if p < 0.5 {
				want = float64(rows) * math.Log(p)
			}
			got := sumLogs(0, slices.Repeat([]float64{p}, rows))
			assert.InDelta(t, want, got, 1e-13*math.Abs(want), "%d times %v", rows, p)
		}
	}
	assert.InDelta(t, 5+math.Log(0.5), sumLogs(5, []float64{1, 0.5}), 1e-14, "a sum goes on")
}

// sumLogs returns sum + Σ ln c, through labels of 1.
func sumLogs(sum float64, c []float64) float64 {
	return labelTerms(sum, make([]float64, len(c)), slices.Clone(c), slices.Repeat([]float64{1}, len(c)))
}

// Also where all roundings of a product go one way.
func TestRoundingsThatAddUp(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 4))
	for _, target := range []float64{0.5, 0.9, 0.949, 0.951, 0.9899, 0.999} {
		product, want := 1.0, 0.0
		var c []float64
		for range logChunk {
			worst, most := 0.0, -1.0
			for range 2000 {
				v := math.Pow(target, 1./logChunk) - 1e-6*random.Float64()
				if lost := math.FMA(product, v, -float64(product*v)); lost > most { // exactly
					worst, most = v, lost
				}
			}
			c, product, want = append(c, worst), product*worst, want+math.Log1p(worst-1)
		}
		assert.InDelta(t, want, sumLogs(0, c), 1e-13*math.Abs(want), "a product of %v", product)
	}
}

// The output unit by its formulas: clamped below η only, where dZ is ŷ(1-ŷ)/η.
func TestTheOutputUnitIsClampedBelowEta(t *testing.T) {
	for _, p := range []float64{0.25, 1e-9, network.Eta, math.Nextafter(network.Eta, 0), 1e-11, 0} {
		c, dZ := labelTerm(p, 1)
		wantDZ := p - 1
		if p < network.Eta {
			wantDZ = -p * (1 - p) / network.Eta
		}
		assert.Equal(t, max(p, network.Eta), c, "label 1, %v", p)
		assert.InDelta(t, wantDZ, dZ, 1e-15, "label 1, %v", p)
		c, dZ = labelTerm(1-p, 0)
		if q := 1 - (1 - p); q < network.Eta {
			wantDZ = (1 - p) * q / network.Eta
		} else {
			wantDZ = 1 - p
		}
		assert.Equal(t, max(1-(1-p), network.Eta), c, "label 0, %v", p)
		assert.InDelta(t, wantDZ, dZ, 1e-15, "label 0, %v", p)
	}
}

func TestAnUnknownActivationIsRefused(t *testing.T) {
	spec := network.Spec{Layers: []int{1, 1}, Activations: []network.Activation{"gelu"}}
	_, err := New(spec, network.Layout{}, 1)
	assert.EqualError(t, err, `no fast form of activation "gelu"`)
}

// A block has so many rows that what it holds is bounded by the network.
func TestTheseFormsAreForSmallNetworks(t *testing.T) {
	side := int(math.Sqrt(float64(largeLayer())))
	for name, c := range map[string]struct {
		layers []int
		small  bool
	}{
		"the report's":                      {[]int{2, 4, 4, 1}, true},
		"wide inputs":                       {[]int{400, 2, 1}, true},
		"a wide layer":                      {[]int{2, 100, 100, 1}, false},
		"many inputs":                       {[]int{1 << 20, 1}, false},
		"as many units as a block may have": {slices.Repeat([]int{1}, maxUnits), true},
		"one more":                          {slices.Repeat([]int{1}, maxUnits+1), false},
		"a layer that is just not large":    {[]int{2, side, side - 1, 1}, true},
		"one that is":                       {[]int{2, side, side, 1}, false},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.small, Suits(c.layers)) })
	}
}

// drawQuads draws a network of the report's kind, with so many hidden layers.
func drawQuads(t *rapid.T, least, most int) network.Spec {
	hidden := rapid.SliceOfN(rapid.SampledFrom([]network.Activation{network.Identity, network.ReLU}), least, most).
		Draw(t, "hidden")
	return network.Spec{Layers: append(append([]int{2}, slices.Repeat([]int{4}, len(hidden))...), 1),
		Activations: append(hidden, network.Sigmoid), Bias: rapid.SampledFrom(network.Biases()).Draw(t, "bias")}
}

// A block has whole chunks of rows, and as many as fit a cache, but at least one.
func TestABlockFitsACache(t *testing.T) {
	for units := 2; units <= maxUnits; units++ {
		rows := columnRows([]int{units - 1, 1})
		assert.Zero(t, rows%logChunk, "%d units", units)
		fits := func(rows int) bool { return 2*units*rows <= blockValues }
		assert.True(t, rows == logChunk || rows > logChunk && fits(rows), "%d rows of %d units", rows, units)
		most := rows == maxBlockRows || rows < maxBlockRows && !fits(rows+logChunk)
		assert.True(t, most, "%d rows of %d units", rows, units)
	}
}

// What is not of the report's kind in any one way has the general form.
func TestWhichNetworksAreQuads(t *testing.T) {
	for name, c := range map[string]struct {
		layers []int
		hidden []network.Activation
		quads  bool
	}{
		"the report's":       {[]int{2, 4, 4, 1}, []network.Activation{network.Identity, network.ReLU}, true},
		"one hidden layer":   {[]int{2, 4, 1}, []network.Activation{network.ReLU}, true},
		"none":               {[]int{2, 1}, nil, false},
		"three inputs":       {[]int{3, 4, 1}, []network.Activation{network.ReLU}, false},
		"a layer of three":   {[]int{2, 4, 3, 1}, []network.Activation{network.ReLU, network.ReLU}, false},
		"another activation": {[]int{2, 4, 4, 1}, []network.Activation{network.ReLU, network.Tanh}, false},
	} {
		spec := network.Spec{Layers: c.layers, Activations: append(c.hidden, network.Sigmoid)}
		_, quads := newNetwork(t, spec, 2).form.(*quads)
		assert.Equal(t, c.quads, quads, name)
	}
}

// drawProblem draws parameters and a batch. Some units are exactly 0: of a ReLU that hides
// all that is above it, of the identity nothing.
func drawProblem(t *rapid.T, spec network.Spec, rows int) (*Network, []float64, network.Batch) {
	random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	cols := spec.Layers[0]
	batch := network.Batch{X: make([]float64, rows*cols), Y: make([]float64, rows), Rows: rows, Cols: cols}
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
	for l := 1; l < spec.Depth() && random.IntN(2) == 0; l++ {
		unit := random.IntN(spec.Layers[l])
		for _, block := range []network.Tensor{f.layout.Weight(l), f.layout.Bias(l)} {
			for i := range block.Rows {
				block.Of(theta)[i*block.Cols+unit] = 0
			}
		}
	}
	return f, theta, batch
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
