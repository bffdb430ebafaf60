package manual

import "backprop/network/matmul"

// matrices computes with row-major matrices: large products by BLAS, everything else
// in plain loops, in which an element is summed in the order of its terms. The rows of
// a result are shared out among all cores; each is computed whole by one of them, so
// that the result does not depend on how many there are.
type matrices struct {
	blas *matmul.Multiplier
	task task
	// rows does some rows of task; kept, so that handing it over allocates nothing.
	rows func(from, to int)
}

// task is an operation that makes a matrix C of rows of n, some rows at a time.
type task struct {
	kernel     func(t *task, from, to int)
	C, A, B, D []float64
	n, k       int
	a, b       [2]int // of a product: how far it is to the next row of op(A) and op(B), and the next column
	activation activation
}

// pieceRows is the number of rows in a piece of work, some ten thousand elements of a
// wide layer: far more work than handing it over is.
const pieceRows = 32

func newMatrices() *matrices {
	x := &matrices{blas: matmul.New()}
	x.rows = func(from, to int) { x.task.kernel(&x.task, from, to) }
	return x
}

func (x *matrices) do(rows int, t task) {
	x.task = t
	x.blas.Each(rows, pieceRows, x.rows)
	x.task = task{} // holds on to no matrix of the caller's
}

// mul computes C = A B for A m×k, B k×n.
func (x *matrices) mul(C, A, B []float64, m, k, n int) {
	x.product(C, A, B, m, k, n, false, false)
}

// mulTransA computes C = Aᵀ B for A k×m, B k×n.
func (x *matrices) mulTransA(C, A, B []float64, m, k, n int) {
	if n == 1 { // Cᵀ = Bᵀ A, which runs along the rows of A
		A, B, m, n = B, A, 1, m
	}
	x.product(C, A, B, m, k, n, true, false)
}

// mulTransB computes C = A Bᵀ for A m×k, B n×k.
func (x *matrices) mulTransB(C, A, B []float64, m, k, n int) {
	x.product(C, A, B, m, k, n, false, true)
}

func (x *matrices) product(C, A, B []float64, m, k, n int, transA, transB bool) {
	if matmul.Large(m, k, n) {
		x.blas.Mul(C, A, B, m, k, n, transA, transB)
		return
	}
	t := task{kernel: productRows, C: C, A: A, B: B, n: n, k: k, a: [2]int{k, 1}, b: [2]int{n, 1}}
	if transA {
		t.a = [2]int{1, m}
	}
	if transB {
		t.b = [2]int{1, k}
	}
	x.do(m, t)
}

func productRows(t *task, from, to int) {
	for i := from; i < to; i++ {
		c := t.C[i*t.n : (i+1)*t.n]
		if t.n > 1 && t.b[1] == 1 { // along the rows of op(B)
			clear(c)
			for l := range t.k {
				addScaled(c, t.A[i*t.a[0]+l*t.a[1]], t.B[l*t.b[0]:])
			}
			continue
		}
		for j := range c {
			sum, a, b := 0.0, i*t.a[0], j*t.b[1]
			for range t.k {
				sum += float64(t.A[a] * t.B[b])
				a, b = a+t.a[1], b+t.b[0]
			}
			c[j] = sum
		}
	}
}

// addRows adds to C, m×n, the row b, 1×n, to each of its rows, or a b of m×n.
func (x *matrices) addRows(C, b []float64, m, n int) {
	x.do(m, task{kernel: addToRows, C: C, B: b, n: n})
}

func addToRows(t *task, from, to int) {
	for i := from; i < to; i++ {
		addScaled(t.C[i*t.n:(i+1)*t.n], 1, t.B[i*t.n%len(t.B):])
	}
}

// sumRows computes c = 1ᵀ A, 1×n, for A m×n.
func sumRows(c, A []float64, m, n int) {
	clear(c)
	for i := range m {
		addScaled(c, 1, A[i*n:])
	}
}

// activate computes A = f(Z), m×n.
func (x *matrices) activate(f activation, A, Z []float64, m, n int) {
	x.do(m, task{kernel: func(t *task, from, to int) {
		from, to = from*t.n, to*t.n
		t.activation.forward(t.C[from:to], t.A[from:to])
	}, C: A, A: Z, n: n, activation: f})
}

// activateBackward computes dZ = dA ∘ f'(Z), m×n, where A = f(Z).
func (x *matrices) activateBackward(f activation, dZ, dA, Z, A []float64, m, n int) {
	x.do(m, task{kernel: func(t *task, from, to int) {
		from, to = from*t.n, to*t.n
		t.activation.backward(t.C[from:to], t.D[from:to], t.B[from:to], t.A[from:to])
	}, C: dZ, D: dA, B: Z, A: A, n: n, activation: f})
}

// addScaled adds a·x to dst, element by element.
func addScaled(dst []float64, a float64, x []float64) {
	x = x[:len(dst)]
	for i := range dst {
		dst[i] += float64(a * x[i])
	}
}
