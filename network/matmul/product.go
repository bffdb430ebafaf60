package matmul

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
)

// product is C = op(A) op(B), where op transposes or not.
type product struct {
	A, B, C        blas64.General
	transA, transB blas.Transpose
}

func (t product) gemm() { blas64.Gemm(t.transA, t.transB, 1, t.A, t.B, 0, t.C) }

// A tile of C is tileRows×tileCols. gonum's Dgemm starts goroutines of its own,
// which allocate, from four blocks of 64×64 in C on; three keep it serial.
const (
	tileRows = 64
	tileCols = 192
)

func (t product) tiles() int {
	return ceilDiv(t.C.Rows, tileRows) * ceilDiv(t.C.Cols, tileCols)
}

// tile is the product that makes one tile of C; they count in row-major order.
func (t product) tile(index int) product {
	across := ceilDiv(t.C.Cols, tileCols)
	i, j := index/across*tileRows, index%across*tileCols
	rows, cols := min(tileRows, t.C.Rows-i), min(tileCols, t.C.Cols-j)

	tile := t
	tile.C = window(t.C, i, j, rows, cols)
	if t.transA == blas.NoTrans {
		tile.A = window(t.A, i, 0, rows, t.A.Cols)
	} else {
		tile.A = window(t.A, 0, i, t.A.Rows, rows)
	}
	if t.transB == blas.NoTrans {
		tile.B = window(t.B, 0, j, t.B.Rows, cols)
	} else {
		tile.B = window(t.B, j, 0, cols, t.B.Cols)
	}
	return tile
}

func general(values []float64, rows, cols int) blas64.General {
	return blas64.General{Rows: rows, Cols: cols, Stride: cols, Data: values}
}

// window is the rows×cols part of M whose first element is M[i,j].
func window(M blas64.General, i, j, rows, cols int) blas64.General {
	return blas64.General{Rows: rows, Cols: cols, Stride: M.Stride, Data: M.Data[i*M.Stride+j:]}
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }
