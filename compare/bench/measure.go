package bench

import (
	"context"
	"fmt"
	"slices"

	"backprop/compare"
)

// Measurement is one operation by one engine on one workload.
type Measurement struct {
	Net       string    `json:"net"`
	Rows      int       `json:"rows" in:"1.."`
	Operation Operation `json:"operation" in:"objective|gradient|step"`
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
	// ToFirst over that of the first backend's same operation, round by round.
	ToObjective Estimate `json:"to_objective"`
	ToFirst     Estimate `json:"to_first"`
}

// timer is one measurement under way.
type timer struct {
	*Measurement
	stopwatch
}

// Measure times the backends on one workload, the first of them being the one
// that the others are held against. Its errors are the context's, and those of
// an engine that stops working, and of fewer than six rounds.
func Measure(ctx context.Context, w Workload, backends []compare.Backend, s Settings) ([]Measurement, error) {
	if err := s.validate(); err != nil {
		return nil, err
	}
	measurements := make([]Measurement, 0, len(backends)*len(Operations()))
	var timers []timer
	for _, by := range backends {
		engine, err := by.New(w.Spec, w.Batch.Rows)
		if err != nil {
			return nil, fmt.Errorf("%v: %s: %w", w, by.Name, err)
		}
		wrong := w.Verify(engine)
		for _, operation := range Operations() {
			measurements = append(measurements,
				Measurement{Net: w.Net, Rows: w.Batch.Rows, Operation: operation, Engine: by.Name})
			m := &measurements[len(measurements)-1]
			if wrong != nil {
				m.Wrong = wrong.Error()
				continue
			}
			t := timer{m, stopwatch{run: w.Run(engine, operation)}}
			if m.Allocations, m.Bytes, err = t.calibrate(s.Sample); err != nil {
				return nil, fmt.Errorf("%v: %s: %w", w, by.Name, err)
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

// conclude draws medians and ratios from the samples, of which every engine has one
// list an operation, the objective's first.
func conclude(measurements []Measurement) {
	operations := len(Operations())
	for i := range measurements {
		m := &measurements[i]
		if m.Wrong != "" {
			continue
		}
		m.ToObjective = ratio(m.Samples, measurements[i-i%operations].Samples)
		m.ToFirst = ratio(m.Samples, measurements[i%operations].Samples)
		m.Time = estimate(slices.Clone(m.Samples)) // it sorts them
	}
}
