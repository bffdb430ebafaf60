package graph

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
)

// A product goes to BLAS if it has many multiply-adds and if the innermost loop
// of gonum's Dgemm, along a row of C or for A Bᵀ along one of A, is long: from here
// on it is faster than the loops below, as measured for batches of 1024 rows. That
// leaves the loops the three products of the layer with one output. Dgemm starts
// goroutines, and so allocates, for a C of four blocks of 64×64 or more.
const (
	blasFrom     = 1 << 15
	blasInnerRow = 16
)

// newProduct returns the kernel that computes C = A B, where transA and transB
// say which of the two is to be transposed first, or nil if their shapes do not
// fit.
func newProduct(C, A, B operand, transA, transB bool) kernel {
	// A transposed matrix is the same elements with the strides exchanged.
	a, b := strided{A.rows, A.cols, A.cols, 1, A.data}, strided{B.rows, B.cols, B.cols, 1, B.data}
	if transA {
		a = a.transposed()
	}
	if transB {
		b = b.transposed()
	}
	if a.cols != b.rows || C.rows != a.rows || C.cols != b.cols {
		return nil
	}
	inner := C.cols
	if transB {
		inner = A.cols
	}
	if C.size()*a.cols < blasFrom || inner < blasInnerRow {
		return func() { product(C.data, a, b) }
	}
	return func() {
		blas64.Gemm(transpose(transA), transpose(transB), 1, general(A), general(B), 0, general(C))
	}
}

// strided is a matrix whose element [i,j] is data[i*down+j*across].
type strided struct {
	rows, cols   int
	down, across int
	data         []float64
}

func (m strided) transposed() strided { return strided{m.cols, m.rows, m.across, m.down, m.data} }

// product computes C = A B for a row-major C. Four columns of a row at a time are
// four sums that do not wait for one another; each adds its terms in the order of
// the plain sum.
func product(C []float64, A, B strided) {
	for i := range A.rows {
		row := C[i*B.cols : (i+1)*B.cols]
		j := 0
		for ; j+4 <= len(row); j += 4 {
			var c0, c1, c2, c3 float64
			a, b0 := i*A.down, j*B.across
			b1, b2, b3 := b0+B.across, b0+2*B.across, b0+3*B.across
			for range A.cols {
				// The conversions keep a compiler from fusing product and sum, which
				// would change the last digit from one architecture to another.
				v := A.data[a]
				c0 += float64(v * B.data[b0])
				c1 += float64(v * B.data[b1])
				c2 += float64(v * B.data[b2])
				c3 += float64(v * B.data[b3])
				a, b0, b1, b2, b3 = a+A.across, b0+B.down, b1+B.down, b2+B.down, b3+B.down
			}
			row[j], row[j+1], row[j+2], row[j+3] = c0, c1, c2, c3
		}
		for ; j < len(row); j++ {
			c, a, b := 0.0, i*A.down, j*B.across
			for range A.cols {
				c += float64(A.data[a] * B.data[b])
				a, b = a+A.across, b+B.down
			}
			row[j] = c
		}
	}
}

func transpose(t bool) blas.Transpose {
	if t {
		return blas.Trans
	}
	return blas.NoTrans
}

func general(m operand) blas64.General {
	return blas64.General{Rows: m.rows, Cols: m.cols, Stride: m.cols, Data: m.data}
}
