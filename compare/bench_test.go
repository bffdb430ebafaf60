package compare_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/compare/bench"
	"backprop/graph"
	"backprop/manual"
	"backprop/network"
)

// The benchmarks are named in benchstat's key=value form, so that
//
//	go test ./compare -run '^$' -bench . -count 10 | tee bench.txt
//	benchstat -col /engine bench.txt
//
// prints the engines beside each other.

func BenchmarkObjective(b *testing.B) { benchmark(b, bench.Objective) }
func BenchmarkGradient(b *testing.B)  { benchmark(b, bench.Gradient) }
func BenchmarkStep(b *testing.B)      { benchmark(b, bench.Step) }

func benchmark(b *testing.B, operation bench.Operation) {
	workloads, err := bench.Workloads(testing.Short())
	require.NoError(b, err)
	for _, w := range workloads {
		for _, c := range bench.Backends() {
			b.Run(fmt.Sprintf("%v/engine=%s", w, c.Name), func(b *testing.B) {
				engine, err := c.New(w.Spec, w.Batch.Rows)
				require.NoError(b, err)
				require.NoError(b, w.Verify(engine), "a wrong result is not timed")
				run := w.Run(engine, operation)
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

// BenchmarkSetup is what an engine costs before its first run.
func BenchmarkSetup(b *testing.B) {
	workloads, err := bench.Workloads(testing.Short())
	require.NoError(b, err)
	for _, w := range workloads {
		b.Run(fmt.Sprintf("%v/engine=manual", w), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := manual.New(w.Spec, w.Batch.Rows); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("%v/engine=graph", w), func(b *testing.B) {
			b.ReportAllocs()
			var total graph.Setup
			for b.Loop() {
				s, err := graph.MeasureSetup(w.Spec, w.Batch.Rows)
				if err != nil {
					b.Fatal(err)
				}
				total.Build += s.Build
				total.Differentiate += s.Differentiate
				total.Compile += s.Compile
				total.CompileTape += s.CompileTape
			}
			n := float64(b.N)
			// Without what it takes to compile for the interpreter.
			b.ReportMetric(float64(total.Build+total.Differentiate+total.Compile)/n, "ns/op")
			b.ReportMetric(float64(total.Build)/n, "build-ns/op")
			b.ReportMetric(float64(total.Differentiate)/n, "differentiate-ns/op")
			b.ReportMetric(float64(total.Compile)/n, "compile-ns/op")
			b.ReportMetric(float64(total.CompileTape)/n, "compile-tape-ns/op")
		})
	}
}

// BenchmarkCheck is a full check of the report's network, fresh, on XOR: both
// engines, every element, every method.
func BenchmarkCheck(b *testing.B) {
	for _, bias := range []network.Bias{network.Shared, network.Row} {
		b.Run(fmt.Sprintf("net=2-4-4-1/rows=21/bias=%v", bias), func(b *testing.B) {
			p := normalPoint(b, bias, []int{2, 4, 4, 1})
			training := compare.Training{Spec: p.spec, Task: compare.XOR()}
			byHand, byGraph := makeEngine(b, engines[0], training), makeEngine(b, engines[1], training)
			for b.Loop() {
				checker := p.checker(b)
				for _, engine := range []compare.Engine{byHand, byGraph} {
					report, err := checker.Engine("engine", engine)
					require.NoError(b, err)
					require.NoError(b, report.Err())
				}
			}
		})
	}
}

// BenchmarkTrain is XOR's 700 epochs as the program trains them, from the parameters to
// the predictions, per epoch: what it adds to a step beside BenchmarkStep. What memory a
// training takes is the process's to say: of a file of a million rows, 24 MB as numbers,
//
//	/usr/bin/time -v ./program train --task million.csv --layers 2,4,4,1 --epochs 3
//
// which should be at most 66 MB for the engine by hand.
func BenchmarkTrain(b *testing.B) {
	for _, by := range compare.Backends() {
		b.Run("engine="+by.Name, func(b *testing.B) {
			training := reportsTraining()
			engine, err := by.New(training.Network())
			require.NoError(b, err)
			for b.Loop() {
				_, err := compare.Train(b.Context(), engine, training, func(int, float64, []float64) error { return nil })
				require.NoError(b, err)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(training.Epochs), "ns/epoch")
		})
	}
}
