package manual

import (
	"backprop/network"
	"backprop/network/portable"
)

// setColumns writes the row-major matrix M column by column.
func setColumns(columns []column, M []float64, rows int) {
	n := len(columns)
	for j := range columns {
		c := columns[j][:rows]
		k := j
		for i := range c {
			c[i] = M[k]
			k += n
		}
	}
}

// addToColumns adds the row-major matrix M to columns.
func addToColumns(columns []column, M []float64, rows int) {
	n := len(columns)
	for j := range columns {
		c := columns[j][:rows]
		for i := range c {
			c[i] += M[i*n+j]
		}
	}
}

// fromColumns writes columns as the row-major matrix M.
func fromColumns(M []float64, columns []column, rows int) {
	n := len(columns)
	for j := range columns {
		for i, v := range columns[j][:rows] {
			M[i*n+j] = v
		}
	}
}

// columnActivation is an activation on one column of finite numbers. The functions
// are nil for the identity.
type columnActivation struct {
	forward  func(Z []float64)     // replaces Z by A = f(Z)
	backward func(dA, A []float64) // replaces dA by dZ = dA ∘ f'(Z)
	// limit bounds what is computed from it: |f(z)| ≤ max(|z|, limit), while
	// |f'(z)| ≤ 1.
	limit float64
}

// columnActivations are all that the fast forms know: New refuses any other.
var columnActivations = map[network.Activation]columnActivation{
	network.Identity: {},
	network.ReLU: {
		forward: func(Z []float64) {
			for i, z := range Z {
				Z[i] = positive(z)
			}
		},
		backward: func(dA, A []float64) { // a' = 1 for a > 0, else 0
			A = A[:len(dA)]
			for i, d := range dA {
				dA[i] = where(A[i], d)
			}
		},
	},
	network.Sigmoid: {
		forward: func(Z []float64) {
			for i, z := range Z {
				Z[i] = -z
			}
			portable.ExpTo(Z, Z)
			for i, e := range Z {
				Z[i] = 1 / (1 + e)
			}
		},
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
		limit: 1,
	},
}
