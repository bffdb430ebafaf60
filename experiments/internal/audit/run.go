package audit

import (
	"context"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Run runs the seeds of the settings' shard, but for the first skip of them, on
// workers goroutines, at least one, and hands their records to each in the order
// of the seeds, from one goroutine at a time. It returns the first error of each,
// of a training, of [Settings.Validate], or the context's; the records of the
// seeds before have then been handed over.
func Run(ctx context.Context, settings Settings, workers, skip int, each func(Record) error) error {
	p, err := newPlan(settings)
	if err != nil {
		return err
	}
	first, last := p.settings.Range()
	var next atomic.Int64 // the seed that is begun next
	next.Store(int64(first + skip))
	inOrder := &sequence{next: first + skip, waiting: map[int]Record{}, each: each}
	group, ctx := errgroup.WithContext(ctx)
	for range min(max(workers, 1), last-first+1) {
		group.Go(func() error {
			t, err := newTrial(p)
			if err != nil {
				return err
			}
			for {
				if err := ctx.Err(); err != nil {
					return err
				}
				seed := int(next.Add(1) - 1)
				if seed > last {
					return nil
				}
				values, err := t.run(ctx, seed)
				if err != nil {
					return err
				}
				if err := inOrder.add(Record{seed, values}); err != nil {
					return err
				}
			}
		})
	}
	return group.Wait()
}

// sequence hands records on in the order of their seeds. Those that come early
// wait: about as many as there are workers, since all seeds take about as long.
type sequence struct {
	mu      sync.Mutex
	next    int
	waiting map[int]Record
	each    func(Record) error
	failed  error
}

func (s *sequence) add(r Record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting[r.Seed] = r
	for s.failed == nil {
		r, ok := s.waiting[s.next]
		if !ok {
			return nil
		}
		delete(s.waiting, s.next)
		s.next++
		s.failed = s.each(r)
	}
	return s.failed
}
