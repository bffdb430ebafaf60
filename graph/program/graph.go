package program

import (
	"fmt"
	"iter"
	"reflect"
	"slices"
	"unsafe"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Operation is a node, which may be a leaf, with its operands, and the nodes that must be run
// before it for what they leave in memory, as no edge of the graph says.
type Operation struct {
	*gorgonia.Node
	Operands, After gorgonia.Nodes
}

// Operations returns the outputs and the nodes on which they depend, operands first. It returns
// an error if an output is nil or in no graph.
func Operations(outputs gorgonia.Nodes) ([]Operation, error) {
	const open, done = 1, 2
	var order []Operation
	state := make(map[*gorgonia.Node]int)
	var pending gorgonia.Nodes
	for _, n := range slices.Backward(outputs) {
		if n == nil || n.Graph() == nil {
			return nil, fmt.Errorf("an output is nil or in no graph")
		}
		pending = append(pending, n)
	}
	sharing := sharedState(outputs)
	for len(pending) > 0 {
		n := pending[len(pending)-1]
		if state[n] != 0 {
			pending = pending[:len(pending)-1]
			if state[n] == open {
				state[n] = done
				order = append(order, Operation{n, operandsOf(n), sharing[n]})
			}
			continue
		}
		state[n] = open
		for _, o := range slices.Backward(slices.Concat(sharing[n], operandsOf(n))) {
			if state[o] == 0 {
				pending = append(pending, o)
			}
		}
	}
	return order, nil
}

// operandsOf returns the operands of a node. Gorgonia looks them up by the node's ID, and
// where it has removed a node from the graph, as BinaryXent does, it finds those of another:
// then the field of the node is the only one who still knows.
func operandsOf(n *gorgonia.Node) (operands gorgonia.Nodes) {
	if n.Op() == nil {
		return nil
	}
	if n.Graph().Node(n.ID()) == n {
		for it := n.Graph().From(n.ID()); it.Next(); {
			operands = append(operands, it.Node().(*gorgonia.Node))
		}
		return operands
	}
	children := reflect.ValueOf(n).Elem().FieldByName("children")
	for i := range children.Len() {
		operands = append(operands, (*gorgonia.Node)(children.Index(i).UnsafePointer()))
	}
	return operands
}

// sharedState returns, for each node whose operation reads what another one may have left
// in memory that both point to, the nodes of these others that were added to the graph
// before it: the backward operation of a normalisation, of a loss or of a pooling, say, is
// made of its forward operation, and no edge of the graph says so.
func sharedState(outputs gorgonia.Nodes) map[*gorgonia.Node]gorgonia.Nodes {
	sharing := make(map[*gorgonia.Node]gorgonia.Nodes)
	users := make(map[unsafe.Pointer]gorgonia.Nodes)
	seen := make(map[*gorgonia.ExprGraph]bool)
	for _, output := range outputs {
		if seen[output.Graph()] {
			continue
		}
		seen[output.Graph()] = true
		for _, n := range output.Graph().AllNodes() {
			if n.Op() == nil {
				continue
			}
			for p := range statePointers(reflect.ValueOf(n.Op()), 0) {
				for _, u := range users[p] {
					if u != n && !slices.Contains(sharing[n], u) {
						sharing[n] = append(sharing[n], u)
					}
				}
				users[p] = append(users[p], n)
			}
		}
	}
	return sharing
}

// statePointers are the operations and tensors that an operation points to, itself included.
func statePointers(v reflect.Value, depth int) iter.Seq[unsafe.Pointer] {
	return func(yield func(unsafe.Pointer) bool) {
		switch {
		case v.Kind() == reflect.Interface:
			v = v.Elem()
			fallthrough
		case v.Kind() == reflect.Pointer:
			if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Type().Size() == 0 {
				break
			}
			t := v.Type()
			if !t.Implements(reflect.TypeFor[gorgonia.Op]()) && !t.Implements(reflect.TypeFor[tensor.Tensor]()) {
				return
			}
			if !yield(v.UnsafePointer()) || t.Implements(reflect.TypeFor[tensor.Tensor]()) {
				return
			}
			v = v.Elem()
		}
		if v.Kind() != reflect.Struct || depth > 3 {
			return
		}
		for i := range v.NumField() {
			for p := range statePointers(v.Field(i), depth+1) {
				if !yield(p) {
					return
				}
			}
		}
	}
}
