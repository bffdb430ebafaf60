package program

// The inner loops of A W run along the rows of a batch, with the weights of one or
// two columns of W held in variables. Conversions keep a compiler from fusing
// product and sum, which would change the last digit from one architecture to
// another.

// twoColumns computes columns j and j+1 of A W + b, for rows lo … lo+n-1. It
// multiplies four columns of A at a time, after those that make their number a
// multiple of four.
func twoColumns(c0, c1 []float64, A *columns, lo, n int, W *matrix, j int, b0, b1 float64) {
	c1 = c1[:len(c0)]
	l := (A.cols-1)%4 + 1
	x0 := A.column(0, lo, n)[:len(c0)]
	u0, v0 := W.at(0, j), W.at(0, j+1)
	switch l {
	case 1:
		for i := range c0 {
			x := x0[i]
			c0[i] = b0 + float64(x*u0)
			c1[i] = b1 + float64(x*v0)
		}
	case 2:
		x1, u1, v1 := A.column(1, lo, n)[:len(c0)], W.at(1, j), W.at(1, j+1)
		for i := range c0 {
			x, y := x0[i], x1[i]
			c0[i] = b0 + float64(x*u0) + float64(y*u1)
			c1[i] = b1 + float64(x*v0) + float64(y*v1)
		}
	case 3:
		x1, u1, v1 := A.column(1, lo, n)[:len(c0)], W.at(1, j), W.at(1, j+1)
		x2, u2, v2 := A.column(2, lo, n)[:len(c0)], W.at(2, j), W.at(2, j+1)
		for i := range c0 {
			x, y, z := x0[i], x1[i], x2[i]
			c0[i] = b0 + float64(x*u0) + float64(y*u1) + float64(z*u2)
			c1[i] = b1 + float64(x*v0) + float64(y*v1) + float64(z*v2)
		}
	case 4:
		x1, u1, v1 := A.column(1, lo, n)[:len(c0)], W.at(1, j), W.at(1, j+1)
		x2, u2, v2 := A.column(2, lo, n)[:len(c0)], W.at(2, j), W.at(2, j+1)
		x3, u3, v3 := A.column(3, lo, n)[:len(c0)], W.at(3, j), W.at(3, j+1)
		for i := range c0 {
			x, y, z, t := x0[i], x1[i], x2[i], x3[i]
			c0[i] = b0 + float64(x*u0) + float64(y*u1) + float64(z*u2) + float64(t*u3)
			c1[i] = b1 + float64(x*v0) + float64(y*v1) + float64(z*v2) + float64(t*v3)
		}
	}
	for ; l < A.cols; l += 4 {
		x0, u0, v0 := A.column(l, lo, n)[:len(c0)], W.at(l, j), W.at(l, j+1)
		x1, u1, v1 := A.column(l+1, lo, n)[:len(c0)], W.at(l+1, j), W.at(l+1, j+1)
		x2, u2, v2 := A.column(l+2, lo, n)[:len(c0)], W.at(l+2, j), W.at(l+2, j+1)
		x3, u3, v3 := A.column(l+3, lo, n)[:len(c0)], W.at(l+3, j), W.at(l+3, j+1)
		for i := range c0 {
			x, y, z, t := x0[i], x1[i], x2[i], x3[i]
			c0[i] = c0[i] + float64(x*u0) + float64(y*u1) + float64(z*u2) + float64(t*u3)
			c1[i] = c1[i] + float64(x*v0) + float64(y*v1) + float64(z*v2) + float64(t*v3)
		}
	}
}

// oneColumn computes column j of A W + b, as twoColumns does.
func oneColumn(c []float64, A *columns, lo, n int, W *matrix, j int, b float64) {
	l := (A.cols-1)%4 + 1
	x0, u0 := A.column(0, lo, n)[:len(c)], W.at(0, j)
	switch l {
	case 1:
		for i := range c {
			c[i] = b + float64(x0[i]*u0)
		}
	case 2:
		x1, u1 := A.column(1, lo, n)[:len(c)], W.at(1, j)
		for i := range c {
			c[i] = b + float64(x0[i]*u0) + float64(x1[i]*u1)
		}
	case 3:
		x1, u1 := A.column(1, lo, n)[:len(c)], W.at(1, j)
		x2, u2 := A.column(2, lo, n)[:len(c)], W.at(2, j)
		for i := range c {
			c[i] = b + float64(x0[i]*u0) + float64(x1[i]*u1) + float64(x2[i]*u2)
		}
	case 4:
		x1, u1 := A.column(1, lo, n)[:len(c)], W.at(1, j)
		x2, u2 := A.column(2, lo, n)[:len(c)], W.at(2, j)
		x3, u3 := A.column(3, lo, n)[:len(c)], W.at(3, j)
		for i := range c {
			c[i] = b + float64(x0[i]*u0) + float64(x1[i]*u1) + float64(x2[i]*u2) + float64(x3[i]*u3)
		}
	}
	for ; l < A.cols; l += 4 {
		x0, u0 := A.column(l, lo, n)[:len(c)], W.at(l, j)
		x1, u1 := A.column(l+1, lo, n)[:len(c)], W.at(l+1, j)
		x2, u2 := A.column(l+2, lo, n)[:len(c)], W.at(l+2, j)
		x3, u3 := A.column(l+3, lo, n)[:len(c)], W.at(l+3, j)
		for i := range c {
			c[i] = c[i] + float64(x0[i]*u0) + float64(x1[i]*u1) + float64(x2[i]*u2) + float64(x3[i]*u3)
		}
	}
}
