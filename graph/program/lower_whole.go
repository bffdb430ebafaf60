package program

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"gorgonia.org/tensor"

	"backprop/network/portable"
)

// lowerWhole makes f of all elements of the operands. They consist of as many pieces, one after
// another, as the result does, and f computes the pieces of the result from those of the operands.
func (c *compiler) lowerWhole(n Operation, operands []*value, pieces int,
	f func(dst []float64, args [][]float64)) *value {
	v := c.add(n.Node, opWhole, operands...)
	v.pieces, v.compute = pieces, f
	return v
}

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

// lowerPermutation makes a tensor with its axes in another order.
func (c *compiler) lowerPermutation(n Operation, operands []*value) *value {
	pattern := reflect.ValueOf(n.Op()).FieldByName("pattern")
	of := stridesOf(n.Operands[0].Shape())
	if !pattern.IsValid() || len(of) > maxAxes {
		return nil
	}
	strides := make([]int, len(of))
	for i := range strides {
		strides[i] = of[pattern.Index(i).Int()]
	}
	if pattern.Index(0).Int() == 0 { // the first axis stays where it is
		v := view{n.Shape()[1:], strides[1:]}
		return c.lowerWhole(n, operands, n.Shape()[0], func(dst []float64, args [][]float64) {
			for ; len(dst) > 0; dst, args[0] = dst[strides[0]:], args[0][strides[0]:] {
				v.read(dst, args[0])
			}
		})
	}
	v := view{n.Shape(), strides}
	return c.lowerWhole(n, operands, 1, func(dst []float64, args [][]float64) { v.read(dst, args[0]) })
}

// lowerSlice makes the elements of a tensor from one index to another along one axis, or,
// for its gradient, a tensor of zeros but for these. Let may move the slice between runs.
func (c *compiler) lowerSlice(n Operation, operands []*value) *value {
	op, ok := n.Op().(interface{ IsSlice() tensor.Slice })
	axis := reflect.Indirect(reflect.ValueOf(n.Op())).FieldByName("along")
	shape := n.Operands[0].Shape()
	if !ok || op.IsSlice() == nil || op.IsSlice().Step() > 1 || !axis.IsValid() ||
		int(axis.Int()) >= len(shape) || len(shape) > maxAxes {
		return nil
	}
	along, length := int(axis.Int()), op.IsSlice().End()-op.IsSlice().Start()
	strides := stridesOf(shape)
	part := shape.Clone()
	part[along] = length
	sliced := size(n.Node)
	if len(operands) > 1 { // the gradient's
		sliced = operands[1].size()
	}
	if length < 1 || sliced != part.TotalSize() {
		return nil
	}
	v := view{part, strides}
	offset := func() int {
		if s := op.IsSlice(); s.End()-s.Start() != length || s.Step() > 1 {
			panic(fmt.Sprintf("%s slices another number of elements than when it was compiled", describe(n.Node)))
		}
		return op.IsSlice().Start() * strides[along]
	}
	if len(operands) == 1 {
		return c.lowerWhole(n, operands, 1, func(dst []float64, args [][]float64) { v.read(dst, args[0][offset():]) })
	}
	return c.lowerWhole(n, operands[1:], 1, func(dst []float64, args [][]float64) {
		clear(dst)
		v.write(dst[offset():], args[0])
	})
}

// lowerSoftmax makes the softmax of each row, or its logarithm; or, for its gradient, dx of
// y = softmax(x) and dy. A vector is one row.
func (c *compiler) lowerSoftmax(n Operation, operands []*value) *value {
	shape := n.Shape()
	cols := shape[len(shape)-1]
	if !strings.Contains(n.Op().String(), "{-1") || len(shape) > 2 || min(shape[0], cols) == 1 {
		return nil
	}
	isLog := strings.Contains(n.Op().String(), "true")
	f := softmax
	switch {
	case len(operands) == 3 && isLog:
		f = logSoftmaxGradient
	case len(operands) == 3:
		f = softmaxGradient
	case isLog:
		f = logSoftmax
	}
	operands = operands[len(operands)/2:] // x, or y and dy of x, y and dy
	return c.lowerWhole(n, operands, n.Shape().TotalSize()/cols, func(dst []float64, args [][]float64) {
		second := args[len(args)-1]
		for lo := 0; lo < len(dst); lo += cols {
			f(dst[lo:lo+cols], args[0][lo:lo+cols], second[lo:lo+cols])
		}
	})
}

// softmax computes y = eˣ / Σ eˣ.
func softmax(y, x, _ []float64) {
	largest := math.Inf(-1)
	for _, v := range x {
		largest = max(largest, v)
	}
	addNumber(y, x, -largest)
	portable.ExpTo(y, y)
	divideBy(y, y, sum(y))
}

// logSoftmax computes y = x - ln Σ eˣ.
func logSoftmax(y, x, _ []float64) {
	largest, total := math.Inf(-1), 0.0
	for _, v := range x {
		largest = max(largest, v)
	}
	for _, v := range x {
		total += portable.Exp(v - largest)
	}
	log := portable.Log(total)
	for i, v := range x {
		y[i] = v - largest - log
	}
}

// softmaxGradient computes dx = y ⊙ (dy - Σ y dy).
func softmaxGradient(dx, y, dy []float64) {
	mean := dot(y, dy)
	for i, d := range dy {
		dx[i] = y[i] * (d - mean)
	}
}

// logSoftmaxGradient computes dx = dy - eʸ Σ dy.
func logSoftmaxGradient(dx, y, dy []float64) {
	total := sum(dy)
	for i, d := range dy {
		dx[i] = d - float64(portable.Exp(y[i])*total)
	}
}
