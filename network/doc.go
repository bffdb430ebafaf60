// Package network is the vocabulary that both engines share: what the network
// is ([Spec]), its weights and biases as one flat vector with names
// ([Parameters]), the data it sees ([Batch]), numpy's legacy random stream
// ([Stream]) and the initialisation drawn from it.
//
// The network is a chain of L layers on row-major batches of N rows,
//
//	A0 = X                      X  is N×n0
//	Zl = A(l-1) Wl + bl         Wl is n(l-1)×nl, bl is 1×nl or N×nl
//	Al = activation(Zl)         l = 1 … L
//
// whose last layer is one sigmoid unit, ŷ = AL = sigmoid(ZL), an N×1 column of
// probabilities. The objective of every engine is the SUM over the rows of the
// clamped binary cross-entropy,
//
//	L(θ) = -Σ [ y ln η(ŷ) + (1-y) ln η(1-ŷ) ]        η(v) = max(v, Eta)
//
// with a straight-through clamp, η'(v) = 1; what is printed is its mean L/N.
//
// There are no gradients in this package, and no Gorgonia.
package network
