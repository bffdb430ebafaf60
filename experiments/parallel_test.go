package main

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/experiments/internal/study"
)

// BenchmarkParallel is what two cores reach of twice the speed of one, the two
// timed in turn. It should be at least 0.9.
//
//	go test ./experiments -run '^$' -bench Parallel -benchtime 6x
func BenchmarkParallel(b *testing.B) {
	if runtime.NumCPU() < 2 {
		b.Skip("one core")
	}
	for name, work := range map[string]func() error{
		"reproduce": func() error {
			_, err := study.Reproduce(b.Context(), compare.Backends(), nil)
			return err
		},
		"power": func() error {
			_, err := measurePower(b.Context(), 40, 1, nil)
			return err
		},
	} {
		b.Run("work="+name, func(b *testing.B) {
			var took [3]time.Duration // by cores
			for b.Loop() {
				for cores := 1; cores <= 2; cores++ {
					usual := runtime.GOMAXPROCS(cores)
					start := time.Now()
					err := work()
					took[cores] += time.Since(start)
					runtime.GOMAXPROCS(usual)
					require.NoError(b, err)
				}
			}
			b.ReportMetric(took[1].Seconds()/(2*took[2].Seconds()), "efficiency")
		})
	}
}
