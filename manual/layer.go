package manual

import "backprop/network"

// layer is one layer of weights, W m×n, with bias b 1×n or N×n, on N rows.
type layer struct {
	weight, bias network.Tensor // where W and b lie in the flat parameters
	activation   network.Activation
	products     *products
	Z, A         []float64 // N×n
	dZ, dA       []float64 // N×n
}

func newLayer(weight, bias network.Tensor, activation network.Activation, rows int, products *products) layer {
	size := rows * weight.Cols
	return layer{
		weight: weight, bias: bias, activation: activation, products: products,
		Z: make([]float64, size), A: make([]float64, size),
		dZ: make([]float64, size), dA: make([]float64, size),
	}
}

// forward computes Z = A₋ W + b and A = activation(Z) from the activations
// below, A₋ N×m.
func (l *layer) forward(theta, below []float64, N int) {
	m, n := l.weight.Rows, l.weight.Cols
	W, b := l.weight.Of(theta), l.bias.Of(theta)
	Z, A := l.Z[:N*n], l.A[:N*n]

	l.products.mul(Z, below, W, N, m, n) // Z = A₋ W
	if l.bias.Rows == 1 {
		for i := 0; i < N; i++ { // + b, the same for every row
			add(Z[i*n:(i+1)*n], b)
		}
	} else {
		add(Z, b) // + b, row i its own
	}
	activate(l.activation, A, Z) // A = activation(Z)
}

// backward computes from dA, which the layer above has written,
//
//	dZ  = dA ∘ activation'(Z)
//	dA₋ = dZ Wᵀ
//	dW  = A₋ᵀ dZ
//	db  = 1ᵀ dZ (shared), dZ (row)
//
// and writes dW and db into the flat gradient, dA₋ into dBelow, N×m, unless that
// is nil: nobody needs the derivative with respect to X.
func (l *layer) backward(gradient, theta, below, dBelow []float64, N int) {
	m, n := l.weight.Rows, l.weight.Cols
	W, dW, db := l.weight.Of(theta), l.weight.Of(gradient), l.bias.Of(gradient)
	dZ := l.dZ[:N*n]

	activateBackward(l.activation, dZ, l.dA[:N*n], l.Z[:N*n], l.A[:N*n])
	if dBelow != nil { // before dW, which may lie where W does
		l.products.mulTransB(dBelow[:N*m], dZ, W, N, n, m) // dA₋ = dZ Wᵀ
	}
	l.products.mulTransA(dW, below, dZ, N, m, n) // dW = A₋ᵀ dZ
	if l.bias.Rows == 1 {
		clear(db)
		for i := 0; i < N; i++ { // db = 1ᵀ dZ
			add(db, dZ[i*n:(i+1)*n])
		}
	} else {
		copy(db, dZ) // db = dZ
	}
}

// add adds x to dst, element by element.
func add(dst, x []float64) {
	for i, v := range x[:len(dst)] {
		dst[i] += v
	}
}
