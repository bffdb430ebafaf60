package fast

import (
	"backprop/network"
	"backprop/network/portable"
)

// labelTerms is the loss of the output unit. It takes ŷ and the labels y to
//
//	c  = y ŷ + (1-y)(1-ŷ)         the probability of the label, clamped by η
//	dZ = dŷ ∘ ŷ(1-ŷ)
//
// of which c replaces ŷ, and returns logs + Σ ln c: logarithms of products of a chunk
// at a time.
//
// Where nothing is clamped, c is one of ŷ and 1-ŷ, and dZ = (1-y)ŷ(1-ŷ)/(1-ŷ) -
// yŷ(1-ŷ)/ŷ, which is ŷ - y but for the rounding of three operations, whereas ŷ and
// 1-ŷ are to the last bit those of the plain form: that is one division per row,
// and an error of 3·2^-53, however near to 0 or 1 ŷ is.
func labelTerms(logs float64, dZ, p, y []float64) float64 {
	for len(p) > 0 {
		n := min(len(p), together)
		part, dPart, yPart := p[:n], dZ[:n], y[:n]
		product := 1.0
		for i, v := range part {
			c, d := labelTerm(v, yPart[i])
			product *= c
			part[i], dPart[i] = c, d
		}
		logs += logProduct(product, part)
		p, dZ, y = p[n:], dZ[n:], y[n:]
	}
	return logs
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

// together is logChunk, or less in tests.
var together = logChunk

// nearCertain is the product of a chunk from which on its rounding, 24·2^-53 at
// most, would be more than 1e-13 of its logarithm, with a margin of 2.
const nearCertain = 0.95

// logProduct returns Σ ln c from the product of a chunk c. Where that is so near to 1
// that its logarithm would lose digits, its distance from 1 is summed instead, which
// loses none: 1-(1-E)(1-e) = E + (1-E)e for e = 1-c, which is exact for c above 1/2.
func logProduct(product float64, c []float64) float64 {
	if product < nearCertain {
		return portable.Log(product)
	}
	E := 0.0
	for _, v := range c {
		E += float64((1 - E) * (1 - v))
	}
	return portable.Log1p(-E)
}
