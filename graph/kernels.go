package graph

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"backprop/network/portable"
)

// newKernel returns the kernel that computes dst = op(operands…), or nil if there
// is none for the operation on operands of these shapes. Gorgonia does not export
// its operations: the name of the type and the symbol tell which one it is.
func newKernel(op gorgonia.Op, dst operand, operands []operand) kernel {
	if len(operands) != op.Arity() {
		return nil
	}
	switch op := op.(type) {
	case *elementwise: // one of our own
		return unary(dst, operands, op.forward)
	case pullback:
		return ternary(dst, operands, op.of.backward)
	}

	switch fmt.Sprintf("%T %v", op, op) {
	// Products of matrices.
	case "gorgonia.linAlgBinOp A × B":
		return newProduct(dst, operands[0], operands[1], false, false)
	case "gorgonia.linAlgBinOp Aᵀ × B":
		return newProduct(dst, operands[0], operands[1], true, false)
	case "gorgonia.linAlgBinOp A × Bᵀ":
		return newProduct(dst, operands[0], operands[1], false, true)

	// Functions of two elements. (The flag is one for comparisons.)
	case "gorgonia.elemBinOp + false":
		return binary(dst, operands, add)
	case "gorgonia.elemBinOp - false":
		if operands[0].size() == 1 { // tanh' = 1 - tanh², with a scalar 1
			return unary(dst, operands[1:], subtractFrom(operands[0].data))
		}
		return binary(dst, operands, subtract)
	case "gorgonia.elemBinOp ⊙ false":
		return binary(dst, operands, multiply)
	case "gorgonia.elemBinOp ÷ false":
		return binary(dst, operands, divide)

	// Functions of one element.
	case "gorgonia.elemUnaryOp neg":
		return unary(dst, operands, negate)
	case "gorgonia.elemUnaryOp ln":
		return unary(dst, operands, logarithm)
	case "gorgonia.elemUnaryOp tanh":
		return unary(dst, operands, tanh)
	case "gorgonia.reshapeOp Reshape(1, 1)":
		return unary(dst, operands, reshape)

	// The sum of all elements; and in its derivative a scalar, repeated down and
	// then across. The shape of the result says how often.
	case "gorgonia.sumOp Σ[0 1]":
		return func() { dst.data[0] = sum(operands[0].data) }
	case "*gorgonia.repeatOp Repeat0":
		return func() { repeat(dst.data, operands[0].data, operands[0].cols) }
	case "*gorgonia.repeatOp Repeat1":
		return func() { repeat(dst.data, operands[0].data, 1) }
	}
	return nil
}

// constant returns the value of an operation that no leaf has a part in: a
// constant, or the number of rows or columns of an operand.
func constant(op gorgonia.Op) (value float64, ok bool) {
	switch fmt.Sprintf("%T", op) {
	case "gorgonia.constantScalar":
		v, err := op.Do()
		if err != nil {
			return 0, false
		}
		value, ok = v.Data().(float64)
		return value, ok
	case "gorgonia.sizeOp":
		n, err := fmt.Sscanf(op.String(), "SizeOf=%g", &value)
		return value, n == 1 && err == nil
	}
	return 0, false
}

// unary, binary and ternary are the kernels that compute dst from operands of
// its size, element by element.
func unary(dst operand, operands []operand, f func(dst, a []float64)) kernel {
	to, a := dst.data, operands[0].data
	if len(a) != len(to) {
		return nil
	}
	return func() { f(to, a) }
}

func binary(dst operand, operands []operand, f func(dst, a, b []float64)) kernel {
	to, a, b := dst.data, operands[0].data, operands[1].data
	if len(a) != len(to) || len(b) != len(to) {
		return nil
	}
	return func() { f(to, a, b) }
}

func ternary(dst operand, operands []operand, f func(dst, a, b, c []float64)) kernel {
	to, a, b, c := dst.data, operands[0].data, operands[1].data, operands[2].data
	if len(a) != len(to) || len(b) != len(to) || len(c) != len(to) {
		return nil
	}
	return func() { f(to, a, b, c) }
}

func add(dst, a, b []float64) {
	for i, v := range a {
		dst[i] = v + b[i]
	}
}

func subtract(dst, a, b []float64) {
	for i, v := range a {
		dst[i] = v - b[i]
	}
}

func subtractFrom(scalar []float64) func(dst, b []float64) {
	return func(dst, b []float64) {
		for i, v := range b {
			dst[i] = scalar[0] - v
		}
	}
}

func multiply(dst, a, b []float64) {
	for i, v := range a {
		dst[i] = v * b[i]
	}
}

func divide(dst, a, b []float64) {
	for i, v := range a {
		dst[i] = v / b[i]
	}
}

func negate(dst, a []float64) {
	for i, v := range a {
		dst[i] = -v
	}
}

func logarithm(dst, a []float64) {
	for i, v := range a {
		dst[i] = portable.Log(v)
	}
}

func tanh(dst, a []float64) {
	for i, v := range a {
		dst[i] = portable.Tanh(v)
	}
}

// reshape changes a shape and no element.
func reshape(dst, a []float64) { copy(dst, a) }

func sum(a []float64) float64 {
	total := 0.0
	for _, v := range a {
		total += v
	}
	return total
}

// repeat writes every block of elements of a as often as fills dst, one after
// the other: a row of a is a block of its columns, an element a block of one.
func repeat(dst, a []float64, block int) {
	times := len(dst) / len(a)
	for i := 0; i < len(a); i += block {
		for range times {
			copy(dst, a[i:i+block])
			dst = dst[block:]
		}
	}
}
