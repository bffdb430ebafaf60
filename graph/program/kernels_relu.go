package program

import "math"

// The inner loops of products that end in max(z, 0), or are kept only where another
// matrix is positive. They have no jump, which a processor could not predict:
// comparisons of integers become conditional moves. The bits of a float64, as an
// integer with sign, are in the order of the numbers from 0 up, and from the
// smallest integer on those of -0 to -∞; beyond the two infinities they are NaN.
const (
	infinity      = 0x7FF << 52
	minusInfinity = -1 << 52
)

// relu returns max(v, 0), NaN for NaN. The limit is minusInfinity, in a register.
func relu(v float64, limit int64) float64 {
	bits := math.Float64bits(v)
	if int64(bits) <= limit {
		bits = 0
	}
	return math.Float64frombits(bits)
}

// reluMask returns x if z > 0, else 0. The limit is infinity, in a register.
func reluMask(z, x float64, limit uint64) float64 {
	bits := math.Float64bits(x)
	if math.Float64bits(z)-1 >= limit {
		bits = 0
	}
	return math.Float64frombits(bits)
}

// twoMasked computes columns j and j+1 of A W, where z0 and z1 are positive, and 0
// elsewhere, for an A of one, two or four columns.
func twoMasked(c0, c1 []float64, A [][]float64, W *matrix, j int, z0, z1 []float64, limit uint64) {
	c1, z0, z1 = c1[:len(c0)], z0[:len(c0)], z1[:len(c0)]
	w, stride := W.data[j*W.colStride:], W.rowStride
	v := w[W.colStride:]
	x0, u0, v0 := A[0][:len(c0)], w[0], v[0]
	switch len(A) {
	case 1:
		for i, x := range x0 {
			c0[i] = reluMask(z0[i], float64(x*u0), limit)
			c1[i] = reluMask(z1[i], float64(x*v0), limit)
		}
	case 2:
		x1, u1, v1 := A[1][:len(c0)], w[stride], v[stride]
		for i, x := range x0 {
			y := x1[i]
			c0[i] = reluMask(z0[i], float64(x*u0)+float64(y*u1), limit)
			c1[i] = reluMask(z1[i], float64(x*v0)+float64(y*v1), limit)
		}
	case 4:
		x1, u1, v1 := A[1][:len(c0)], w[stride], v[stride]
		x2, u2, v2 := A[2][:len(c0)], w[2*stride], v[2*stride]
		x3, u3, v3 := A[3][:len(c0)], w[3*stride], v[3*stride]
		for i, x := range x0 {
			y, z, t := x1[i], x2[i], x3[i]
			c0[i] = reluMask(z0[i], float64(x*u0)+float64(y*u1)+float64(z*u2)+float64(t*u3), limit)
			c1[i] = reluMask(z1[i], float64(x*v0)+float64(y*v1)+float64(z*v2)+float64(t*v3), limit)
		}
	}
}

// twoReLU computes max(0, A W + b) for columns j and j+1, for an A of one,
// two or four columns.
func twoReLU(c0, c1 []float64, A [][]float64, W *matrix, j int, b0, b1 float64, limit int64) {
	c1 = c1[:len(c0)]
	w, stride := W.data[j*W.colStride:], W.rowStride
	v := w[W.colStride:]
	x0, u0, v0 := A[0][:len(c0)], w[0], v[0]
	switch len(A) {
	case 1:
		for i, x := range x0 {
			c0[i] = relu(b0+float64(x*u0), limit)
			c1[i] = relu(b1+float64(x*v0), limit)
		}
	case 2:
		x1, u1, v1 := A[1][:len(c0)], w[stride], v[stride]
		for i, x := range x0 {
			y := x1[i]
			c0[i] = relu(b0+float64(x*u0)+float64(y*u1), limit)
			c1[i] = relu(b1+float64(x*v0)+float64(y*v1), limit)
		}
	case 4:
		x1, u1, v1 := A[1][:len(c0)], w[stride], v[stride]
		x2, u2, v2 := A[2][:len(c0)], w[2*stride], v[2*stride]
		x3, u3, v3 := A[3][:len(c0)], w[3*stride], v[3*stride]
		for i, x := range x0 {
			y, z, t := x1[i], x2[i], x3[i]
			c0[i] = relu(b0+float64(x*u0)+float64(y*u1)+float64(z*u2)+float64(t*u3), limit)
			c1[i] = relu(b1+float64(x*v0)+float64(y*v1)+float64(z*v2)+float64(t*v3), limit)
		}
	}
}
