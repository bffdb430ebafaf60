package program

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// call runs an operation that has no kernel: by its Do, or, where Do fails, as the
// TapeMachine may run it, into memory of its own. A leaf that is not
// native is a call without an operation.
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
	copy []float64 // of from, for a float64 tensor
}

// value returns a copy of the operand, in memory that is the same in every run.
func (a *argument) value() gorgonia.Value {
	if dtype(a.node) != tensor.Float64 || a.node.Shape().Dims() == 0 {
		return newValue(a.node, a.from.data)
	}
	a.copy = append(a.copy[:0], a.from.data...)
	return tensor.New(tensor.WithShape(a.node.Shape()...), tensor.WithBacking(a.copy))
}

// lowerCall makes the value of an operation that is run by its Do.
func (c *compiler) lowerCall(n Operation, operands []*value) *value {
	v := c.add(n.Node, opCall, operands...)
	v.invariant, v.call = false, &call{node: n.Node} // Do may draw random numbers
	for _, o := range n.After {
		v.after = append(v.after, c.of[o])
	}
	for i, o := range n.Operands {
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
	if err := getElements(c.into.data, c.result); err != nil {
		return fmt.Errorf("running %s by its Do: the result is %w, want %v of shape %v",
			describe(c.node), err, dtype(c.node), c.node.Shape())
	}
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
	room := newValue(c.node, c.into.data)
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
	for i := range c.args {
		a := &c.args[i]
		if a.call == nil {
			values = append(values, a.value())
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
