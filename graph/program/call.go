package program

import (
	"fmt"
	"slices"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// call runs an operation that has no kernel: by its Do, or, where Do fails, as the
// TapeMachine may run it, into memory of its own. A leaf that is not a float64
// matrix is a call without an operation.
type call struct {
	node   *gorgonia.Node
	args   []argument
	result gorgonia.Value
	into   *matrix // the result's elements, if it is native
}

// argument is an operand of a call: the elements of a matrix in the shape of node,
// or what another call answered.
type argument struct {
	node *gorgonia.Node
	from *matrix
	call *call
}

// lowerCall makes the value of an operation that is run by its Do.
func (c *compiler) lowerCall(n operation, operands []*value) *value {
	v := c.add(n.Node, opCall, operands...)
	v.invariant, v.call = false, &call{node: n.Node} // Do may draw random numbers
	for i, o := range n.operands {
		a := argument{node: o}
		if !isNative(o) {
			a.call = operands[i].call
		}
		v.call.args = append(v.call.args, a)
	}
	return v
}

// run computes the result anew.
func (c *call) run() (err error) {
	if c.node.Op() == nil {
		if c.result = c.node.Value(); c.result == nil {
			return fmt.Errorf("leaf %s has no value: Let it", describe(c.node))
		}
		return nil
	}
	if c.result, err = c.do(); err != nil {
		return fmt.Errorf("running %s by its Do: %w", describe(c.node), err)
	}
	if c.into == nil {
		return nil
	}
	values, ok := elements(c.result)
	if !ok || len(values) != len(c.into.buffer.data) {
		return fmt.Errorf("running %s by its Do: the result is %v of shape %v, want float64 of shape %v",
			describe(c.node), c.result.Dtype(), c.result.Shape(), c.node.Shape())
	}
	copy(c.into.buffer.data, values)
	return nil
}

func (c *call) do() (gorgonia.Value, error) {
	result, err := c.attempt(c.node.Op().Do)
	if err == nil {
		return result, nil
	}
	op, ok := c.node.Op().(gorgonia.UsePreallocDoer)
	if !ok || c.into == nil {
		return nil, err
	}
	room := c.into.value(c.node)
	result, again := c.attempt(func(args ...gorgonia.Value) (gorgonia.Value, error) {
		return op.UsePreallocDo(room, args...)
	})
	if again != nil {
		return nil, err
	}
	return result, nil
}

// attempt calls f with operands of its own: an operation may transpose or overwrite
// what it is given, and may return it.
func (c *call) attempt(f func(...gorgonia.Value) (gorgonia.Value, error)) (result gorgonia.Value, err error) {
	defer func() {
		if r := recover(); r != nil {
			result, err = nil, fmt.Errorf("%v", r)
		}
	}()
	var values []gorgonia.Value
	for _, a := range c.args {
		if a.call == nil {
			values = append(values, a.from.value(a.node))
			continue
		}
		v, err := gorgonia.CloneValue(a.call.result)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	result, err = f(values...)
	if err == nil && result == nil {
		err = fmt.Errorf("it returned no value")
	}
	return result, err
}

// value returns a copy of m, as a value of the shape of n.
func (m *matrix) value(n *gorgonia.Node) gorgonia.Value {
	if n.Shape().Dims() == 0 {
		return gorgonia.NewF64(m.buffer.data[0])
	}
	return tensor.New(tensor.WithShape(n.Shape()...), tensor.WithBacking(slices.Clone(m.buffer.data)))
}

// elements returns the elements of a float64 scalar or tensor, row-major.
func elements(v gorgonia.Value) ([]float64, bool) {
	switch v := v.(type) {
	case *gorgonia.F64:
		return []float64{float64(*v)}, true
	case *tensor.Dense:
		if v.Dtype() != tensor.Float64 {
			return nil, false
		}
		if v.RequiresIterator() || v.IsView() {
			v = v.Materialize().(*tensor.Dense)
		}
		if v.DataOrder().IsColMajor() && v.Dims() > 1 {
			return nil, false
		}
		if v.IsScalar() {
			return []float64{v.ScalarValue().(float64)}, true
		}
		return v.Float64s(), true
	}
	return nil, false
}
