package fast

import "backprop/network/portable"

// stepRow takes a step on a batch of one row x, where an element of
// dW = A₋ᵀ dZ is one product, which updates its weight as soon as it is known. It returns
// the clamped probability of the label before.
func (q *quads) stepRow(theta, x []float64, label, rate float64) float64 {
	y := &q.hidden[0]
	A := y.A[:1]
	affine2(A, x, y.bias(theta, 0), 0, y.weights(theta), y.relu)
	for l := 1; l < len(q.hidden); l++ {
		below := A
		y = &q.hidden[l]
		A = y.A[:1]
		affine4(A, below, y.bias(theta, 0), 0, y.weights(theta), y.relu)
	}
	w, b, a := (*quad)(theta[q.output.W:]), &theta[q.output.b], &A[0]
	z := float64(a[0]*w[0]) + float64(a[1]*w[1]) + float64(a[2]*w[2]) + float64(a[3]*w[3]) + *b
	c, d := labelTerm(1/(1+portable.Exp(-z)), label)

	y = &q.hidden[len(q.hidden)-1]
	dZ := &y.dZ[0]
	d0, d1, d2, d3 := float64(d*w[0]), float64(d*w[1]), float64(d*w[2]), float64(d*w[3])
	if y.relu {
		d0, d1, d2, d3 = reluMask(a[0], d0), reluMask(a[1], d1), reluMask(a[2], d2), reluMask(a[3], d3)
	}
	dZ[0], dZ[1], dZ[2], dZ[3] = d0, d1, d2, d3
	*b -= float64(rate * d)
	w[0] -= float64(rate * float64(a[0]*d))
	w[1] -= float64(rate * float64(a[1]*d))
	w[2] -= float64(rate * float64(a[2]*d))
	w[3] -= float64(rate * float64(a[3]*d))
	for l := len(q.hidden) - 1; l > 0; l-- {
		y, below := &q.hidden[l], &q.hidden[l-1]
		descend4(y.weights(theta), (*quad)(theta[y.b:]), &below.dZ[0], &below.A[0], &y.dZ[0], rate, below.relu)
	}
	y = &q.hidden[0]
	descend2(y.weights(theta), (*quad)(theta[y.b:]), x, &y.dZ[0], rate)
	return c
}

// descend4 is backward4 on one row, where rate·dW and rate·db are subtracted from W and b.
func descend4(w *matrix, b, below, a, d *quad, rate float64, masked bool) {
	a0, a1, a2, a3 := a[0], a[1], a[2], a[3]
	d0, d1, d2, d3 := d[0], d[1], d[2], d[3]
	e0 := float64(d0*w[0]) + float64(d1*w[1]) + float64(d2*w[2]) + float64(d3*w[3])
	e1 := float64(d0*w[4]) + float64(d1*w[5]) + float64(d2*w[6]) + float64(d3*w[7])
	e2 := float64(d0*w[8]) + float64(d1*w[9]) + float64(d2*w[10]) + float64(d3*w[11])
	e3 := float64(d0*w[12]) + float64(d1*w[13]) + float64(d2*w[14]) + float64(d3*w[15])
	if masked {
		e0, e1, e2, e3 = reluMask(a[0], e0), reluMask(a[1], e1), reluMask(a[2], e2), reluMask(a[3], e3)
	}
	below[0], below[1], below[2], below[3] = e0, e1, e2, e3
	b[0] -= float64(rate * d0)
	b[1] -= float64(rate * d1)
	b[2] -= float64(rate * d2)
	b[3] -= float64(rate * d3)
	w[0] -= float64(rate * float64(a0*d0))
	w[1] -= float64(rate * float64(a0*d1))
	w[2] -= float64(rate * float64(a0*d2))
	w[3] -= float64(rate * float64(a0*d3))
	w[4] -= float64(rate * float64(a1*d0))
	w[5] -= float64(rate * float64(a1*d1))
	w[6] -= float64(rate * float64(a1*d2))
	w[7] -= float64(rate * float64(a1*d3))
	w[8] -= float64(rate * float64(a2*d0))
	w[9] -= float64(rate * float64(a2*d1))
	w[10] -= float64(rate * float64(a2*d2))
	w[11] -= float64(rate * float64(a2*d3))
	w[12] -= float64(rate * float64(a3*d0))
	w[13] -= float64(rate * float64(a3*d1))
	w[14] -= float64(rate * float64(a3*d2))
	w[15] -= float64(rate * float64(a3*d3))
}

// descend2 is descend4 without dA₋, for an A₋ of two columns.
func descend2(w *matrix, b *quad, a []float64, d *quad, rate float64) {
	a0, a1 := a[0], a[1]
	d0, d1, d2, d3 := d[0], d[1], d[2], d[3]
	b[0] -= float64(rate * d0)
	b[1] -= float64(rate * d1)
	b[2] -= float64(rate * d2)
	b[3] -= float64(rate * d3)
	w[0] -= float64(rate * float64(a0*d0))
	w[1] -= float64(rate * float64(a0*d1))
	w[2] -= float64(rate * float64(a0*d2))
	w[3] -= float64(rate * float64(a0*d3))
	w[4] -= float64(rate * float64(a1*d0))
	w[5] -= float64(rate * float64(a1*d1))
	w[6] -= float64(rate * float64(a1*d2))
	w[7] -= float64(rate * float64(a1*d3))
}
