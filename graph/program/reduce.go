package program

// reduce returns the kernel of C = Aᵀ B, a sum over rows, and of the column sums
// of B, if they are asked for as well.
func (e *emitter) reduce(st *step, v *value) kernel {
	A, B, C := e.columnsOf(v.args[0]), e.columnsOf(v.args[1]), v.matrix
	if isLarge(v) && e.packed(st, A) && e.packed(st, B) {
		return e.largeReduction(v, A, B, C)
	}
	var sums *matrix
	if v.joined != nil {
		sums = v.joined.matrix
	}
	return func(lo, n int) {
		if lo == 0 {
			clear(C.data)
			if sums != nil {
				clear(sums.data)
			}
		}
		for j := range B.cols {
			b := B.column(j, lo, n)
			i := 0
			if A.cols >= 4 {
				for ; i+4 <= A.cols; i += 4 {
					d0, d1, d2, d3 := dot4(b, A.column(i, lo, n), A.column(i+1, lo, n), A.column(i+2, lo, n), A.column(i+3, lo, n))
					C.data[i*B.cols+j] += d0
					C.data[(i+1)*B.cols+j] += d1
					C.data[(i+2)*B.cols+j] += d2
					C.data[(i+3)*B.cols+j] += d3
				}
			}
			for ; i+2 <= A.cols; i += 2 {
				d0, d1 := dot2(b, A.column(i, lo, n), A.column(i+1, lo, n))
				C.data[i*B.cols+j] += d0
				C.data[(i+1)*B.cols+j] += d1
			}
			if i < A.cols {
				C.data[i*B.cols+j] += dot(b, A.column(i, lo, n))
			}
			if sums != nil {
				sums.data[j] += sum(b)
			}
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
				sums[j] += sum(B.column(j, lo, n))
			}
		}
		a, b := A.column(0, lo, n*A.cols), B.column(0, lo, n*B.cols)
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

// dot2 returns Σ a0 b and Σ a1 b.
func dot2(b, a0, a1 []float64) (d0, d1 float64) {
	a0, a1 = a0[:len(b)], a1[:len(b)]
	var e0, e1 float64
	i := 0
	for ; i+2 <= len(b); i += 2 {
		x, y := b[i], b[i+1]
		d0 += float64(a0[i] * x)
		d1 += float64(a1[i] * x)
		e0 += float64(a0[i+1] * y)
		e1 += float64(a1[i+1] * y)
	}
	if i < len(b) {
		d0 += float64(a0[i] * b[i])
		d1 += float64(a1[i] * b[i])
	}
	return d0 + e0, d1 + e1
}

// dot4 returns Σ a0 b … Σ a3 b.
func dot4(b, a0, a1, a2, a3 []float64) (d0, d1, d2, d3 float64) {
	a0, a1, a2, a3 = a0[:len(b)], a1[:len(b)], a2[:len(b)], a3[:len(b)]
	for i, x := range b {
		d0 += float64(a0[i] * x)
		d1 += float64(a1[i] * x)
		d2 += float64(a2[i] * x)
		d3 += float64(a3[i] * x)
	}
	return d0, d1, d2, d3
}
