package graph

import "backprop/graph/program"

// relu is max(z, 0), with derivative 0 at z = 0.
//
// Gorgonia's Rectify has derivative 1 at 0, where a network of zero weights
// sits. The product z ∘ (z > 0) has the right derivative but the wrong value at
// -∞, where a large weight can overflow to: -∞·0 is NaN and not 0.
var relu = &elementwise{
	name:  "relu",
	value: func(z float64) float64 { return max(z, 0) }, // max propagates NaN
	pullback: func(z, _, da float64) float64 {
		if z > 0 {
			return da
		}
		return 0
	},
	compiled: program.ReLU,
	gradient: program.ReLUMask, gradientOf: []int{0, 2},
}
