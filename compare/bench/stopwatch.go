package bench

import (
	"fmt"
	"math"
	"runtime"
	"time"
)

// Settings say how long to measure.
type Settings struct {
	Rounds int           // at least 6; each times every engine once on everything
	Sample time.Duration // least duration of one timing; short operations are repeated
}

func (s Settings) validate() error {
	if s.Rounds < leastRounds {
		return fmt.Errorf("%d rounds: want at least %d, for an interval", s.Rounds, leastRounds)
	}
	return nil
}

// stopwatch times one operation.
type stopwatch struct {
	run    func() error
	repeat int // operations per sample
}

// calibrate sets how often the operation must be repeated for a sample of at
// least that long, and returns what one allocates. The runtime counts what the
// whole process allocates, so that now and then another goroutine's is in it:
// the least of a few samples is the operation's own.
func (s *stopwatch) calibrate(least time.Duration) (allocations, bytes float64, err error) {
	for s.repeat = 1; ; s.repeat *= 2 {
		took, err := s.sample()
		if err != nil {
			return 0, 0, err
		}
		if time.Duration(took*float64(s.repeat)) >= least {
			break
		}
	}
	allocations, bytes = math.Inf(1), math.Inf(1)
	for range 5 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := s.sample(); err != nil {
			return 0, 0, err
		}
		runtime.ReadMemStats(&after)
		n := float64(s.repeat)
		allocations = min(allocations, float64(after.Mallocs-before.Mallocs)/n)
		bytes = min(bytes, float64(after.TotalAlloc-before.TotalAlloc)/n)
	}
	return allocations, bytes, nil
}

// sample times one sample, in nanoseconds per operation.
func (s *stopwatch) sample() (float64, error) {
	start := time.Now()
	for range s.repeat {
		if err := s.run(); err != nil {
			return 0, err
		}
	}
	return float64(time.Since(start).Nanoseconds()) / float64(s.repeat), nil
}
