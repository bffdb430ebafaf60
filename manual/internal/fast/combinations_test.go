package fast

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
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
	used := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		spec := drawQuads(t)
		if rapid.Bool().Draw(t, "any network") {
			layers := append(rapid.SliceOfN(rapid.IntRange(1, 9), 1, 4).Draw(t, "layers"), 1)
			spec.Layers, spec.Activations = layers, nil
			for range len(layers) - 2 {
				a := rapid.SampledFrom(network.Activations()).Draw(t, "activation")
				spec.Activations = append(spec.Activations, a)
			}
			spec.Activations = append(spec.Activations, network.Sigmoid)
		}
		rows := rapid.OneOf(rapid.Just(1), rapid.IntRange(2, 300)).Draw(t, "rows")
		whole, theta, batch := drawProblem(t, spec, rows)
		_, isQuads := whole.form.(*quads)
		used[fmt.Sprintf("quads %v, one row %v, the report's step %v", isQuads, rows == 1, whole.report != nil)] = true
		var want answers
		for left := 1<<len(switches) - 1; left >= 0; left-- { // all of them first
			f := newNetwork(t, spec, rows)
			together = logChunk
			names := []string{}
			for i, s := range switches {
				if left>>i&1 == 1 {
					s.leaveOut(f, spec)
					names = append(names, s.name)
				}
			}
			got := f.answer(t, theta, &batch)
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
	})
	for _, kind := range []string{
		"quads true, one row true, the report's step true", "quads true, one row false, the report's step true",
		"quads true, one row true, the report's step false", "quads true, one row false, the report's step false",
		"quads false, one row true, the report's step false", "quads false, one row false, the report's step false",
	} {
		assert.True(t, used[kind], "no network with %s", kind)
	}
}
