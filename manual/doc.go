// Package manual is the network of package network with its backpropagation
// written by hand: the lab report's derivation, for any depth, width and
// activation.
//
// With A0 = X and η the straight-through clamp, one training step is
//
//	forward    Zl = A(l-1) Wl + bl          layer.forward
//	           Al = activation(Zl)
//	loss       L  = -Σ [ y ln η(ŷ) + (1-y) ln η(1-ŷ) ]      ŷ = AL
//
//	backward   dŷ = (1-y)/η(1-ŷ) - y/η(ŷ)
//	           dZl = dAl ∘ activation'(Zl)  layer.backward
//	           dWl = A(l-1)ᵀ dZl
//	           dbl = 1ᵀ dZl (shared bias) or dZl (row bias)
//	           dA(l-1) = dZl Wlᵀ
//	update     θ ← θ - rate·dθ
//
// where a name with a d is the derivative of the SUM L with respect to it. Where
// η clamps a probability, dŷ is not the derivative of L but the report's
// formula, which differentiates the clamp as if it were the identity.
//
// Files layer.go, activation.go and loss.go are this derivation as it stands, on
// matrices of any size (product.go). Small networks run the same derivation in the
// forms of package fast, which is under internal/, and which the tests hold equal to
// this one, but for some units of rounding.
//
// # A yardstick
//
// The benchmarks are to be held against a C program for the report's network alone:
// its sizes 2-4-4-1 fixed at compile time, parameters in local arrays, one pass over
// the rows that computes for a row the three layers forward, sigmoid by exp, the
// logarithm of the label's clamped probability by log (both of libm), the gradient
// backward with ŷ(1-ŷ)/η(·), and adds it to local sums; then the update. No argument
// is checked. Compiled by gcc 12 -O3 -march=native -ffast-math it takes 1.1 times as
// long as a Step here for the 21 rows of XOR, and 1.4 times for 100 rows (AMD EPYC,
// Zen 5; medians of interleaved rounds).
package manual
