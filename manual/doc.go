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
// # Three forms
//
// The plain form, layer.go, activation.go and loss.go, is this derivation as it
// stands. It runs networks with a layer of many weights, whose products are left to
// BLAS (package network/matmul), and everything in which a value might overflow. The
// others are the same derivation for small layers, where what surrounds the
// arithmetic costs more than it does. Tests hold each equal to the plain form.
//
//   - block.go: blocks of at most 120 rows, stored column by column, so that every
//     loop runs along the rows (combine.go for A W and dZ Wᵀ, dots.go for A₋ᵀ dZ).
//     Two columns of the result are made at a time, with their weights in registers.
//   - row.go: a single row, where loops run along the units and a step updates each
//     weight as soon as its derivative is known.
//
// Both compute the logits, and so ŷ, 1-ŷ and what η clamps, in the order of the plain
// form and to the same bit. The loss takes one logarithm of a product of 24
// probabilities, and dZ of the output is ŷ-y where nothing is clamped (head.go); so a
// gradient differs from the plain form's by some units of rounding, at most 1e-13
// relative to the terms that it sums. Sums over rows go on from block to block in the
// order of the rows; no product is fused with a sum. Hence the same bytes for blocks
// of any size and on any architecture, except from products large enough for BLAS.
//
// Before a fast form runs, tame.go bounds everything that it will compute by the
// norms of θ and X. Where the bound is a float64 with room to spare, nothing needs to
// be looked at on the way, and where it is not, the plain form runs, and says what is
// wrong.
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
