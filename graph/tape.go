package graph

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// tape runs an expression on Gorgonia's stock TapeMachine, a program per
// question.
type tape struct {
	expression *expression
	leaves     leaves
	programs   [questions]gorgonia.VM
	answered   answers
}

// newTape gives the leaves of e values and compiles it for the TapeMachine.
func newTape(e *expression, l leaves) (x executor, err error) {
	defer func() { // as in forward
		if r := recover(); r != nil {
			x, err = nil, fmt.Errorf("compiling the graph: %v", r)
		}
	}()
	ones := columnOfOnes(e.ones.Shape()[0])
	if err := let(e.ones, ones); err != nil {
		return nil, err
	}
	for leaf, values := range l {
		if err := let(leaf, make([]float64, len(*values))); err != nil {
			return nil, err
		}
	}
	t := &tape{expression: e, leaves: l}
	for q := range questions {
		code, registers, err := gorgonia.CompileFunction(e.graph, gorgonia.Nodes{e.x}, e.outputs(q))
		if err != nil {
			return nil, err
		}
		t.programs[q] = gorgonia.NewTapeMachine(e.graph, gorgonia.WithPrecompiled(code, registers))
	}
	return t, nil
}

// let gives a leaf a matrix of the machine's own: Gorgonia transposes an operand by
// changing its header in place, even while it is multiplied.
func let(leaf *gorgonia.Node, values []float64) error {
	return gorgonia.Let(leaf, tensor.New(tensor.WithShape(leaf.Shape()...), tensor.WithBacking(values)))
}

// execute runs the program of q. Then its outputs hold their values until the
// next run, and no other node does: the compiler lets operations overwrite
// operands that nobody reads again. It spares gradients of leaves; nothing reads
// L or ŷ at the end of a program; and the readers of ZL, the sigmoid and its
// pullback, overwrite nothing.
func (t *tape) execute(q question) (*answers, error) {
	for leaf, values := range t.leaves {
		copy(floats(leaf.Value()), *values)
	}
	// A second run without a reset would do nothing and say nothing.
	defer t.programs[q].Reset()
	if err := t.programs[q].RunAll(); err != nil {
		return nil, err
	}
	t.answered = t.expression.answers(q, func(nodes ...*gorgonia.Node) (values []float64) {
		for _, n := range nodes {
			if v, ok := n.Value().Data().(float64); ok { // a scalar
				values = append(values, v)
			} else {
				values = append(values, floats(n.Value())...)
			}
		}
		return values
	})
	return &t.answered, nil
}
