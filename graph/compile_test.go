package graph

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"backprop/network"
)

// The compiled program computes what Gorgonia's own interpreter computes, in another
// order and by fewer instructions.
func TestCompiledIsTheTape(t *testing.T) {
	for _, layers := range [][]int{{2, 1}, {1, 1}, {2, 4, 1}, {2, 1, 1, 1}, {2, 4, 4, 1}, {2, 3, 5, 1}, {3, 1, 4, 1}, {2, 3, 4, 1, 5, 3, 1}} {
		choices := hiddenChoices(min(len(layers)-2, 2))
		for _, activations := range choices {
			for len(activations) < len(layers)-2 { // the deep one
				activations = append(activations, activations[0])
			}
			for _, bias := range []network.Bias{network.Shared, network.Row} {
				spec := network.Spec{Layers: layers, Activations: append(activations, network.Sigmoid), Bias: bias}
				t.Run(spec.String(), func(t *testing.T) {
					for i, rows := range []int{1, 21} {
						requireTape(t, spec, rows, uint64(i), 1)
					}
				})
			}
		}
	}
}

func TestCompiledIsTheTapeForRandomNetworks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := randomSpec(t)
		rows := rapid.IntRange(1, 30).Draw(t, "rows")
		scale := rapid.SampledFrom([]float64{0, 0.1, 1, 1.5, 10}).Draw(t, "scale")
		requireTape(t, spec, rows, rapid.Uint64().Draw(t, "seed"), scale)
	})
}

// Large products go to BLAS, as all of the TapeMachine's do.
func TestCompiledIsTheTapeForWideNetworks(t *testing.T) {
	for _, layers := range [][]int{{2, 64, 64, 1}, {300, 20, 40, 1}} {
		for _, bias := range []network.Bias{network.Shared, network.Row} {
			requireTape(t, specOf(bias, layers...), 1024, 1, 0.1)
		}
	}
	requireTape(t, specOf(network.Shared, 2, 512, 512, 1), 1024, 1, 0.1)
}

// requireTape fails unless both engines give the same answers.
func requireTape(t tester, spec network.Spec, rows int, seed uint64, scale float64) {
	t.Helper()
	compiled, theta, batch := random(t, spec, rows, seed, scale)
	tape, err := NewTape(spec, rows)
	if err != nil {
		t.Fatal(err)
	}
	type answers struct {
		loss, alone                     float64
		gradient, logits, probabilities []float64
	}
	ask := func(e *Engine) (a answers) {
		a.gradient = make([]float64, theta.Size)
		a.logits, a.probabilities = make([]float64, rows), make([]float64, rows)
		var err error
		if a.loss, err = e.Gradient(a.gradient, theta.Values, batch); err != nil {
			t.Fatal(err)
		}
		if a.alone, err = e.Loss(theta.Values, batch); err != nil {
			t.Fatal(err)
		}
		if err := e.Predict(a.probabilities, a.logits, theta.Values, batch); err != nil {
			t.Fatal(err)
		}
		return a
	}
	got, want := ask(compiled), ask(tape)
	within := func(name string, got, want []float64, of func(reference) []float64) {
		t.Helper()
		requireWithin(t, name, got, want, disturbed(spec, theta, batch, of))
	}
	within("the loss", []float64{got.loss}, []float64{want.loss}, func(r reference) []float64 { return []float64{r.loss} })
	within("the loss alone", []float64{got.alone}, []float64{want.alone}, func(r reference) []float64 { return []float64{r.loss} })
	within("the logits", got.logits, want.logits, func(r reference) []float64 { return r.logits })
	within("the probabilities", got.probabilities, want.probabilities, func(r reference) []float64 { return r.probabilities })
	for _, block := range theta.Tensors {
		within("d"+block.Name, block.Of(got.gradient), block.Of(want.gradient), func(r reference) []float64 { return block.Of(r.gradient) })
	}
}

func TestRunsOfSmallNetworksAllocateNothing(t *testing.T) {
	for _, layers := range [][]int{{2, 1}, {2, 4, 4, 1}, {3, 5, 2, 1}, {2, 64, 64, 1}} {
		for _, bias := range []network.Bias{network.Shared, network.Row} {
			for _, hidden := range []network.Activation{network.ReLU, network.Sigmoid, network.Tanh} {
				spec := specOf(bias, layers...)
				for l := range spec.Activations[:spec.Depth()-1] {
					spec.Activations[l] = hidden
				}
				t.Run(spec.String(), func(t *testing.T) {
					e, theta, batch := random(t, spec, 21, 1, 1)
					gradient, probabilities, logits := make([]float64, theta.Size), make([]float64, 21), make([]float64, 21)
					requireNoAllocations(t, "Loss", func() error { _, err := e.Loss(theta.Values, batch); return err })
					requireNoAllocations(t, "Gradient", func() error { _, err := e.Gradient(gradient, theta.Values, batch); return err })
					requireNoAllocations(t, "Step", func() error { _, err := e.Step(theta.Values, batch, 1e-3); return err })
					requireNoAllocations(t, "Predict", func() error { return e.Predict(probabilities, logits, theta.Values, batch) })
					if bias == network.Shared { // batches and the short last one
						_, err := e.Loss(theta.Values, batch.Slice(0, 5))
						require.NoError(t, err)
						requireNoAllocations(t, "Step over a sweep", func() error {
							for _, b := range []network.Batch{batch, batch.Slice(0, 5)} {
								if _, err := e.Step(theta.Values, b, 1e-3); err != nil {
									return err
								}
							}
							return nil
						})
					}
				})
			}
		}
	}
}

func requireNoAllocations(t *testing.T, name string, call func() error) {
	t.Helper()
	assert.Zero(t, testing.AllocsPerRun(20, func() {
		if err := call(); err != nil {
			t.Fatal(err)
		}
	}), name)
}
