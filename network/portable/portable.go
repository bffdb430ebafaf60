// Package portable has the elementary functions that the engines need, with the
// same float64 results on every architecture. Those of package math use the
// processor's own instructions where there are some, and differ in the last bit
// from one to the other; 70 000 updates make more of that bit.
//
// The methods and the coefficients are those of Sun's freely distributable math
// library (FreeBSD, lib/msun/src, e_exp.c and e_log.c) and of Cephes (S. L.
// Moshier, tanh.c). Errors are below one unit in the last place for Exp and Log,
// and two for Tanh. Every product that is added is rounded first, by a
// conversion, so that no compiler fuses the two operations.
package portable

import "math"

// ln 2 in two parts, the first with its last 32 bits zero, so that k·ln2Hi is
// exact for the exponents k of float64.
const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

// Exp returns e^x: 0 below about -745, +Inf above about 709.78, and NaN for NaN.
//
// With x = k ln 2 + r and |r| ≤ ln 2 / 2, e^x = 2^k e^r and
//
//	e^r = 1 + r + r c(r)/(2 - c(r)),   c(r) = r - r² (P1 + P2 r² + … + P5 r⁸)
func Exp(x float64) float64 {
	const (
		p1 = 1.66666666666666657415e-01
		p2 = -2.77777777770155933842e-03
		p3 = 6.61375632143793436117e-05
		p4 = -1.65339022054652515390e-06
		p5 = 4.13813679705723846039e-08

		overflow  = 7.09782712893383973096e+02
		underflow = -7.45133219101941108420e+02
	)
	switch {
	case math.IsNaN(x) || x > overflow:
		return x * math.Inf(1) // NaN, or +Inf
	case x < underflow:
		return 0
	}
	k := math.Floor(float64(x*math.Log2E) + 0.5)
	hi := x - float64(k*ln2Hi)
	lo := k * ln2Lo
	r := hi - float64(lo)
	t := r * r
	c := p4 + float64(t*p5)
	c = p3 + float64(t*c)
	c = p2 + float64(t*c)
	c = p1 + float64(t*c)
	c = r - float64(t*c)
	y := 1 - ((float64(lo) - float64(r*c)/(2-c)) - hi)
	return scale(y, int(k))
}

// scale returns y·2^k for y in [1/2, 2].
func scale(y float64, k int) float64 {
	if -1021 <= k && k <= 1022 { // 2^k and the result are normal numbers
		return y * math.Float64frombits(uint64(1023+k)<<52)
	}
	return math.Ldexp(y, k)
}

// Log returns the natural logarithm of x: -Inf for 0, NaN for x < 0 and NaN, +Inf
// for +Inf.
//
// With x = 2^k (1+f) and √2/2 ≤ 1+f < √2, and s = f/(2+f),
//
//	ln(1+f) = f - f²/2 + s (f²/2 + R(s)),   R(s) = L1 s² + L2 s⁴ + … + L7 s¹⁴
func Log(x float64) float64 {
	const (
		l1 = 6.666666666666735130e-01
		l2 = 3.999999999940941908e-01
		l3 = 2.857142874366239149e-01
		l4 = 2.222219843214978396e-01
		l5 = 1.818357216161805012e-01
		l6 = 1.531383769920937332e-01
		l7 = 1.479819860511658591e-01
	)
	switch {
	case math.IsNaN(x) || math.IsInf(x, 1):
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	m, e := math.Frexp(x) // m in [1/2, 1)
	if m < math.Sqrt2/2 {
		m *= 2
		e--
	}
	f, k := m-1, float64(e)
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
	return float64(k*ln2Hi) - ((half - (float64(s*(half+R)) + float64(k*ln2Lo))) - f)
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
