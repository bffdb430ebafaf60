package program

import "backprop/network/portable"

// logChunk is the number of rows of which the product of the values is taken before
// its logarithm: factors within the bounds keep the product of a chunk, and of as
// many terms as it has room for, a normal number.
const (
	logChunk               = 24
	factorMin, factorMax   = 0x1p-37, 0x1p37 // 1e-11
	productMin, productMax = 0x1p-960, 0x1p960
)

// Near 1 the rounding of a product, 24·2^-53 at most, would be more than 1e-13 of
// its logarithm: there the logarithms are added one by one.
const nearOneMin, nearOneMax = 0.96, 1.04

// logTerm is Σ w ln v of two columns; w may be nil for 1.
type logTerm struct{ w, v []float64 }

// sumLogs returns the sum of the terms, which all have n rows.
func sumLogs(terms []logTerm, n int) float64 {
	sum := 0.0
	for lo := 0; lo < n; lo += logChunk {
		hi := min(lo+logChunk, n)
		product := 1.0
		for _, t := range terms {
			p, ok := chunkProduct(t, lo, hi)
			if ok && (nearOneMax < p || p < nearOneMin) {
				if p *= product; productMin < p && p < productMax {
					product = p
					continue
				}
			}
			sum += chunkSum(t, lo, hi)
		}
		if product != 1 {
			sum += portable.Log(product)
		}
	}
	return sum
}

// chunkProduct returns the product of the values with weight 1, and whether the
// weights are 0 and 1 and the values within bounds.
func chunkProduct(t logTerm, lo, hi int) (product float64, ok bool) {
	v := t.v[lo:hi]
	product = 1
	if t.w == nil {
		for _, x := range v {
			if !(factorMin < x && x < factorMax) {
				return 0, false
			}
			product *= x
		}
		return product, true
	}
	w := t.w[lo:hi][:len(v)]
	other := 1.0 // a multiplication need not wait for the one before
	for i, x := range v {
		rest := 1 - w[i]
		if !(factorMin < x && x < factorMax) || float64(w[i]*rest) != 0 {
			return 0, false
		}
		// 1 for a weight of 0 and x for one of 1, exactly, without a branch that a
		// processor would have to guess.
		product, other = other, product*(float64(w[i]*x)+rest)
	}
	return product * other, true
}

// chunkSum adds the logarithms one by one.
func chunkSum(t logTerm, lo, hi int) float64 {
	sum := 0.0
	for i, x := range t.v[lo:hi] {
		l := portable.Log(x)
		if t.w != nil {
			l *= t.w[lo+i]
		}
		sum += l
	}
	return sum
}
