package manual

import (
	"backprop/network"
	"backprop/network/matmul"
)

// layer is one layer of weights, W m×n, with bias b 1×n or N×n, on N rows: the plain
// form of the derivation. Large products are left to BLAS. The rest is done on all
// cores, in pieces: of rows, while they are at hand, or, for sums over the rows, of
// columns.
type layer struct {
	weight, bias network.Tensor // where W and b lie in the flat parameters
	activation   activation
	blas         *matmul.Multiplier
	Z, A         []float64 // N×n; the same slice in a hidden layer, of which only A is needed
	dZ, dA       []float64 // N×n; the same slice

	// The call under way. The functions are kept, so that handing them over
	// allocates nothing.
	large           bool      // the products are for BLAS
	W, b, dW, db    []float64 // m×n, 1×n or N×n, and their gradients
	below, dBelow   []float64 // A₋ and dA₋, N×m
	forwardRows     func(from, to int)
	backwardRows    func(from, to int)
	backwardColumns func(from, to int)
}

// piece is the number of rows or columns in a piece of work, some ten thousand
// elements of a wide layer: far more work than handing it over is.
const piece = 32

func newLayer(weight, bias network.Tensor, activation activation, rows int, blas *matmul.Multiplier) *layer {
	size := rows * weight.Cols
	l := &layer{
		weight: weight, bias: bias, activation: activation, blas: blas,
		Z: make([]float64, size), dZ: make([]float64, size),
	}
	l.A, l.dA = l.Z, l.dZ
	l.forwardRows, l.backwardRows, l.backwardColumns = l.forwardPiece, l.backwardPiece, l.sumPiece
	return l
}

// forward computes Z = A₋ W + b and A = activation(Z) from the activations
// below, A₋ N×m.
func (l *layer) forward(theta, below []float64, N int) {
	m, n := l.weight.Rows, l.weight.Cols
	l.W, l.b, l.below = l.weight.Of(theta), l.bias.Of(theta), below

	l.large = matmul.Large(N, m, n)
	if l.large {
		l.blas.Mul(l.Z[:N*n], l.below, l.W, N, m, n, false, false) // Z = A₋ W
	}
	l.blas.Each(N, piece, l.forwardRows)
}

// forwardPiece does what forward does, and BLAS does not, for some rows.
func (l *layer) forwardPiece(from, to int) {
	m, n := l.weight.Rows, l.weight.Cols
	Z, A := l.Z[from*n:to*n], l.A[from*n:to*n]

	if !l.large {
		mul(Z, l.below[from*m:to*m], l.W, to-from, m, n) // Z = A₋ W
	}
	if l.bias.Rows == 1 {
		for i := 0; i < to-from; i++ { // + b, the same for every row
			add(Z[i*n:(i+1)*n], l.b)
		}
	} else {
		add(Z, l.b[from*n:to*n]) // + b, row i its own
	}
	l.activation.forward(A, Z) // A = activation(Z)
}

// backward computes from dA, which the layer above has written,
//
//	dZ  = dA ∘ activation'(Z)
//	dA₋ = dZ Wᵀ
//	dW  = A₋ᵀ dZ
//	db  = 1ᵀ dZ (shared), dZ (row)
//
// and writes dW and db into the flat gradient, dA₋ into dBelow, N×m, unless that
// is nil: nobody needs the derivative with respect to X. The gradient may lie where
// theta does.
func (l *layer) backward(gradient, theta, below, dBelow []float64, N int) {
	m, n := l.weight.Rows, l.weight.Cols
	l.W, l.dW, l.db = l.weight.Of(theta), l.weight.Of(gradient), l.bias.Of(gradient)
	l.below, l.dBelow = below[:N*m], dBelow

	l.blas.Each(N, piece, l.backwardRows)
	if l.large {
		if dBelow != nil { // before dW, which may lie where W does
			l.blas.Mul(dBelow[:N*m], l.dZ[:N*n], l.W, N, n, m, false, true) // dA₋ = dZ Wᵀ
		}
		l.blas.Mul(l.dW, l.below, l.dZ[:N*n], m, N, n, true, false) // dW = A₋ᵀ dZ
	}
	l.blas.Each(max(m, n), piece, l.backwardColumns)
}

// backwardPiece does what is done row by row.
func (l *layer) backwardPiece(from, to int) {
	m, n := l.weight.Rows, l.weight.Cols
	dZ := l.dZ[from*n : to*n]

	l.activation.backward(dZ, l.dA[from*n:to*n], l.Z[from*n:to*n], l.A[from*n:to*n])
	if !l.large && l.dBelow != nil {
		mulTransB(l.dBelow[from*m:to*m], dZ, l.W, to-from, n, m) // dA₋ = dZ Wᵀ
	}
	if l.bias.Rows > 1 {
		copy(l.db[from*n:to*n], dZ) // db = dZ
	}
}

// sumPiece does what is summed over the rows, for columns from … to-1 of dW and
// db, or if there is only one, for rows of dW.
func (l *layer) sumPiece(from, to int) {
	m, n := l.weight.Rows, l.weight.Cols
	N := len(l.below) / m
	if n == 1 {
		if !l.large { // dWᵀ = dZᵀ A₋
			mulTransA(l.dW, l.dZ, l.below, N, 1, m, from, to)
		}
		to = min(to, 1)
	} else if to = min(to, n); !l.large {
		mulTransA(l.dW, l.below, l.dZ, N, m, n, from, to) // dW = A₋ᵀ dZ
	}
	if l.bias.Rows == 1 && from < to {
		db := l.db[from:to]
		clear(db)
		for i := range N { // db = 1ᵀ dZ
			add(db, l.dZ[i*n+from:i*n+to])
		}
	}
}

// add adds x to dst, element by element.
func add(dst, x []float64) {
	for i, v := range x[:len(dst)] {
		dst[i] += v
	}
}
