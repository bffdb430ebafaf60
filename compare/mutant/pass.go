package mutant

import (
	"backprop/network"
	"backprop/network/portable"
)

// pass is one forward and backward pass, with room for a fault at every step.
// Slices are by layer, 0 being the input: A[l] is rows×n(l).
type pass struct {
	spec   network.Spec
	layout network.Layout
	theta  []float64
	batch  network.Batch
	Z, A   [][]float64
}

func newPass(spec network.Spec, layout network.Layout, theta []float64, batch network.Batch) *pass {
	return &pass{spec: spec, layout: layout, theta: theta, batch: batch}
}

// forward computes Z and A of every layer.
func (p *pass) forward() {
	p.Z, p.A = [][]float64{nil}, [][]float64{p.batch.X}
	for l := 1; l <= p.spec.Depth(); l++ {
		Z := product(p.A[l-1], p.weight(l), p.batch.Rows, p.width(l-1), p.width(l)) // Z = A₋ W
		b := p.layout.Bias(l).Of(p.theta)
		A := make([]float64, len(Z))
		for i := range Z {
			Z[i] += b[i%len(b)] // row-major: a shared bias repeats every row
			A[i] = value(p.spec.Activations[l-1], Z[i])
		}
		p.Z, p.A = append(p.Z, Z), append(p.A, A)
	}
}

// gradient is the backward pass with a fault in it.
func (p *pass) gradient(f fault) []float64 {
	p.forward()
	N, L := p.batch.Rows, p.spec.Depth()
	gradient := make([]float64, p.layout.Size)
	dA := make([]float64, N)
	for i, y := range p.batch.Y { // dŷ = (1-y)/η(1-ŷ) - y/η(ŷ)
		yhat := p.A[L][i]
		dA[i] = (1-y)/max(1-yhat, network.Eta) - y/max(yhat, network.Eta)
		if f.yhat != nil {
			dA[i] = f.yhat(p, i, dA[i])
		}
	}
	for l := L; l >= 1; l-- {
		m, n := p.width(l-1), p.width(l)
		dZ := make([]float64, N*n)
		for i := range dZ { // dZ = dA ∘ activation'(Z)
			z, a := p.Z[l][i], p.A[l][i]
			s := slope(p.spec.Activations[l-1], z, a)
			if f.slope != nil {
				s = f.slope(p, l, z, a, s)
			}
			dZ[i] = dA[i] * s
		}
		input := p.A[l-1]
		if f.input != nil {
			input = f.input(p, l)
		}
		dW := product(transpose(input, N, m), dZ, m, N, n) // dW = A₋ᵀ dZ
		copy(p.layout.Weight(l).Of(gradient), dW)
		db := p.sum(l, dZ) // db = 1ᵀ dZ, or dZ
		if f.db != nil {
			db = f.db(p, l, dZ)
		}
		copy(p.layout.Bias(l).Of(gradient), db)
		W := p.weight(l)
		if f.back != nil {
			W = f.back(p, l, dW)
		}
		dA = product(dZ, transpose(W, m, n), N, n, m) // dA₋ = dZ Wᵀ
	}
	if f.gradient != nil {
		f.gradient(p, gradient)
	}
	return gradient
}

// sum returns what of dZ belongs to the bias of layer l: 1ᵀ dZ if it is shared,
// dZ if every row has its own.
func (p *pass) sum(l int, dZ []float64) []float64 {
	db := make([]float64, p.layout.Bias(l).Size())
	for i, d := range dZ {
		db[i%len(db)] += d
	}
	return db
}

func (p *pass) weight(l int) []float64 { return p.layout.Weight(l).Of(p.theta) }

func (p *pass) width(l int) int { return p.spec.Layers[l] }

// hidden reports whether layer l is not the output.
func (p *pass) hidden(l int) bool { return l < p.spec.Depth() }

// value returns a = activation(z). It panics for an activation that it does not know,
// as does slope: network.Spec.Validate refuses all but those below.
func value(activation network.Activation, z float64) float64 {
	switch activation {
	case network.Identity:
		return z
	case network.ReLU:
		return max(z, 0)
	case network.Sigmoid:
		return 1 / (1 + portable.Exp(-z))
	case network.Tanh:
		return portable.Tanh(z)
	}
	panic("mutant: no value of activation " + activation)
}

// slope returns activation'(z), where a = activation(z).
func slope(activation network.Activation, z, a float64) float64 {
	switch activation {
	case network.Identity:
		return 1
	case network.ReLU:
		if z > 0 {
			return 1
		}
		return 0
	case network.Sigmoid:
		return a * (1 - a)
	case network.Tanh:
		return 1 - float64(a*a)
	}
	panic("mutant: no slope of activation " + activation)
}

// product returns A B for A m×k, B k×n.
func product(A, B []float64, m, k, n int) []float64 {
	C := make([]float64, m*n)
	for i := range m {
		for j := range n {
			for l := range k {
				C[i*n+j] += float64(A[i*k+l] * B[l*n+j])
			}
		}
	}
	return C
}

// transpose returns Aᵀ for A m×n.
func transpose(A []float64, m, n int) []float64 {
	T := make([]float64, m*n)
	for i := range m {
		for j := range n {
			T[j*m+i] = A[i*n+j]
		}
	}
	return T
}
