package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"backprop/experiments/internal/study"
)

// Nothing is shown of work shorter than patience. On a terminal a line is drawn anew
// every barInterval, elsewhere one is written every lineInterval.
const (
	patience     = 500 * time.Millisecond
	barInterval  = 100 * time.Millisecond
	lineInterval = 5 * time.Second
)

// progress shows how far long work is: on a terminal in a line that goes away at the end,
// elsewhere in lines that stay. It is safe for concurrent use. To count a step costs next to
// nothing, since a goroutine of its own looks at the clock.
type progress struct {
	w           io.Writer
	what        string // is counted: "epochs"
	began       time.Time
	done, total atomic.Int64
	seen        int64     // of those done when it was last shown,
	seenAt      time.Time // and when it was first seen
	finished    chan struct{}
	group       sync.WaitGroup
}

// newProgress returns the progress of work of total steps, which begins now and must be
// finished.
func newProgress(w io.Writer, what string, total int) *progress {
	p := &progress{w: w, what: what, began: time.Now(), finished: make(chan struct{})}
	p.total.Store(int64(total))
	show, interval := p.lines, lineInterval
	if s, ok := w.(*screen); ok && s.terminal {
		columns := s.Columns
		show, interval = func(tick <-chan time.Time) { p.bar(tick, columns) }, barInterval
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

// at says how far the work is at a time, and how long the rest takes if it goes on at the
// pace that it had from its beginning to the last step seen; "" before its size is known.
func (p *progress) at(now time.Time) string {
	done, total := p.done.Load(), p.total.Load()
	if done > p.seen {
		p.seen, p.seenAt = done, now
	}
	switch {
	case total == 0:
		return ""
	case done == 0:
		return fmt.Sprintf("%s: %d of %d", p.what, done, total)
	}
	pace := float64(p.seenAt.Sub(p.began)) / float64(done)
	end := p.seenAt.Add(time.Duration(pace * float64(total-done)))
	left := max(time.Second, end.Sub(now).Round(time.Second))
	return fmt.Sprintf("%s: %d of %d, %v left", p.what, done, total, left)
}

// lines writes how far the work is at every tick.
func (p *progress) lines(tick <-chan time.Time) {
	for {
		select {
		case <-p.finished:
			return
		case now := <-tick:
			if text := p.at(now); text != "" {
				fmt.Fprintln(p.w, text)
			}
		}
	}
}

// bar draws at every tick how far the work is, and takes it away at the end, so that what
// follows starts on a clean line.
func (p *progress) bar(tick <-chan time.Time, columns int) {
	drawn := 0
	draw := func(text string) {
		text = text[:min(len(text), columns-1)]
		if left := columns - 1 - len(text) - 2; text != "" && left >= leastBar {
			wide := min(left, widestBar)
			full := min(wide, int(int64(wide)*p.done.Load()/p.total.Load()))
			text += "  " + strings.Repeat("█", full) + strings.Repeat("░", wide-full)
		}
		blank := max(0, drawn-len([]rune(text)))
		fmt.Fprint(p.w, "\r"+text+strings.Repeat(" ", blank)+strings.Repeat("\b", blank))
		drawn = len([]rune(text))
	}
	for {
		select {
		case <-p.finished:
			if drawn > 0 {
				draw("")
			}
			return
		case now := <-tick:
			if now.Sub(p.began) >= patience {
				draw(p.at(now))
			}
		}
	}
}

// A bar is drawn where there is room for so many characters, and has at most so many.
const leastBar, widestBar = 10, 30

// finish ends what newProgress began, before anything else is written.
func (p *progress) finish() {
	close(p.finished)
	p.group.Wait()
}
