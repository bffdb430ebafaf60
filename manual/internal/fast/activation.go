package fast

import (
	"math"

	"backprop/network"
	"backprop/network/portable"
)

// activation is a = f(z) on slices of finite numbers, in place. The functions are nil
// for the identity.
type activation struct {
	forward  func(Z []float64)     // replaces Z by A = f(Z)
	backward func(dA, A []float64) // replaces dA by dZ = dA ∘ f'(Z)
	// limit is the largest |f(z)|, or 0 where none is larger than |z|. No |f'(z)| is
	// larger than 1.
	limit float64
}

// activations are all that this package knows: New refuses any other.
var activations = map[network.Activation]activation{
	network.Identity: {},
	network.ReLU: {
		forward: func(Z []float64) {
			for i, z := range Z {
				Z[i] = relu(z)
			}
		},
		backward: func(dA, A []float64) { // a' = 1 for a > 0, else 0
			A = A[:len(dA)]
			for i, d := range dA {
				dA[i] = reluMask(A[i], d)
			}
		},
	},
	network.Sigmoid: {
		forward: func(Z []float64) { portable.SigmoidTo(Z, Z) },
		backward: func(dA, A []float64) { // a' = a(1-a)
			A = A[:len(dA)]
			for i, d := range dA {
				dA[i] = d * (A[i] * (1 - A[i]))
			}
		},
		limit: 1,
	},
	network.Tanh: {
		forward: func(Z []float64) {
			for i, z := range Z {
				Z[i] = portable.Tanh(z)
			}
		},
		backward: func(dA, A []float64) { // a' = 1-a²
			A = A[:len(dA)]
			for i, d := range dA {
				dA[i] = d * (1 - float64(A[i]*A[i]))
			}
		},
	},
}

// relu returns max(z, 0) for a z that is not NaN: compiled to a conditional move, not
// to a branch that a processor could mispredict.
func relu(z float64) float64 {
	bits := math.Float64bits(z)
	if int64(bits) < 0 {
		bits = 0
	}
	return math.Float64frombits(bits)
}

// reluMask returns d where a = relu(z) is above 0, and else 0: also without a branch.
func reluMask(a, d float64) float64 {
	bits := math.Float64bits(d)
	if math.Float64bits(a) == 0 {
		bits = 0
	}
	return math.Float64frombits(bits)
}
