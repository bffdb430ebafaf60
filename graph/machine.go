package graph

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"backprop/network"
)

// machine is one expression with memory behind its leaves and an executor that
// reads it: a run is a copy into these slices and an execution.
type machine struct {
	*expression
	executor
	rows int
	x, y []float64 // behind the leaves X and y
}

// An executor runs an expression.
type executor interface {
	// execute computes the outputs of q from what is behind the leaves.
	execute(q question) error

	// value returns the elements of n, row-major, as a view. n is an output of
	// the question last executed.
	value(n *gorgonia.Node) []float64
}

// leaves are the slices behind the leaves of an expression, row-major.
type leaves map[*gorgonia.Node][]float64

// newExecutor makes an executor for e that reads the leaves anew in every run:
// compile, or newTape.
type newExecutor func(e *expression, l leaves) (executor, error)

// newMachine returns a machine for batches of rows×inputs, with parameters that
// are views of theta's values.
func newMachine(e *expression, theta *network.Parameters, inputs, rows int, newExecutor newExecutor) (*machine, error) {
	m := &machine{expression: e, rows: rows, x: make([]float64, rows*inputs), y: make([]float64, rows)}
	ones := make([]float64, rows)
	for i := range ones {
		ones[i] = 1
	}
	l := leaves{e.x: m.x, e.y: m.y, e.ones: ones}
	for i, t := range theta.Tensors {
		l[e.parameters[i]] = t.Of(theta.Values)
	}
	var err error
	m.executor, err = newExecutor(e, l)
	return m, err
}

// run answers q for the batch, and for the parameters behind the leaves. It
// returns an error if a logit is not finite.
func (m *machine) run(q question, batch network.Batch) error {
	copy(m.x, batch.X)
	copy(m.y, batch.Y)
	if err := m.execute(q); err != nil {
		return fmt.Errorf("graph: running the graph: %w", err)
	}
	// Finite logits make a finite loss, by the clamp; an infinite one would too.
	logits := m.value(m.logits)
	if i := network.FirstNonFinite(logits); i >= 0 {
		return fmt.Errorf("graph: %w", &network.NotFinite{What: fmt.Sprintf("the logit of row %d", i), Value: logits[i]})
	}
	return nil
}
