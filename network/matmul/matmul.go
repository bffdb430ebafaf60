package matmul

import (
	"runtime"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/blas"
)

// Multiplier multiplies matrices on all cores. It allocates nothing after New, and
// has no goroutine between calls. It is not safe for concurrent use.
type Multiplier struct {
	tasks  int
	do     func(task int)
	next   atomic.Int64 // the next task to take
	worker func()       // takes tasks until none is left; kept, so that starting it allocates nothing
	group  sync.WaitGroup

	// What the tasks are about, and how to do one: also kept.
	product  product
	doTile   func(tile int)
	n, piece int
	f        func(from, to int)
	doPiece  func(piece int)
}

// New returns a Multiplier.
func New() *Multiplier {
	p := &Multiplier{}
	p.worker = func() {
		defer p.group.Done()
		p.takeTasks()
	}
	p.doTile = func(tile int) { p.product.tile(tile).gemm() }
	p.doPiece = func(i int) { p.f(i*p.piece, min((i+1)*p.piece, p.n)) }
	return p
}

// largeProduct is the number of multiply-adds from which BLAS is faster than plain
// loops, as measured for square matrices (from 16×16×16 on) and for batches of
// 1024 rows (from a width of 8 on).
const largeProduct = 1 << 15

// Large tells whether a product of m×k by k×n is better done here than in plain
// loops. A matrix with one or two rows or columns, where BLAS has nothing to reuse,
// stays with the loops whatever its size.
func Large(m, k, n int) bool { return min(m, k, n) > 2 && m*k*n >= largeProduct }

// Mul computes the m×n product C = op(A) op(B), overwriting C, which must overlap
// neither A nor B. A is m×k, or k×m if transA; B is k×n, or n×k if transB. All are
// row-major and packed. It panics if a dimension is not positive or a slice is
// shorter than its matrix.
func (p *Multiplier) Mul(C, A, B []float64, m, k, n int, transA, transB bool) {
	t := product{
		A: general(A, m, k), B: general(B, k, n), C: general(C, m, n),
		transA: blas.NoTrans, transB: blas.NoTrans,
	}
	if transA {
		t.A, t.transA = general(A, k, m), blas.Trans
	}
	if transB {
		t.B, t.transB = general(B, n, k), blas.Trans
	}
	if OpenBLAS {
		t.gemm()
		return
	}
	p.product = t
	p.run(t.tiles(), p.doTile)
	p.product = product{} // holds on to no matrix of the caller's
}

// Each calls f for the pieces of 0 … n-1, of a given size but for the last, from any
// number of goroutines: for the work around a product that is done row by row, or
// column by column. One piece alone is done in place. It panics if piece is not
// positive.
func (p *Multiplier) Each(n, piece int, f func(from, to int)) {
	if n <= piece {
		f(0, n)
		return
	}
	p.n, p.piece, p.f = n, piece, f
	p.run(ceilDiv(n, piece), p.doPiece)
	p.f = nil
}

// run does the tasks on as many goroutines as there are cores, this one included.
func (p *Multiplier) run(tasks int, do func(task int)) {
	p.tasks, p.do = tasks, do
	p.next.Store(0)
	for range min(runtime.GOMAXPROCS(0), tasks) - 1 {
		p.group.Add(1)
		go p.worker()
	}
	p.takeTasks()
	p.group.Wait()
}

// takeTasks does tasks until none is left.
func (p *Multiplier) takeTasks() {
	for {
		task := int(p.next.Add(1)) - 1
		if task >= p.tasks {
			return
		}
		p.do(task)
	}
}
