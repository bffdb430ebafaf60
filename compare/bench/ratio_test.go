package bench

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/manual"
	"backprop/network"
	"backprop/network/matmul"
)

// The ratios by which the project holds itself to its promises of speed. The two
// operations of a ratio are timed in turn, and beside the median of what came out
// stands what it should be: at most, or at least.
//
//	go test ./compare/bench -run '^$' -bench Ratio -benchtime 20x -count 10 | tee ratios.txt
//	benchstat ratios.txt

func BenchmarkRatio(b *testing.B) {
	report, hundred := newRatioWorkload(b, 21, 2, 4, 4, 1), newRatioWorkload(b, 100, 2, 4, 4, 1)
	b.Run("tutorial step over graph step/rows=21", func(b *testing.B) {
		ratio := hold(b, operate(b, report, Tutorial(), Step), operate(b, report, compare.Graph(), Step))
		reportRatio(b, ratio, "at-least", 60)
	})
	for _, w := range []Workload{report, hundred} {
		b.Run(fmt.Sprintf("graph step over manual step/rows=%d", w.Batch.Rows), func(b *testing.B) {
			ratio := hold(b, operate(b, w, compare.Graph(), Step), operate(b, w, compare.Manual(), Step))
			reportRatio(b, ratio, "at-most", 1.5)
		})
		b.Run(fmt.Sprintf("manual gradient over objective/rows=%d", w.Batch.Rows), func(b *testing.B) {
			ratio := hold(b, operate(b, w, compare.Manual(), Gradient), operate(b, w, compare.Manual(), Objective))
			reportRatio(b, ratio, "at-most", 3)
		})
	}
	b.Run("manual epoch row by row over full batch/rows=21", func(b *testing.B) {
		ratio := hold(b, rowByRow(b, report), operate(b, report, compare.Manual(), Step))
		reportRatio(b, ratio, "at-most", 2.5)
	})
	for _, by := range compare.Backends() {
		b.Run(by.Name+" time per row of 100000 over 100", func(b *testing.B) {
			many := newRatioWorkload(b, 100_000, 2, 4, 4, 1)
			ratio := hold(b, operate(b, many, by, Gradient), operate(b, hundred, by, Gradient))
			reportRatio(b, ratio/1000, "at-most", 1.2)
		})
	}
	if testing.Short() {
		return
	}
	for _, by := range compare.Backends() {
		b.Run(by.Name+" step over its products/net=2-512-512-1", func(b *testing.B) {
			wide := newRatioWorkload(b, 1024, 2, 512, 512, 1)
			reportRatio(b, hold(b, operate(b, wide, by, Step), products(wide)), "at-most", 1.1)
		})
	}
}

func newRatioWorkload(b *testing.B, rows int, layers ...int) Workload {
	w, err := newWorkload(layers, rows)
	require.NoError(b, err)
	return w
}

// hold times two operations in turn, the first to go being the other one in every
// round, and returns the median of the ratio of the times of one round.
func hold(b *testing.B, over, under func() error) float64 {
	watches := [2]stopwatch{{run: over}, {run: under}}
	for i := range watches {
		_, _, err := watches[i].calibrate(time.Millisecond)
		require.NoError(b, err)
	}
	var ratios []float64
	for round := 0; b.Loop(); round++ {
		var took [2]float64
		for turn := range watches {
			var err error
			i := (turn + round) % 2
			took[i], err = watches[i].sample()
			require.NoError(b, err)
		}
		ratios = append(ratios, took[0]/took[1])
	}
	return estimate(ratios).Median
}

func reportRatio(b *testing.B, ratio float64, side string, bound float64) {
	b.ReportMetric(0, "ns/op") // of a round, which says nothing
	b.ReportMetric(ratio, "ratio")
	b.ReportMetric(bound, side)
}

// operate is an operation by a new engine, whose results are verified first.
func operate(b *testing.B, w Workload, by compare.Backend, operation Operation) func() error {
	engine, err := by.New(w.Spec, w.Batch.Rows)
	require.NoError(b, err)
	require.NoError(b, w.Verify(engine))
	return w.Run(engine, operation)
}

// rowByRow is an epoch over w by hand with an update for each row.
func rowByRow(b *testing.B, w Workload) func() error {
	engine, err := manual.New(w.Spec, w.Batch.Rows)
	require.NoError(b, err)
	theta := w.Parameters.Clone().Values
	var rows []network.Batch // sliced beforehand
	for i := range w.Batch.Rows {
		rows = append(rows, w.Batch.Slice(i, i+1))
	}
	return func() error {
		for _, row := range rows {
			if _, err := engine.Step(theta, row, stillRate); err != nil {
				return err
			}
		}
		return nil
	}
}

// products are the products of matrices in a step on w, bare, on all cores:
// A(l-1) Wl, A(l-1)ᵀ dZl and, above the first layer, dZl Wlᵀ.
func products(w Workload) func() error {
	multiplier := matmul.New()
	N := w.Batch.Rows
	type layer struct {
		m, n                int
		A, W, Z, dA, dW, dZ []float64
	}
	var layers []layer
	for l := 1; l <= w.Spec.Depth(); l++ {
		m, n := w.Spec.Layers[l-1], w.Spec.Layers[l]
		layers = append(layers, layer{m, n,
			filled(N*m, l > 2), w.Parameters.Weight(l).Of(w.Parameters.Values), filled(N*n, false),
			filled(N*m, false), filled(m*n, false), filled(N*n, 1 < l && l < w.Spec.Depth())})
	}
	return func() error {
		for i, l := range layers {
			multiplier.Mul(l.Z, l.A, l.W, N, l.m, l.n, false, false)
			multiplier.Mul(l.dW, l.A, l.dZ, l.m, N, l.n, true, false)
			if i > 0 {
				multiplier.Mul(l.dA, l.dZ, l.W, N, l.n, l.m, false, true)
			}
		}
		return nil
	}
}

// filled returns a matrix without zeros, or one of which every other element is 0, as
// behind a ReLU. gonum's BLAS leaves zeros of its left matrix out, and so a step, whose A2
// and dZ2 are such matrices, may be held against nothing else.
func filled(size int, halfZero bool) []float64 {
	values := make([]float64, size)
	for i := range values {
		if !halfZero || i%2 == 0 {
			values[i] = 0.5
		}
	}
	return values
}
