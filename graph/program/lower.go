package program

import (
	"fmt"
	"math"
	"slices"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// compiler turns the nodes of a graph into values, operands first.
type compiler struct {
	bindings map[*gorgonia.Node]Binding
	refs     map[*gorgonia.Node]ref
	values   []*value
	outputs  []*value
}

// lower makes the values of the outputs and of all that they depend on.
func (c *compiler) lower(outputs gorgonia.Nodes) error {
	order, err := ancestry(outputs)
	if err != nil {
		return err
	}
	for _, n := range order {
		if c.refs[n.Node], err = c.lowerNode(n); err != nil {
			return err
		}
	}
	for _, n := range outputs {
		if !isNative(n) {
			return fmt.Errorf("output %s is %v of shape %v, want a float64 scalar, vector or matrix", describe(n), n.Type(), n.Shape())
		}
		c.outputs = append(c.outputs, c.plain(c.refs[n]))
	}
	return nil
}

// lowerNode makes the value of n. Where an operation or its operands are not what
// a kernel is made for, it is run by its Do.
func (c *compiler) lowerNode(n operation) (ref, error) {
	for _, d := range n.Shape() {
		if d < 1 {
			return ref{}, fmt.Errorf("%s has shape %v, want at least one row and one column", describe(n.Node), n.Shape())
		}
	}
	if n.Op() == nil {
		return c.lowerLeaf(n.Node), nil
	}
	native := isNative(n.Node)
	if v, ok := constantOf(n.Node); ok && native {
		return c.constant(n.Node, v), nil
	}
	operands := make([]ref, len(n.operands))
	for i, o := range n.operands {
		operands[i] = c.refs[o]
		native = native && isNative(o)
	}
	if native {
		if r, ok := c.lowerKnown(n, operands); ok {
			return r, nil
		}
	}
	return c.lowerCall(n, operands), nil
}

// lowerKnown makes the value of n by kernels, and tells whether there are some.
// Gorgonia does not export its operations: the name of the type and the symbol
// tell which one it is.
func (c *compiler) lowerKnown(n operation, operands []ref) (ref, bool) {
	op := n.Op()
	if len(operands) != op.Arity() {
		return ref{}, false
	}
	if l, ok := op.(Lowerer); ok {
		f, indices := l.Lower()
		if f == nil || f.Apply == nil || len(indices) == 0 {
			return ref{}, false
		}
		return c.lowerFunction(n.Node, f, indices, operands)
	}
	name := op.String()
	switch fmt.Sprintf("%T", op) {
	case "gorgonia.elemBinOp":
		if o := binary[name]; o != nil {
			return c.lowerBinary(n.Node, o, operands[0], operands[1])
		}
	case "gorgonia.elemUnaryOp":
		if name = fmt.Sprint(op); name == "neg" {
			return c.negative(n.Node, operands[0]), true
		}
		if f := unary[name]; f != nil {
			return c.lowerFunction(n.Node, f, []int{0}, operands)
		}
	case "gorgonia.linAlgBinOp":
		switch name {
		case "A × B", "A × b":
			return c.lowerProduct(n.Node, operands[0], operands[1], false)
		case "A × Bᵀ":
			return c.lowerProduct(n.Node, operands[0], operands[1], true)
		case "Aᵀ × B", "Aᵀ × b", "a ⋅ b":
			return c.lowerReduction(n.Node, operands[0], operands[1])
		}
	case "gorgonia.sumOp":
		return c.lowerSum(n.Node, name, operands[0])
	case "*gorgonia.repeatOp":
		return c.lowerRepeat(n.Node, name, operands[0], operands[1])
	case "gorgonia.reshapeOp", "*gorgonia.reshapeOp":
		return c.lowerReshape(n.Node, operands[0])
	case "gorgonia.transposeOp":
		if name == "Aᵀ{1, 0}" {
			v := c.add(n.Node, transposed, operands[0].value)
			return ref{v, operands[0].neg}, v.rows == operands[0].cols && v.cols == operands[0].rows
		}
	case "gorgonia.sizeOp":
		var count float64
		if _, err := fmt.Sscanf(name, "SizeOf=%g", &count); err == nil {
			return ref{value: c.uniform(n.Node, count)}, true
		}
	}
	return ref{}, false
}

// add makes a value of the shape of n.
func (c *compiler) add(n *gorgonia.Node, k kind, args ...*value) *value {
	v := &value{kind: k, args: args, nodes: gorgonia.Nodes{n}, fixed: true}
	v.rows, v.cols = dimensions(n)
	for _, a := range args {
		v.fixed = v.fixed && a.fixed
	}
	c.values = append(c.values, v)
	return v
}

func (c *compiler) uniform(n *gorgonia.Node, number float64) *value {
	v := c.add(n, uniform)
	v.number = number
	return v
}

// lowerLeaf makes the value of a leaf. One that is not a float64 matrix can only
// be an operand of an operation run by its Do.
func (c *compiler) lowerLeaf(n *gorgonia.Node) ref {
	if !isNative(n) {
		v := c.add(n, external)
		v.fixed, v.call = false, &call{node: n}
		return ref{value: v}
	}
	b, bound := c.bindings[n]
	if !bound {
		b = Binding{node: n}
	}
	if b.fixed {
		return c.constant(n, *b.values)
	}
	v := c.add(n, data)
	v.fixed, v.leaf = false, &leaf{Binding: b, buffer: new(buffer)}
	return ref{value: v}
}

// constant makes the value of a node that never changes: a number, if its elements
// are all the same.
func (c *compiler) constant(n *gorgonia.Node, values []float64) ref {
	first := math.Float64bits(values[0]) // 0 is not -0
	if !slices.ContainsFunc(values, func(v float64) bool { return math.Float64bits(v) != first }) {
		return ref{value: c.uniform(n, values[0])}
	}
	kept := slices.Clone(values)
	v := c.add(n, data)
	v.leaf = &leaf{Binding: Binding{n, &kept, true}, buffer: &buffer{data: kept}}
	return ref{value: v}
}

// constantOf returns the elements of a constant of Gorgonia's, row-major.
func constantOf(n *gorgonia.Node) ([]float64, bool) {
	switch fmt.Sprintf("%T", n.Op()) {
	case "gorgonia.constantScalar", "gorgonia.constantTensor":
		v, err := n.Op().Do()
		if err != nil {
			return nil, false
		}
		return elements(v)
	}
	return nil, false
}

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

// isNumber tells whether v is that number everywhere.
func isNumber(v *value, number float64) bool {
	return v.kind == uniform && v.number == number
}
