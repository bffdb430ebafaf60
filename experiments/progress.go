package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"backprop/experiments/internal/study"
)

// Nothing is shown of work shorter than patience; a line is written at most
// every lineInterval where there is no terminal.
const (
	patience     = 500 * time.Millisecond
	lineInterval = 5 * time.Second
)

// progress shows how far long work is: a bar on a terminal, plain lines
// elsewhere. It is safe for concurrent use.
type progress struct {
	mu          sync.Mutex
	w           io.Writer
	terminal    bool
	what        string
	done, total int
	shown       time.Time // when the last line was written, at first the start
	started     time.Time
	bar         *progressbar.ProgressBar
}

func newProgress(w io.Writer, what string, total int) *progress {
	f, ok := w.(*os.File)
	now := time.Now()
	return &progress{w: w, terminal: ok && term.IsTerminal(int(f.Fd())), what: what, total: total, started: now,
		shown: now}
}

// shown does a study and shows how far it is.
func shown[T any](ctx context.Context, w io.Writer, what string,
	study func(context.Context, study.Progress) (T, error)) (T, error) {
	bar := newProgress(w, what, 0)
	defer bar.finish()
	return study(ctx, func(total int) func() {
		bar.total = total
		return bar.step
	})
}

// step counts one unit of work as done.
func (p *progress) step() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	switch now := time.Now(); {
	case p.terminal && now.Sub(p.started) > patience:
		if p.bar == nil {
			p.bar = progressbar.NewOptions(p.total, progressbar.OptionSetWriter(p.w),
				progressbar.OptionSetDescription(p.what),
				progressbar.OptionSetWidth(30), progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true),
				progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
		}
		p.bar.Set(p.done)
	case !p.terminal && now.Sub(p.shown) > lineInterval:
		left := now.Sub(p.started) / time.Duration(p.done) * time.Duration(p.total-p.done)
		fmt.Fprintf(p.w, "%s: %d of %d, %v left\n", p.what, p.done, p.total, left.Round(time.Second))
		p.shown = now
	}
}

// finish takes the bar away, so that what follows starts on a clean line.
func (p *progress) finish() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		p.bar.Clear()
	}
}
