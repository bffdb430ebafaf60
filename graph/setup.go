package graph

import (
	"fmt"
	"time"

	"backprop/network"
)

// Setup is what a graph costs before its first run.
type Setup struct {
	Build         time.Duration // the expression of the loss
	Differentiate time.Duration // its gradients, by gorgonia.Grad
	Compile       time.Duration // the programs of the engine of [New], with their memory
	CompileTape   time.Duration // the programs of the engine of [NewTape], which allocate when they run
}

// MeasureSetup builds and differentiates the graph of spec for batches of the
// given number of rows, compiles it for either engine, and returns how long each
// part took, once. It returns the errors of [New].
func MeasureSetup(spec network.Spec, rows int) (Setup, error) {
	s, err := measureSetup(spec, rows)
	if err != nil {
		return Setup{}, fmt.Errorf("graph: %w", err)
	}
	return s, nil
}

func measureSetup(spec network.Spec, rows int) (s Setup, err error) {
	theta, err := network.NewParameters(spec, rows)
	if err != nil {
		return s, err
	}
	start := time.Now()
	lap := func() time.Duration {
		took := time.Since(start)
		start = start.Add(took)
		return took
	}
	e, err := forward(spec, rows)
	if err != nil {
		return s, err
	}
	s.Build = lap()
	if err := e.differentiate(); err != nil {
		return s, err
	}
	s.Differentiate = lap()
	if _, err := newMachine(e, theta, rows, compile); err != nil {
		return s, err
	}
	s.Compile = lap()
	if _, err := newMachine(e, theta, rows, newTape); err != nil {
		return s, err
	}
	s.CompileTape = lap()
	return s, nil
}
