package study

import (
	"fmt"

	"backprop/compare/bench"
	"backprop/experiments/internal/provenance"
)

// Benchmarks are timings, and on what they were taken, which differ from run to run; and beside
// what an engine costs in time, what it costs to write.
type Benchmarks struct {
	Machine      provenance.Machine  `json:"machine"`
	Quick        bool                `json:"quick"`
	Rounds       int                 `json:"rounds"`
	Measurements []bench.Measurement `json:"measurements" len:"1.."`
	Setups       []bench.Setup       `json:"setups"`
	Trainings    []bench.Training    `json:"trainings,omitempty"`
	Sweep        []bench.SweepPoint  `json:"sweep,omitempty"`
	Lines        []bench.Written     `json:"lines_of_code,omitempty"`
	Mistakes     []bench.Mistakes    `json:"mistakes,omitempty"`
}

// Err names the first engine that was wrong.
func (b *Benchmarks) Err() error {
	for _, m := range b.Measurements {
		if m.Wrong != "" {
			return fmt.Errorf("%s is wrong on %s with %d rows: %s", m.Engine, m.Net, m.Rows, m.Wrong)
		}
	}
	return nil
}
