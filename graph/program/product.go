package program

// product returns the kernel of C = A B + bias, finished by element-wise functions
// of the columns of C.
func (e *emitter) product(st *step, v *value) kernel {
	A, B, C := e.columnsOf(v.args[0]), e.wholeOf(v.args[1]), e.columnsOf(v)
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
	if isLarge(v) && e.packed(A) && e.packed(C) {
		return e.largeProduct(A, w, C, b, inner, e.finisher(v.finish, C))
	}
	if v.rows == 1 && (w.across == 1 || w.down == 1) {
		return e.oneRow(v, A, w, b, C)
	}
	functions := v.finish
	if len(functions) > 0 && inner <= 4 && C.cols%2 == 0 { // in the same pass
		end := e.finisher(functions[1:], C)
		switch {
		case functions[0].fn == ReLU:
			return func(lo, n int) {
				c := C.column
				for j := 0; j < len(c); j += 2 {
					twoRectified(c[j], c[j+1], A.column, w, j, b.at(j), b.at(j+1), minusInfinity)
					end(j, j+2, n)
				}
			}
		case functions[0].fn == WherePositive && !b.given:
			z := e.columnsOf(functions[0].other)
			return func(lo, n int) {
				c := C.column
				for j := 0; j < len(c); j += 2 {
					twoWhere(c[j], c[j+1], A.column, w, j, z.column[j], z.column[j+1], infinity)
					end(j, j+2, n)
				}
			}
		}
	}
	end := e.finisher(functions, C)
	return func(lo, n int) {
		c := C.column
		j := 0
		for ; j+2 <= len(c); j += 2 {
			twoColumns(c[j], c[j+1], A.column, w, j, b.at(j), b.at(j+1))
			end(j, j+2, n)
		}
		if j < len(c) {
			oneColumn(c[j], A.column, w, j, b.at(j))
			end(j, j+1, n)
		}
	}
}

// finisher returns what is done to columns from … to-1 of a product, of n rows, when
// they are there.
func (e *emitter) finisher(functions []finish, C *columns) func(from, to, n int) {
	if len(functions) == 0 {
		return func(int, int, int) {}
	}
	others := make([]*columns, len(functions))
	packed := e.packed(C)
	for i, f := range functions {
		if f.other != nil {
			others[i] = e.columnsOf(f.other)
			packed = packed && e.packed(others[i])
		}
	}
	args := make([][]float64, 2)
	apply := func(f *Function, c, other []float64) {
		if other == nil {
			args[0] = c
			f.Apply(c, args[:1])
		} else {
			args[0], args[1] = other, c
			f.Apply(c, args)
		}
	}
	if packed { // columns that follow one another are one
		return func(from, to, n int) {
			c := C.data[from*n : to*n]
			for i, f := range functions {
				if o := others[i]; o == nil {
					apply(f.fn, c, nil)
				} else {
					apply(f.fn, c, o.data[from*n:to*n])
				}
			}
		}
	}
	return func(from, to, n int) {
		for i, f := range functions {
			for j := from; j < to; j++ {
				if o := others[i]; o == nil {
					apply(f.fn, C.column[j], nil)
				} else {
					apply(f.fn, C.column[j], o.column[j])
				}
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
func (e *emitter) packed(c *columns) bool {
	return !c.whole || e.current.block == e.current.rows
}

// largeProduct is the kernel by package matmul, in row-major terms: Cᵀ = Wᵀ Aᵀ,
// where a matrix by columns is its own transpose, row-major.
func (e *emitter) largeProduct(A *columns, w *matrix, C *columns, b row, inner int, end func(from, to, n int)) kernel {
	transW := w.across == 1 // W is row-major, inner × cols
	return func(lo, n int) {
		e.products.Mul(C.all(n), w.data, A.all(n), C.cols, inner, n, transW, false)
		for j, c := range C.column {
			if b.given {
				addNumber(c, c, b.at(j))
			}
			end(j, j+1, n)
		}
	}
}
