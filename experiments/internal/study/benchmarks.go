package study

import (
	"backprop/compare/bench"
	"backprop/experiments/internal/provenance"
)

// Benchmarks are timings, and on what they were taken. They differ from run to run.
type Benchmarks struct {
	Machine      provenance.Machine  `json:"machine"`
	Quick        bool                `json:"quick"`
	Rounds       int                 `json:"rounds"`
	Measurements []bench.Measurement `json:"measurements"`
	Setups       []bench.Setup       `json:"setups"`
}
