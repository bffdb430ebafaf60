package bench

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/perf/benchmath"
)

// leastRounds is the least number of values whose median has a 95 % interval.
const leastRounds = 6

// Settings say how long to measure.
type Settings struct {
	Rounds int           // at least 6; each times every engine once on everything
	Sample time.Duration // least duration of one timing; short operations are repeated
}

// confidence of every interval.
const confidence = 0.95

// Estimate is a median with its confidence interval, which assumes nothing about
// the distribution: the same as benchstat's.
type Estimate struct {
	Median float64 `json:"median"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
}

func estimate(values []float64) Estimate {
	s := benchmath.AssumeNothing.Summary(benchmath.NewSample(values, &benchmath.DefaultThresholds), confidence)
	return Estimate{s.Center, s.Lo, s.Hi}
}

// Measurement is one operation by one engine on one workload.
type Measurement struct {
	Net       string    `json:"net"`
	Rows      int       `json:"rows"`
	Operation Operation `json:"operation"`
	Engine    string    `json:"engine"`
	// Wrong says what is wrong with the engine's result; then nothing is timed.
	Wrong string `json:"wrong,omitempty"`
	// Samples are nanoseconds per operation, one per round; Time is their
	// estimate.
	Samples []float64 `json:"samples_ns,omitempty"`
	Time    Estimate  `json:"time_ns"`
	// Allocations and Bytes per operation.
	Allocations float64 `json:"allocations"`
	Bytes       float64 `json:"bytes"`
	// ToObjective is this time over that of the same engine's objective, and
	// ToFirst over that of the first contender's same operation, round by round.
	ToObjective Estimate `json:"to_objective"`
	ToFirst     Estimate `json:"to_first"`
}

// timer is one measurement under way.
type timer struct {
	*Measurement
	run    func() error
	repeat int // operations per sample
}

// Measure times the contenders on one workload, the first of them being the one
// that the others are held against. Its errors are the context's, and those of
// an engine that stops working, and of fewer than six rounds.
func Measure(ctx context.Context, w Workload, contenders []Contender, s Settings) ([]Measurement, error) {
	if s.Rounds < leastRounds {
		return nil, fmt.Errorf("%d rounds: want at least %d, for an interval", s.Rounds, leastRounds)
	}
	measurements := make([]Measurement, 0, len(contenders)*len(Operations()))
	var timers []timer
	for _, c := range contenders {
		engine, err := c.New(w.Spec, w.Batch.Rows)
		if err != nil {
			return nil, fmt.Errorf("%v: %s: %w", w, c.Name, err)
		}
		wrong := w.Verify(engine)
		for _, operation := range Operations() {
			measurements = append(measurements, Measurement{Net: w.Net, Rows: w.Batch.Rows, Operation: operation, Engine: c.Name})
			m := &measurements[len(measurements)-1]
			if wrong != nil {
				m.Wrong = wrong.Error()
				continue
			}
			t := timer{Measurement: m, run: w.Run(engine, operation)}
			if err := t.calibrate(s.Sample); err != nil {
				return nil, fmt.Errorf("%v: %s: %w", w, c.Name, err)
			}
			timers = append(timers, t)
		}
	}
	for round := range s.Rounds {
		for i := range timers {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			t := timers[(i+round)%len(timers)] // nobody is always first
			took, err := t.sample()
			if err != nil {
				return nil, fmt.Errorf("%v: %s: %w", w, t.Engine, err)
			}
			t.Samples = append(t.Samples, took)
		}
	}
	conclude(measurements)
	return measurements, nil
}

// calibrate runs the operation for a while, counts its allocations, and sets how
// often it must be repeated for a sample.
func (t *timer) calibrate(least time.Duration) error {
	for t.repeat = 1; ; t.repeat *= 2 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		took, err := t.sample()
		if err != nil {
			return err
		}
		runtime.ReadMemStats(&after)
		t.Allocations = float64(after.Mallocs-before.Mallocs) / float64(t.repeat)
		t.Bytes = float64(after.TotalAlloc-before.TotalAlloc) / float64(t.repeat)
		if time.Duration(took*float64(t.repeat)) >= least {
			return nil
		}
	}
}

// sample times one sample, in nanoseconds per operation.
func (t *timer) sample() (float64, error) {
	start := time.Now()
	for range t.repeat {
		if err := t.run(); err != nil {
			return 0, err
		}
	}
	return float64(time.Since(start).Nanoseconds()) / float64(t.repeat), nil
}

// conclude draws medians and ratios from the samples.
func conclude(measurements []Measurement) {
	find := func(engine string, operation Operation) *Measurement {
		for i := range measurements {
			if m := &measurements[i]; m.Engine == engine && m.Operation == operation {
				return m
			}
		}
		return nil
	}
	for i := range measurements {
		m := &measurements[i]
		if m.Wrong != "" {
			continue
		}
		m.ToObjective = ratio(m.Samples, find(m.Engine, Objective).Samples)
		m.ToFirst = ratio(m.Samples, find(measurements[0].Engine, m.Operation).Samples)
	}
	for i := range measurements {
		if m := &measurements[i]; m.Wrong == "" {
			m.Time = estimate(append([]float64(nil), m.Samples...))
		}
	}
}

// ratio estimates a over b, round by round. Without b, whose engine is wrong, it
// is zero.
func ratio(a, b []float64) Estimate {
	if len(a) == 0 || len(b) != len(a) {
		return Estimate{}
	}
	ratios := make([]float64, len(a))
	for i := range a {
		ratios[i] = a[i] / b[i]
	}
	return estimate(ratios)
}
