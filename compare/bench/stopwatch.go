package bench

import (
	"fmt"
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

// calibrate runs the operation for a while, sets how often it must be repeated for
// a sample of at least that long, and returns what one allocates.
func (s *stopwatch) calibrate(least time.Duration) (allocations, bytes float64, err error) {
	for s.repeat = 1; ; s.repeat *= 2 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		took, err := s.sample()
		if err != nil {
			return 0, 0, err
		}
		runtime.ReadMemStats(&after)
		if time.Duration(took*float64(s.repeat)) >= least {
			n := float64(s.repeat)
			return float64(after.Mallocs-before.Mallocs) / n, float64(after.TotalAlloc-before.TotalAlloc) / n, nil
		}
	}
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
