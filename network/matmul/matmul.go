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
	task   product
	next   atomic.Int64 // the next tile to take
	worker func()       // takes tiles until none is left; kept, so that starting it allocates nothing
	group  sync.WaitGroup
}

// New returns a Multiplier.
func New() *Multiplier {
	p := &Multiplier{}
	p.worker = func() {
		defer p.group.Done()
		p.takeTiles()
	}
	return p
}

// largeProduct is the number of multiply-adds from which BLAS is faster than plain
// loops, as measured for square matrices (from 16×16×16 on) and for batches of
// 1024 rows (from a width of 8 on).
const largeProduct = 1 << 15

// Large tells whether a product of m×k by k×n is better done here than in plain
// loops. A matrix with one row or column, where BLAS has nothing to reuse, stays
// with the loops whatever its size.
func Large(m, k, n int) bool { return min(m, k, n) > 1 && m*k*n >= largeProduct }

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
	if ownThreads {
		t.gemm()
		return
	}
	p.run(t)
}

// run computes t on as many goroutines as there are cores, this one included.
func (p *Multiplier) run(t product) {
	p.task = t
	p.next.Store(0)
	for range min(runtime.GOMAXPROCS(0), t.tiles()) - 1 {
		p.group.Add(1)
		go p.worker()
	}
	p.takeTiles()
	p.group.Wait()
	p.task = product{} // holds on to no matrix of the caller's
}

// takeTiles computes tiles until none is left.
func (p *Multiplier) takeTiles() {
	for tiles := p.task.tiles(); ; {
		tile := int(p.next.Add(1)) - 1
		if tile >= tiles {
			return
		}
		p.task.tile(tile).gemm()
	}
}
