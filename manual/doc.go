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
package manual
