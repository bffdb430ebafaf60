package lab

import (
	"math"
	"math/big"
)

// number is one of exact arithmetic: of so many bits that no rounding reaches the
// digits that anybody prints.
type number = *big.Float

// arithmetic has numbers of this many bits. Every operation returns a new one.
type arithmetic uint

func (bits arithmetic) of(v float64) number    { return bits.zero().SetFloat64(v) }
func (bits arithmetic) zero() number           { return new(big.Float).SetPrec(uint(bits)) }
func (bits arithmetic) add(a, b number) number { return bits.zero().Add(a, b) }
func (bits arithmetic) sub(a, b number) number { return bits.zero().Sub(a, b) }
func (bits arithmetic) mul(a, b number) number { return bits.zero().Mul(a, b) }
func (bits arithmetic) div(a, b number) number { return bits.zero().Quo(a, b) }

// exp is exp(x) = exp(x/2ᵏ)^(2ᵏ), by the Taylor series of the small argument. A
// squaring doubles the relative error, for which there are k more bits, and some.
func (bits arithmetic) exp(x number) number {
	const k = 24
	more := bits + 2*k
	small := more.zero().SetMantExp(x, -k)
	sum, term := more.of(1), more.of(1)
	for n := 1.0; term.Sign() != 0 && term.MantExp(nil) > -int(more); n++ {
		term = more.div(more.mul(term, small), more.of(n))
		sum = more.add(sum, term)
	}
	for range k {
		sum = more.mul(sum, sum)
	}
	return bits.zero().Set(sum)
}

// log is the natural logarithm of an x > 0 that float64 can hold, by Halley's
// iteration on exp(y) = x, which triples the number of right digits.
func (bits arithmetic) log(x number) number {
	guess, _ := x.Float64()
	y := bits.of(math.Log(guess))
	for right := uint(50); right < uint(bits); right *= 3 {
		e := bits.exp(y)
		y = bits.add(y, bits.div(bits.mul(bits.of(2), bits.sub(x, e)), bits.add(x, e)))
	}
	return y
}
