package manual

import (
	"math"

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

// activateColumns replaces Z by A = activation(Z), for finite Z.
func activateColumns(activation network.Activation, Z []column, rows int) {
	if activation == network.Identity {
		return
	}
	for ; activation == network.ReLU && len(Z) > 1; Z = Z[2:] {
		relu2(Z, rows)
	}
	for j := range Z {
		z := Z[j][:rows]
		switch activation {
		case network.ReLU:
			for i, v := range z {
				z[i] = positive(v)
			}
		case network.Sigmoid:
			for i, v := range z {
				z[i] = -v
			}
			portable.ExpTo(z, z)
			for i, e := range z {
				z[i] = 1 / (1 + e)
			}
		case network.Tanh:
			for i, v := range z {
				z[i] = portable.Tanh(v)
			}
		}
	}
}

// positive returns max(z, 0) without a jump, which a processor could mispredict.
func positive(z float64) float64 {
	bits := math.Float64bits(z)
	if int64(bits) < 0 {
		bits = 0
	}
	return math.Float64frombits(bits)
}

// where returns d where a, which is not negative, is not 0, and 0 where it is: again
// without a jump.
func where(a, d float64) float64 {
	bits := math.Float64bits(d)
	if math.Float64bits(a) == 0 {
		bits = 0
	}
	return math.Float64frombits(bits)
}

func relu2(Z []column, rows int) {
	Z = Z[:2]
	z0 := Z[0][:rows]
	z1 := Z[1][:len(z0)]
	for i := range z0 {
		z0[i], z1[i] = positive(z0[i]), positive(z1[i])
	}
}

func reluBackward2(dA, A []column, rows int) {
	dA, A = dA[:2], A[:2]
	d0 := dA[0][:rows]
	d1, a0, a1 := dA[1][:len(d0)], A[0][:len(d0)], A[1][:len(d0)]
	for i := range d0 {
		d0[i], d1[i] = where(a0[i], d0[i]), where(a1[i], d1[i])
	}
}

// activateColumnsBackward replaces dA by dZ = dA ∘ activation'(Z), where A =
// activation(Z).
func activateColumnsBackward(activation network.Activation, dA, A []column, rows int) {
	if activation == network.Identity { // a' = 1
		return
	}
	for ; activation == network.ReLU && len(dA) > 1; dA, A = dA[2:], A[2:] {
		reluBackward2(dA, A, rows)
	}
	for j := range dA {
		d := dA[j][:rows]
		a := A[j][:len(d)]
		switch activation {
		case network.ReLU: // a' = 1 for a > 0, else 0
			for i, v := range d {
				d[i] = where(a[i], v)
			}
		case network.Sigmoid: // a' = a(1-a)
			for i, v := range d {
				d[i] = v * (a[i] * (1 - a[i]))
			}
		case network.Tanh: // a' = 1-a²
			for i, v := range d {
				d[i] = v * (1 - float64(a[i]*a[i]))
			}
		}
	}
}
