package manual

import (
	"backprop/network"
	"backprop/network/portable"
)

// activation is a function of one number, a = f(z), on all elements of a matrix.
type activation struct {
	forward  func(A, Z []float64)         // A = f(Z)
	backward func(dZ, dA, Z, A []float64) // dZ = dA ∘ f'(Z), where A = f(Z)
}

// activations are all that the engine knows: New refuses any other.
var activations = map[network.Activation]activation{
	network.Identity: { // a = z, a' = 1
		forward:  func(A, Z []float64) { copy(A, Z) },
		backward: func(dZ, dA, _, _ []float64) { copy(dZ, dA) },
	},
	network.ReLU: { // a = max(z, 0), a' = 1 for z > 0, else 0
		forward: func(A, Z []float64) {
			for i, z := range Z {
				A[i] = max(z, 0)
			}
		},
		backward: func(dZ, dA, Z, _ []float64) {
			for i, z := range Z {
				if z > 0 {
					dZ[i] = dA[i]
				} else {
					dZ[i] = 0
				}
			}
		},
	},
	network.Sigmoid: { // a = 1/(1+exp(-z)), a' = a(1-a)
		forward: func(A, Z []float64) {
			for i, z := range Z {
				A[i] = 1 / (1 + portable.Exp(-z))
			}
		},
		backward: func(dZ, dA, _, A []float64) {
			for i, a := range A {
				dZ[i] = dA[i] * (a * (1 - a))
			}
		},
	},
	network.Tanh: { // a = tanh(z), a' = 1-a²
		forward: func(A, Z []float64) {
			for i, z := range Z {
				A[i] = portable.Tanh(z)
			}
		},
		backward: func(dZ, dA, _, A []float64) {
			for i, a := range A {
				dZ[i] = dA[i] * (1 - float64(a*a))
			}
		},
	},
}
