package manual

import (
	"runtime"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
)

// products multiplies row-major matrices: small ones in plain loops, large ones
// tile by tile with BLAS on all cores. A tile is computed whole by one
// goroutine, so the result does not depend on their number. The last digits of the
// large ones depend on the architecture, where BLAS may fuse its operations.
type products struct {
	blasFrom int // multiply-adds from which a product goes to BLAS
	task     product
	next     atomic.Int64 // the next tile to take
	worker   func()       // takes tiles until none is left; kept, so that starting it allocates nothing
	group    sync.WaitGroup
}

// largeProduct is the number of multiply-adds from which BLAS is faster than the
// plain loops, as measured for square matrices (from 16×16×16 on) and for batches
// of 1024 rows (from a width of 8 on). A matrix with one row or column, where
// BLAS has nothing to reuse, stays with the loops.
const largeProduct = 1 << 15

func (p *products) large(m, k, n int) bool { return min(m, k, n) > 1 && m*k*n >= p.blasFrom }

// A tile of C is tileRows×tileCols. gonum's Dgemm starts goroutines of its own,
// which allocate, from four blocks of 64×64 in C on; three keep it serial.
const (
	tileRows = 64
	tileCols = 192
)

func newProducts() *products {
	p := &products{blasFrom: largeProduct}
	p.worker = func() {
		defer p.group.Done()
		p.takeTiles()
	}
	return p
}

// mul computes C = A B for A m×k, B k×n.
func (p *products) mul(C, A, B []float64, m, k, n int) {
	if p.large(m, k, n) {
		p.run(product{A: general(A, m, k), B: general(B, k, n), C: general(C, m, n), transA: blas.NoTrans, transB: blas.NoTrans})
		return
	}
	clear(C)
	for i := 0; i < m; i++ {
		c := C[i*n : (i+1)*n]
		for l, a := range A[i*k : (i+1)*k] {
			for j, b := range B[l*n : (l+1)*n] {
				c[j] += float64(a * b)
			}
		}
	}
}

// mulTransA computes C = Aᵀ B for A k×m, B k×n.
func (p *products) mulTransA(C, A, B []float64, k, m, n int) {
	if p.large(m, k, n) {
		p.run(product{A: general(A, k, m), B: general(B, k, n), C: general(C, m, n), transA: blas.Trans, transB: blas.NoTrans})
		return
	}
	clear(C)
	for l := 0; l < k; l++ {
		b := B[l*n : (l+1)*n]
		for i, a := range A[l*m : (l+1)*m] {
			c := C[i*n : (i+1)*n]
			for j := range c {
				c[j] += float64(a * b[j])
			}
		}
	}
}

// mulTransB computes C = A Bᵀ for A m×k, B n×k.
func (p *products) mulTransB(C, A, B []float64, m, k, n int) {
	if p.large(m, k, n) {
		p.run(product{A: general(A, m, k), B: general(B, n, k), C: general(C, m, n), transA: blas.NoTrans, transB: blas.Trans})
		return
	}
	for i := 0; i < m; i++ {
		a := A[i*k : (i+1)*k]
		for j := 0; j < n; j++ {
			sum := 0.0
			for l, b := range B[j*k : (j+1)*k] {
				sum += float64(a[l] * b)
			}
			C[i*n+j] = sum
		}
	}
}

// product is C = op(A) op(B), where op transposes or not.
type product struct {
	A, B, C        blas64.General
	transA, transB blas.Transpose
}

// run computes t on as many goroutines as there are cores, this one included.
func (p *products) run(t product) {
	p.task = t
	p.next.Store(0)
	for range min(runtime.GOMAXPROCS(0), t.tiles()) - 1 {
		p.group.Add(1)
		go p.worker()
	}
	p.takeTiles()
	p.group.Wait()
	p.task = product{}
}

// takeTiles computes tiles until none is left.
func (p *products) takeTiles() {
	for tiles := p.task.tiles(); ; {
		tile := int(p.next.Add(1)) - 1
		if tile >= tiles {
			return
		}
		p.task.tile(tile)
	}
}

func (t product) tiles() int {
	return ceilDiv(t.C.Rows, tileRows) * ceilDiv(t.C.Cols, tileCols)
}

// tile computes one tile of C, in row-major order of tiles.
func (t product) tile(index int) {
	across := ceilDiv(t.C.Cols, tileCols)
	i, j := index/across*tileRows, index%across*tileCols
	rows, cols := min(tileRows, t.C.Rows-i), min(tileCols, t.C.Cols-j)

	A, B := t.A, t.B
	if t.transA == blas.NoTrans {
		A = window(A, i, 0, rows, A.Cols)
	} else {
		A = window(A, 0, i, A.Rows, rows)
	}
	if t.transB == blas.NoTrans {
		B = window(B, 0, j, B.Rows, cols)
	} else {
		B = window(B, j, 0, cols, B.Cols)
	}
	blas64.Gemm(t.transA, t.transB, 1, A, B, 0, window(t.C, i, j, rows, cols))
}

func general(values []float64, rows, cols int) blas64.General {
	return blas64.General{Rows: rows, Cols: cols, Stride: cols, Data: values}
}

// window is the rows×cols part of M whose first element is M[i,j].
func window(M blas64.General, i, j, rows, cols int) blas64.General {
	return blas64.General{Rows: rows, Cols: cols, Stride: M.Stride, Data: M.Data[i*M.Stride+j:]}
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }
