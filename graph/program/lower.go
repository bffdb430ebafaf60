package program

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// compiler turns the nodes of a graph into values, operands first.
type compiler struct {
	bindings map[*gorgonia.Node]Binding
	of       map[*gorgonia.Node]*value
	values   []*value
	outputs  []*value
	fired    map[string]int // how often each rewrite rule applied
}

// lower makes the values of the outputs and of all that they depend on.
func (c *compiler) lower(outputs gorgonia.Nodes) error {
	outputs = slices.Clone(outputs)
	for i, n := range outputs { // a Read stands for what it reads
		if n != nil && isRead(n) {
			outputs[i] = operandsOf(n)[0]
		}
	}
	order, err := Operations(outputs)
	if err != nil {
		return err
	}
	for _, n := range order {
		v, err := c.lowerNode(n)
		if err != nil {
			return err
		}
		c.of[n.Node] = c.simplify(v)
	}
	for _, n := range outputs {
		if !isNative(n) {
			return fmt.Errorf("output %s is %v of shape %v, want float64, float32 or bool elements: "+
				"ask for another node, and read this one's Value", describe(n), n.Type(), n.Shape())
		}
		v := c.of[n]
		if dtype(n) == tensor.Float32 {
			v = c.mapLike(v, rounded, v)
		}
		c.outputs = append(c.outputs, v)
	}
	return nil
}

// lowerNode makes the value of n. Where an operation or its operands are not what
// a kernel is made for, it is run by its Do.
func (c *compiler) lowerNode(n Operation) (*value, error) {
	for _, d := range n.Shape() {
		if d < 1 {
			return nil, fmt.Errorf("%s has shape %v, want at least one row and one column", describe(n.Node), n.Shape())
		}
	}
	if n.Op() == nil {
		return c.lowerLeaf(n.Node), nil
	}
	native := isNative(n.Node)
	if v, ok := constantOf(n.Node); ok {
		return c.constant(n.Node, v), nil
	}
	operands := make([]*value, len(n.Operands))
	for i, o := range n.Operands {
		operands[i] = c.of[o]
		native = native && isNative(o)
	}
	if native {
		if v := c.lowerKnown(n, operands); v != nil {
			return v, nil
		}
	}
	return c.lowerCall(n, operands), nil
}

// lowerKnown makes the value of n by kernels, or nil if there are none. Gorgonia does
// not export its operations: the name of the type and the symbol tell which one it is.
func (c *compiler) lowerKnown(n Operation, operands []*value) *value {
	op := n.Op()
	if len(operands) != op.Arity() {
		return nil
	}
	if l, ok := op.(Lowerer); ok {
		f, indices := l.Lower()
		if f == nil || f.Apply == nil || len(indices) == 0 {
			return nil
		}
		return c.lowerFunction(n.Node, f, indices, operands)
	}
	name := op.String()
	switch fmt.Sprintf("%T", op) {
	case "gorgonia.elemBinOp":
		if o := binary[strings.Fields(name)[0]]; o != nil { // what follows says whether a comparison is bool
			return c.lowerBinary(n.Node, o, operands[0], operands[1])
		}
	case "gorgonia.elemUnaryOp":
		if f := unary[fmt.Sprint(op)]; f != nil && (f != sign || n.Dims() > 0) { // of a scalar, Gorgonia's is 1 for 0
			return c.lowerFunction(n.Node, f, []int{0}, operands)
		}
	case "gorgonia.linAlgBinOp":
		switch name {
		case "A × B", "A × b":
			return c.lowerMatMul(n.Node, operands[0], operands[1], false)
		case "A × Bᵀ", "a ⊗ b":
			return c.lowerMatMul(n.Node, operands[0], operands[1], true)
		case "Aᵀ × B", "Aᵀ × b", "a ⋅ b":
			return c.lowerMatMulTN(n.Node, operands[0], operands[1])
		}
	case "gorgonia.sumOp":
		return c.lowerSum(n.Node, name, operands[0])
	case "*gorgonia.repeatOp":
		return c.lowerRepeat(n.Node, name, operands[0], operands[1])
	case "gorgonia.reshapeOp", "*gorgonia.reshapeOp":
		if operands[0].size() == size(n.Node) {
			return c.add(n.Node, opReshape, operands[0])
		}
	case "gorgonia.transposeOp":
		if rows, cols := dimensions(n.Node); name == "Aᵀ{1, 0}" && rows == operands[0].cols && cols == operands[0].rows {
			return c.add(n.Node, opTranspose, operands[0])
		}
		return c.lowerPermutation(n, operands)
	case "*gorgonia.sliceOp", "gorgonia.sliceIncrOp":
		return c.lowerSlice(n, operands)
	case "gorgonia.im2colOp", "gorgonia.col2imOp", "*gorgonia.maxPoolOp", "*gorgonia.maxPoolDiffOp":
		return c.lowerWindows(n, operands)
	case "*gorgonia.softmaxOp", "*gorgonia.softmaxDiffOp":
		return c.lowerSoftmax(n, operands)
	case "gorgonia.sizeOp":
		var count float64
		if _, err := fmt.Sscanf(name, "SizeOf=%g", &count); err == nil {
			return c.splat(n.Node, count)
		}
	}
	return nil
}

// lowerFunction makes f of the operands with the given indices.
func (c *compiler) lowerFunction(n *gorgonia.Node, f *Function, indices []int, operands []*value) *value {
	var args []*value
	rows, cols := dimensions(n)
	for _, i := range indices {
		if operands[i].rows != rows || operands[i].cols != cols {
			return nil
		}
		args = append(args, operands[i])
	}
	return c.apply(n, f, args...)
}

// lowerBinary makes a ∘ b, where one of the two may be a single number.
func (c *compiler) lowerBinary(n *gorgonia.Node, o *arithmetic, a, b *value) *value {
	rows, cols := dimensions(n)
	for _, v := range []*value{a, b} {
		if v.size() != 1 && (v.rows != rows || v.cols != cols) {
			return nil
		}
	}
	if a.size() != rows*cols && b.size() != rows*cols {
		return nil
	}
	return c.apply(n, o.of(a, b), a, b)
}

// lowerMatMul makes A × B, or A × Bᵀ.
func (c *compiler) lowerMatMul(n *gorgonia.Node, a, b *value, transB bool) *value {
	rows, cols := dimensions(n)
	inner, out := b.rows, b.cols
	if transB {
		inner, out = out, inner
	}
	if a.rows != rows || a.cols != inner || out != cols {
		return nil
	}
	v := c.add(n, opMatMul, a, b)
	v.transB = transB
	return v
}

// lowerMatMulTN makes Aᵀ × B.
func (c *compiler) lowerMatMulTN(n *gorgonia.Node, a, b *value) *value {
	if rows, cols := dimensions(n); a.rows != b.rows || a.cols != rows || b.cols != cols {
		return nil
	}
	return c.add(n, opMatMulTN, a, b)
}

// lowerSum makes Σ over all elements, over the rows or over the columns.
func (c *compiler) lowerSum(n *gorgonia.Node, name string, a *value) *value {
	rows, cols := dimensions(n)
	switch {
	case rows*cols == 1:
		v := c.add(n, opSum)
		v.invariant = a.invariant
		v.terms = []term{{scale: 1, factors: []*value{a}}}
		return v
	case name == "Σ[0]" && a.cols == rows*cols:
		return c.add(n, opColSum, a)
	case name == "Σ[1]" && a.rows == rows && cols == 1:
		return c.add(n, opRowSum, a)
	}
	return nil
}

// lowerRepeat makes a row, a column or a number, repeated. The shape of n says how
// often.
func (c *compiler) lowerRepeat(n *gorgonia.Node, name string, a, times *value) *value {
	rows, cols := dimensions(n)
	switch {
	case times.op != opSplat || float64(a.size())*times.number != float64(rows*cols):
	case a.op == opSplat:
		return c.splat(n, a.number)
	case a.rows == rows && a.cols == cols:
		return c.add(n, opReshape, a)
	case name == "Repeat0" && a.rows == 1 && a.cols == cols:
		return c.add(n, opBroadcastRow, a)
	case name == "Repeat1" && a.cols == 1 && a.rows == rows:
		return c.add(n, opBroadcastCol, a)
	}
	return nil
}

// add makes a value of the shape of n.
func (c *compiler) add(n *gorgonia.Node, o op, args ...*value) *value {
	v := &value{op: o, args: args, nodes: gorgonia.Nodes{n}, invariant: true}
	v.rows, v.cols = dimensions(n)
	for _, a := range args {
		v.invariant = v.invariant && a.invariant
	}
	c.values = append(c.values, v)
	return v
}

// addLike makes a value of the shape and the node of another.
func (c *compiler) addLike(of *value, o op, args ...*value) *value {
	v := c.add(of.node(), o, args...)
	v.rows, v.cols, v.negative = of.rows, of.cols, of.negative
	return v
}

func (c *compiler) apply(n *gorgonia.Node, f *Function, args ...*value) *value {
	v := c.add(n, opMap, args...)
	v.function = f
	return v
}

func (c *compiler) splat(n *gorgonia.Node, number float64) *value {
	v := c.add(n, opSplat)
	v.number = number
	return v
}

// lowerLeaf makes the value of a leaf. One that is not a float64 matrix can only
// be an operand of an operation run by its Do.
func (c *compiler) lowerLeaf(n *gorgonia.Node) *value {
	if !isNative(n) {
		v := c.add(n, opCall)
		v.invariant, v.call = false, &call{node: n}
		return v
	}
	b, bound := c.bindings[n]
	if !bound {
		b = Binding{node: n}
	}
	if b.constant {
		return c.constant(n, *b.values)
	}
	v := c.add(n, opLeaf)
	v.invariant, v.leaf = false, &leaf{Binding: b, buffer: &buffer{callers: true}, size: v.size(), shape: n.Shape()}
	if b.fixed {
		v.leaf.buffer.data, v.leaf.buffer.callers = *b.values, false
	}
	return v
}

// constant makes the value of a node that never changes: a number, if its elements
// are all the same.
func (c *compiler) constant(n *gorgonia.Node, values []float64) *value {
	first := math.Float64bits(values[0]) // 0 is not -0
	if !slices.ContainsFunc(values, func(v float64) bool { return math.Float64bits(v) != first }) {
		return c.splat(n, values[0])
	}
	kept := slices.Clone(values)
	v := c.add(n, opLeaf)
	constant := Binding{node: n, values: &kept, constant: true}
	v.leaf = &leaf{Binding: constant, buffer: &buffer{data: kept}, size: len(kept)}
	return v
}

func isRead(n *gorgonia.Node) bool { return fmt.Sprintf("%T", n.Op()) == "gorgonia.readOp" }

// constantOf returns the elements of a constant of Gorgonia's, row-major.
func constantOf(n *gorgonia.Node) ([]float64, bool) {
	switch fmt.Sprintf("%T", n.Op()) {
	case "gorgonia.constantScalar", "gorgonia.constantTensor":
		v, err := n.Op().Do()
		values := make([]float64, size(n))
		return values, err == nil && isNative(n) && getElements(values, v) == nil
	}
	return nil, false
}
