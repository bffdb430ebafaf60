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
		dst[i] = rectify(v, minusInfinity)
	}
})

// WherePositive is a function of z and x: x where z > 0, else 0.
var WherePositive = &Function{"where>0", func(dst []float64, args [][]float64) {
	z, x := args[0][:len(dst)], args[1][:len(dst)]
	for i, v := range x {
		dst[i] = where(z[i], v, infinity)
	}
}}

// Unary is the Function of one argument that f computes for slices.
func Unary(name string, f func(dst, a []float64)) *Function {
	return &Function{name, func(dst []float64, args [][]float64) { f(dst, args[0]) }}
}

// elementwise is Unary for a function of a number.
func elementwise(name string, f func(float64) float64) *Function {
	return Unary(name, func(dst, a []float64) {
		a = a[:len(dst)]
		for i, v := range a {
			dst[i] = f(v)
		}
	})
}

var (
	negate    = Unary("neg", negateAll)
	logarithm = elementwise("ln", portable.Log)
)

// unary are Gorgonia's functions of one element that have kernels, by the names
// that it prints.
var unary = map[string]*Function{
	"ln":     logarithm,
	"exp":    Unary("exp", func(dst, a []float64) { portable.ExpTo(dst, a[:len(dst)]) }),
	"tanh":   elementwise("tanh", portable.Tanh),
	"square": Unary("square", func(dst, a []float64) { multiply(dst, a, a) }),
	"cube":   elementwise("cube", func(v float64) float64 { return v * v * v }),
	"sqrt":   elementwise("sqrt", math.Sqrt),
	"inv":    elementwise("inv", func(v float64) float64 { return 1 / v }),
	"abs":    elementwise("abs", math.Abs),
}

func negateAll(dst, a []float64) {
	a = a[:len(dst)]
	for i, v := range a {
		dst[i] = -v
	}
}
