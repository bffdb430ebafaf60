package manual

import "backprop/network"

// layer is one layer of weights, from m to n units: the derivation, forward and
// backward. Names are those of the package's documentation; A₋ is the A of the layer
// below.
type layer struct {
	weight, bias network.Tensor // where W, m×n, and b, 1×n or N×n, lie in the flat parameters
	activation   activation
	on           *matrices
	Z, A         []float64 // N×n; the same slice in a hidden layer, of which only A is needed
	dZ, dA       []float64 // N×n; the same slice
}

// makeRoom allocates the matrices of a batch of N rows.
func (l *layer) makeRoom(N int) {
	l.Z, l.dZ = make([]float64, N*l.weight.Cols), make([]float64, N*l.weight.Cols)
	l.A, l.dA = l.Z, l.dZ
}

// forward computes Z and A, N×n, from A₋, N×m.
func (l *layer) forward(theta, below []float64, N int) {
	m, n := l.weight.Rows, l.weight.Cols
	W, b := l.weight.Of(theta), l.bias.Of(theta)
	Z, A := l.Z[:N*n], l.A[:N*n]

	l.on.mul(Z, below, W, N, m, n)          // Z = A₋ W
	l.on.addRows(Z, b, N, n)                //     + b, of every row or of each
	l.on.activate(l.activation, A, Z, N, n) // A = activation(Z)
}

// backward computes dW and db, in the flat gradient, from dA, which the layer above
// has written, and dA₋, N×m, unless it is nil: nobody needs the derivative with
// respect to X.
func (l *layer) backward(gradient, theta, below, dBelow []float64, N int) {
	m, n := l.weight.Rows, l.weight.Cols
	W, dW, db := l.weight.Of(theta), l.weight.Of(gradient), l.bias.Of(gradient)
	Z, A, dZ, dA := l.Z[:N*n], l.A[:N*n], l.dZ[:N*n], l.dA[:N*n]

	l.on.activateBackward(l.activation, dZ, dA, Z, A, N, n) // dZ = dA ∘ activation'(Z)
	l.on.mulTransA(dW, below[:N*m], dZ, m, N, n)            // dW = A₋ᵀ dZ
	if l.bias.Rows == 1 {
		sumRows(db, dZ, N, n) // db = 1ᵀ dZ, of a bias that all rows share
	} else {
		copy(db, dZ) // db = dZ, of a bias for each row
	}
	if dBelow != nil {
		l.on.mulTransB(dBelow[:N*m], dZ, W, N, n, m) // dA₋ = dZ Wᵀ
	}
}
