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

// squash replaces Z by A = activation(Z), for finite Z.
func squash(activation network.Activation, Z []float64) {
	switch activation {
	case network.ReLU:
		for i, z := range Z {
			Z[i] = positive(z)
		}
	case network.Sigmoid:
		for i, z := range Z {
			Z[i] = -z
		}
		portable.ExpTo(Z, Z)
		for i, e := range Z {
			Z[i] = 1 / (1 + e)
		}
	case network.Tanh:
		for i, z := range Z {
			Z[i] = portable.Tanh(z)
		}
	}
}

// squashBackward replaces dA by dZ = dA ∘ activation'(Z), where A = activation(Z).
func squashBackward(activation network.Activation, dA, A []float64) {
	A = A[:len(dA)]
	switch activation {
	case network.ReLU: // a' = 1 for a > 0, else 0
		for i, d := range dA {
			dA[i] = where(A[i], d)
		}
	case network.Sigmoid: // a' = a(1-a)
		for i, d := range dA {
			dA[i] = d * (A[i] * (1 - A[i]))
		}
	case network.Tanh: // a' = 1-a²
		for i, d := range dA {
			dA[i] = d * (1 - float64(A[i]*A[i]))
		}
	}
}
