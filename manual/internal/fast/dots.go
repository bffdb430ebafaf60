package fast

// addDots adds to dW, row-major, the products of the columns of A with those of dZ,
// dW[i,j] += A_iᵀ dZ_j, and to db the sums of the columns of dZ, on the first rows
// rows. Every element is summed in the order of the rows, going on from what dW and
// db hold, so that a batch gives the same bits in blocks of any size.
//
// A processor takes a few cycles to add, and can do several additions meanwhile: the
// kernels have as many sums under way as registers allow without moving them in and
// out, and so the sums for db cost little.
func addDots(dW, db []float64, A, dZ []column, rows int) {
	n := len(dZ)
	for j := 0; j+1 < n; j += 2 {
		sum0, sum1 := db[j], db[j+1]
		for i := 0; i < len(A); i += 2 {
			w := dW[i*n+j:][:2]
			var b0, b1 float64
			if i+1 < len(A) {
				v := dW[(i+1)*n+j:][:2]
				w[0], w[1], v[0], v[1], b0, b1 = dots2x2(A[i:], dZ[j:], rows, w[0], w[1], v[0], v[1], sum0, sum1)
			} else {
				w[0], w[1], b0, b1 = dots1x2(A[i:], dZ[j:], rows, w[0], w[1], sum0, sum1)
			}
			if i == 0 {
				db[j], db[j+1] = b0, b1
			}
		}
	}
	if n%2 == 0 {
		return
	}
	j := n - 1
	sum := db[j]
	for i := 0; i < len(A); {
		var b0 float64
		w := dW[i*n+j:]
		step := 1
		if i+4 <= len(A) {
			step = 4
			w[0], w[n], w[2*n], w[3*n], b0 = dots4x1(A[i:], dZ[j:], rows, w[0], w[n], w[2*n], w[3*n], sum)
		} else {
			w[0], b0 = dots1x1(A[i:], dZ[j:], rows, w[0], sum)
		}
		if i == 0 {
			db[j] = b0
		}
		i += step
	}
}

func dots2x2(
	A, dZ []column, rows int, s00, s01, s10, s11, b0, b1 float64,
) (float64, float64, float64, float64, float64, float64) {
	A, dZ = A[:2], dZ[:2]
	d0 := dZ[0][:rows]
	d1 := dZ[1][:len(d0)]
	a0, a1 := A[0][:len(d0)], A[1][:len(d0)]
	for i, d := range d0 {
		e := d1[i]
		s00 += float64(a0[i] * d)
		s01 += float64(a0[i] * e)
		s10 += float64(a1[i] * d)
		s11 += float64(a1[i] * e)
		b0 += d
		b1 += e
	}
	return s00, s01, s10, s11, b0, b1
}

func dots1x2(A, dZ []column, rows int, s00, s01, b0, b1 float64) (float64, float64, float64, float64) {
	A, dZ = A[:1], dZ[:2]
	d0 := dZ[0][:rows]
	d1 := dZ[1][:len(d0)]
	a0 := A[0][:len(d0)]
	for i, d := range d0 {
		e := d1[i]
		s00 += float64(a0[i] * d)
		s01 += float64(a0[i] * e)
		b0 += d
		b1 += e
	}
	return s00, s01, b0, b1
}

func dots4x1(A, dZ []column, rows int, s00, s10, s20, s30, b0 float64) (float64, float64, float64, float64, float64) {
	A, dZ = A[:4], dZ[:1]
	d0 := dZ[0][:rows]
	a0, a1, a2, a3 := A[0][:len(d0)], A[1][:len(d0)], A[2][:len(d0)], A[3][:len(d0)]
	for i, d := range d0 {
		s00 += float64(a0[i] * d)
		s10 += float64(a1[i] * d)
		s20 += float64(a2[i] * d)
		s30 += float64(a3[i] * d)
		b0 += d
	}
	return s00, s10, s20, s30, b0
}

func dots1x1(A, dZ []column, rows int, s00, b0 float64) (float64, float64) {
	A, dZ = A[:1], dZ[:1]
	d0 := dZ[0][:rows]
	a0 := A[0][:len(d0)]
	for i, d := range d0 {
		s00 += float64(a0[i] * d)
		b0 += d
	}
	return s00, b0
}
