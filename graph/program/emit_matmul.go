package program

// matMul returns the kernel of C = A B + bias, with an epilogue of element-wise
// functions of the columns of C.
func (e *emitter) matMul(v *value) kernel {
	A, B, C := e.columnsOf(v.args[0]), e.wholeOf(v.args[1]), e.columnsOf(v)
	// w[l,j] is B[l,j], or B[j,l] if B is to be transposed.
	w := &matrix{B.buffer, B.rowStride, B.colStride}
	if v.transB {
		w.rowStride, w.colStride = w.colStride, w.rowStride
	}
	b := &buffer{data: make([]float64, C.cols)} // 0 if there is no bias
	if v.bias != nil {
		b = e.wholeOf(v.bias).buffer
	}
	if isLarge(v) && e.packed(A) && e.packed(C) {
		return e.largeMatMul(v, A, w, b, C)
	}
	if v.rows == 1 && (w.colStride == 1 || w.rowStride == 1) {
		return e.oneRow(v, A, w, b, C)
	}
	functions := v.epilogue
	if len(functions) > 0 && len(A.column) <= 4 && len(A.column) != 3 && C.cols%2 == 0 { // in the same pass
		end := e.epilogue(functions[1:], C)
		switch {
		case functions[0].function == ReLU:
			return e.spread(C.cols, func(from, to, n int) {
				for j := from; j < to; j += 2 {
					twoReLU(C.column[j], C.column[j+1], A.column, w, j, b.data[j]+0, b.data[j+1]+0, minusInfinity)
					end(j, j+2, n)
				}
			})
		case functions[0].function == ReLUMask && v.bias == nil:
			z := e.columnsOf(functions[0].other)
			return e.spread(C.cols, func(from, to, n int) {
				for j := from; j < to; j += 2 {
					twoMasked(C.column[j], C.column[j+1], A.column, w, j, z.column[j], z.column[j+1], infinity)
					end(j, j+2, n)
				}
			})
		}
	}
	end := e.epilogue(functions, C)
	return e.spread(C.cols, func(j, to, n int) {
		c := C.column
		for ; j+2 <= to; j += 2 {
			twoColumns(c[j], c[j+1], A.column, w, j, b.data[j]+0, b.data[j+1]+0)
			end(j, j+2, n)
		}
		if j < to {
			oneColumn(c[j], A.column, w, j, b.data[j]+0)
			end(j, j+1, n)
		}
	})
}

// spread returns the kernel of work on the columns from … to-1 of n rows each, from an even
// number on: on all cores, if they are long and many.
func (e *emitter) spread(cols int, work func(from, to, n int)) kernel {
	if e.current.block*cols < 2*taskElements {
		return func(_, n int) { work(0, cols, n) }
	}
	rows, task := 0, max(2, taskElements/e.current.block&^1)
	part := func(from, to int) { work(from, to, rows) }
	return func(_, n int) {
		rows = n
		e.products.Each(cols, task, part)
	}
}

// epilogue returns what is done to columns from … to-1 of a product, of n rows, as
// soon as they are computed.
func (e *emitter) epilogue(functions []epilogue, C *columns) func(from, to, n int) {
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
	room := make([][2][]float64, C.cols) // for the operands, by columns: several may be under way
	apply := func(from, to, n int) {
		view := func(c *columns) []float64 {
			if packed { // columns that follow one another are one
				return c.data[from*n : to*n]
			}
			return c.column[from]
		}
		c := view(C)
		for i, f := range functions {
			args := room[from][:0]
			if others[i] != nil {
				args = append(args, view(others[i]))
			}
			f.function.Apply(c, append(args, c))
		}
	}
	if packed {
		return apply
	}
	return func(from, to, n int) {
		for j := from; j < to; j++ {
			apply(j, j+1, n)
		}
	}
}

// largeMatMul is the kernel by package matmul, in row-major terms: Cᵀ = Wᵀ Aᵀ,
// where a matrix by columns is its own transpose, row-major.
func (e *emitter) largeMatMul(v *value, A *columns, W *matrix, bias *buffer, C *columns) kernel {
	end := e.epilogue(v.epilogue, C)
	finish := e.spread(C.cols, func(from, to, n int) {
		for j := from; j < to; j++ {
			if v.bias != nil {
				addNumber(C.column[j], C.column[j], bias.data[j])
			}
			end(j, j+1, n)
		}
	})
	transW := W.colStride == 1 // W is row-major, inner × cols
	return func(lo, n int) {
		e.products.Mul(C.all(n), W.data, A.all(n), C.cols, A.cols, n, transW, false)
		finish(lo, n)
	}
}

// oneRow returns the kernel of a product c = a W + b of one row, with b as the last term.
func (e *emitter) oneRow(v *value, A *columns, W *matrix, b *buffer, C *columns) kernel {
	functions, mask, ending := v.epilogue, C, noEnding
	if len(functions) > 0 { // the two that have loops here
		switch functions[0].function {
		case ReLU:
			functions, ending = functions[1:], endReLU
		case ReLUMask:
			mask, functions, ending = e.columnsOf(functions[0].other), functions[1:], endMask
		}
	}
	end := e.epilogue(functions, C)
	return func(lo, n int) {
		a, c, m := A.all(1), C.all(1), mask.all(1)
		switch {
		case len(a) <= 4:
			rowTimes(c, a, W, b.data, m, ending)
		case W.rowStride != 1:
			clear(c)
			addRows(c, a, W.data, W.rowStride)
			for j, z := range c {
				c[j] = ending.of(z+b.data[j], m[j])
			}
		default:
			for j := range c {
				c[j] = ending.of(dot(a, W.data[j*W.colStride:][:len(a)])+b.data[j], m[j])
			}
		}
		if len(functions) > 0 {
			end(0, len(c), 1)
		}
	}
}
