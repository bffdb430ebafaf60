package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"backprop/experiments/internal/study"
)

// Nothing is shown of work shorter than patience. On a terminal the bar is drawn anew
// every barInterval, elsewhere a line is written every lineInterval.
const (
	patience     = 500 * time.Millisecond
	barInterval  = 100 * time.Millisecond
	lineInterval = 5 * time.Second
)

// progress shows how far long work is: a bar on a terminal, plain lines elsewhere. It is
// safe for concurrent use. To count a step costs next to nothing, since a goroutine of
// its own looks at the clock.
type progress struct {
	w           io.Writer
	what        string
	done, total atomic.Int64
	finished    chan struct{}
	group       sync.WaitGroup
}

// newProgress returns the progress of work of total steps, which must be finished.
func newProgress(w io.Writer, what string, total int) *progress {
	p := &progress{w: w, what: what, finished: make(chan struct{})}
	p.total.Store(int64(total))
	show, interval := p.lines, lineInterval
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		show, interval = p.bar, barInterval
	}
	p.group.Go(func() {
		ticker := time.NewTicker(interval)
		defer ticker.Stop()
		show(ticker.C)
	})
	return p
}

// shown does a study and shows how far it is.
func shown[T any](ctx context.Context, w io.Writer, what string,
	study func(context.Context, study.Progress) (T, error)) (T, error) {
	bar := newProgress(w, what, 0)
	defer bar.finish()
	return study(ctx, func(total int) func() {
		bar.total.Store(int64(total))
		return bar.step
	})
}

// step counts one unit of work as done.
func (p *progress) step() { p.done.Add(1) }

// lines writes how far the work is at every tick.
func (p *progress) lines(tick <-chan time.Time) {
	started := time.Now()
	for {
		select {
		case <-p.finished:
			return
		case now := <-tick:
			done, total := p.done.Load(), p.total.Load()
			if done == 0 {
				continue
			}
			left := now.Sub(started) / time.Duration(done) * time.Duration(total-done)
			fmt.Fprintf(p.w, "%s: %d of %d, %v left\n", p.what, done, total, left.Round(time.Second))
		}
	}
}

// bar draws a bar at every tick, and takes it away at the end, so that what follows
// starts on a clean line.
func (p *progress) bar(tick <-chan time.Time) {
	started := time.Now()
	var bar *progressbar.ProgressBar
	for {
		select {
		case <-p.finished:
			if bar != nil {
				bar.Clear()
			}
			return
		case now := <-tick:
			if now.Sub(started) < patience {
				continue
			}
			if bar == nil {
				bar = progressbar.NewOptions64(p.total.Load(), progressbar.OptionSetWriter(p.w),
					progressbar.OptionSetDescription(p.what),
					progressbar.OptionSetWidth(30), progressbar.OptionShowCount(),
					progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish())
			}
			bar.Set64(p.done.Load())
		}
	}
}

// finish ends what newProgress began, before anything else is written.
func (p *progress) finish() {
	close(p.finished)
	p.group.Wait()
}
