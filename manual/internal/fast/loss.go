package fast

import (
	"backprop/network"
	"backprop/network/portable"
)

// outputUnit is the output unit with its loss. From the logits z and the labels y it
// computes
//
//	ŷ  = sigmoid(z)
//	c  = y ŷ + (1-y)(1-ŷ)         the probability of the label, clamped by η
//	dZ = dŷ ∘ ŷ(1-ŷ)
//
// Where nothing is clamped, c is one of ŷ and 1-ŷ, and dZ = (1-y)ŷ(1-ŷ)/(1-ŷ) -
// yŷ(1-ŷ)/ŷ, which is ŷ - y but for the rounding of three operations, whereas ŷ and
// 1-ŷ are to the last bit those of the plain form: that is one division per row,
// and an error of 3·2^-53, however near to 0 or 1 ŷ is.
func outputUnit(dZ, c, z, y []float64) {
	dZ, c, y = dZ[:len(z)], c[:len(z)], y[:len(z)]
	for i, v := range z {
		c[i] = -v
	}
	portable.ExpTo(c, c)
	for i, e := range c {
		c[i], dZ[i] = labelTerm(1/(1+e), y[i])
	}
}

// labelTerm returns c and dZ for ŷ = p and a label of 0 or 1.
func labelTerm(p, y float64) (c, dZ float64) {
	q := 1 - p
	c = float64(y*p) + float64((1-y)*q) // one of them and 0
	if c < network.Eta {
		return network.Eta, float64(1-2*y) * (1 / network.Eta) * (p * q)
	}
	return c, p - y
}

// logChunk is the number of probabilities whose product is taken before the
// logarithm. Each is at least 1e-10, so the product is at least 1e-240.
const logChunk = 24

// nearCertain is the product of a chunk from which on its rounding, 24·2^-53 at
// most, would be more than 1e-13 of its logarithm, with a margin of 2.
const nearCertain = 0.95

// addLogs returns sum + Σ ln c for clamped probabilities c: logarithms of products of
// a chunk at a time. Where a product is so near to 1 that its logarithm would
// lose digits, its distance from 1 is summed instead, which loses none:
// 1-(1-E)(1-e) = E + (1-E)e for e = 1-c, which is exact for c above 1/2.
func addLogs(sum float64, c []float64) float64 {
	for len(c) > 0 {
		part := c[:min(len(c), logChunk)]
		c = c[len(part):]
		product := 1.0
		for _, v := range part {
			product *= v
		}
		if product < nearCertain {
			sum += portable.Log(product)
			continue
		}
		E := 0.0
		for _, v := range part {
			E += float64((1 - E) * (1 - v))
		}
		sum += portable.Log1p(-E)
	}
	return sum
}
