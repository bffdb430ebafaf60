package graph

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/network"
)

// machine runs one expression on Gorgonia's stock TapeMachine. The leaves are
// bound once, to matrices over slices that the machine reads when it runs: a run
// is a copy into these slices and an execution.
//
// There is one program per question, so that a loss costs no gradients and a
// gradient not the nodes that Grad leaves over, such as dL/dX.
type machine struct {
	*expression
	rows int
	x, y []float64 // behind the leaves X and y

	lossProgram, gradientProgram, predictionProgram gorgonia.VM
}

// newMachine compiles e for batches of rows×inputs, with parameters that are
// views of theta's values.
func newMachine(e *expression, theta *network.Parameters, inputs, rows int) (m *machine, err error) {
	defer func() { // as in build
		if r := recover(); r != nil {
			m, err = nil, fmt.Errorf("compiling the graph: %v", r)
		}
	}()

	m = &machine{expression: e, rows: rows, x: make([]float64, rows*inputs), y: make([]float64, rows)}
	ones := make([]float64, rows)
	for i := range ones {
		ones[i] = 1
	}
	leaves := gorgonia.Nodes{e.x, e.y, e.ones}
	values := [][]float64{m.x, m.y, ones}
	for i, t := range theta.Tensors {
		leaves = append(leaves, e.parameters[i])
		values = append(values, t.Of(theta.Values))
	}
	for i, leaf := range leaves {
		// A header of the machine's own: Gorgonia transposes an operand by
		// changing its header in place, even while it is multiplied.
		matrix := tensor.New(tensor.WithShape(leaf.Shape()...), tensor.WithBacking(values[i]))
		if err := gorgonia.Let(leaf, matrix); err != nil {
			return nil, err
		}
	}

	for _, program := range []struct {
		vm      *gorgonia.VM
		outputs gorgonia.Nodes
	}{
		{&m.lossProgram, gorgonia.Nodes{e.loss}},
		{&m.gradientProgram, append(gorgonia.Nodes{e.loss}, e.gradients...)},
		{&m.predictionProgram, gorgonia.Nodes{e.logits, e.probabilities}},
	} {
		code, registers, err := gorgonia.CompileFunction(e.graph, gorgonia.Nodes{e.x}, program.outputs)
		if err != nil {
			return nil, err
		}
		*program.vm = gorgonia.NewTapeMachine(e.graph, gorgonia.WithPrecompiled(code, registers))
	}
	return m, nil
}

// run executes a program on the batch, and on the parameters behind the leaves.
// Then the outputs of the program hold their values until its next run, and no
// other node does: the compiler lets operations overwrite operands that nobody
// reads again. It spares gradients of leaves; nothing reads L or ŷ at the end of
// a program; and the one reader of ZL, the sigmoid, overwrites nothing.
func (m *machine) run(program gorgonia.VM, batch network.Batch) error {
	copy(m.x, batch.X)
	copy(m.y, batch.Y)
	// A second run without a reset would do nothing and say nothing.
	defer program.Reset()
	if err := program.RunAll(); err != nil {
		return fmt.Errorf("graph: running the graph: %w", err)
	}
	return nil
}

// lossValue returns the loss of the last run.
func (m *machine) lossValue() (float64, error) {
	loss := m.loss.Value().Data().(float64)
	if loss-loss != 0 { // NaN or ±Inf
		return 0, fmt.Errorf("graph: the loss is %v", loss)
	}
	return loss, nil
}
