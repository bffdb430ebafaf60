package graph

import (
	"fmt"
	"slices"

	"gorgonia.org/gorgonia"

	"backprop/graph/program"
)

// compiled is an expression compiled to a program per question.
type compiled struct {
	programs [questions]*program.Program
	answers  [questions]answers
}

// compile lowers e.
func compile(e *expression, l leaves) (executor, error) {
	c := new(compiled)
	bindings := []program.Binding{program.Constant(e.ones, columnOfOnes(e.ones.Shape()[0]))}
	for leaf, values := range l {
		if leaf == e.x || leaf == e.y { // another batch in every run
			bindings = append(bindings, program.Variable(leaf, values))
		} else {
			bindings = append(bindings, program.Fixed(leaf, *values))
		}
	}
	for q := range questions {
		outputs := e.outputs(q)
		p, err := program.Compile(outputs, bindings...)
		if err != nil {
			return nil, fmt.Errorf("compiling the graph: %w", err)
		}
		c.programs[q] = p
		c.answers[q] = e.answers(q, func(nodes ...*gorgonia.Node) []float64 {
			from := slices.Index(outputs, nodes[0])
			return p.Outputs(from, from+len(nodes))
		})
	}
	return c, nil
}

// execute runs the program of q.
func (c *compiled) execute(q question) (*answers, error) {
	return &c.answers[q], c.programs[q].Run()
}
