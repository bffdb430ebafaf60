package manual

import "backprop/network/matmul"

// matrices computes with row-major matrices: large products by BLAS, everything else
// in plain loops, in which an element is summed in the order of its terms. Pieces of
// that work run on all cores; every element is computed whole by one of them, so that
// the result does not depend on how many there are.
type matrices struct {
	blas *matmul.Multiplier
	task task
	// piece does a piece of task; kept, so that handing it over allocates nothing.
	piece func(from, to int)
}

// task is an operation on matrices, which kernel does for rows from … to-1 of the
// result, or for columns.
type task struct {
	kernel     func(t *task, from, to int)
	C, A, B, b []float64
	k, n       int
	activation activation
}

// pieceSize is the number of rows or columns in a piece of work, some ten thousand
// elements of a wide layer: far more work than handing it over is.
const pieceSize = 32

func newMatrices() *matrices {
	x := &matrices{blas: matmul.New()}
	x.piece = func(from, to int) { x.task.kernel(&x.task, from, to) }
	return x
}

// do does a task of so many rows, or columns.
func (x *matrices) do(size int, t task) {
	x.task = t
	x.blas.Each(size, pieceSize, x.piece)
	x.task = task{} // holds on to no matrix of the caller's
}

// affine computes C = A B + b for A m×k, B k×n, where b is m×n, or 1×n and added to
// every row.
func (x *matrices) affine(C, A, B, b []float64, m, k, n int) {
	t := task{kernel: affineRows, C: C, A: A, B: B, b: b, k: k, n: n}
	if matmul.Large(m, k, n) {
		x.blas.Mul(C, A, B, m, k, n, false, false)
		t.kernel = addRows
	}
	x.do(m, t)
}

func affineRows(t *task, from, to int) {
	A, k, n := t.A, t.k, t.n
	i := from
	for ; n == 1 && i+4 <= to; i += 4 { // four sums that do not wait for one another
		a0 := A[i*k:][:k]
		a1, a2, a3 := A[(i+1)*k:][:len(a0)], A[(i+2)*k:][:len(a0)], A[(i+3)*k:][:len(a0)]
		var c0, c1, c2, c3 float64
		for l, b := range t.B[:len(a0)] {
			c0 += float64(a0[l] * b)
			c1 += float64(a1[l] * b)
			c2 += float64(a2[l] * b)
			c3 += float64(a3[l] * b)
		}
		t.C[i], t.C[i+1], t.C[i+2], t.C[i+3] = c0, c1, c2, c3
	}
	for ; i < to; i++ {
		c := t.C[i*n : (i+1)*n]
		clear(c)
		for l, a := range A[i*k : (i+1)*k] {
			addScaled(c, a, t.B[l*n:])
		}
	}
	addRows(t, from, to)
}

func addRows(t *task, from, to int) {
	for i := from; i < to; i++ {
		addScaled(t.C[i*t.n:(i+1)*t.n], 1, t.b[i*t.n%len(t.b):])
	}
}

// mulTransA computes C = Aᵀ B for A k×m, B k×n.
func (x *matrices) mulTransA(C, A, B []float64, m, k, n int) {
	switch {
	case matmul.Large(m, k, n):
		x.blas.Mul(C, A, B, m, k, n, true, false)
	case n == 1 && m > 1: // Cᵀ = Bᵀ A
		x.mulTransA(C, B, A, 1, k, m)
	default:
		x.do(n, task{kernel: mulTransAColumns, C: C, A: A, B: B, k: k, n: n})
	}
}

func mulTransAColumns(t *task, from, to int) {
	m, n := len(t.A)/t.k, t.n
	for i := range m {
		clear(t.C[i*n+from : i*n+to])
	}
	for l := range t.k {
		b := t.B[l*n+from : l*n+to]
		for i, a := range t.A[l*m : (l+1)*m] {
			addScaled(t.C[i*n+from:i*n+to], a, b)
		}
	}
}

// mulTransB computes C = A Bᵀ for A m×k, B n×k.
func (x *matrices) mulTransB(C, A, B []float64, m, k, n int) {
	if matmul.Large(m, k, n) {
		x.blas.Mul(C, A, B, m, k, n, false, true)
		return
	}
	x.do(m, task{kernel: mulTransBRows, C: C, A: A, B: B, k: k, n: n})
}

func mulTransBRows(t *task, from, to int) {
	k, n := t.k, t.n
	for i := from; i < to; i++ {
		a, c := t.A[i*k:(i+1)*k], t.C[i*n:(i+1)*n]
		if k == 1 {
			clear(c)
			addScaled(c, a[0], t.B)
			continue
		}
		for j := range c {
			sum := 0.0
			for l, b := range t.B[j*k:][:len(a)] {
				sum += float64(a[l] * b)
			}
			c[j] = sum
		}
	}
}

// sumRows computes c = 1ᵀ A, 1×n, for A m×n.
func (x *matrices) sumRows(c, A []float64, m, n int) {
	x.do(n, task{kernel: sumRowsColumns, C: c, A: A, k: m, n: n})
}

func sumRowsColumns(t *task, from, to int) {
	c := t.C[from:to]
	clear(c)
	for i := range t.k {
		addScaled(c, 1, t.A[i*t.n+from:])
	}
}

// apply computes A = activation(Z), m×n.
func (x *matrices) apply(f activation, A, Z []float64, m, n int) {
	x.do(m, task{kernel: applyRows, C: A, A: Z, n: n, activation: f})
}

func applyRows(t *task, from, to int) {
	from, to = from*t.n, to*t.n
	t.activation.forward(t.C[from:to], t.A[from:to])
}

// applySlope computes dZ = dA ∘ activation'(Z), m×n, where A = activation(Z).
func (x *matrices) applySlope(f activation, dZ, dA, Z, A []float64, m, n int) {
	x.do(m, task{kernel: applySlopeRows, C: dZ, b: dA, A: Z, B: A, n: n, activation: f})
}

func applySlopeRows(t *task, from, to int) {
	from, to = from*t.n, to*t.n
	t.activation.backward(t.C[from:to], t.b[from:to], t.A[from:to], t.B[from:to])
}

// addScaled adds a·x to dst, element by element.
func addScaled(dst []float64, a float64, x []float64) {
	x = x[:len(dst)]
	for i := range dst {
		dst[i] += float64(a * x[i])
	}
}
