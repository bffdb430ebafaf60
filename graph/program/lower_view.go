package program

import (
	"fmt"
	"reflect"
	"slices"

	"gorgonia.org/tensor"
)

// stridesOf returns how far neighbours along each axis are from one another, row-major.
func stridesOf(shape tensor.Shape) []int {
	strides := make([]int, len(shape))
	stride := 1
	for i, d := range slices.Backward(shape) {
		strides[i] = stride
		stride *= d
	}
	return strides
}

// lowerPermutation makes a with its axes in another order.
func (c *compiler) lowerPermutation(n operation, a *value) *value {
	pattern := reflect.ValueOf(n.Op()).FieldByName("pattern")
	of := stridesOf(n.operands[0].Shape())
	shape := n.Shape()
	if !pattern.IsValid() || pattern.Len() != len(of) || len(shape) != len(of) {
		return nil
	}
	strides := make([]int, len(of))
	for i := range strides {
		strides[i] = of[pattern.Index(i).Int()]
	}
	v := c.add(n.Node, opView, a)
	v.view = view{shape, strides, func() int { return 0 }}
	return v
}

// lowerSlice makes the elements of a with indices from start to end along one axis.
func (c *compiler) lowerSlice(n operation, a *value) *value {
	op, ok := n.Op().(interface{ IsSlice() tensor.Slice })
	along := int(reflect.ValueOf(n.Op()).Elem().FieldByName("along").Int())
	shape := n.operands[0].Shape()
	if !ok || op.IsSlice() == nil || op.IsSlice().Step() > 1 || along >= len(shape) {
		return nil
	}
	length := op.IsSlice().End() - op.IsSlice().Start()
	strides := stridesOf(shape)
	if stride := strides[along]; length > 0 && n.Shape().TotalSize() == shape.TotalSize()/shape[along]*length {
		shape[along] = length
		v := c.add(n.Node, opView, a)
		v.view = view{shape, strides, func() int {
			if s := op.IsSlice(); s.End()-s.Start() != length || s.Step() > 1 {
				panic(fmt.Sprintf("%s slices another number of elements than when it was compiled", describe(n.Node)))
			}
			return op.IsSlice().Start() * stride
		}}
		return v
	}
	return nil
}
