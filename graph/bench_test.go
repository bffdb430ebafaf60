package graph

import (
	"fmt"
	"strings"
	"testing"

	"backprop/network"
)

// The report's networks, XOR on its 21 rows and the linear one on one row after
// the other, and wide ones on 1024 rows.
func BenchmarkEngine(b *testing.B) {
	for _, of := range []struct {
		layers []int
		rows   int
		biases []network.Bias
	}{
		{[]int{2, 1}, 1, []network.Bias{network.Shared}},
		{[]int{2, 4, 4, 1}, 21, []network.Bias{network.Shared, network.Row}},
		{[]int{2, 64, 64, 1}, 1024, []network.Bias{network.Shared}},
		{[]int{2, 512, 512, 1}, 1024, []network.Bias{network.Shared}},
	} {
		for _, bias := range of.biases {
			spec := specOf(bias, of.layers...)
			for _, engine := range engines {
				e, theta, batch := randomOn(b, engine.make, spec, of.rows, 1, 0.1)
				gradient, probabilities := make([]float64, theta.Size), make([]float64, batch.Rows)
				for _, method := range []struct {
					name string
					call func() error
				}{
					{"Loss", func() error { _, err := e.Loss(theta.Values, batch); return err }},
					{"Gradient", func() error { _, err := e.Gradient(gradient, theta.Values, batch); return err }},
					{"Step", func() error { _, err := e.Step(theta.Values, batch, 1e-6); return err }},
					{"Predict", func() error { return e.Predict(probabilities, nil, theta.Values, batch) }},
				} {
					name := fmt.Sprintf("layers=%s/rows=%d/bias=%v/method=%s/engine=%s",
						dashed(of.layers), of.rows, bias, method.name, engine.name)
					b.Run(name, func(b *testing.B) {
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
	}
}

// What is paid once for a number of rows, in nanoseconds of each part.
func BenchmarkSetup(b *testing.B) {
	for _, layers := range [][]int{{2, 4, 4, 1}, {2, 512, 512, 1}} {
		for _, rows := range []int{21, 1024} {
			b.Run(fmt.Sprintf("layers=%s/rows=%d", dashed(layers), rows), func(b *testing.B) {
				var total Setup
				for b.Loop() {
					s, err := MeasureSetup(specOf(network.Shared, layers...), rows)
					if err != nil {
						b.Fatal(err)
					}
					total.Build += s.Build
					total.Differentiate += s.Differentiate
					total.Compile += s.Compile
					total.CompileTape += s.CompileTape
				}
				n := float64(b.N)
				b.ReportMetric(float64(total.Build)/n, "build-ns/op")
				b.ReportMetric(float64(total.Differentiate)/n, "differentiate-ns/op")
				b.ReportMetric(float64(total.Compile)/n, "compile-ns/op")
				b.ReportMetric(float64(total.CompileTape)/n, "compile-tape-ns/op")
			})
		}
	}
}

func dashed(layers []int) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(layers), "[]"), " ", "-")
}
