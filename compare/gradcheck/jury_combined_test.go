package gradcheck_test

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// combined are the members of the other families, added, scaled and shifted: what is
// true of a function is true of it in other units and beside another function.
func combined(others []family) []family {
	member := func(r *rand.Rand) sample {
		f := others[r.IntN(len(others))]
		s := f.draw(r)
		s.formula = f.name + " " + s.formula
		return s
	}
	sum := func(r *rand.Rand, first func(r *rand.Rand) sample) sample {
		for {
			s, t := first(r), member(r)
			sum := s.plus(t)
			// Along a direction over both, a tread of the one has the slope of the other.
			if !s.stairs && !t.stairs && !s.buried(sum, 0) && !t.buried(sum, len(s.x)) {
				return sum
			}
		}
	}
	return []family{
		{name: "sum of two members", draw: func(r *rand.Rand) sample { return sum(r, member) }},
		{name: "table of step 1e-7 beside a member", draw: func(r *rand.Rand) sample {
			s := sum(r, func(r *rand.Rand) sample { return table(uniform(r, 0.1, 2), 1e7, math.Sin) })
			s.blind = true // where the table is no higher than the last bits of the sum
			return s
		}},
		{name: "member times 1e-12 to 1e12", draw: func(r *rand.Rand) sample {
			return member(r).times(decades(r, -12, 12))
		}},
		{name: "member of x times 2^-30 to 2^30", draw: func(r *rand.Rand) sample {
			s := member(r)
			by := make([]float64, len(s.x))
			for i := range by {
				by[i] = math.Ldexp(1, r.IntN(61)-30)
			}
			return s.inUnits(by)
		}},
		{name: "member plus a constant", draw: func(r *rand.Rand) sample {
			for {
				s := member(r)
				c, sum := s.at(0, 0)*r.NormFloat64()*decades(r, -3, 6), s
				sum.f = func(x []float64) float64 { return s.f(x) + c }
				sum.kinked = true // treads of a tiny f
				if !s.buried(sum, 0) {
					return sum
				}
			}
		}},
	}
}

// buried reports whether the roughness or fine structure of s, whose elements are those of sum from first
// on, drowns in the rounding of sum: then f is smooth as far as anyone can tell, with
// another slope.
func (s sample) buried(sum sample, first int) bool {
	for i, g := range s.truth {
		if sum.constant(first+i) || g == 0 && s.rise(i) <= 0x1p-49*math.Abs(sum.at(first+i, 0)) {
			return true
		}
		if !s.kinked && !s.fine {
			continue
		}
		if sum.attainable(first+i) > 2*s.attainable(i)+1e-12*math.Abs(g) {
			return true
		}
	}
	return false
}

// constant reports whether f as computed does not depend on element i.
func (s sample) constant(i int) bool {
	for h := s.scaleOf(i) * 0x1p-52; h <= s.scaleOf(i)*0x1p12; h *= 2 {
		if s.at(i, h) != s.at(i, 0) || s.at(i, -h) != s.at(i, 0) {
			return false
		}
	}
	return true
}

// rise is how much f changes along element i within four times the step at which it begins to.
func (s sample) rise(i int) float64 {
	for h := s.scaleOf(i) * 0x1p-52; h <= s.scaleOf(i)*4; h *= 2 {
		for _, t := range []float64{h, -h} {
			if s.at(i, t) != s.at(i, 0) {
				return math.Abs(s.at(i, 4*t) - s.at(i, 0))
			}
		}
	}
	return 0
}

// plus is f(x) + g(y), as a function of both.
func (s sample) plus(t sample) sample {
	f, g, n := s.f, t.f, len(s.x)
	sum := sample{
		f:       func(x []float64) float64 { return f(x[:n:n]) + g(x[n:]) },
		formula: s.formula + "and " + t.formula,
		x:       slices.Concat(s.x, t.x),
		truth:   slices.Concat(s.truth, t.truth),
		claim:   slices.Concat(s.right(), t.right()),
		scale:   make([]float64, n+len(t.x)),
		blind:   s.blind || t.blind,
		kinked:  s.kinked || t.kinked,
		broken:  s.broken || t.broken,
	}
	for i := range sum.scale {
		if i < n {
			sum.scale[i] = s.scaleOf(i)
		} else {
			sum.scale[i] = t.scaleOf(i - n)
		}
	}
	return sum
}

// times is c f(x).
func (s sample) times(c float64) sample {
	f := s.f
	s.f = func(x []float64) float64 { return float64(c * f(x)) }
	s.truth, s.claim = slices.Clone(s.truth), slices.Clone(s.right())
	floats.Scale(c, s.truth)
	floats.Scale(c, s.claim)
	s.penalty = nil
	return s
}

// inUnits is f(y/by) as a function of y = x·by; by must be powers of two.
func (s sample) inUnits(by []float64) sample {
	f, x, scale := s.f, slices.Clone(s.x), make([]float64, len(s.x))
	truth, claim := slices.Clone(s.truth), slices.Clone(s.right())
	for i, b := range by {
		scale[i] = s.scaleOf(i) * b
		x[i] = s.x[i] * b
		truth[i] /= b
		claim[i] /= b
	}
	s.f = func(y []float64) float64 {
		z := make([]float64, len(y))
		for i, b := range by {
			z[i] = y[i] / b
		}
		return f(z)
	}
	s.x, s.truth, s.claim, s.scale, s.penalty = x, truth, claim, scale, nil
	return s
}
