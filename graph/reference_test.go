package graph

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"backprop/network"
)

// reference is the network and its gradient as the report writes them, in plain
// loops: an account of the formulas that shares no code with the engine.
type reference struct {
	loss                  float64
	gradient              []float64
	probabilities, logits []float64
}

func newReference(spec network.Spec, theta *network.Parameters, batch network.Batch) reference {
	return newNoisyReference(spec, theta, batch, func() float64 { return 1 })
}

// newNoisyReference is newReference with the derivative of every row's loss
// multiplied by a number of noise's.
func newNoisyReference(
	spec network.Spec, theta *network.Parameters, batch network.Batch, noise func() float64,
) reference {
	N, L := batch.Rows, spec.Depth()
	A, Z := make([][]float64, L+1), make([][]float64, L+1)
	A[0] = batch.X
	for l := 1; l <= L; l++ { // Zl = A(l-1) Wl + bl, Al = activation(Zl)
		in, out := spec.Layers[l-1], spec.Layers[l]
		W, b := theta.Weight(l).Of(theta.Values), theta.Bias(l).Of(theta.Values)
		Z[l], A[l] = make([]float64, N*out), make([]float64, N*out)
		for r := range N {
			for j := range out {
				z := 0.0
				for i := range in {
					z += A[l-1][r*in+i] * W[i*out+j]
				}
				z += b[biasIndex(spec, r, j, out)]
				Z[l][r*out+j], A[l][r*out+j] = z, activation(spec.Activations[l-1], z)
			}
		}
	}

	ref := reference{gradient: make([]float64, len(theta.Values)), probabilities: A[L], logits: Z[L]}
	dA := make([]float64, N) // dŷ = (1-y)/η(1-ŷ) - y/η(ŷ)
	for r, p := range A[L] {
		y := batch.Y[r]
		ref.loss -= y*math.Log(clamp(p)) + (1-y)*math.Log(clamp(1-p))
		dA[r] = ((1-y)/clamp(1-p) - y/clamp(p)) * noise()
	}
	for l := L; l >= 1; l-- {
		in, out := spec.Layers[l-1], spec.Layers[l]
		W := theta.Weight(l).Of(theta.Values)
		dW, db := theta.Weight(l).Of(ref.gradient), theta.Bias(l).Of(ref.gradient)
		below := make([]float64, N*in)
		for r := range N {
			for j := range out {
				// dZl = dAl ∘ activation'(Zl), dbl = dZl or its column sum
				dZ := dA[r*out+j] * slope(spec.Activations[l-1], Z[l][r*out+j], A[l][r*out+j])
				db[biasIndex(spec, r, j, out)] += dZ
				for i := range in {
					dW[i*out+j] += A[l-1][r*in+i] * dZ // dWl = A(l-1)ᵀ dZl
					below[r*in+i] += dZ * W[i*out+j]   // dA(l-1) = dZl Wlᵀ
				}
			}
		}
		dA = below
	}
	return ref
}

func biasIndex(spec network.Spec, r, j, width int) int {
	if spec.Bias == network.Row {
		return r*width + j
	}
	return j
}

func clamp(v float64) float64 { return math.Max(v, 1e-10) }

func activation(a network.Activation, z float64) float64 {
	switch a {
	case network.Identity:
		return z
	case network.ReLU:
		return math.Max(z, 0)
	case network.Sigmoid:
		return 1 / (1 + math.Exp(-z))
	case network.Tanh:
		return math.Tanh(z)
	}
	panic("no reference for activation " + a)
}

func slope(f network.Activation, z, a float64) float64 {
	switch f {
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
		return 1 - a*a
	}
	panic("no reference for activation " + f)
}

// tolerance is the greatest difference allowed between the engine and the
// reference, in the norm of a block (a loss, a gradient of one tensor) and
// relative to it. Both sum the same float64 terms in different orders: up to
// about 10³ terms here, at 1.1e-16 each.
const tolerance = 1e-12

// tester is what [testing.T], [testing.B] and rapid.T have in common.
type tester interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// requireBlock fails unless got is want within tolerance.
func requireBlock(t tester, name string, got, want []float64) {
	t.Helper()
	requireWithin(t, name, got, want, func() float64 { return 0 })
}

// requireWithin is requireBlock where a block may be the small difference of large
// terms: disturbance, which is only asked if the tolerance alone is exceeded, is
// what such a block may be off by.
func requireWithin(t tester, name string, got, want []float64, disturbance func() float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s has %d elements, want %d", name, len(got), len(want))
	}
	difference, norm := 0.0, 0.0
	for i := range want {
		difference = math.Hypot(difference, got[i]-want[i])
		norm = math.Hypot(norm, want[i])
	}
	if difference <= tolerance*norm { // false for NaN
		return
	}
	if d := disturbance(); !(difference <= d) {
		t.Fatalf("%s is off by %.3g of its norm %.3g\n got %v\nwant %v\n disturbed by %.3g", name, difference/norm,
			norm, head(got), head(want), d)
	}
}

// disturbed returns the largest change of a block of the gradient, or of the loss or
// the logits, that relative changes of the parameters, the inputs and the derivatives
// of the rows by tolerance/10, up or down, make in the reference.
func disturbed(
	spec network.Spec, theta *network.Parameters, batch network.Batch, of func(reference) []float64,
) func() float64 {
	return func() (largest float64) {
		source := rand.New(rand.NewPCG(1, 2))
		want := of(newReference(spec, theta, batch))
		noise := func() float64 { return 1 + tolerance/10*float64(2*source.IntN(2)-1) }
		disturb := func(values []float64) []float64 {
			values = slices.Clone(values)
			for i := range values {
				values[i] *= noise()
			}
			return values
		}
		for range 4 {
			other := theta.Clone()
			other.Values = disturb(theta.Values)
			moved := batch
			moved.X = disturb(batch.X)
			change := 0.0
			for i, v := range of(newNoisyReference(spec, other, moved, noise)) {
				change = math.Hypot(change, v-want[i])
			}
			largest = max(largest, change)
		}
		return largest
	}
}

func head(v []float64) string { return fmt.Sprint(v[:min(len(v), 8)]) }

// requireReference fails unless every answer of the engine is the reference's.
func requireReference(t tester, e *Engine, spec network.Spec, theta *network.Parameters, batch network.Batch) {
	t.Helper()
	want := newReference(spec, theta, batch)
	before := theta.Clone()

	gradient := make([]float64, len(theta.Values))
	loss, err := e.Gradient(gradient, theta.Values, batch)
	if err != nil {
		t.Fatal(err)
	}
	requireWithin(t, "the loss", []float64{loss}, []float64{want.loss},
		disturbed(spec, theta, batch, func(r reference) []float64 { return []float64{r.loss} }))
	for _, block := range theta.Tensors {
		requireWithin(t, "d"+block.Name, block.Of(gradient), block.Of(want.gradient),
			disturbed(spec, theta, batch, func(r reference) []float64 { return block.Of(r.gradient) }))
	}

	alone, err := e.Loss(theta.Values, batch)
	if err != nil {
		t.Fatal(err)
	}
	if alone != loss {
		t.Fatalf("Loss is %v, and %v from Gradient", alone, loss)
	}

	probabilities, logits := make([]float64, batch.Rows), make([]float64, batch.Rows)
	if err := e.Predict(probabilities, logits, theta.Values, batch); err != nil {
		t.Fatal(err)
	}
	requireBlock(t, "the probabilities", probabilities, want.probabilities)
	requireWithin(t, "the logits", logits, want.logits,
		disturbed(spec, theta, batch, func(r reference) []float64 { return r.logits }))

	for i, v := range theta.Values {
		if v != before.Values[i] {
			t.Fatalf("%s was %v and is now %v", theta.ElementName(i), before.Values[i], v)
		}
	}
}
