package graph

import (
	"testing"

	"backprop/network"
)

// The report's network on its 21 rows.
func BenchmarkEngine(b *testing.B) {
	for _, bias := range []network.Bias{network.Shared, network.Row} {
		layers := []int{2, 4, 4, 1}
		spec := network.Spec{Layers: layers, Activations: network.DefaultActivations(layers), Bias: bias}
		e, theta, batch := random(b, spec, 21, 1, 1)
		gradient, probabilities := make([]float64, theta.Size), make([]float64, batch.Rows)
		for _, method := range []struct {
			name string
			call func() error
		}{
			{"Loss", func() error { _, err := e.Loss(theta.Values, batch); return err }},
			{"Gradient", func() error { _, err := e.Gradient(gradient, theta.Values, batch); return err }},
			{"Step", func() error { _, err := e.Step(theta.Values, batch, 1e-3); return err }},
			{"Predict", func() error { return e.Predict(probabilities, nil, theta.Values, batch) }},
			{"New", func() error { _, err := New(spec, 21); return err }},
		} {
			b.Run(method.name+"/"+bias.String(), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := method.call(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
