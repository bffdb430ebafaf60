// Package exact has the arithmetic by which a gradient checker is judged: numbers of
// 106 bits, and slopes in them.
package exact

import "math"

// Quad is the unevaluated sum hi + lo of two float64 with |lo| at most half an ulp
// of Hi: 106 bits, after Dekker (1971) and the QD library of Hida, Li and Bailey
// (2001).
type Quad struct{ Hi, Lo float64 }

var (
	ln2    = Quad{math.Ln2, 2.3190468138462996e-17}
	piHalf = Quad{math.Pi / 2, 6.123233995736766e-17}
)

// Num is v, exactly.
func Num(v float64) Quad { return Quad{Hi: v} }

// twoSum returns a + b without error.
func twoSum(a, b float64) Quad {
	s := a + b
	t := s - a
	return Quad{s, (a - (s - t)) + (b - t)}
}

// quickTwoSum is twoSum for |a| ≥ |b|.
func quickTwoSum(a, b float64) Quad {
	s := a + b
	if math.IsInf(s, 0) || math.IsNaN(s) {
		return Quad{Hi: s}
	}
	return Quad{s, b - (s - a)}
}

func (a Quad) Add(b Quad) Quad {
	s, t := twoSum(a.Hi, b.Hi), twoSum(a.Lo, b.Lo)
	s = quickTwoSum(s.Hi, s.Lo+t.Hi)
	return quickTwoSum(s.Hi, s.Lo+t.Lo)
}

func (a Quad) Neg() Quad       { return Quad{-a.Hi, -a.Lo} }
func (a Quad) Sub(b Quad) Quad { return a.Add(b.Neg()) }

func (a Quad) Mul(b Quad) Quad {
	p := float64(a.Hi * b.Hi)
	e := math.FMA(a.Hi, b.Hi, -p)
	return quickTwoSum(p, e+(float64(a.Hi*b.Lo)+float64(a.Lo*b.Hi)))
}

func (a Quad) Times(b float64) Quad { return a.Mul(Num(b)) }

func (a Quad) Div(b Quad) Quad {
	q1 := a.Hi / b.Hi
	r := a.Sub(b.Times(q1))
	q2 := r.Hi / b.Hi
	r = r.Sub(b.Times(q2))
	return quickTwoSum(q1, q2).Add(Num(r.Hi / b.Hi))
}

func (a Quad) Sqrt() Quad {
	if a.Hi <= 0 {
		return Num(math.Sqrt(a.Hi))
	}
	r := Num(math.Sqrt(a.Hi))
	return r.Add(a.Sub(r.Mul(r)).Div(r.Times(2)))
}

func (a Quad) Ldexp(k int) Quad { return Quad{math.Ldexp(a.Hi, k), math.Ldexp(a.Lo, k)} }

// Exp is 2^k (1 + s), where s = exp(r/512) - 1 is squared back nine times.
func (a Quad) Exp() Quad {
	if a.Hi < -745 || a.Hi > 710 || math.IsNaN(a.Hi) {
		return Num(math.Exp(a.Hi))
	}
	k := math.Round(a.Hi / math.Ln2)
	r := a.Sub(ln2.Times(k)).Ldexp(-9)
	s, term := r, r
	for n := 2.0; n <= 12; n++ {
		term = term.Mul(r).Div(Num(n))
		s = s.Add(term)
	}
	for range 9 {
		s = s.Ldexp(1).Add(s.Mul(s))
	}
	return s.Add(Num(1)).Ldexp(int(k))
}

// Log improves the float64 logarithm by one step of Newton's method.
func (a Quad) Log() Quad {
	if !(a.Hi > 0) || math.IsInf(a.Hi, 1) {
		return Num(math.Log(a.Hi))
	}
	_, k := math.Frexp(a.Hi)
	m := a.Ldexp(-k)
	y := Num(math.Log(m.Hi))
	return y.Add(m.Mul(y.Neg().Exp()).Sub(Num(1))).Add(ln2.Times(float64(k)))
}

// Sincos reduces to |r| ≤ π/4 and sums the two series.
func (a Quad) Sincos() (sin, cos Quad) {
	k := math.Round(a.Hi / (math.Pi / 2))
	r := a.Sub(piHalf.Times(k))
	s, c, term := r, Num(1), r
	for n := 2.0; n <= 28; n++ {
		term = term.Mul(r).Div(Num(n))
		switch int(n) % 4 {
		case 0:
			c = c.Add(term)
		case 1:
			s = s.Add(term)
		case 2:
			c = c.Sub(term)
		case 3:
			s = s.Sub(term)
		}
	}
	switch int64(k) & 3 {
	case 1:
		return c, s.Neg()
	case 2:
		return s.Neg(), c.Neg()
	case 3:
		return c.Neg(), s
	}
	return s, c
}

// Atan improves the float64 arctangent by one step of Newton's method.
func (a Quad) Atan() Quad {
	y := Num(math.Atan(a.Hi))
	s, c := y.Sincos()
	// tan(atan(a) - y) = (a cos y - sin y) / (cos y + a sin y), which is tiny
	return y.Add(a.Mul(c).Sub(s).Div(c.Add(a.Mul(s))))
}
