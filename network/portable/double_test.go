package portable_test

import (
	"math"
	"math/big"

	"backprop/network/portable"
)

// double is the sum of two float64 numbers, the second below the last digit of the
// first: some 106 bits. It knows errors to a thousandth of a unit in the last place,
// at a ten-thousandth of what math/big takes for it.
type double struct{ hi, lo float64 }

// fast returns a + b for |a| ≥ |b|.
func fast(a, b float64) double { s := a + b; return double{s, b - (s - a)} }

func exactSum(a, b float64) double {
	s := a + b
	t := s - a
	return double{s, (a - (s - t)) + (b - t)}
}

func exactProduct(a, b float64) double {
	p := float64(a * b) // rounded, on an architecture that would fuse it with a sum too
	return double{p, math.FMA(a, b, -p)}
}

func (a double) plus(b double) double {
	s, t := exactSum(a.hi, b.hi), exactSum(a.lo, b.lo)
	s = fast(s.hi, s.lo+t.hi)
	return fast(s.hi, s.lo+t.lo)
}

func (a double) times(b double) double {
	p := exactProduct(a.hi, b.hi)
	return fast(p.hi, p.lo+(a.hi*b.lo+a.lo*b.hi))
}

func (a double) over(b double) double {
	q := a.hi / b.hi
	r := a.plus(double{-q, 0}.times(b))
	q2 := r.hi / b.hi
	r = r.plus(double{-q2, 0}.times(b))
	s := fast(q, q2)
	return s.plus(double{r.hi / b.hi, 0})
}

// roots are 2^(i/64) - 1, and ln2 is ln 2 / 64 in three parts, the first two short.
var roots, ln2 = func() (roots [64]double, ln2 [3]float64) {
	split := func(x *big.Float) double {
		hi, _ := x.Float64()
		lo, _ := new(big.Float).Sub(x, float(hi)).Float64()
		return double{hi, lo}
	}
	ln := bigLog(2)
	for i := range roots {
		x := new(big.Float).Quo(new(big.Float).Mul(ln, float(float64(i))), float(64))
		roots[i] = split(new(big.Float).Sub(bigExpOf(x), float(1)))
	}
	rest := new(big.Float).Quo(ln, float(64))
	for i := range ln2 {
		part, _ := rest.Float64()
		if i < 2 {
			part = math.Float64frombits(math.Float64bits(part) >> 20 << 20)
		}
		rest.Sub(rest, float(part))
		ln2[i] = part
	}
	return roots, ln2
}()

// doubleExp returns the k and the d for which e^x = 2^k (1 + d).
func doubleExp(x float64) (k int, d double) {
	n := math.RoundToEven(x * (64 * math.Log2E))
	r := exactSum(x-n*ln2[0], -n*ln2[1]).plus(exactProduct(-n, ln2[2]))
	square := r.times(r)
	tail := 1. / 5040
	for _, c := range []float64{1. / 720, 1. / 120, 1. / 24, 1. / 6} {
		tail = c + r.hi*tail
	}
	p := r.plus(double{square.hi / 2, square.lo / 2}).plus(double{square.hi * r.hi * tail, 0})
	i := int(n)
	root := roots[i&63]
	return i >> 6, root.plus(p).plus(root.times(p))
}

// doubleLog returns ln(a) for a > 0 from a guess of it, or from a - 1 where that is small.
func doubleLog(a double, minusOne float64, guess float64) double {
	if math.Abs(minusOne) < 0x1p-6 { // 2 artanh(f/(2+f))
		s := double{minusOne, 0}.over(exactSum(2, minusOne))
		s2 := s.hi * s.hi
		tail := s.hi * s2 * (1./3 + s2*(1./5+s2*(1./7+s2*(1./9+s2/11))))
		s = s.plus(double{tail, 0})
		return double{2 * s.hi, 2 * s.lo}
	}
	k, d := doubleExp(-guess)
	scaled := double{math.Ldexp(a.hi, k), math.Ldexp(a.lo, k)} // near 1
	q := scaled.plus(scaled.times(d)).plus(double{-1, 0})
	return exactSum(guess, q.hi).plus(double{q.lo - q.hi*q.hi/2, 0})
}

func doubleTanh(x float64) double {
	k, d := doubleExp(2 * math.Abs(x))
	one := math.Ldexp(1, k)
	e := double{one - 1, 0}.plus(double{one * d.hi, one * d.lo})
	t := e.over(e.plus(double{2, 0}))
	return double{math.Copysign(t.hi, t.hi*x), math.Copysign(t.lo, t.lo*x)}
}

// errorOf is how far got is from an exact value, 2^k times a double, in units of the last
// place of that, which is 2^-1074 at least.
func errorOf(got float64, exact double, k int) float64 {
	ulp := math.Float64frombits(math.Float64bits(math.Abs(exact.hi))&^(1<<52-1)) * 0x1p-52
	ulp = max(ulp, math.Ldexp(1, -1074-k))
	return math.Abs((math.Ldexp(got, -k)-exact.hi)-exact.lo) / ulp
}

// unscaled is a function whose values are not scaled by a power of 2.
func unscaled(f func(x float64) double) func(x float64) (double, int) {
	return func(x float64) (double, int) { return f(x), 0 }
}

// known are the functions with their exact values, and with the arguments where there is
// something to be wrong about: elsewhere the result is an infinity, 0, a NaN, ±1, 1 + x
// rounded, or x. The values of Log below 2^-1022 are left to math/big.
var known = map[string]struct {
	ours  func(float64) float64
	exact func(x float64) (d double, k int) // d·2^k
	big   func(x float64) *big.Float
	tried func(x float64) bool
}{
	"Exp": {portable.Exp, func(x float64) (double, int) {
		k, d := doubleExp(x)
		return double{1, 0}.plus(d), k
	}, bigExp, func(x float64) bool { return 0x1p-56 < math.Abs(x) && x < 709.78 && -745.13 < x }},
	"Log": {portable.Log, unscaled(func(x float64) double { return doubleLog(double{x, 0}, x-1, math.Log(x)) }),
		bigLog, func(x float64) bool { return 0x1p-1022 <= x && x != 1 }},
	"Log1p": {portable.Log1p, unscaled(func(x float64) double { return doubleLog(exactSum(1, x), x, math.Log1p(x)) }),
		bigLog1p, func(x float64) bool { return -1 < x && 0x1p-56 < math.Abs(x) }},
	"Tanh": {portable.Tanh, unscaled(doubleTanh), bigTanh,
		func(x float64) bool { return 0x1p-30 < math.Abs(x) && math.Abs(x) < 19 }},
}
