package graph

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"backprop/network"
)

// machine is one expression with memory behind its leaves and an executor that
// reads it.
type machine struct {
	*expression
	executor
	rows int
	x, y []float64 // behind the leaves X and y: those of the batch of a run
}

// An executor runs an expression.
type executor interface {
	// execute computes the outputs of q from what is behind the leaves. What it
	// returns is valid until the next call.
	execute(q question) (*answers, error)
}

// answers are the elements of the outputs of a question, row-major; nil for what
// it does not ask.
type answers struct {
	logits, probabilities, loss []float64
	gradient                    []float64 // of all parameters, in the layout of theta
}

// answers returns those of q, where valuesOf gives the elements of outputs that follow one another.
func (e *expression) answers(q question, valuesOf func(...*gorgonia.Node) []float64) answers {
	a := answers{logits: valuesOf(e.logits)}
	switch q {
	case predictionQuestion:
		a.probabilities = valuesOf(e.probabilities)
	case gradientQuestion:
		a.gradient = valuesOf(e.gradients...)
		fallthrough
	case lossQuestion:
		a.loss = valuesOf(e.loss)
	}
	return a
}

// leaves are the slices behind the leaves of an expression, row-major, read anew in
// every run.
type leaves map[*gorgonia.Node]*[]float64

// newExecutor makes an executor for e: compile, or newTape.
type newExecutor func(e *expression, l leaves) (executor, error)

// newMachine returns a machine for batches of the given number of rows, with
// parameters that are views of theta's values.
func newMachine(e *expression, theta *network.Parameters, rows int, newExecutor newExecutor) (*machine, error) {
	m := &machine{expression: e, rows: rows}
	l := leaves{e.x: &m.x, e.y: &m.y}
	for i, t := range theta.Tensors {
		values := t.Of(theta.Values)
		l[e.parameters[i]] = &values
	}
	// An executor wants to see slices of the right length.
	m.x, m.y = make([]float64, e.x.Shape().TotalSize()), make([]float64, rows)
	defer m.release()
	var err error
	m.executor, err = newExecutor(e, l)
	return m, err
}

// run answers q for the batch, and for the parameters behind the leaves.
func (m *machine) run(q question, batch *network.Batch) (*answers, error) {
	m.x, m.y = batch.X, batch.Y
	a, err := m.execute(q)
	m.release()
	if err != nil {
		return nil, fmt.Errorf("graph: running the graph: %w", err)
	}
	return a, nil
}

// release lets the batch of the caller go.
func (m *machine) release() { m.x, m.y = nil, nil }

// columnOfOnes returns n ones.
func columnOfOnes(n int) []float64 {
	ones := make([]float64, n)
	for i := range ones {
		ones[i] = 1
	}
	return ones
}
