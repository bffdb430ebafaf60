package program

// The inner loops of A W run along the rows of a batch, with the weights of one or
// two columns of W held in variables. Conversions keep a compiler from fusing
// product and sum, which would change the last digit from one architecture to
// another.

// twoColumns computes columns j and j+1 of A W + b. It multiplies four columns of A
// at a time, after those that make their number a multiple of four.
func twoColumns(c0, c1 []float64, A [][]float64, W *matrix, j int, b0, b1 float64) {
	c1 = c1[:len(c0)]
	w, down := W.data[j*W.across:], W.down
	v := w[W.across:]
	l := (len(A)-1)%4 + 1
	x0, u0, v0 := A[0][:len(c0)], w[0], v[0]
	switch l {
	case 1:
		for i, x := range x0 {
			c0[i] = b0 + float64(x*u0)
			c1[i] = b1 + float64(x*v0)
		}
	case 2:
		x1, u1, v1 := A[1][:len(c0)], w[down], v[down]
		for i, x := range x0 {
			y := x1[i]
			c0[i] = b0 + float64(x*u0) + float64(y*u1)
			c1[i] = b1 + float64(x*v0) + float64(y*v1)
		}
	case 3:
		x1, u1, v1 := A[1][:len(c0)], w[down], v[down]
		x2, u2, v2 := A[2][:len(c0)], w[2*down], v[2*down]
		for i, x := range x0 {
			y, z := x1[i], x2[i]
			c0[i] = b0 + float64(x*u0) + float64(y*u1) + float64(z*u2)
			c1[i] = b1 + float64(x*v0) + float64(y*v1) + float64(z*v2)
		}
	case 4:
		x1, u1, v1 := A[1][:len(c0)], w[down], v[down]
		x2, u2, v2 := A[2][:len(c0)], w[2*down], v[2*down]
		x3, u3, v3 := A[3][:len(c0)], w[3*down], v[3*down]
		for i, x := range x0 {
			y, z, t := x1[i], x2[i], x3[i]
			c0[i] = b0 + float64(x*u0) + float64(y*u1) + float64(z*u2) + float64(t*u3)
			c1[i] = b1 + float64(x*v0) + float64(y*v1) + float64(z*v2) + float64(t*v3)
		}
	}
	for ; l < len(A); l += 4 {
		x0, u0, v0 := A[l][:len(c0)], w[l*down], v[l*down]
		x1, u1, v1 := A[l+1][:len(c0)], w[(l+1)*down], v[(l+1)*down]
		x2, u2, v2 := A[l+2][:len(c0)], w[(l+2)*down], v[(l+2)*down]
		x3, u3, v3 := A[l+3][:len(c0)], w[(l+3)*down], v[(l+3)*down]
		for i, x := range x0 {
			y, z, t := x1[i], x2[i], x3[i]
			c0[i] = c0[i] + float64(x*u0) + float64(y*u1) + float64(z*u2) + float64(t*u3)
			c1[i] = c1[i] + float64(x*v0) + float64(y*v1) + float64(z*v2) + float64(t*v3)
		}
	}
}

// oneColumn computes column j of A W + b, as twoColumns does.
func oneColumn(c []float64, A [][]float64, W *matrix, j int, b float64) {
	w, down := W.data[j*W.across:], W.down
	l := (len(A)-1)%4 + 1
	x0, u0 := A[0][:len(c)], w[0]
	switch l {
	case 1:
		for i, x := range x0 {
			c[i] = b + float64(x*u0)
		}
	case 2:
		x1, u1 := A[1][:len(c)], w[down]
		for i, x := range x0 {
			c[i] = b + float64(x*u0) + float64(x1[i]*u1)
		}
	case 3:
		x1, u1 := A[1][:len(c)], w[down]
		x2, u2 := A[2][:len(c)], w[2*down]
		for i, x := range x0 {
			c[i] = b + float64(x*u0) + float64(x1[i]*u1) + float64(x2[i]*u2)
		}
	case 4:
		x1, u1 := A[1][:len(c)], w[down]
		x2, u2 := A[2][:len(c)], w[2*down]
		x3, u3 := A[3][:len(c)], w[3*down]
		for i, x := range x0 {
			c[i] = b + float64(x*u0) + float64(x1[i]*u1) + float64(x2[i]*u2) + float64(x3[i]*u3)
		}
	}
	for ; l < len(A); l += 4 {
		x0, u0 := A[l][:len(c)], w[l*down]
		x1, u1 := A[l+1][:len(c)], w[(l+1)*down]
		x2, u2 := A[l+2][:len(c)], w[(l+2)*down]
		x3, u3 := A[l+3][:len(c)], w[(l+3)*down]
		for i, x := range x0 {
			c[i] = c[i] + float64(x*u0) + float64(x1[i]*u1) + float64(x2[i]*u2) + float64(x3[i]*u3)
		}
	}
}
