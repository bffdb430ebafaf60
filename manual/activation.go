package manual

import (
	"backprop/network"
	"backprop/network/portable"
)

// activate computes A = activation(Z).
func activate(activation network.Activation, A, Z []float64) {
	switch activation {
	case network.Identity:
		copy(A, Z)
	case network.ReLU:
		for i, z := range Z {
			A[i] = max(z, 0)
		}
	case network.Sigmoid:
		for i, z := range Z {
			A[i] = 1 / (1 + portable.Exp(-z))
		}
	case network.Tanh:
		for i, z := range Z {
			A[i] = portable.Tanh(z)
		}
	}
}

// activateBackward computes dZ = dA ∘ activation'(Z), where A = activation(Z).
func activateBackward(activation network.Activation, dZ, dA, Z, A []float64) {
	switch activation {
	case network.Identity: // a' = 1
		copy(dZ, dA)
	case network.ReLU: // a' = 1 for z > 0, else 0
		for i, z := range Z {
			if z > 0 {
				dZ[i] = dA[i]
			} else {
				dZ[i] = 0
			}
		}
	case network.Sigmoid: // a' = a(1-a)
		for i, a := range A {
			dZ[i] = dA[i] * (a * (1 - a))
		}
	case network.Tanh: // a' = 1-a²
		for i, a := range A {
			dZ[i] = dA[i] * (1 - float64(a*a))
		}
	}
}
