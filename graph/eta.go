package graph

import (
	"backprop/graph/program"
	"backprop/network"
)

// eta is the clamp of the objective, η(v) = max(v, network.Eta), as if its
// derivative were 1: the gradient passes straight through.
//
// Every clamp made of Gorgonia's own operations (Rectify, MaxBetween) has
// derivative 0 where it clamps. There the report's formula goes on to divide by
// η(v), and so must ours.
var eta = &elementwise{
	name:  "η",
	value: func(v float64) float64 { return max(v, network.Eta) },
	compiled: program.Unary("η", func(dst, v []float64) {
		v = v[:len(dst)]
		for i, x := range v {
			if x < network.Eta {
				x = network.Eta
			}
			dst[i] = x
		}
	}),
}
