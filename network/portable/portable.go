// Package portable has the elementary functions that the engines need, with the
// same float64 results on every architecture. Those of package math use the
// processor's own instructions where there are some, and differ in the last bit
// from one to the other; 70 000 updates make more of that bit.
//
// Exp takes 2^(i/128) from a table, Log and Log1p the method and the coefficients of
// Sun's freely distributable math library (FreeBSD, lib/msun/src, e_log.c), Tanh
// those of Cephes (S. L. Moshier, tanh.c). Errors are below 0.52 units in the last
// place for Exp, one for Log and Log1p, and two for Tanh. Every product that is added
// is rounded first, by a conversion, so that no compiler fuses the two operations.
package portable

import "math"

// ln 2 in two parts, the first with its last 32 bits zero, so that k·ln2Hi is
// exact for the exponents k of float64.
const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

// Log returns the natural logarithm of x: -Inf for 0, NaN for x < 0 and NaN, +Inf
// for +Inf.
//
// With x = 2^k (1+f) and √2/2 ≤ 1+f < √2, and s = f/(2+f),
//
//	ln(1+f) = f - f²/2 + s (f²/2 + R(s)),   R(s) = L1 s² + L2 s⁴ + … + L7 s¹⁴
func Log(x float64) float64 {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 1):
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	return logPlus(x, 0)
}

// Log1p returns ln(1+x), for x near 0 to the last digits of x: -Inf for -1, NaN for
// x < -1 and NaN, +Inf for +Inf.
//
// Between √2/2 and √2, 1+x is what [Log] makes of it, without rounding; elsewhere
// what rounding 1+x loses is added in first order.
func Log1p(x float64) float64 {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 1):
		return x
	case x == 0:
		return x // with its sign
	case math.Sqrt2/2-1 <= x && x < math.Sqrt2-1:
		return logParts(x, 0, 0)
	case x <= -1:
		return Log(1 + x) // -Inf, or NaN
	}
	sum := 1 + x
	lost := x - (sum - 1) // exact, or beyond 2^53 too little to matter
	return logPlus(sum, lost/sum)
}

// logPlus returns ln(x) + c for a finite x > 0 and a c of less than its last digit.
func logPlus(x, c float64) float64 {
	k := 0.0
	if x < 0x1p-1022 { // subnormal
		x, k = x*0x1p54, -54
	}
	// The exponent, counted from √2/2, and x without it.
	bits := math.Float64bits(x)
	exponent := int64(bits-math.Float64bits(math.Sqrt2/2)) >> 52
	m := math.Float64frombits(bits - uint64(exponent)<<52)
	return logParts(m-1, k+float64(exponent), c)
}

// logParts returns ln(2^k (1+f)) + c for √2/2 ≤ 1+f < √2.
func logParts(f, k, c float64) float64 {
	const (
		l1 = 6.666666666666735130e-01
		l2 = 3.999999999940941908e-01
		l3 = 2.857142874366239149e-01
		l4 = 2.222219843214978396e-01
		l5 = 1.818357216161805012e-01
		l6 = 1.531383769920937332e-01
		l7 = 1.479819860511658591e-01
	)
	s := f / (2 + f)
	s2 := s * s
	s4 := s2 * s2
	odd := l5 + float64(s4*l7)
	odd = l3 + float64(s4*odd)
	odd = l1 + float64(s4*odd)
	even := l4 + float64(s4*l6)
	even = l2 + float64(s4*even)
	R := float64(s2*odd) + float64(s4*even)
	half := float64(0.5 * f * f)
	return float64(k*ln2Hi) - ((half - (float64(s*(half+R)) + (float64(k*ln2Lo) + c))) - f)
}

// Tanh returns the hyperbolic tangent of x, ±1 for large |x|, NaN for NaN.
//
// It is x + x³ P(x²)/Q(x²) for |x| < 0.625 and else ±(1 - 2/(e^2|x| + 1)).
func Tanh(x float64) float64 {
	const (
		p0 = -9.64399179425052238628e-1
		p1 = -9.92877231001918586564e1
		p2 = -1.61468768441708447952e3
		q0 = 1.12811678491632931402e2
		q1 = 2.23548839060100448583e3
		q2 = 4.84406305325125486048e3
	)
	a := math.Abs(x)
	if a >= 0.625 {
		return math.Copysign(1-2/(Exp(2*a)+1), x)
	}
	if x == 0 {
		return x // with its sign
	}
	s := x * x
	p := p1 + float64(s*p0)
	p = p2 + float64(s*p)
	q := q0 + s
	q = q1 + float64(s*q)
	q = q2 + float64(s*q)
	return x + float64(x*s*p)/q
}
