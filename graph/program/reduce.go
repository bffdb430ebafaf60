package program

// reduce returns the kernel of C = Aᵀ B, a sum over rows, and of the column sums
// of B, if they are asked for as well.
func (e *emitter) reduce(st *step, v *value) kernel {
	A, B, C := e.columnsOf(v.args[0]), e.columnsOf(v.args[1]), v.matrix
	if isLarge(v) && e.packed(A) && e.packed(B) {
		return e.largeReduction(v, A, B, C)
	}
	var sums *matrix
	if v.joined != nil {
		sums = v.joined.matrix
	}
	if A.rows == 1 {
		return e.outer(A, B, C, sums)
	}
	dropped := make([]float64, B.cols)
	return func(lo, n int) {
		if lo == 0 {
			clear(C.data)
			if sums != nil {
				clear(sums.data)
			}
		}
		if sums != nil {
			addDots(C.data, sums.data, A.column, B.column)
		} else {
			addDots(C.data, dropped, A.column, B.column)
		}
	}
}

// largeReduction is the kernel by package matmul: a matrix by columns is its own
// transpose, row-major.
func (e *emitter) largeReduction(v *value, A, B *columns, C *matrix) kernel {
	var part []float64 // of one block, if there are several
	return func(lo, n int) {
		if v.joined != nil {
			sums := v.joined.matrix.data
			if lo == 0 {
				clear(sums)
			}
			for j := range sums {
				sums[j] += sum(B.column[j])
			}
		}
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

// dot returns Σ a b, in four sums that do not wait for one another.
func dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += float64(a[i] * b[i])
		s1 += float64(a[i+1] * b[i+1])
		s2 += float64(a[i+2] * b[i+2])
		s3 += float64(a[i+3] * b[i+3])
	}
	for ; i < len(a); i++ {
		s0 += float64(a[i] * b[i])
	}
	return (s0 + s1) + (s2 + s3)
}
