package compare

import (
	"math/rand/v2"

	"backprop/network"
)

// RandomNetwork draws a member of the family, parameters and a batch: one to four
// layers of one to five units, every activation, both bias forms, one to 21 rows.
// Weights are normal with a standard deviation from 0.3 to 3, so that some units
// are saturated; one network in ten has biases and a row of inputs of zero, where
// relu has its kink.
func RandomNetwork(random *rand.Rand) (network.Spec, *network.Parameters, network.Batch) {
	depth := 1 + random.IntN(4)
	activations := network.Activations()
	spec := network.Spec{Bias: network.Biases()[random.IntN(2)]}
	for range depth {
		spec.Layers = append(spec.Layers, 1+random.IntN(5))
		spec.Activations = append(spec.Activations, activations[random.IntN(len(activations))])
	}
	spec.Layers = append(spec.Layers, 1)
	spec.Activations[depth-1] = network.Sigmoid
	rows := []int{1, 2, 3, 5, 21}[random.IntN(5)]
	batch := network.Batch{X: make([]float64, rows*spec.Inputs()), Y: make([]float64, rows), Rows: rows,
		Cols: spec.Inputs()}
	for i := range batch.X {
		batch.X[i] = random.NormFloat64()
	}
	for i := range batch.Y {
		batch.Y[i] = float64(random.IntN(2))
	}
	parameters, err := network.NewParameters(spec, rows)
	if err != nil {
		panic(err) // the network is valid and small by construction
	}
	deviation := []float64{0.3, 1, 1, 3}[random.IntN(4)]
	for i := range parameters.Values {
		parameters.Values[i] = deviation * random.NormFloat64()
	}
	if random.IntN(10) == 0 {
		for _, t := range parameters.Tensors {
			if t.Bias {
				clear(t.Of(parameters.Values))
			}
		}
		clear(batch.X[:batch.Cols])
	}
	return spec, parameters, batch
}
