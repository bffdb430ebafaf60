package graph

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"backprop/network"
)

// random returns an engine with parameters and a batch to try it on.
func random(
	t tester, spec network.Spec, rows int, seed uint64, scale float64,
) (*Engine, *network.Parameters, network.Batch) {
	t.Helper()
	return randomOn(t, New, spec, rows, seed, scale)
}

// randomOn is random for an engine of either kind.
func randomOn(
	t tester, construct constructor, spec network.Spec, rows int, seed uint64, scale float64,
) (*Engine, *network.Parameters, network.Batch) {
	t.Helper()
	e, err := construct(spec, rows)
	if err != nil {
		t.Fatal(err)
	}
	theta, err := network.NewParameters(spec, rows)
	if err != nil {
		t.Fatal(err)
	}
	source := rand.New(rand.NewPCG(seed, 1))
	for i := range theta.Values {
		theta.Values[i] = scale * source.NormFloat64()
	}
	return e, theta, randomBatch(t, source, spec, rows)
}

func randomBatch(t tester, source *rand.Rand, spec network.Spec, rows int) network.Batch {
	t.Helper()
	x, y := make([]float64, rows*spec.Inputs()), make([]float64, rows)
	for i := range x {
		x[i] = source.NormFloat64()
	}
	for i := range y {
		y[i] = float64(source.IntN(2))
	}
	batch, err := network.NewBatch(x, y, spec.Inputs())
	if err != nil {
		t.Fatal(err)
	}
	return batch
}

// Every layout, with every activation in every hidden place, both bias forms and
// several batch sizes, agrees with the formulas.
func TestGradientIsTheReportsFormulas(t *testing.T) {
	layouts := [][]int{{2, 1}, {1, 1}, {2, 4, 1}, {2, 1, 1, 1}, {2, 4, 4, 1}, {2, 3, 5, 1}, {3, 1, 4, 1}}
	for _, layers := range layouts {
		for _, activations := range hiddenChoices(len(layers) - 2) {
			for _, bias := range []network.Bias{network.Shared, network.Row} {
				spec := network.Spec{Layers: layers, Activations: append(activations, network.Sigmoid), Bias: bias}
				t.Run(spec.String(), func(t *testing.T) {
					for i, rows := range []int{1, 2, 3, 21, 100} {
						e, theta, batch := random(t, spec, rows, uint64(i), 1)
						requireReference(t, e, spec, theta, batch)
					}
				})
			}
		}
	}
}

// hiddenChoices returns every choice of activations for n hidden layers.
func hiddenChoices(n int) [][]network.Activation {
	if n == 0 {
		return [][]network.Activation{nil}
	}
	var choices [][]network.Activation
	for _, rest := range hiddenChoices(n - 1) {
		for _, a := range network.Activations() {
			choices = append(choices, append([]network.Activation{a}, rest...))
		}
	}
	return choices
}

func TestGradientOfDeepAndWideNetworks(t *testing.T) {
	deep := []int{2, 3, 4, 1, 5, 3, 1}
	wide := []int{2, 64, 64, 1}
	for _, spec := range []network.Spec{
		{Layers: deep, Activations: network.DefaultActivations(deep)},
		{Layers: deep, Activations: []network.Activation{network.Tanh, network.Sigmoid, network.Identity,
			network.Tanh, network.Tanh, network.Sigmoid}},
		{Layers: wide, Activations: network.DefaultActivations(wide)},
		{Layers: wide, Activations: []network.Activation{network.Tanh, network.Sigmoid, network.Sigmoid}},
	} {
		for _, spec.Bias = range []network.Bias{network.Shared, network.Row} {
			for _, rows := range []int{1, 21, 100} {
				t.Run(fmt.Sprint(spec, " ", rows), func(t *testing.T) {
					e, theta, batch := random(t, spec, rows, 7, 0.3)
					requireReference(t, e, spec, theta, batch)
				})
			}
		}
	}
}

// Where a probability is so near 0 or 1 that η clamps it, the formulas are no
// derivative of the loss any more, and still they must be met, and be finite.
func TestGradientAtSaturatedOutputs(t *testing.T) {
	for _, layers := range [][]int{{1, 1}, {1, 1, 1}} {
		for _, hidden := range hiddenChoices(len(layers) - 2) {
			spec := network.Spec{Layers: layers, Activations: append(hidden, network.Sigmoid)}
			e, theta, _ := random(t, spec, 1, 1, 0)
			for l := 1; l <= spec.Depth(); l++ {
				theta.Weight(l).Of(theta.Values)[0] = 1 // Z1 = X
			}
			for _, z := range []float64{1, 18, 19, 20, 22, 23, 24, 36, 37, 40, 100, 700} {
				for _, x := range []float64{z, -z} {
					for _, y := range []float64{0, 1} {
						batch, err := network.NewBatch([]float64{x}, []float64{y}, 1)
						if err != nil {
							t.Fatal(err)
						}
						requireReference(t, e, spec, theta, batch)
					}
				}
			}
		}
	}
}

// With all weights zero every hidden pre-activation is exactly 0, where relu' is
// 0; output weights of 1 let that be seen.
func TestGradientAtZeroWeights(t *testing.T) {
	for _, hidden := range hiddenChoices(2) {
		for _, bias := range []network.Bias{network.Shared, network.Row} {
			spec := network.Spec{Layers: []int{2, 4, 4, 1}, Activations: append(hidden, network.Sigmoid), Bias: bias}
			e, theta, batch := random(t, spec, 21, 1, 0)
			requireReference(t, e, spec, theta, batch)
			output := theta.Weight(spec.Depth()).Of(theta.Values)
			for i := range output {
				output[i] = 1
			}
			requireReference(t, e, spec, theta, batch)
		}
	}
}

// A weight may be so large that Z overflows: relu(-∞) is 0, and the loss finite.
func TestLossOfOverflowingReluIsFinite(t *testing.T) {
	spec := network.Spec{Layers: []int{1, 1, 1}, Activations: []network.Activation{network.ReLU, network.Sigmoid}}
	e, theta, _ := random(t, spec, 1, 1, 0)
	theta.Weight(1).Of(theta.Values)[0] = -1e200
	batch := network.Batch{X: []float64{1e200}, Y: []float64{1}, Rows: 1, Cols: 1}
	requireReference(t, e, spec, theta, batch)
}

// Any member of the family, not only those that somebody thought of.
func TestGradientOfRandomNetworks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := randomSpec(t)
		rows := rapid.IntRange(1, 30).Draw(t, "rows")
		scale := rapid.SampledFrom([]float64{0, 0.1, 0.5, 1, 1.5}).Draw(t, "scale")
		e, theta, batch := random(t, spec, rows, rapid.Uint64().Draw(t, "seed"), scale)
		requireReference(t, e, spec, theta, batch)
	})
}

func randomSpec(t *rapid.T) network.Spec {
	layers := append(rapid.SliceOfN(rapid.IntRange(1, 7), 1, 6).Draw(t, "layers"), 1)
	activations := make([]network.Activation, len(layers)-1)
	for l := range activations {
		activations[l] = rapid.SampledFrom(network.Activations()).Draw(t, "activation")
	}
	activations[len(activations)-1] = network.Sigmoid
	return network.Spec{Layers: layers, Activations: activations,
		Bias: rapid.SampledFrom([]network.Bias{network.Shared, network.Row}).Draw(t, "bias")}
}
