package program

import "slices"

// product returns the kernel of C = A B + bias, finished by element-wise functions
// of the columns of C.
func (e *emitter) product(st *step, v *value) kernel {
	A, B, C := e.columnsOf(v.args[0]), e.wholeOf(v.args[1]), v.columns
	inner := v.args[0].cols
	// w[l,j] is B[l,j], or B[j,l] if B is to be transposed.
	w := &matrix{B.buffer, B.down, B.across}
	if v.transB {
		w.down, w.across = w.across, w.down
	}
	b := row{matrix: &matrix{&buffer{}, 1, 0}}
	if v.bias != nil {
		b = row{e.wholeOf(v.bias), true}
	}
	end := e.finisher(v)
	if isLarge(v) && e.packed(st, A) && e.packed(st, C) {
		return e.largeProduct(A, w, C, b, inner, end)
	}
	return func(lo, n int) {
		j := 0
		for ; j+2 <= C.cols; j += 2 {
			c0, c1 := C.column(j, lo, n), C.column(j+1, lo, n)
			twoColumns(c0, c1, A, lo, n, w, j, b.at(j), b.at(j+1))
			end(c0, j, lo, n)
			end(c1, j+1, lo, n)
		}
		if j < C.cols {
			c := C.column(j, lo, n)
			oneColumn(c, A, lo, n, w, j, b.at(j))
			end(c, j, lo, n)
		}
	}
}

// finisher returns what is done to column j of a product when it is there.
func (e *emitter) finisher(v *value) func(c []float64, j, lo, n int) {
	if len(v.finish) == 0 {
		return func([]float64, int, int, int) {}
	}
	functions := slices.Clone(v.finish)
	others := make([]*columns, len(functions))
	for i, f := range functions {
		if f.other != nil {
			others[i] = e.columnsOf(f.other)
		}
	}
	args := make([][]float64, 2)
	return func(c []float64, j, lo, n int) {
		for i, f := range functions {
			if others[i] == nil {
				args[0] = c
				f.fn.Apply(c, args[:1])
			} else {
				args[0], args[1] = others[i].column(j, lo, n), c
				f.fn.Apply(c, args)
			}
		}
	}
}

// row is a bias, or zeros if there is none.
type row struct {
	*matrix
	given bool
}

func (r row) at(j int) float64 {
	if !r.given {
		return 0
	}
	return r.data[j]
}

// packed tells whether there is no gap between the columns of a block.
func (e *emitter) packed(st *step, c *columns) bool {
	return !c.whole || st.block == st.rows || c.cols == 1
}

// largeProduct is the kernel by package matmul, in row-major terms: Cᵀ = Wᵀ Aᵀ,
// where a matrix by columns is its own transpose, row-major.
func (e *emitter) largeProduct(A *columns, w *matrix, C *columns, b row, inner int, end func([]float64, int, int, int)) kernel {
	transW := w.across == 1 // W is row-major, inner × cols
	return func(lo, n int) {
		e.products.Mul(C.column(0, lo, n*C.cols), w.data, A.column(0, lo, n*inner), C.cols, inner, n, transW, false)
		for j := range C.cols {
			c := C.column(j, lo, n)
			if b.given {
				addNumber(c, c, b.at(j))
			}
			end(c, j, lo, n)
		}
	}
}
