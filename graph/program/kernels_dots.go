package program

// addDots adds the products of the columns of A with those of B to C, row-major,
// C[i,j] += A_iᵀ B_j, and the sums of the columns of B to sums.
//
// An addition takes a processor a few cycles, in which it can begin others: the
// loops have about as many sums under way as there are registers for, and so those
// of B cost nothing.
func addDots(C, sums []float64, A, B [][]float64) {
	m := len(B)
	pairs := m / 2 * 2
	i := 0
	for ; i+2 <= len(A); i += 2 {
		c, d := C[i*m:(i+1)*m], C[(i+1)*m:(i+2)*m]
		for j := 0; j < pairs; j += 2 {
			p00, p01, p10, p11, s0, s1 := dots2x2(A[i], A[i+1], B[j], B[j+1])
			c[j] += p00
			c[j+1] += p01
			d[j] += p10
			d[j+1] += p11
			if i == 0 {
				sums[j] += s0
				sums[j+1] += s1
			}
		}
	}
	if i < len(A) {
		c := C[i*m:]
		for j := 0; j < pairs; j += 2 {
			p0, p1, _, _, s0, s1 := dots2x2(A[i], A[i], B[j], B[j+1])
			c[j] += p0
			c[j+1] += p1
			if i == 0 {
				sums[j] += s0
				sums[j+1] += s1
			}
		}
	}
	if pairs == m {
		return
	}
	j := m - 1
	i = 0
	for ; i+4 <= len(A); i += 4 {
		p0, p1, p2, p3, s := dots4x1(A[i], A[i+1], A[i+2], A[i+3], B[j])
		C[i*m+j] += p0
		C[(i+1)*m+j] += p1
		C[(i+2)*m+j] += p2
		C[(i+3)*m+j] += p3
		if i == 0 {
			sums[j] += s
		}
	}
	for ; i < len(A); i++ {
		C[i*m+j] += dot(A[i], B[j])
		if i == 0 {
			sums[j] += sum(B[j])
		}
	}
}

// dots2x2 returns a b, a c, d b, d c, and the sums of b and c, for the columns a and
// d of A and b and c of B.
func dots2x2(a, d, b, c []float64) (float64, float64, float64, float64, float64, float64) {
	a, d, c = a[:len(b)], d[:len(b)], c[:len(b)]
	var ab, ac, db, dc, sumB, sumC float64
	for i, x := range b {
		y := c[i]
		ab += float64(a[i] * x)
		ac += float64(a[i] * y)
		db += float64(d[i] * x)
		dc += float64(d[i] * y)
		sumB += x
		sumC += y
	}
	return ab, ac, db, dc, sumB, sumC
}

// dots4x1 returns the products of four columns with b, and the sum of b.
func dots4x1(a0, a1, a2, a3, b []float64) (float64, float64, float64, float64, float64) {
	a0, a1, a2, a3 = a0[:len(b)], a1[:len(b)], a2[:len(b)], a3[:len(b)]
	var s0, s1, s2, s3, sumB float64
	for i, x := range b {
		s0 += float64(a0[i] * x)
		s1 += float64(a1[i] * x)
		s2 += float64(a2[i] * x)
		s3 += float64(a3[i] * x)
		sumB += x
	}
	return s0, s1, s2, s3, sumB
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

// sum returns Σ v. It keeps four sums, which do not wait for one another.
func sum(v []float64) float64 {
	var s0, s1, s2, s3 float64
	for ; len(v) >= 4; v = v[4:] {
		s0, s1, s2, s3 = s0+v[0], s1+v[1], s2+v[2], s3+v[3]
	}
	for _, e := range v {
		s0 += e
	}
	return (s0 + s1) + (s2 + s3)
}
