package program

import (
	"math"

	"gorgonia.org/gorgonia"

	"backprop/network/portable"
)

// Function is a function of numbers, applied element by element.
type Function struct {
	Name string
	// Apply computes dst = f(args…), where all slices have one length and dst may
	// be one of args. It may not keep them.
	Apply func(dst []float64, args [][]float64)
	// Number, if it is not nil, returns the same for one number of each argument, and so of matrices
	// of one element; those that f does not have are 0.
	Number func(a, b, c, d float64) float64

	infix  string // the format of it and its operands, if not Name(a, b, …)
	scalar int    // 1 + the index of the operand that is a single number, or 0
}

// Lowerer is implemented by an element-wise operation of another package that the
// compiler is to know: its value is that of f of the operands with the given
// indices, all of the shape of the result. Without a function or operands it is run by
// its Do.
type Lowerer interface {
	gorgonia.Op
	Lower() (f *Function, operands []int)
}

// ReLU is max(z, 0), NaN for NaN.
var ReLU = Unary("relu", func(dst, z []float64) {
	z = z[:len(dst)]
	for i, v := range z {
		dst[i] = relu(v, minusInfinity)
	}
})

// ReLUMask is a function of z and x: x where z > 0, else 0. With x = dA it is the
// gradient dZ of A = max(Z, 0).
var ReLUMask = &Function{Name: "reluMask", Apply: func(dst []float64, args [][]float64) {
	z, x := args[0][:len(dst)], args[1][:len(dst)]
	for i, v := range x {
		dst[i] = reluMask(z[i], v, infinity)
	}
}}

// Unary is the Function of one argument that f computes for slices.
func Unary(name string, f func(dst, a []float64)) *Function {
	return &Function{Name: name, Apply: func(dst []float64, args [][]float64) { f(dst, args[0]) }}
}

// elementwise is Unary for a function of a number.
func elementwise(name string, f func(float64) float64) *Function {
	return Unary(name, func(dst, a []float64) {
		a = a[:len(dst)]
		for i, v := range a {
			dst[i] = f(v)
		}
	}).with(f)
}

// with gives f its form for numbers.
func (f *Function) with(number func(float64) float64) *Function {
	f.Number = func(a, _, _, _ float64) float64 { return number(a) }
	return f
}

var (
	negate = Unary("neg", func(dst, a []float64) {
		a = a[:len(dst)]
		for i, v := range a {
			dst[i] = -v
		}
	}).with(func(v float64) float64 { return -v })
	logarithm = elementwise("ln", portable.Log)
	sign      = elementwise("sign", func(v float64) float64 {
		switch {
		case v > 0:
			return 1
		case v < 0:
			return -1
		}
		return v
	})
)

// unary are Gorgonia's functions of one element that have kernels, by the names
// that it prints.
var unary = map[string]*Function{
	"neg":  negate,
	"ln":   logarithm,
	"exp":  Unary("exp", func(dst, a []float64) { portable.ExpTo(dst, a[:len(dst)]) }).with(portable.Exp),
	"tanh": elementwise("tanh", portable.Tanh),
	"square": Unary("square", func(dst, a []float64) { multiply(dst, a, a) }).
		with(func(v float64) float64 { return v * v }),
	"cube": elementwise("cube", func(v float64) float64 { return v * v * v }),
	"sqrt": elementwise("sqrt", math.Sqrt),
	"inv":  elementwise("inv", func(v float64) float64 { return 1 / v }),
	"abs":  elementwise("abs", math.Abs),

	"sin":     elementwise("sin", math.Sin),
	"cos":     elementwise("cos", math.Cos),
	"log2":    elementwise("log2", math.Log2),
	"expm1":   elementwise("expm1", math.Expm1),
	"log1p":   elementwise("log1p", portable.Log1p),
	"ceil":    elementwise("ceil", math.Ceil),
	"floor":   elementwise("floor", math.Floor),
	"invSqrt": elementwise("invSqrt", func(v float64) float64 { return 1 / math.Sqrt(v) }),
	"sign":    sign,

	"sigmoid":  elementwise("sigmoid", sigmoid),
	"softplus": elementwise("softplus", softplus),
}

// sigmoid is 1/(1+e⁻ᶻ), and softplus ln(1+eᶻ), with the cuts of Gorgonia's: what the graph says.
func sigmoid(z float64) float64 {
	switch {
	case z < -709:
		return 0
	case z > 19:
		return 1
	}
	return 1 / (1 + portable.Exp(-z))
}

func softplus(z float64) float64 {
	switch {
	case z < -708:
		return 0
	case z > 16:
		return z
	}
	return portable.Log1p(portable.Exp(z))
}

// arithmetic is an operation on two operands: element by element, or one of them a
// single number.
type arithmetic struct {
	vectors, right, left *Function // both vectors; the right, or the left, a number
}

// of returns the form of o for operands a and b. One number everywhere is a number
// only beside a matrix, not beside a scalar.
func (o *arithmetic) of(a, b *value) *Function {
	size := max(a.size(), b.size())
	number := func(x, other *value) bool { return x.size() != size || x.op == opSplat && other.size() == size }
	switch {
	case number(a, b):
		return o.left
	case number(b, a):
		return o.right
	}
	return o.vectors
}

// is tells whether v is o of its operands.
func (o *arithmetic) is(v *value) bool {
	return v.isMap(o.vectors) || v.isMap(o.left) || v.isMap(o.right)
}

func newArithmetic(symbol string, numbers func(a, b, _, _ float64) float64, vectors func(dst, a, b []float64),
	right func(dst, a []float64, s float64), left func(dst []float64, s float64, b []float64)) *arithmetic {
	two := func(scalar int, f func(dst, a, b []float64)) *Function {
		apply := func(dst []float64, args [][]float64) { f(dst, args[0], args[1]) }
		return &Function{Name: symbol, Apply: apply, Number: numbers, infix: "%s " + symbol + " %s", scalar: scalar}
	}
	return &arithmetic{
		two(0, vectors),
		two(2, func(dst, a, s []float64) { right(dst, a, s[0]) }),
		two(1, func(dst, s, b []float64) { left(dst, s[0], b) }),
	}
}

var (
	plus = newArithmetic("+", func(a, b, _, _ float64) float64 { return a + b }, add, addNumber,
		func(dst []float64, s float64, b []float64) { addNumber(dst, b, s) })
	minus = newArithmetic("-", func(a, b, _, _ float64) float64 { return a - b }, subtract,
		func(dst, a []float64, s float64) { addNumber(dst, a, -s) }, subtractFrom)
	times = newArithmetic("⊙", func(a, b, _, _ float64) float64 { return a * b }, multiply, scale,
		func(dst []float64, s float64, b []float64) { scale(dst, b, s) })
	quotient = newArithmetic("÷", func(a, b, _, _ float64) float64 { return a / b }, divide, divideBy, divideNumber)
)

// binary are Gorgonia's operations on two elements that have kernels, by the symbols
// that it prints.
var binary = map[string]*arithmetic{
	"+":  plus,
	"-":  minus,
	"⊙":  times,
	"÷":  quotient,
	"^":  pointwise("^", math.Pow),
	"<":  comparison("<", func(a, b float64) bool { return a < b }),
	">":  comparison(">", func(a, b float64) bool { return a > b }),
	"<=": comparison("<=", func(a, b float64) bool { return a <= b }),
	">=": comparison(">=", func(a, b float64) bool { return a >= b }),
	"==": comparison("==", func(a, b float64) bool { return a == b }),
	"!=": comparison("!=", func(a, b float64) bool { return a != b }),
}

func comparison(symbol string, holds func(a, b float64) bool) *arithmetic {
	return pointwise(symbol, func(a, b float64) float64 {
		if holds(a, b) {
			return 1
		}
		return 0
	})
}

// pointwise is the arithmetic of a function of two numbers.
func pointwise(symbol string, f func(a, b float64) float64) *arithmetic {
	return newArithmetic(symbol, func(a, b, _, _ float64) float64 { return f(a, b) },
		func(dst, a, b []float64) {
			for i := range dst {
				dst[i] = f(a[i], b[i])
			}
		},
		func(dst, a []float64, s float64) {
			for i := range dst {
				dst[i] = f(a[i], s)
			}
		},
		func(dst []float64, s float64, b []float64) {
			for i := range dst {
				dst[i] = f(s, b[i])
			}
		})
}
