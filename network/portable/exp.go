package portable

import (
	"math"
	"math/big"
)

// Exp returns e^x: 0 below about -745, +Inf above about 709.78, and NaN for NaN.
//
// With x = (k + i/128) ln 2 + r, i one of 0 … 127 and |r| ≤ ln 2 / 256,
//
//	e^x = 2^k · 2^(i/128) · e^r,   e^r = 1 + r + r²/2! + … + r⁵/5!
//
// where a table has 2^(i/128). What the series leaves out, r⁶/6!, is below 6e-19.
func Exp(x float64) float64 {
	bits, tail, r := reduce(x)
	q := series(tail, r)
	if !(math.Abs(x) <= plainExp) {
		return expFar(x, bits, q)
	}
	s := math.Float64frombits(bits)
	return s + float64(s*q)
}

// reduce returns the bits of 2^k · 2^(i/128), whose exponent may overflow, what the
// table's rounding lost of it, and r. It is short enough to be inlined, as series is.
func reduce(x float64) (bits uint64, tail, r float64) {
	rounded := float64(x*(128*math.Log2E)) + round
	k := math.Float64bits(rounded)
	n := rounded - round
	power := &powers[k%128]
	return power.bits + k<<45, power.tail, x - float64(n*ln2Over128Hi) - float64(n*ln2Over128Lo)
}

// series returns e^(r+tail) - 1.
func series(tail, r float64) float64 {
	r2 := r * r
	return (r + tail) + float64(r2*(0.5+float64(r*(1./6)))) + float64(float64(r2*r2)*(1./24+float64(r*(1./120))))
}

// ExpTo stores e^x[i] in dst[i], the same as Exp for less. dst may be x. It panics if
// dst is shorter than x.
func ExpTo(dst, x []float64) {
	dst = dst[:len(x)]
	for i, x := range x {
		bits, tail, r := reduce(x)
		q := series(tail, r)
		if !(math.Abs(x) <= plainExp) {
			dst[i] = expFar(x, bits, q)
			continue
		}
		s := math.Float64frombits(bits)
		dst[i] = s + float64(s*q)
	}
}

// SigmoidTo stores 1/(1+e^-z[i]) in dst[i]. dst may be z. It panics if dst is shorter
// than z.
func SigmoidTo(dst, z []float64) {
	dst = dst[:len(z)]
	for i, z := range z {
		bits, tail, r := reduce(-z)
		q := series(tail, r)
		if !(math.Abs(z) <= plainExp) {
			dst[i] = 1 / (1 + expFar(-z, bits, q))
			continue
		}
		s := math.Float64frombits(bits)
		dst[i] = 1 / (1 + (s + float64(s*q)))
	}
}

// expFar is Exp where 2^k, e^x or the terms of e^x may not be normal numbers. It is
// s(1+q), 2^64 times nearer to 1 than e^x, since the exponent of s may have overflowed
// in its bits.
func expFar(x float64, bits uint64, q float64) float64 {
	const (
		overflow  = 7.09782712893383973096e+02
		underflow = -7.45133219101941108420e+02
		least     = 0x1p-1022 * 0x1p64 // the least normal number, as far from it as y
	)
	switch {
	case math.IsNaN(x) || x > overflow:
		return x * math.Inf(1) // NaN, or +Inf
	case x < underflow:
		return 0
	}
	away := int(math.Copysign(64, x))
	s := math.Float64frombits(bits - uint64(away)<<52)
	y := s + float64(s*q)
	if y < least { // it is rounded once, to the last bit of a subnormal number, which is that of least
		whole := least + s
		y = whole + ((s - (whole - least)) + float64(s*q)) - least
	}
	return math.Ldexp(y, away)
}

// plainExp is the largest |x| for which 2^k and e^x are normal numbers, and the last
// bit of e^x is one that the product of 2^k and q has, too.
const plainExp = 700

const (
	// ln 2 / 128 in two parts, the first with its last bits zero, so that its product
	// with an integer of 17 bits is exact.
	ln2Over128Hi = 0x1.62e42fefa0000p-8
	ln2Over128Lo = 0x1.cf79abc9e3b39p-47

	// round is 1.5·2^52: a number of at most 2^51 that is added to it is rounded to
	// an integer, which the lowest bits of the sum then hold.
	round = 0x1.8p52
)

// powers[i] is 2^(i/128): rounded, and the part that rounding lost, relative to it.
// From the bits, i<<45 is subtracted already, so that for k = 128e + i the addition
// of k<<45 adds e to the exponent and nothing else.
var powers = func() (table [128]struct {
	bits uint64
	tail float64
}) {
	const precision = 160 // bits: three times float64's
	root := big.NewFloat(2).SetPrec(precision)
	for range 7 {
		root.Sqrt(root) // 2^(1/128) in the end
	}
	power := big.NewFloat(1).SetPrec(precision)
	for i := range table {
		rounded, _ := power.Float64()
		rest := new(big.Float).SetPrec(precision).Sub(power, big.NewFloat(rounded))
		table[i].bits = math.Float64bits(rounded) - uint64(i)<<45
		table[i].tail, _ = rest.Quo(rest, power).Float64()
		power.Mul(power, root)
	}
	return table
}()
