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
	for _, layers := range [][]int{{2, 1}, {1, 1}, {2, 4, 1}, {2, 1, 1, 1}, {2, 4, 4, 1}, {2, 3, 5, 1}, {3, 1, 4, 1},
		{2, 3, 4, 1, 5, 3, 1}} {
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

// Logits of ±40 and ±750, labels for and against them, and hidden units at the ends
// of their range.
func TestCompiledIsTheTapeWhereUnitsSaturate(t *testing.T) {
	for _, rows := range []int{1, 4, 21} {
		for _, layers := range [][]int{{1, 1}, {1, 2, 1}, {1, 1, 3, 1}} {
			for _, hidden := range hiddenChoices(len(layers) - 2) {
				spec := network.Spec{Layers: layers, Activations: append(hidden, network.Sigmoid)}
				theta, err := network.NewParameters(spec, rows)
				require.NoError(t, err)
				for l := 1; l <= spec.Depth(); l++ {
					for i := range theta.Weight(l).Of(theta.Values) {
						theta.Weight(l).Of(theta.Values)[i] = 1
					}
				}
				x, y := make([]float64, rows), make([]float64, rows)
				for i := range x {
					x[i] = []float64{40, -750, -40, 750, 1e-9, -23.1}[i%6]
					y[i] = float64(i / 6 % 2)
				}
				batch, err := network.NewBatch(x, y, 1)
				require.NoError(t, err)
				requireTapeFor(t, spec, theta, batch)
			}
		}
	}
}

// Large products go to package matmul.
func TestCompiledIsTheTapeForWideNetworks(t *testing.T) {
	for _, layers := range [][]int{{2, 64, 64, 1}, {300, 20, 40, 1}} {
		for _, bias := range []network.Bias{network.Shared, network.Row} {
			requireTape(t, specOf(bias, layers...), 1024, 1, 0.1)
			requireTape(t, specOf(bias, layers...), 2100, 1, 0.1) // in blocks
		}
	}
	requireTape(t, specOf(network.Shared, 2, 512, 512, 1), 1024, 1, 0.1)
	requireTape(t, specOf(network.Shared, 2, 256, 256, 1), 2100, 1, 0.1)
}

// requireTape fails unless both engines give the same answers.
func requireTape(t tester, spec network.Spec, rows int, seed uint64, scale float64) {
	t.Helper()
	_, theta, batch := random(t, spec, rows, seed, scale)
	requireTapeFor(t, spec, theta, batch)
}

func requireTapeFor(t tester, spec network.Spec, theta *network.Parameters, batch network.Batch) {
	t.Helper()
	rows := batch.Rows
	compiled, err := New(spec, rows)
	if err != nil {
		t.Fatal(err)
	}
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
	within("the loss", []float64{got.loss}, []float64{want.loss},
		func(r reference) []float64 { return []float64{r.loss} })
	within("the loss alone", []float64{got.alone}, []float64{want.alone},
		func(r reference) []float64 { return []float64{r.loss} })
	within("the logits", got.logits, want.logits, func(r reference) []float64 { return r.logits })
	within("the probabilities", got.probabilities, want.probabilities,
		func(r reference) []float64 { return r.probabilities })
	for _, block := range theta.Tensors {
		within("d"+block.Name, block.Of(got.gradient), block.Of(want.gradient),
			func(r reference) []float64 { return block.Of(r.gradient) })
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
					gradient := make([]float64, theta.Size)
					probabilities, logits := make([]float64, 21), make([]float64, 21)
					requireNoAllocations(t, "Loss", func() error { _, err := e.Loss(theta.Values, batch); return err })
					requireNoAllocations(t, "Gradient",
						func() error { _, err := e.Gradient(gradient, theta.Values, batch); return err })
					requireNoAllocations(t, "Step",
						func() error { _, err := e.Step(theta.Values, batch, 1e-3); return err })
					requireNoAllocations(t, "Predict",
						func() error { return e.Predict(probabilities, logits, theta.Values, batch) })
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

// A layer is an instruction, and so is its gradient; nothing is run by its Do.
func TestTheReportsNetworkIsFewInstructions(t *testing.T) {
	e, _, _ := random(t, specOf(network.Shared, 2, 4, 4, 1), 21, 1, 1)
	assert.Equal(t, `every run, 21 rows:
  X by columns
  %b = X × W1 + b1    fuses %a A × B, %9 A × B, %b +
  %f = relu(%b × W2 + b2)    fuses %d A × B, %c A × B, %e +, %f relu
  %12 = %f × W3 + b3    fuses %11 A × B, %10 A × B, %12 +
  %13 = sigmoid(%12)
  %16 = η(%13)
  %15 = 1 - y
  %14 = 1 - %13
  %19 = η(%14)
  %1e = -(Σ y ln %16 + Σ %15 ln %19)    fuses %1a ln, %17 ln, %1b ⊙, %18 ⊙, %1c +, %1d Σ[0 1], %1e neg
  %2d = %15 ÷ %19 - y ÷ %16    fuses %2c neg, %28 ÷, %2b ÷, %2b ÷, %2d +
  %2e = sigmoid′(%13, %2d)
  %33 = reluMask(%f, %2e × W3ᵀ)    fuses %2f A × Bᵀ, %33 relu′
  %34 = %33 × W2ᵀ
  %39 = Xᵀ × %34, %3b = 1ᵀ × %34
  %35 = %bᵀ × %33, %37 = 1ᵀ × %33
  %30 = %fᵀ × %2e, %32 = 1ᵀ × %2e
`, e.machines[0].executor.(*compiled).programs[gradientQuestion].String())
}

func TestRunsOfWideNetworksAllocateNothing(t *testing.T) {
	e, theta, batch := random(t, specOf(network.Shared, 2, 256, 256, 1), 300, 1, 0.1)
	requireNoAllocations(t, "Step", func() error { _, err := e.Step(theta.Values, batch, 1e-9); return err })
}
