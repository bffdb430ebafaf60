package fast

// affine computes the columns of Z from those of A,
//
//	Z_j = Σ_i A_i W[i,j] + b_j
//
// on the first rows rows, where W[i,j] is W[i*rowStride+j*colStride]; b may be nil. Every
// element is summed in the order of i, with the bias last, as in the plain product.
//
// Two columns of Z and up to four of A at a time have their weights in registers,
// while the loop runs along the rows. What is left over from a multiple of four
// goes first.
func affine(Z, A []column, W, b []float64, rowStride, colStride, rows int) {
	first := (len(A)-1)%4 + 1
	d, e, f := rowStride, 2*rowStride, 3*rowStride
	for ; len(Z) > 1; Z = Z[2:] {
		var b0, b1, c0, c1 float64
		if b != nil {
			b0, b1, b = b[0], b[1], b[2:]
		}
		if first == len(A) {
			c0, c1 = b0, b1
		}
		V := W[colStride:]
		switch first {
		case 1:
			set1x2(Z, A, rows, W[0], V[0], c0, c1)
		case 2:
			set2x2(Z, A, rows, W[0], V[0], W[d], V[d], c0, c1)
		case 3:
			set3x2(Z, A, rows, W[0], V[0], W[d], V[d], W[e], V[e], c0, c1)
		case 4:
			set4x2(Z, A, rows, W[0], V[0], W[d], V[d], W[e], V[e], W[f], V[f], c0, c1)
		}
		for i := first; i < len(A); i += 4 {
			W, V := W[i*rowStride:], V[i*rowStride:]
			if i+4 == len(A) {
				c0, c1 = b0, b1
			}
			add4x2(Z, A[i:], rows, W[0], V[0], W[d], V[d], W[e], V[e], W[f], V[f], c0, c1)
		}
		W = W[min(2*colStride, len(W)):]
	}
	if len(Z) == 0 {
		return
	}
	var b0, c0 float64
	if b != nil {
		b0 = b[0]
	}
	if first == len(A) {
		c0 = b0
	}
	switch first {
	case 1:
		set1x1(Z, A, rows, W[0], c0)
	case 2:
		set2x1(Z, A, rows, W[0], W[d], c0)
	case 3:
		set3x1(Z, A, rows, W[0], W[d], W[e], c0)
	case 4:
		set4x1(Z, A, rows, W[0], W[d], W[e], W[f], c0)
	}
	for i := first; i < len(A); i += 4 {
		W := W[i*rowStride:]
		if i+4 == len(A) {
			c0 = b0
		}
		add4x1(Z, A[i:], rows, W[0], W[d], W[e], W[f], c0)
	}
}

func set1x2(Z, A []column, rows int, w00, w01, b0, b1 float64) {
	A, Z = A[:1], Z[:2]
	z0 := Z[0][:rows]
	z1 := Z[1][:len(z0)]
	a0 := A[0][:len(z0)]
	for i := range z0 {
		z0[i] = float64(a0[i]*w00) + b0
		z1[i] = float64(a0[i]*w01) + b1
	}
}

func set2x2(Z, A []column, rows int, w00, w01, w10, w11, b0, b1 float64) {
	A, Z = A[:2], Z[:2]
	z0 := Z[0][:rows]
	z1 := Z[1][:len(z0)]
	a0, a1 := A[0][:len(z0)], A[1][:len(z0)]
	for i := range z0 {
		z0[i] = float64(a0[i]*w00) + float64(a1[i]*w10) + b0
		z1[i] = float64(a0[i]*w01) + float64(a1[i]*w11) + b1
	}
}

func set3x2(Z, A []column, rows int, w00, w01, w10, w11, w20, w21, b0, b1 float64) {
	A, Z = A[:3], Z[:2]
	z0 := Z[0][:rows]
	z1 := Z[1][:len(z0)]
	a0, a1, a2 := A[0][:len(z0)], A[1][:len(z0)], A[2][:len(z0)]
	for i := range z0 {
		z0[i] = float64(a0[i]*w00) + float64(a1[i]*w10) + float64(a2[i]*w20) + b0
		z1[i] = float64(a0[i]*w01) + float64(a1[i]*w11) + float64(a2[i]*w21) + b1
	}
}

func set4x2(Z, A []column, rows int, w00, w01, w10, w11, w20, w21, w30, w31, b0, b1 float64) {
	A, Z = A[:4], Z[:2]
	z0 := Z[0][:rows]
	z1 := Z[1][:len(z0)]
	a0, a1, a2, a3 := A[0][:len(z0)], A[1][:len(z0)], A[2][:len(z0)], A[3][:len(z0)]
	for i := range z0 {
		z0[i] = float64(a0[i]*w00) + float64(a1[i]*w10) + float64(a2[i]*w20) + float64(a3[i]*w30) + b0
		z1[i] = float64(a0[i]*w01) + float64(a1[i]*w11) + float64(a2[i]*w21) + float64(a3[i]*w31) + b1
	}
}

func set1x1(Z, A []column, rows int, w00, b0 float64) {
	A, Z = A[:1], Z[:1]
	z0 := Z[0][:rows]
	a0 := A[0][:len(z0)]
	for i := range z0 {
		z0[i] = float64(a0[i]*w00) + b0
	}
}

func set2x1(Z, A []column, rows int, w00, w10, b0 float64) {
	A, Z = A[:2], Z[:1]
	z0 := Z[0][:rows]
	a0, a1 := A[0][:len(z0)], A[1][:len(z0)]
	for i := range z0 {
		z0[i] = float64(a0[i]*w00) + float64(a1[i]*w10) + b0
	}
}

func set3x1(Z, A []column, rows int, w00, w10, w20, b0 float64) {
	A, Z = A[:3], Z[:1]
	z0 := Z[0][:rows]
	a0, a1, a2 := A[0][:len(z0)], A[1][:len(z0)], A[2][:len(z0)]
	for i := range z0 {
		z0[i] = float64(a0[i]*w00) + float64(a1[i]*w10) + float64(a2[i]*w20) + b0
	}
}

func set4x1(Z, A []column, rows int, w00, w10, w20, w30, b0 float64) {
	A, Z = A[:4], Z[:1]
	z0 := Z[0][:rows]
	a0, a1, a2, a3 := A[0][:len(z0)], A[1][:len(z0)], A[2][:len(z0)], A[3][:len(z0)]
	for i := range z0 {
		z0[i] = float64(a0[i]*w00) + float64(a1[i]*w10) + float64(a2[i]*w20) + float64(a3[i]*w30) + b0
	}
}

func add4x2(Z, A []column, rows int, w00, w01, w10, w11, w20, w21, w30, w31, b0, b1 float64) {
	A, Z = A[:4], Z[:2]
	z0 := Z[0][:rows]
	z1 := Z[1][:len(z0)]
	a0, a1, a2, a3 := A[0][:len(z0)], A[1][:len(z0)], A[2][:len(z0)], A[3][:len(z0)]
	for i := range z0 {
		z0[i] = z0[i] + float64(a0[i]*w00) + float64(a1[i]*w10) + float64(a2[i]*w20) + float64(a3[i]*w30) + b0
		z1[i] = z1[i] + float64(a0[i]*w01) + float64(a1[i]*w11) + float64(a2[i]*w21) + float64(a3[i]*w31) + b1
	}
}

func add4x1(Z, A []column, rows int, w00, w10, w20, w30, b0 float64) {
	A, Z = A[:4], Z[:1]
	z0 := Z[0][:rows]
	a0, a1, a2, a3 := A[0][:len(z0)], A[1][:len(z0)], A[2][:len(z0)], A[3][:len(z0)]
	for i := range z0 {
		z0[i] = z0[i] + float64(a0[i]*w00) + float64(a1[i]*w10) + float64(a2[i]*w20) + float64(a3[i]*w30) + b0
	}
}
