package program

// matMulTN returns the kernel of C = Aᵀ B, a sum over rows, and of the column sums
// of B, if they are asked for as well.
func (e *emitter) matMulTN(v *value) kernel {
	A, B, C := e.columnsOf(v.args[0]), e.columnsOf(v.args[1]), v.matrix
	if isLarge(v) && e.packed(A) && e.packed(B) {
		return e.largeMatMulTN(A, B, C)
	}
	sums := &buffer{data: make([]float64, B.cols)} // dropped, if they are not asked for
	if v.colSum != nil {
		sums = v.colSum.matrix.buffer
	}
	if A.rows == 1 {
		return e.outer(A, B, C, sums)
	}
	return func(lo, n int) {
		if lo == 0 {
			clear(C.data)
			clear(sums.data)
		}
		addDots(C.data, sums.data, A.column, B.column)
	}
}

// largeMatMulTN is the kernel by package matmul: a matrix by columns is its own
// transpose, row-major.
func (e *emitter) largeMatMulTN(A, B *columns, C *matrix) kernel {
	var part []float64 // of one block, if there are several
	return func(lo, n int) {
		a, b := A.all(n), B.all(n)
		if lo == 0 {
			e.products.Mul(C.data, a, b, A.cols, n, B.cols, false, true)
			return
		}
		if part == nil {
			part = make([]float64, len(C.data))
		}
		e.products.Mul(part, a, b, A.cols, n, B.cols, false, true)
		add(C.data, C.data, part)
	}
}

// outer returns the kernel of C = aᵀ b for one row of each, and sums = b if it is
// asked for.
func (e *emitter) outer(A, B *columns, C *matrix, sums *buffer) kernel {
	return func(lo, n int) {
		a, b := A.all(1), B.all(1)
		for i, x := range a {
			c := C.data[i*len(b):][:len(b)]
			for j, y := range b {
				c[j] = 0 + float64(x*y) // a sum, and so never -0
			}
		}
		for j, y := range b {
			sums.data[j] = 0 + y
		}
	}
}

// colSum returns the kernel of 1ᵀ × B.
func (e *emitter) colSum(v *value) kernel {
	if v.args[0].keepsRows() {
		from, to := e.wholeOf(v.args[0]), v.matrix
		return func(lo, n int) {
			if lo == 0 {
				clear(to.data)
			}
			for i := lo; i < lo+n; i++ {
				add(to.data, to.data, from.data[i*from.rowStride:][:len(to.data)])
			}
		}
	}
	from, to := e.columnsOf(v.args[0]), v.matrix
	return func(lo, n int) {
		if lo == 0 {
			clear(to.data)
		}
		for j, c := range from.column {
			to.data[j] += sum(c)
		}
	}
}

// sum returns the kernel of the sum of terms.
func (e *emitter) sum(v *value) kernel {
	to, terms, sign := v.matrix, v.terms, 1.0
	if v.negated {
		sign = -1
	}
	var parts []func(n int) float64
	for len(terms) > 0 {
		// Logarithms of columns of one shape and scale are one part.
		t, same := terms[0], 1
		for ; same < len(terms); same++ {
			if u := terms[same]; !t.log || !u.log || u.scale != t.scale || u.factors[0].cols != t.factors[0].cols {
				break
			}
		}
		if t.log {
			parts = append(parts, e.logarithms(terms[:same]))
		} else {
			parts = append(parts, e.part(t))
		}
		terms = terms[same:]
	}
	return func(lo, n int) {
		s := 0.0
		for _, part := range parts {
			s += part(n)
		}
		if lo > 0 {
			s += float64(sign * to.data[0])
		}
		to.data[0] = sign * s
	}
}

// part returns what a term adds to a sum for a block of n rows.
func (e *emitter) part(t term) func(n int) float64 {
	a, b := e.columnsOf(t.factors[0]), e.columnsOf(t.factors[len(t.factors)-1])
	return func(int) float64 {
		s := 0.0
		for j, c := range a.column {
			if len(t.factors) == 1 {
				s += sum(c)
			} else {
				s += dot(c, b.column[j])
			}
		}
		return float64(s * t.scale)
	}
}

// logarithms is part for terms of logarithms, which share factor and shape.
func (e *emitter) logarithms(terms []term) func(n int) float64 {
	var weights, values []*columns // weights may be nil
	for _, t := range terms {
		var w *columns
		if len(t.factors) == 2 {
			w = e.columnsOf(t.factors[0])
		}
		weights, values = append(weights, w), append(values, e.columnsOf(t.factors[len(t.factors)-1]))
	}
	scale, of := terms[0].scale, make([]logTerm, len(terms))
	return func(n int) float64 {
		s := 0.0
		for j := range values[0].column {
			for i, v := range values {
				of[i].v = v.column[j]
				if weights[i] != nil {
					of[i].w = weights[i].column[j]
				}
			}
			s += sumLogs(of, n)
		}
		return float64(s * scale)
	}
}

// rowSum returns the kernel of A × 1.
func (e *emitter) rowSum(v *value) kernel {
	to := e.columnsOf(v)
	if v.args[0].keepsRows() {
		from := e.wholeOf(v.args[0])
		return func(lo, n int) {
			for i := range to.column[0] {
				to.column[0][i] = 0 + sum(from.data[(lo+i)*from.rowStride:][:v.args[0].cols])
			}
		}
	}
	from := e.columnsOf(v.args[0])
	return func(lo, n int) {
		dst := to.column[0]
		addNumber(dst, from.column[0], 0)
		for _, c := range from.column[1:] {
			add(dst, dst, c)
		}
	}
}
