// Package study computes what the report page shows, as data: each of
// [Reproduction], [Pairs], [Explanation] and [Checks] is one file of results.
// Equal calls give equal bytes, for any number of cores.
package study

import (
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"

	"backprop/compare"
)

// Progress is told once how many steps a piece of work has, and returns what is
// called after each of them, from several goroutines. Nil is nobody to tell.
type Progress func(total int) (step func())

func (p Progress) begin(total int) (step func()) {
	if p == nil {
		return func() {}
	}
	return p(total)
}

// train runs a training by an engine made for it, and calls step after every epoch.
func train(ctx context.Context, by compare.Backend, t compare.Training, step func()) (*compare.Result, error) {
	engine, err := by.New(t.Network())
	if err != nil {
		return nil, err
	}
	return compare.Train(ctx, engine, t, func(int, float64, []float64) error { step(); return nil })
}

// each calls do for 0 … n-1 on all cores, and returns the first error.
func each(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		group.Go(func() error { return do(ctx, i) })
	}
	return group.Wait()
}
