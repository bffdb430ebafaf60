package fast

import (
	"math"

	"backprop/network/portable"
)

// reportRow is a step of the report's network, 2-4-4-1, on a batch of one row, where θ is
// W1, b1, W2, b2, W3, b3. The order of operations is row's. A processor looks some 450
// instructions ahead, and so a step is short of instructions as soon as there are more
// between the end of a chain of operations and the beginning of the next step's: every
// place is known to the compiler, the logarithm goes before what waits for other things,
// and what may overflow is looked at when it is computed.
type reportRow struct{ relu1, relu2 bool }

// reportSize is the number of elements of θ.
const reportSize = 2*4 + 4 + 4*4 + 4 + 4 + 1

// step updates θ and returns the loss before. Where something is not finite, or an
// element of the gradient might not be, it leaves θ alone and says no.
func (r *reportRow) step(theta *[reportSize]float64, x0, x1, label, rate float64) (loss float64, ok bool) {
	W1, b1 := (*[8]float64)(theta[0:]), (*quad)(theta[8:])
	W2, b2 := (*matrix)(theta[12:]), (*quad)(theta[28:])
	W3, b3 := (*quad)(theta[32:]), &theta[36]

	// A1 = activation(X W1 + b1)
	a0 := float64(x0*W1[0]) + float64(x1*W1[4]) + b1[0]
	a1 := float64(x0*W1[1]) + float64(x1*W1[5]) + b1[1]
	a2 := float64(x0*W1[2]) + float64(x1*W1[6]) + b1[2]
	a3 := float64(x0*W1[3]) + float64(x1*W1[7]) + b1[3]
	left := 1 + float64(x0*x0) + float64(x1*x1) + dot4(a0, a1, a2, a3, a0, a1, a2, a3)
	if r.relu1 {
		a0, a1, a2, a3 = relu(a0), relu(a1), relu(a2), relu(a3)
	}
	// A2 = activation(A1 W2 + b2)
	c0 := dot4(a0, a1, a2, a3, W2[0], W2[4], W2[8], W2[12]) + b2[0]
	c1 := dot4(a0, a1, a2, a3, W2[1], W2[5], W2[9], W2[13]) + b2[1]
	c2 := dot4(a0, a1, a2, a3, W2[2], W2[6], W2[10], W2[14]) + b2[2]
	c3 := dot4(a0, a1, a2, a3, W2[3], W2[7], W2[11], W2[15]) + b2[3]
	left += dot4(c0, c1, c2, c3, c0, c1, c2, c3)
	if r.relu2 {
		c0, c1, c2, c3 = relu(c0), relu(c1), relu(c2), relu(c3)
	}
	z := dot4(c0, c1, c2, c3, W3[0], W3[1], W3[2], W3[3]) + *b3
	p, d := labelTerm(1/(1+portable.Exp(-z)), label)
	loss = 0 - portable.Log(p)

	// dZ2 = dZ3 W3ᵀ ∘ activation'(Z2)
	d0, d1, d2, d3 := float64(d*W3[0]), float64(d*W3[1]), float64(d*W3[2]), float64(d*W3[3])
	if r.relu2 {
		d0, d1, d2, d3 = reluMask(c0, d0), reluMask(c1, d1), reluMask(c2, d2), reluMask(c3, d3)
	}
	// dZ1 = dZ2 W2ᵀ ∘ activation'(Z1)
	e0 := dot4(d0, d1, d2, d3, W2[0], W2[1], W2[2], W2[3])
	e1 := dot4(d0, d1, d2, d3, W2[4], W2[5], W2[6], W2[7])
	e2 := dot4(d0, d1, d2, d3, W2[8], W2[9], W2[10], W2[11])
	e3 := dot4(d0, d1, d2, d3, W2[12], W2[13], W2[14], W2[15])

	// An element of the gradient is one of X, 1, A1 and A2 times one of dZ3, dZ2 and
	// dZ1. Where an element of θ is not finite, Z1, Z2 or z is not, since 0·∞ is NaN.
	right := float64(d*d) + dot4(d0, d1, d2, d3, d0, d1, d2, d3) + dot4(e0, e1, e2, e3, e0, e1, e2, e3)
	if !(float64(left*right)+math.Abs(z) < math.Inf(1)) {
		return 0, false
	}

	if r.relu1 {
		e0, e1, e2, e3 = reluMask(a0, e0), reluMask(a1, e1), reluMask(a2, e2), reluMask(a3, e3)
	}
	*b3 -= float64(rate * d)
	descend4(W3, d, c0, c1, c2, c3, rate)
	descend4(b2, 1, d0, d1, d2, d3, rate)
	descend4((*quad)(W2[0:]), a0, d0, d1, d2, d3, rate)
	descend4((*quad)(W2[4:]), a1, d0, d1, d2, d3, rate)
	descend4((*quad)(W2[8:]), a2, d0, d1, d2, d3, rate)
	descend4((*quad)(W2[12:]), a3, d0, d1, d2, d3, rate)
	descend4(b1, 1, e0, e1, e2, e3, rate)
	descend4((*quad)(W1[0:]), x0, e0, e1, e2, e3, rate)
	descend4((*quad)(W1[4:]), x1, e0, e1, e2, e3, rate)
	return loss, true
}

// dot4 returns Σ a w, in this order.
func dot4(a0, a1, a2, a3, w0, w1, w2, w3 float64) float64 {
	return float64(a0*w0) + float64(a1*w1) + float64(a2*w2) + float64(a3*w3)
}

// descend4 subtracts rate·a·d from w.
func descend4(w *quad, a, d0, d1, d2, d3, rate float64) {
	w[0] -= float64(rate * float64(a*d0))
	w[1] -= float64(rate * float64(a*d1))
	w[2] -= float64(rate * float64(a*d2))
	w[3] -= float64(rate * float64(a*d3))
}
