package graph

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"backprop/manual"
	"backprop/network"
	"backprop/network/matmul"
)

// contender is a training step with a name, and how many of them make a round.
type contender struct {
	name  string
	times int
	step  func()
}

// round measures the contenders in turn, b.N rounds, so that a machine that slows
// down slows all of them, and reports the medians in ns and the ratios to the first.
func round(b *testing.B, contenders []contender) {
	took := make([][]float64, len(contenders))
	for b.Loop() {
		for i, c := range contenders {
			start := time.Now()
			for range c.times {
				c.step()
			}
			took[i] = append(took[i], float64(time.Since(start).Nanoseconds())/float64(c.times))
		}
	}
	median := func(v []float64) float64 {
		slices.Sort(v)
		return v[len(v)/2]
	}
	b.ReportMetric(0, "ns/op")
	first := median(took[0])
	b.ReportMetric(first, contenders[0].name+"-ns")
	for i, c := range contenders[1:] {
		b.ReportMetric(median(took[i+1])/first, c.name+"/"+contenders[0].name)
	}
}

// A training step of the report's network by the compiled graph; by Gorgonia's
// interpreter, as tutorials use it and on our graph; and by hand.
func BenchmarkStep(b *testing.B) {
	spec := specOf(network.Shared, 2, 4, 4, 1)
	for _, rows := range []int{1, 21, 100, 1000, 100_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			times := max(1, 2_000/rows)
			compiled, theta, batch := random(b, spec, rows, 1, 1)
			tape, err := NewTape(spec, rows)
			if err != nil {
				b.Fatal(err)
			}
			byHand, err := manual.New(spec, rows)
			if err != nil {
				b.Fatal(err)
			}
			step := func(step func([]float64, network.Batch, float64) (float64, error)) func() {
				return func() {
					if _, err := step(theta.Values, batch, 1e-9); err != nil {
						b.Fatal(err)
					}
				}
			}
			contenders := []contender{{"compiled", times, step(compiled.Step)}, {"manual", times, step(byHand.Step)}}
			if rows < 100_000 {
				tutorial := newTutorial(b, theta, batch, 1e-9)
				contenders = append(contenders, contender{"tutorial", 2, func() { tutorial() }},
					contender{"tape", 2, step(tape.Step)})
			}
			round(b, contenders)
		})
	}
}

// The stages of a step: the forward pass, the loss, the gradient.
func BenchmarkStages(b *testing.B) {
	for _, rows := range []int{21, 1000} {
		e, theta, batch := random(b, specOf(network.Shared, 2, 4, 4, 1), rows, 1, 1)
		gradient, p := make([]float64, theta.Size), make([]float64, rows)
		for name, run := range map[string]func() error{
			"prediction": func() error { return e.Predict(p, nil, theta.Values, batch) },
			"loss":       func() error { _, err := e.Loss(theta.Values, batch); return err },
			"gradient":   func() error { _, err := e.Gradient(gradient, theta.Values, batch); return err },
			"step":       func() error { _, err := e.Step(theta.Values, batch, 1e-9); return err },
		} {
			b.Run(fmt.Sprint(name, "/", rows), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := run(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// A step of a wide network against the bare products of its middle layer, Z2, dA1
// and dW2, by the same package.
func BenchmarkWideStep(b *testing.B) {
	const rows, width = 1024, 512
	spec := specOf(network.Shared, 2, width, width, 1)
	e, theta, batch := random(b, spec, rows, 1, 0.03)
	byHand, err := manual.New(spec, rows)
	if err != nil {
		b.Fatal(err)
	}
	A, W, Z := make([]float64, rows*width), make([]float64, width*width), make([]float64, rows*width)
	for i := range A {
		A[i], Z[i] = float64(i%7)-3, float64(i%5)-2
	}
	copy(W, A)
	m := matmul.New()
	step := func(step func([]float64, network.Batch, float64) (float64, error)) func() {
		return func() {
			if _, err := step(theta.Values, batch, 1e-9); err != nil {
				b.Fatal(err)
			}
		}
	}
	round(b, []contender{
		{"products", 1, func() {
			m.Mul(Z, A, W, rows, width, width, false, false)
			m.Mul(A, Z, W, rows, width, width, false, true)
			m.Mul(W, A, Z, width, rows, width, true, false)
			for i := range W {
				W[i] = float64(i%7) - 3
			}
			for i := range A {
				A[i] = float64(i%7) - 3
			}
		}},
		{"compiled", 1, step(e.Step)},
		{"manual", 1, step(byHand.Step)},
	})
}
