package fast

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"backprop/network"
)

// switches are the forms that New chooses for a network, each of which can be left out.
// What is left when all are is columns, in blocks of 24 rows, with one logarithm for each
// row; package manual's tests hold these forms to the plain derivation.
var switches = []struct {
	name     string
	leaveOut func(f *Network, spec network.Spec)
}{
	{"quads", func(f *Network, spec network.Spec) {
		if _, is := f.form.(*quads); is {
			f.form, f.blocks = newColumns(f.layout, spec.Activations), columnRows(spec.Layers)
		}
	}},
	{"a row by itself", func(f *Network, _ network.Spec) { f.row = nil }},
	{"the report's step", func(f *Network, _ network.Spec) { f.report = nil }},
	{"long blocks", func(f *Network, _ network.Spec) { f.blocks = logChunk }},
	{"logarithms of products", func(*Network, network.Spec) { together = 1 }},
}

// answers are all that a network says about a batch.
type answers struct{ loss, gradient, stepped, z, p []float64 }

func (f *Network) answer(t require.TestingT, theta []float64, batch *network.Batch) (a answers) {
	require.True(t, f.Accepts(theta, batch))
	a = answers{gradient: make([]float64, len(theta)), stepped: slices.Clone(theta),
		z: make([]float64, batch.Rows), p: make([]float64, batch.Rows)}
	a.loss = []float64{f.Loss(theta, batch), f.Gradient(a.gradient, theta, batch)}
	f.Predict(a.p, a.z, theta, batch)
	loss, ok := f.Step(a.stepped, batch, 0.1)
	require.True(t, ok)
	a.loss = append(a.loss, loss)
	return a
}

func bits(values []float64) []uint64 {
	all := make([]uint64, len(values))
	for i, v := range values {
		all[i] = math.Float64bits(v)
	}
	return all
}

// No form is needed: whichever are left out, logits, probabilities, the gradient and a
// step have the same bits (the gradient but for the sign of a zero), and the loss is the
// same but for the rounding of the logarithms, of which 24 may be taken together.
func TestAnyFormsMayBeLeftOut(t *testing.T) {
	defer func() { together = logChunk }()
	for name, kind := range map[string]struct {
		draw          func(t *rapid.T) network.Spec
		quads, report bool
	}{
		"the report's network": {func(t *rapid.T) network.Spec { return drawQuads(t, 2, 2) }, true, true},
		"one hidden layer":     {func(t *rapid.T) network.Spec { return drawQuads(t, 1, 1) }, true, false},
		"more of them":         {func(t *rapid.T) network.Spec { return drawQuads(t, 3, 4) }, true, false},
		"any other network":    {drawColumns, false, false},
		"nine units above ReLU": {func(*rapid.T) network.Spec { // two times what is taken together, and one more, and a mask
			return network.Spec{Layers: []int{3, 6, 9, 1},
				Activations: []network.Activation{network.ReLU, network.Tanh, network.Sigmoid}}
		}, false, false},
	} {
		for rowsName, rows := range map[string]*rapid.Generator[int]{
			"one row": rapid.Just(1), "many rows": rapid.IntRange(2, 150),
		} {
			t.Run(name+", "+rowsName, func(t *testing.T) {
				rapid.Check(t, func(t *rapid.T) {
					spec := kind.draw(t)
					whole, theta, batch := drawProblem(t, spec, rows.Draw(t, "rows"))
					_, isQuads := whole.form.(*quads)
					require.Equal(t, kind.quads, isQuads)
					require.Equal(t, kind.report, whole.report != nil)
					requireNoForm(t, spec, theta, &batch)
				})
			})
		}
	}
}

// drawColumns draws a network that does not have two inputs, and so is none of quads.
func drawColumns(t *rapid.T) network.Spec {
	hidden := rapid.SliceOfN(rapid.SampledFrom(network.Activations()), 0, 3).Draw(t, "hidden")
	layers := []int{rapid.SampledFrom([]int{1, 3, 4, 5, 9}).Draw(t, "inputs")}
	for range hidden {
		layers = append(layers, rapid.IntRange(1, 9).Draw(t, "width"))
	}
	return network.Spec{Layers: append(layers, 1), Activations: append(hidden, network.Sigmoid),
		Bias: rapid.SampledFrom(network.Biases()).Draw(t, "bias")}
}

// requireNoForm leaves out every combination of the forms, all of them first.
func requireNoForm(t *rapid.T, spec network.Spec, theta []float64, batch *network.Batch) {
	var want answers
	for left := 1<<len(switches) - 1; left >= 0; left-- {
		f := newNetwork(t, spec, batch.Rows)
		together = logChunk
		names := []string{}
		for i, s := range switches {
			if left>>i&1 == 1 {
				s.leaveOut(f, spec)
				names = append(names, s.name)
			}
		}
		got := f.answer(t, theta, batch)
		if want.loss == nil {
			want = got
			continue
		}
		require.Equal(t, bits(want.z), bits(got.z), "logits without %v", names)
		require.Equal(t, bits(want.p), bits(got.p), "probabilities without %v", names)
		require.Equal(t, want.gradient, got.gradient, "the gradient without %v", names)
		require.Equal(t, bits(want.stepped), bits(got.stepped), "a step without %v", names)
		for _, loss := range got.loss {
			require.InDelta(t, want.loss[0], loss, 1e-13*want.loss[0], "the loss without %v", names)
		}
	}
}
