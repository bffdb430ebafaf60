package program

import "gorgonia.org/gorgonia"

// Operation is a node, which may be a leaf, with its operands, and the nodes that must be run
// before it for what they leave in memory, as no edge of the graph says.
type Operation struct {
	*gorgonia.Node
	Operands, After gorgonia.Nodes
}

// Operations returns the outputs and the nodes on which they depend, operands first. It returns
// an error if an output is nil or in no graph.
func Operations(outputs gorgonia.Nodes) (all []Operation, err error) {
	order, err := ancestry(outputs)
	for _, o := range order {
		all = append(all, Operation{o.Node, o.operands, o.after})
	}
	return all, err
}
