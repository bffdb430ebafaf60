package audit

import (
	"context"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Run runs the seeds of the settings' shard that the table has no record of, on
// workers goroutines, at least one, in about the order of the seeds. It appends
// each record to the table after it has handed it to keep, unless that is nil,
// from one goroutine at a time. It returns the first error of keep or of a
// training, or the context's; what was finished before is in the table.
func (t *Table) Run(ctx context.Context, workers int, keep func(Record) error) error {
	missing := t.Missing()
	var (
		begun  atomic.Int64 // of the missing
		one    sync.Mutex
		failed bool
	)
	add := func(r Record) error {
		one.Lock()
		defer one.Unlock()
		if failed {
			return nil
		}
		if keep != nil {
			if err := keep(r); err != nil {
				failed = true
				return err
			}
		}
		return t.Append(r)
	}
	group, ctx := errgroup.WithContext(ctx)
	for range min(max(workers, 1), len(missing)) {
		group.Go(func() error {
			trial, err := newTrial(t.plan)
			if err != nil {
				return err
			}
			for i := begun.Add(1) - 1; i < int64(len(missing)); i = begun.Add(1) - 1 {
				if err := ctx.Err(); err != nil {
					return err
				}
				record, err := trial.run(ctx, missing[i])
				if err != nil {
					return err
				}
				if err := add(record); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}
