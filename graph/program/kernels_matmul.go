package program

// The inner loops of A W run along the rows of a batch, with the weights of one or
// two columns of W held in variables. Conversions keep a compiler from fusing
// product and sum, which would change the last digit from one architecture to
// another.

// twoColumns computes columns j and j+1 of A W + b. It multiplies four columns of A
// at a time, after those that make their number a multiple of four.
func twoColumns(c0, c1 []float64, A [][]float64, W *matrix, j int, b0, b1 float64) {
	c1 = c1[:len(c0)]
	w, stride := W.data[j*W.colStride:], W.rowStride
	v := w[W.colStride:]
	l := (len(A)-1)%4 + 1
	x0, u0, v0 := A[0][:len(c0)], w[0], v[0]
	switch l {
	case 1:
		for i, x := range x0 {
			c0[i] = b0 + float64(x*u0)
			c1[i] = b1 + float64(x*v0)
		}
	case 2:
		x1, u1, v1 := A[1][:len(c0)], w[stride], v[stride]
		for i, x := range x0 {
			y := x1[i]
			c0[i] = b0 + float64(x*u0) + float64(y*u1)
			c1[i] = b1 + float64(x*v0) + float64(y*v1)
		}
	case 3:
		x1, u1, v1 := A[1][:len(c0)], w[stride], v[stride]
		x2, u2, v2 := A[2][:len(c0)], w[2*stride], v[2*stride]
		for i, x := range x0 {
			y, z := x1[i], x2[i]
			c0[i] = b0 + float64(x*u0) + float64(y*u1) + float64(z*u2)
			c1[i] = b1 + float64(x*v0) + float64(y*v1) + float64(z*v2)
		}
	case 4:
		x1, u1, v1 := A[1][:len(c0)], w[stride], v[stride]
		x2, u2, v2 := A[2][:len(c0)], w[2*stride], v[2*stride]
		x3, u3, v3 := A[3][:len(c0)], w[3*stride], v[3*stride]
		for i, x := range x0 {
			y, z, t := x1[i], x2[i], x3[i]
			c0[i] = b0 + float64(x*u0) + float64(y*u1) + float64(z*u2) + float64(t*u3)
			c1[i] = b1 + float64(x*v0) + float64(y*v1) + float64(z*v2) + float64(t*v3)
		}
	}
	for ; l < len(A); l += 4 {
		x0, u0, v0 := A[l][:len(c0)], w[l*stride], v[l*stride]
		x1, u1, v1 := A[l+1][:len(c0)], w[(l+1)*stride], v[(l+1)*stride]
		x2, u2, v2 := A[l+2][:len(c0)], w[(l+2)*stride], v[(l+2)*stride]
		x3, u3, v3 := A[l+3][:len(c0)], w[(l+3)*stride], v[(l+3)*stride]
		for i, x := range x0 {
			y, z, t := x1[i], x2[i], x3[i]
			c0[i] = c0[i] + float64(x*u0) + float64(y*u1) + float64(z*u2) + float64(t*u3)
			c1[i] = c1[i] + float64(x*v0) + float64(y*v1) + float64(z*v2) + float64(t*v3)
		}
	}
}

// oneColumn computes column j of A W + b, as twoColumns does.
func oneColumn(c []float64, A [][]float64, W *matrix, j int, b float64) {
	w, stride := W.data[j*W.colStride:], W.rowStride
	l := 0
	if len(A) >= 4 && len(A)%4 == 0 {
		x1, x2, x3 := A[1][:len(c)], A[2][:len(c)], A[3][:len(c)]
		u0, u1, u2, u3 := w[0], w[stride], w[2*stride], w[3*stride]
		for i, x := range A[0][:len(c)] {
			c[i] = b + float64(x*u0) + float64(x1[i]*u1) + float64(x2[i]*u2) + float64(x3[i]*u3)
		}
		l = 4
	} else {
		fill(c, b)
	}
	for ; l < len(A)%4; l++ {
		x0, u0 := A[l][:len(c)], w[l*stride]
		for i, x := range x0 {
			c[i] += float64(x * u0)
		}
	}
	for ; l < len(A); l += 4 {
		x0, u0 := A[l][:len(c)], w[l*stride]
		x1, u1 := A[l+1][:len(c)], w[(l+1)*stride]
		x2, u2 := A[l+2][:len(c)], w[(l+2)*stride]
		x3, u3 := A[l+3][:len(c)], w[(l+3)*stride]
		for i, x := range x0 {
			c[i] = c[i] + float64(x*u0) + float64(x1[i]*u1) + float64(x2[i]*u2) + float64(x3[i]*u3)
		}
	}
}

// rowTimes computes c = end(a W + b) for a row a of at most four elements, added in the order in
// which dot or addRows does. Without end's function m may be c.
func rowTimes(c, a []float64, W *matrix, b, m []float64, end ending) {
	w, along, across := W.data, W.rowStride, W.colStride
	b, m = b[:len(c)], m[:len(c)]
	switch {
	case len(a) < 4:
		for j := range c {
			s, at := 0.0, j*across
			for _, x := range a {
				s += float64(x * w[at])
				at += along
			}
			c[j] = end.of(s+b[j], m[j])
		}
	case along == 1:
		for j := range c {
			u := w[j*across:][:4]
			s := (float64(a[0]*u[0]) + float64(a[1]*u[1])) + (float64(a[2]*u[2]) + float64(a[3]*u[3]))
			c[j] = end.of(s+(b[j]+0), m[j])
		}
	default:
		w1, w2, w3 := w[along:][:len(c)], w[2*along:][:len(c)], w[3*along:][:len(c)]
		x, y, z, t := a[0], a[1], a[2], a[3]
		for j, u := range w[:len(c)] {
			s := float64(x*u) + float64(y*w1[j]) + float64(z*w2[j]) + float64(t*w3[j])
			c[j] = end.of(s+(b[j]+0), m[j])
		}
	}
}

// ending is what a kernel of one row does to each sum z: nothing, relu(z), or reluMask(m, z).
type ending int

const (
	noEnding ending = iota
	endReLU
	endMask
)

func (e ending) of(z, m float64) float64 {
	switch e {
	case endReLU:
		return relu(z, minusInfinity)
	case endMask:
		return reluMask(m, z, infinity)
	}
	return z
}

// addRows adds a W to c, where W is row-major with rows of length stride.
func addRows(c, a, W []float64, stride int) {
	l := 0
	for ; l+4 <= len(a); l += 4 {
		w0, w1 := W[l*stride:][:len(c)], W[(l+1)*stride:][:len(c)]
		w2, w3 := W[(l+2)*stride:][:len(c)], W[(l+3)*stride:][:len(c)]
		a0, a1, a2, a3 := a[l], a[l+1], a[l+2], a[l+3]
		for j := range c {
			c[j] = c[j] + float64(a0*w0[j]) + float64(a1*w1[j]) + float64(a2*w2[j]) + float64(a3*w3[j])
		}
	}
	for ; l < len(a); l++ {
		w := W[l*stride:][:len(c)]
		for j := range c {
			c[j] += float64(a[l] * w[j])
		}
	}
}
