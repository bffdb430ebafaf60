package network

// Eta is the least probability whose logarithm the objective takes. For
// probabilities ŷ and labels y of N rows the objective is the SUM of the clamped
// binary cross-entropy,
//
//	L = -Σ [ y ln η(ŷ) + (1-y) ln η(1-ŷ) ]        η(v) = max(v, Eta)
//
// and the clamp is straight-through: engines differentiate as if η'(v) were 1, also
// where it clamps. Both are the lab report's.
const Eta = 1e-10
