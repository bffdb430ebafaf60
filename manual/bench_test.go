package manual_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"backprop/manual"
	"backprop/network"
	"backprop/network/matmul"
)

// stillRate is so small a rate that a million steps leave the parameters, and with
// them the work, as they are.
const stillRate = 1e-18

// BenchmarkStep is a full-batch epoch; see the package's documentation for the C
// program that the report's network is held against.
func BenchmarkStep(b *testing.B) {
	for _, c := range []struct {
		layers []int
		rows   int
	}{
		{[]int{2, 4, 4, 1}, 1}, {[]int{2, 4, 4, 1}, 21}, {[]int{2, 4, 4, 1}, 100},
		{[]int{2, 4, 4, 1}, 10_000}, {[]int{2, 4, 4, 1}, 100_000},
		{[]int{2, 3, 3, 1}, 100}, {[]int{2, 5, 5, 1}, 100}, {[]int{2, 7, 7, 1}, 100},
		{[]int{2, 8, 8, 1}, 100}, {[]int{2, 16, 16, 1}, 100},
		{[]int{2, 32, 32, 1}, 1024}, {[]int{2, 64, 64, 1}, 1024}, {[]int{2, 512, 512, 1}, 1024},
	} {
		b.Run(fmt.Sprintf("net=%v/rows=%d", c.layers, c.rows), func(b *testing.B) {
			spec, theta, batch := problem(b, network.Shared, c.rows, c.layers)
			e := newEngine(b, spec, c.rows)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Step(theta.Values, batch, stillRate); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(c.rows), "ns/row")
		})
	}
}

// BenchmarkReport is the report's network on 21 rows: the objective, its gradient,
// and an epoch of single samples.
func BenchmarkReport(b *testing.B) {
	spec, theta, batch := problem(b, network.Shared, 21, []int{2, 4, 4, 1})
	var e interface { // called as by whoever does not know which engine it is
		Loss(theta []float64, batch network.Batch) (float64, error)
		Gradient(dst, theta []float64, batch network.Batch) (float64, error)
		Step(theta []float64, batch network.Batch, rate float64) (float64, error)
	} = newEngine(b, spec, 21)
	gradient := make([]float64, len(theta.Values))
	var samples []network.Batch // sliced beforehand
	for i := range batch.Rows {
		samples = append(samples, batch.Slice(i, i+1))
	}
	for name, run := range map[string]func() error{
		"objective": func() error {
			_, err := e.Loss(theta.Values, batch)
			return err
		},
		"gradient": func() error {
			_, err := e.Gradient(gradient, theta.Values, batch)
			return err
		},
		"per-sample": func() error {
			for _, sample := range samples {
				if _, err := e.Step(theta.Values, sample, stillRate); err != nil {
					return err
				}
			}
			return nil
		},
		"full-batch": func() error {
			_, err := e.Step(theta.Values, batch, stillRate)
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkWide times a step of a wide network and the bare products of it, through
// the same BLAS.
func BenchmarkWide(b *testing.B) {
	const rows, n = 1024, 512
	spec, theta, batch := problem(b, network.Shared, rows, []int{2, n, n, 1})
	for i := range theta.Values {
		theta.Values[i] /= n
	}
	b.Run("step", func(b *testing.B) {
		e := newEngine(b, spec, rows)
		for b.Loop() {
			if _, err := e.Step(theta.Values, batch, stillRate); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("products", func(b *testing.B) {
		// gonum's BLAS leaves zeros out: half of A2 and of dZ2, as in the step.
		full, half := make([]float64, rows*n), make([]float64, rows*n)
		for i := range full {
			full[i] = 1 + float64(i%7)
			half[i] = full[i] * float64(i%2)
		}
		A1, A2, dZ1, dZ2, Z := full, half, full, half, make([]float64, rows*n)
		z, dz := make([]float64, rows), batch.X[:rows]
		W := func(l int) []float64 { return theta.Weight(l).Of(theta.Values) }
		W1, W2, W3 := W(1), W(2), W(3)
		dW := make([]float64, n*n)
		p := matmul.New()
		for b.Loop() {
			p.Mul(Z, batch.X, W1, rows, 2, n, false, false)
			p.Mul(Z, A1, W2, rows, n, n, false, false)
			p.Mul(z, A2, W3, rows, n, 1, false, false)
			p.Mul(dW[:n], A2, dz, n, rows, 1, true, false)
			p.Mul(Z, dz, W3, rows, 1, n, false, true)
			p.Mul(dW, A1, dZ2, n, rows, n, true, false)
			p.Mul(Z, dZ2, W2, rows, n, n, false, true)
			p.Mul(dW[:2*n], batch.X, dZ1, 2, rows, n, true, false)
		}
	})
}

// The setting up of an engine, apart.
func BenchmarkNew(b *testing.B) {
	layers := []int{2, 4, 4, 1}
	spec := network.Spec{Layers: layers, Activations: network.DefaultActivations(layers)}
	for b.Loop() {
		_, err := manual.New(spec, 21)
		require.NoError(b, err)
	}
}
