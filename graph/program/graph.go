package program

import (
	"fmt"
	"slices"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// operation is a node with its operands.
type operation struct {
	*gorgonia.Node
	operands gorgonia.Nodes
}

// ancestry returns the outputs and the nodes on which they depend, operands first.
func ancestry(outputs gorgonia.Nodes) ([]operation, error) {
	const open, done = 1, 2
	var order []operation
	state := make(map[*gorgonia.Node]int)
	var pending gorgonia.Nodes
	for _, n := range slices.Backward(outputs) {
		if n == nil {
			return nil, fmt.Errorf("an output is nil")
		}
		pending = append(pending, n)
	}
	for len(pending) > 0 {
		n := pending[len(pending)-1]
		if state[n] != 0 {
			pending = pending[:len(pending)-1]
			if state[n] == open {
				state[n] = done
				order = append(order, operation{n, operandsOf(n)})
			}
			continue
		}
		// Gorgonia looks the operands of a node up by its ID, and some of its
		// operations leave nodes behind whose ID is that of another.
		if g := n.Graph(); g == nil || g.Node(n.ID()) != n {
			return nil, fmt.Errorf("%v has the ID of another node", n)
		}
		state[n] = open
		for _, o := range slices.Backward(operandsOf(n)) {
			if state[o] == 0 {
				pending = append(pending, o)
			}
		}
	}
	return order, nil
}

func operandsOf(n *gorgonia.Node) gorgonia.Nodes {
	var operands gorgonia.Nodes
	if n.Op() == nil {
		return nil
	}
	for it := n.Graph().From(n.ID()); it.Next(); {
		operands = append(operands, it.Node().(*gorgonia.Node))
	}
	return operands
}

// isNative tells whether n is a float64 scalar, vector or matrix.
func isNative(n *gorgonia.Node) bool {
	if n.Shape().Dims() > 2 {
		return false
	}
	switch t := n.Type().(type) {
	case tensor.Dtype:
		return t == tensor.Float64
	case gorgonia.TensorType:
		return t.Of == tensor.Float64
	case *gorgonia.TensorType:
		return t.Of == tensor.Float64
	}
	return false
}

// dimensions returns the shape of a node as a matrix. It is 1×1 for what is none.
func dimensions(n *gorgonia.Node) (rows, cols int) {
	switch s := n.Shape(); s.Dims() {
	case 1:
		return s[0], 1
	case 2:
		return s[0], s[1]
	}
	return 1, 1
}

func size(n *gorgonia.Node) int {
	rows, cols := dimensions(n)
	return rows * cols
}
