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
	compiled: &program.Function{Name: "η", Apply: func(dst []float64, args [][]float64) {
		for i, x := range args[0][:len(dst)] {
			if x < network.Eta {
				x = network.Eta
			}
			dst[i] = x
		}
	}, Number: etaOf},
}

// etaOf is the same for a number: as the body of the loop it would make it a branch for each element.
func etaOf(v, _, _, _ float64) float64 {
	if v < network.Eta {
		return network.Eta
	}
	return v
}
