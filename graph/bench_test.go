package graph

import (
	"fmt"
	"testing"

	"backprop/manual"
	"backprop/network"
)

// A training step of the report's network, by the compiled graph, by hand and by
// the interpreter.
func BenchmarkStep(b *testing.B) {
	spec := specOf(network.Shared, 2, 4, 4, 1)
	for _, rows := range []int{1, 21, 100, 1000, 100_000} {
		compiled, theta, batch := random(b, spec, rows, 1, 1)
		byHand, err := manual.New(spec, rows)
		if err != nil {
			b.Fatal(err)
		}
		for name, step := range map[string]func([]float64, network.Batch, float64) (float64, error){
			"compiled": compiled.Step, "manual": byHand.Step,
		} {
			b.Run(fmt.Sprintf("%s/%d", name, rows), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := step(theta.Values, batch, 1e-9); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
