package gradcheck_test

import "math"

// quad is the unevaluated sum hi + lo of two float64 with |lo| at most half an ulp
// of hi: 106 bits, after Dekker (1971) and the QD library of Hida, Li and Bailey
// (2001). The jury derives what is true with it.
type quad struct{ hi, lo float64 }

var (
	ln2    = quad{math.Ln2, 2.3190468138462996e-17}
	piHalf = quad{math.Pi / 2, 6.123233995736766e-17}
)

func num(v float64) quad { return quad{hi: v} }

// twoSum returns a + b without error.
func twoSum(a, b float64) quad {
	s := a + b
	t := s - a
	return quad{s, (a - (s - t)) + (b - t)}
}

// quickTwoSum is twoSum for |a| ≥ |b|.
func quickTwoSum(a, b float64) quad {
	s := a + b
	if math.IsInf(s, 0) || math.IsNaN(s) {
		return quad{hi: s}
	}
	return quad{s, b - (s - a)}
}

func (a quad) add(b quad) quad {
	s, t := twoSum(a.hi, b.hi), twoSum(a.lo, b.lo)
	s = quickTwoSum(s.hi, s.lo+t.hi)
	return quickTwoSum(s.hi, s.lo+t.lo)
}

func (a quad) neg() quad       { return quad{-a.hi, -a.lo} }
func (a quad) sub(b quad) quad { return a.add(b.neg()) }

func (a quad) mul(b quad) quad {
	p := float64(a.hi * b.hi)
	e := math.FMA(a.hi, b.hi, -p)
	return quickTwoSum(p, e+(float64(a.hi*b.lo)+float64(a.lo*b.hi)))
}

func (a quad) times(b float64) quad { return a.mul(num(b)) }

func (a quad) div(b quad) quad {
	q1 := a.hi / b.hi
	r := a.sub(b.times(q1))
	q2 := r.hi / b.hi
	r = r.sub(b.times(q2))
	return quickTwoSum(q1, q2).add(num(r.hi / b.hi))
}

func (a quad) sqrt() quad {
	if a.hi <= 0 {
		return num(math.Sqrt(a.hi))
	}
	r := num(math.Sqrt(a.hi))
	return r.add(a.sub(r.mul(r)).div(r.times(2)))
}

func (a quad) ldexp(k int) quad { return quad{math.Ldexp(a.hi, k), math.Ldexp(a.lo, k)} }

// exp is 2^k (1 + s), where s = exp(r/512) - 1 is squared back nine times.
func (a quad) exp() quad {
	if a.hi < -745 || a.hi > 710 || math.IsNaN(a.hi) {
		return num(math.Exp(a.hi))
	}
	k := math.Round(a.hi / math.Ln2)
	r := a.sub(ln2.times(k)).ldexp(-9)
	s, term := r, r
	for n := 2.0; n <= 12; n++ {
		term = term.mul(r).div(num(n))
		s = s.add(term)
	}
	for range 9 {
		s = s.ldexp(1).add(s.mul(s))
	}
	return s.add(num(1)).ldexp(int(k))
}

// log improves the float64 logarithm by one step of Newton's method.
func (a quad) log() quad {
	if !(a.hi > 0) || math.IsInf(a.hi, 1) {
		return num(math.Log(a.hi))
	}
	_, k := math.Frexp(a.hi)
	m := a.ldexp(-k)
	y := num(math.Log(m.hi))
	return y.add(m.mul(y.neg().exp()).sub(num(1))).add(ln2.times(float64(k)))
}

// sincos reduces to |r| ≤ π/4 and sums the two series.
func (a quad) sincos() (sin, cos quad) {
	k := math.Round(a.hi / (math.Pi / 2))
	r := a.sub(piHalf.times(k))
	s, c, term := r, num(1), r
	for n := 2.0; n <= 28; n++ {
		term = term.mul(r).div(num(n))
		switch int(n) % 4 {
		case 0:
			c = c.add(term)
		case 1:
			s = s.add(term)
		case 2:
			c = c.sub(term)
		case 3:
			s = s.sub(term)
		}
	}
	switch int64(k) & 3 {
	case 1:
		return c, s.neg()
	case 2:
		return s.neg(), c.neg()
	case 3:
		return c.neg(), s
	}
	return s, c
}

// atan improves the float64 arctangent by one step of Newton's method.
func (a quad) atan() quad {
	y := num(math.Atan(a.hi))
	s, c := y.sincos()
	// tan(atan(a) - y) = (a cos y - sin y) / (cos y + a sin y), which is tiny
	return y.add(a.mul(c).sub(s).div(c.add(a.mul(s))))
}
