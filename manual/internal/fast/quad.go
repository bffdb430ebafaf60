package fast

// quad is one row's values of a layer of four units, and matrix the W of two such
// layers, row-major.
type (
	quad   = [4]float64
	matrix = [16]float64
)

// setRowsOfQuads copies quads into the row-major matrix M.
func setRowsOfQuads(M []float64, quads []quad) {
	for i := range quads {
		copy(M[4*i:4*i+4], quads[i][:])
	}
}

// affine4 computes Z = A W + b, or relu(Z), where it is stride from the b of a row to
// that of the next, 0 if there is one for all. Every
// element is summed in the order of the columns of A, with the bias last, as in the
// plain product.
func affine4(Z, A []quad, b []float64, stride int, w *matrix, rectify bool) {
	A = A[:len(Z)]
	for i := range Z {
		a, b, z := &A[i], (*quad)(b[i*stride:]), &Z[i]
		a0, a1, a2, a3 := a[0], a[1], a[2], a[3]
		z0 := float64(a0*w[0]) + float64(a1*w[4]) + float64(a2*w[8]) + float64(a3*w[12]) + b[0]
		z1 := float64(a0*w[1]) + float64(a1*w[5]) + float64(a2*w[9]) + float64(a3*w[13]) + b[1]
		z2 := float64(a0*w[2]) + float64(a1*w[6]) + float64(a2*w[10]) + float64(a3*w[14]) + b[2]
		z3 := float64(a0*w[3]) + float64(a1*w[7]) + float64(a2*w[11]) + float64(a3*w[15]) + b[3]
		if rectify {
			z0, z1, z2, z3 = relu(z0), relu(z1), relu(z2), relu(z3)
		}
		z[0], z[1], z[2], z[3] = z0, z1, z2, z3
	}
}

// affine2 is affine4 for an A of two columns, row-major.
func affine2(Z []quad, A, b []float64, stride int, w *matrix, rectify bool) {
	w00, w01, w02, w03, w10, w11, w12, w13 := w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7]
	for i := range Z {
		a, b, z := A[2*i:2*i+2], (*quad)(b[i*stride:]), &Z[i]
		a0, a1 := a[0], a[1]
		z0 := float64(a0*w00) + float64(a1*w10) + b[0]
		z1 := float64(a0*w01) + float64(a1*w11) + b[1]
		z2 := float64(a0*w02) + float64(a1*w12) + b[2]
		z3 := float64(a0*w03) + float64(a1*w13) + b[3]
		if rectify {
			z0, z1, z2, z3 = relu(z0), relu(z1), relu(z2), relu(z3)
		}
		z[0], z[1], z[2], z[3] = z0, z1, z2, z3
	}
}

// backward4 adds A₋ᵀ dZ to dW and 1ᵀ dZ to db, row by row, and computes dA₋ = dZ Wᵀ, or
// for a relu below, whose output is A₋, dZ₋ = dA₋ ∘ relu'(Z₋).
// There are more sums than registers, and so they stay in memory: then one loop is
// enough. Since they go on from what dW and db hold, a batch gives the same bits in
// blocks of any size.
func backward4(dW *matrix, db *quad, dBelow, A, dZ []quad, w *matrix, masked bool) {
	A, dBelow = A[:len(dZ)], dBelow[:len(dZ)]
	for i := range dZ {
		a, d := &A[i], &dZ[i]
		a0, a1, a2, a3 := a[0], a[1], a[2], a[3]
		d0, d1, d2, d3 := d[0], d[1], d[2], d[3]
		db[0] += d0
		db[1] += d1
		db[2] += d2
		db[3] += d3
		dW[0] += float64(a0 * d0)
		dW[1] += float64(a0 * d1)
		dW[2] += float64(a0 * d2)
		dW[3] += float64(a0 * d3)
		dW[4] += float64(a1 * d0)
		dW[5] += float64(a1 * d1)
		dW[6] += float64(a1 * d2)
		dW[7] += float64(a1 * d3)
		dW[8] += float64(a2 * d0)
		dW[9] += float64(a2 * d1)
		dW[10] += float64(a2 * d2)
		dW[11] += float64(a2 * d3)
		dW[12] += float64(a3 * d0)
		dW[13] += float64(a3 * d1)
		dW[14] += float64(a3 * d2)
		dW[15] += float64(a3 * d3)
		e0 := float64(d0*w[0]) + float64(d1*w[1]) + float64(d2*w[2]) + float64(d3*w[3])
		e1 := float64(d0*w[4]) + float64(d1*w[5]) + float64(d2*w[6]) + float64(d3*w[7])
		e2 := float64(d0*w[8]) + float64(d1*w[9]) + float64(d2*w[10]) + float64(d3*w[11])
		e3 := float64(d0*w[12]) + float64(d1*w[13]) + float64(d2*w[14]) + float64(d3*w[15])
		if masked {
			e0, e1, e2, e3 = reluMask(a[0], e0), reluMask(a[1], e1), reluMask(a[2], e2), reluMask(a[3], e3)
		}
		below := &dBelow[i]
		below[0], below[1], below[2], below[3] = e0, e1, e2, e3
	}
}

// backward2 is backward4 without dA₋, for an A₋ of two columns, row-major: two columns
// of dZ at a time have their sums in registers.
func backward2(dW *matrix, db *quad, A []float64, dZ []quad) {
	for j := 0; j < 4; j += 2 {
		b0, b1, s00, s01, s10, s11 := db[j], db[j+1], dW[j], dW[j+1], dW[j+4], dW[j+5]
		for i := range dZ {
			a, d := A[2*i:2*i+2], &dZ[i]
			d0, d1 := d[j], d[j+1]
			b0 += d0
			b1 += d1
			s00 += float64(a[0] * d0)
			s01 += float64(a[0] * d1)
			s10 += float64(a[1] * d0)
			s11 += float64(a[1] * d1)
		}
		db[j], db[j+1], dW[j], dW[j+1], dW[j+4], dW[j+5] = b0, b1, s00, s01, s10, s11
	}
}

// dotQuads computes the logits, z = A w + b.
func dotQuads(z []float64, A []quad, b []float64, stride int, w *quad) {
	A = A[:len(z)]
	w0, w1, w2, w3 := w[0], w[1], w[2], w[3]
	for i := range z {
		a := &A[i]
		z[i] = float64(a[0]*w0) + float64(a[1]*w1) + float64(a[2]*w2) + float64(a[3]*w3) + b[i*stride]
	}
}

// dotQuadsBackward is backward4 for the logits.
func dotQuadsBackward(dW *quad, db *float64, dBelow, A []quad, dZ []float64, w *quad, masked bool) {
	A, dZ = A[:len(dBelow)], dZ[:len(dBelow)]
	b, s0, s1, s2, s3 := *db, dW[0], dW[1], dW[2], dW[3]
	w0, w1, w2, w3 := w[0], w[1], w[2], w[3]
	for i, d := range dZ {
		a, below := &A[i], &dBelow[i]
		b += d
		s0 += float64(a[0] * d)
		s1 += float64(a[1] * d)
		s2 += float64(a[2] * d)
		s3 += float64(a[3] * d)
		e0, e1, e2, e3 := float64(d*w0), float64(d*w1), float64(d*w2), float64(d*w3)
		if masked {
			e0, e1, e2, e3 = reluMask(a[0], e0), reluMask(a[1], e1), reluMask(a[2], e2), reluMask(a[3], e3)
		}
		below[0], below[1], below[2], below[3] = e0, e1, e2, e3
	}
	*db, dW[0], dW[1], dW[2], dW[3] = b, s0, s1, s2, s3
}
