package graph

import (
	"fmt"
	"strings"

	"gorgonia.org/gorgonia"
)

// compiled is an expression lowered to float64 kernels: every node has memory of
// its own, a kernel fills it from the memory of the node's operands, and a
// question is answered by running kernels, operands first. Nothing here knows of
// networks or of derivatives: it runs the graph that Grad left.
type compiled struct {
	values   map[*gorgonia.Node]operand
	programs [questions][]kernel
}

// A kernel computes the values of one node from those of its operands. It knows
// where both are.
type kernel func()

// execute runs the kernels of q in the caller's goroutine.
func (c *compiled) execute(q question) error {
	for _, compute := range c.programs[q] {
		compute()
	}
	return nil
}

func (c *compiled) value(n *gorgonia.Node) []float64 { return c.values[n].data }

// compile lowers e. A node that depends on no leaf is computed here and now: in
// a gradient that is all between dL/dL = 1 and the derivative of the sum, -1 for
// every row.
func compile(e *expression, l leaves) (executor, error) {
	c := &compiled{values: make(map[*gorgonia.Node]operand)}
	for q := range questions {
		for _, n := range e.ancestry(e.outputs(q)) {
			v, ok := c.values[n]
			if !ok {
				var err error
				if v, err = c.lower(e, l, n); err != nil {
					return nil, fmt.Errorf("compiling the graph: %w", err)
				}
				c.values[n] = v
			}
			if v.kernel != nil {
				c.programs[q] = append(c.programs[q], v.kernel)
			}
		}
	}
	return c, nil
}

// operand is a node with memory: a row-major matrix, 1×1 for a scalar.
type operand struct {
	rows, cols int
	data       []float64
	constant   bool   // data never changes
	kernel     kernel // fills data; nil for a leaf and for a constant
}

func (v operand) size() int { return v.rows * v.cols }

// lower gives the node n memory and a kernel. Its operands have theirs.
func (c *compiled) lower(e *expression, l leaves, n *gorgonia.Node) (operand, error) {
	v := operand{rows: 1, cols: 1}
	switch shape := n.Shape(); shape.Dims() {
	case 0:
	case 2:
		v.rows, v.cols = shape[0], shape[1]
	default:
		return v, fmt.Errorf("%v has shape %v, want a matrix or a scalar", n, shape)
	}
	if n.Op() == nil {
		if v.data = l[n]; len(v.data) != v.size() {
			return v, fmt.Errorf("leaf %v of %d×%d has %d values", n, v.rows, v.cols, len(v.data))
		}
		return v, nil
	}
	if value, ok := constant(n.Op()); ok {
		v.data, v.constant = []float64{value}, true
		return v, nil
	}

	// Gorgonia looks the operands of a node up by its ID, and some of its
	// operations leave nodes behind whose ID is that of another.
	if e.graph.Node(n.ID()) != n {
		return v, fmt.Errorf("%v has the ID of another node", n)
	}
	var operands []operand
	v.constant = true
	for _, child := range e.children(n) {
		a, ok := c.values[child]
		if !ok {
			return v, fmt.Errorf("%v was made before its operand %v", n, child)
		}
		operands = append(operands, a)
		v.constant = v.constant && a.constant
	}
	v.data = make([]float64, v.size())
	v.kernel = newKernel(n.Op(), v, operands)
	switch {
	case v.kernel == nil:
		return v, fmt.Errorf("no kernel for the operation %v of %T on %s", n.Op(), n.Op(), shapes(operands))
	case v.constant:
		v.kernel()
		v.kernel = nil
	}
	return v, nil
}

// shapes writes the shapes of operands: "21×2, 2×4".
func shapes(operands []operand) string {
	text := make([]string, len(operands))
	for i, a := range operands {
		text[i] = fmt.Sprintf("%d×%d", a.rows, a.cols)
	}
	return strings.Join(text, ", ")
}
