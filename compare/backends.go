//go:build !js

package compare

import (
	"backprop/graph"
	"backprop/network"
)

// The engines of this file are not in the WebAssembly program of the page, which
// Gorgonia would make eight times as large.

// Graph is Gorgonia's symbolic gradient, compiled to loops.
func Graph() Backend {
	return Backend{"graph", func(spec network.Spec, rows int) (Engine, error) { return graph.New(spec, rows) }}
}

// Tape is the graph of [Graph] on Gorgonia's own interpreter, the TapeMachine.
func Tape() Backend {
	return Backend{"tape", func(spec network.Spec, rows int) (Engine, error) { return graph.NewTape(spec, rows) }}
}

// Backends returns those that everything is computed by: [Manual] and [Graph]. An
// engine that is added here is reproduced, checked and timed beside them.
func Backends() []Backend { return []Backend{Manual(), Graph()} }
