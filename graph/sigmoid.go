package graph

import (
	"backprop/graph/program"
	"backprop/network/portable"
)

// sigmoid is 1/(1+exp(-z)), by that formula for every z, with derivative
// a(1-a).
//
// Gorgonia's own Sigmoid answers exactly 1 above z = 19, where the formula still
// has 1-a = 5.6e-9. Its loss for a confident wrong answer, -ln η(1-a), is then
// that of the clamp whatever z, and its gradient e^(10 ln 10 - z), 20.6 at z = 20,
// instead of nearly 1.
var sigmoid = &elementwise{
	name:     "sigmoid",
	value:    func(z float64) float64 { return 1 / (1 + portable.Exp(-z)) },
	pullback: func(_, a, da float64) float64 { return da * (a * (1 - a)) },
	compiled: &program.Function{Name: "sigmoid", Apply: func(a []float64, args [][]float64) {
		portable.SigmoidTo(a, args[0][:len(a)])
	}, Number: func(z, _, _, _ float64) float64 { return 1 / (1 + portable.Exp(-z)) }},
	gradient: &program.Function{Name: "sigmoid′", Apply: func(dz []float64, args [][]float64) {
		a, da := args[0][:len(dz)], args[1][:len(dz)]
		for i, v := range a {
			dz[i] = da[i] * (v * (1 - v))
		}
	}, Number: func(a, da, _, _ float64) float64 { return da * (a * (1 - a)) }},
	gradientOf: []int{1, 2},
}
