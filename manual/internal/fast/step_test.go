package fast

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"backprop/network"
	"backprop/network/portable"
)

// Of numbers so large that something overflows it says no, and does nothing.
func TestAStepOfTheReportsNetworkOnOneRowGivesTheBitsOfTheGeneralOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hidden := rapid.SampledFrom([]network.Activation{network.Identity, network.ReLU})
		spec := network.Spec{Layers: []int{2, 4, 4, 1},
			Activations: []network.Activation{hidden.Draw(t, "first"), hidden.Draw(t, "second"), network.Sigmoid}}
		f, theta, batch := drawProblem(t, spec, 1)
		scale := math.Pow(10, rapid.Float64Range(-1, 160).Draw(t, "exponent"))
		for i := range theta {
			theta[i] *= scale
		}
		require.NotNil(t, f.report)
		accepted := f.Accepts(theta, &batch)
		got, want := slices.Clone(theta), slices.Clone(theta)
		loss, ok := f.Step(got, &batch, 0.1)
		if !ok {
			assert.False(t, accepted)
			assert.Equal(t, theta, got)
			return
		}
		assert.Equal(t, 0-portable.Log(f.row.forward(want, batch.X, batch.Y[0])), loss)
		f.row.descend(want, want, batch.X, 0.1)
		assert.Equal(t, want, got)
		assert.Negative(t, network.FirstNonFinite(got))
	})
}

func TestAStepOnOneRowLooksAtEveryNumber(t *testing.T) {
	layers := []int{2, 4, 4, 1}
	f := newNetwork(t, network.Spec{Layers: layers, Activations: network.DefaultActivations(layers)}, 1)
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for i := range reportSize + 2 {
			values := make([]float64, reportSize+2) // ReLU hides much of zeros
			theta, x := values[:reportSize], values[reportSize:]
			values[i] = v
			_, ok := f.Step(theta, &network.Batch{X: x, Y: []float64{1}, Rows: 1, Cols: 2}, 0.1)
			assert.False(t, ok, "%v in place %d", v, i)
			values[i] = 0
			assert.Equal(t, make([]float64, reportSize+2), values)
		}
	}
}

// A gradient that is beyond every float64, while the loss is that of a logit of 0.
func TestAStepOnOneRowRefusesAGradientThatOverflows(t *testing.T) {
	layers := []int{2, 4, 4, 1}
	f := newNetwork(t, network.Spec{Layers: layers,
		Activations: []network.Activation{network.Identity, network.Identity, network.Sigmoid}}, 1)
	for name, c := range map[string]struct{ x0, x1, b1, W2, W3 float64 }{
		"dW1 by the first input":  {x0: 1e303, W2: 1000, W3: 1000},
		"dW1 by the second input": {x1: -1e303, W2: 1000, W3: 1000},
		"db1":                     {W2: 1e160, W3: 1e150},
		"dW2":                     {b1: 1e200, W3: 1e200},
	} {
		for _, y := range []float64{0, 1} {
			theta := make([]float64, reportSize)
			for block, v := range map[network.Tensor]float64{
				f.layout.Bias(1): c.b1, f.layout.Weight(2): c.W2, f.layout.Weight(3): c.W3,
			} {
				for i := range block.Of(theta) {
					block.Of(theta)[i] = v
				}
			}
			before := slices.Clone(theta)
			_, ok := f.Step(theta, &network.Batch{X: []float64{c.x0, c.x1}, Y: []float64{y}, Rows: 1, Cols: 2}, 0.1)
			assert.False(t, ok, "%s, label %v", name, y)
			assert.Equal(t, before, theta)
		}
	}
}

// What does not fit the report's network in any one way takes no step.
func TestAStepOnOneRowRefusesWhatDoesNotFit(t *testing.T) {
	layers := []int{2, 4, 4, 1}
	f := newNetwork(t, network.Spec{Layers: layers, Activations: network.DefaultActivations(layers)}, 1)
	require.NotNil(t, f.report)
	for name, c := range map[string]struct {
		parameters, inputs, labels, rows, cols int
		ok                                     bool
	}{
		"all fits":         {reportSize, 2, 1, 1, 2, true},
		"fewer parameters": {reportSize - 1, 2, 1, 1, 2, false},
		"more parameters":  {reportSize + 1, 2, 1, 1, 2, false},
		"fewer inputs":     {reportSize, 1, 1, 1, 2, false},
		"more inputs":      {reportSize, 3, 1, 1, 2, false},
		"no label":         {reportSize, 2, 0, 1, 2, false},
		"more labels":      {reportSize, 2, 2, 1, 2, false},
		"no rows":          {reportSize, 2, 1, 0, 2, false},
		"more rows":        {reportSize, 2, 1, 2, 2, false},
		"fewer columns":    {reportSize, 2, 1, 1, 1, false},
		"more columns":     {reportSize, 2, 1, 1, 3, false},
	} {
		t.Run(name, func(t *testing.T) {
			theta, batch := make([]float64, c.parameters), network.Batch{X: make([]float64, c.inputs),
				Y: make([]float64, c.labels), Rows: c.rows, Cols: c.cols}
			_, ok := f.Step(theta, &batch, 0.1)
			assert.Equal(t, c.ok, ok)
			assert.Equal(t, !c.ok, slices.Max(theta) == 0 && slices.Min(theta) == 0, "a step is taken or not")
		})
	}
	for _, label := range []float64{0.5, -1} {
		theta := make([]float64, reportSize)
		_, ok := f.Step(theta, &network.Batch{X: make([]float64, 2), Y: []float64{label}, Rows: 1, Cols: 2}, 0.1)
		assert.False(t, ok, "a label of %v", label)
		assert.Equal(t, make([]float64, reportSize), theta)
	}
}
