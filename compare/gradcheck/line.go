package gradcheck

import (
	"math"
	"math/rand/v2"
)

// line is x + t u as a function of t: u is the unit vector of one element, or
// any other direction.
type line struct {
	p     *problem
	index int       // the element, if u is nil; else the number of the direction
	u     []float64 // the direction
	rough float64   // noise along this line, where it is more than the problem's
	alone bool      // nothing is claimed of the elements, only of this direction
}

// noise is the standard deviation of the error of values along the line.
func (l line) noise() float64 { return max(l.p.near, l.rough) }

func (l line) place(t float64) place { return place{l.index, t} }

func (l line) known() *known {
	if l.u != nil {
		return &l.p.directional
	}
	return &l.p.groups[l.index/groupSize]
}

// at returns f at x + t u.
func (l line) at(t float64) value {
	return recall(&l.known().values, l.place(t), func() value {
		y := l.point(t)
		if !l.contains(y) {
			return value{l.moved(y), math.NaN()}
		}
		return value{l.moved(y), l.p.call(y)}
	})
}

// point returns x + t u to ask f at, once, before there is another. It is made anew from x each time, as
// adding and subtracting t would drift. Where f does not write to its argument, the last point differs from x
// in the element moved alone.
func (l line) point(t float64) []float64 {
	p := l.p
	y := p.scratch
	switch {
	case l.u != nil || p.writes || p.moved == everywhere:
		copy(y, p.x)
		p.moved = everywhere
	default:
		y[p.moved] = p.x[p.moved]
	}
	if l.u == nil {
		y[l.index] += t
		if !p.writes {
			p.moved = l.index
		}
		return y
	}
	for i, u := range l.u {
		y[i] += float64(t * u)
	}
	return y
}

// moved returns how far along the line y lies.
func (l line) moved(y []float64) float64 {
	if l.u == nil {
		return y[l.index] - l.p.x[l.index]
	}
	along, length := 0.0, 0.0
	for i, u := range l.u {
		along += float64((y[i] - l.p.x[i]) * u)
		length += float64(u * u)
	}
	return along / length
}

// reached returns the step from x to the rounded x + h u.
func (l line) reached(h float64) float64 { return l.moved(l.point(h)) }

// pair is f to both sides of x, at x + right u and x - left u.
type pair struct{ h, right, left, plus, minus float64 }

func (l line) pair(h float64) pair {
	plus, minus := l.at(h), l.at(-h)
	return pair{h, plus.t, -minus.t, plus.f, minus.f}
}

func (q pair) finite() bool { return finite(q.plus, q.minus) && q.right > 0 && q.left > 0 }

// slope is the central difference.
func (q pair) slope() float64 { return (q.plus - q.minus) / (q.right + q.left) }

// bend is the second difference, f₊ - 2f₀ + f₋, where both steps are h.
func (q pair) bend(f0 float64) float64 {
	return (float64((q.plus-f0)/q.right) - float64((f0-q.minus)/q.left)) * (q.right + q.left) / 2
}

// jump is the slope to the right of x less the slope to the left.
func (q pair) jump(f0 float64) float64 { return (q.plus-f0)/q.right - (f0-q.minus)/q.left }

func (q pair) flat(f0 float64) bool { return q.plus == f0 && q.minus == f0 }

// pairs are those of the last few steps, which fall.
type pairs struct {
	n  int
	at [maxOrder + 1]pair
}

func (qs *pairs) add(q pair) {
	if qs.n == len(qs.at) {
		copy(qs.at[:], qs.at[1:])
		qs.n--
	}
	qs.at[qs.n] = q
	qs.n++
}

// newest returns the last n.
func (qs *pairs) newest(n int) (last pairs) {
	last.n = copy(last.at[:], qs.at[qs.n-n:qs.n])
	return last
}

// widest is the largest step.
func (qs *pairs) widest() float64 { return qs.at[0].h }

// slope extrapolates the slope to the step t.
func (qs *pairs) slope(t float64) float64 { return qs.extrapolated(t, pair.slope) }

// bend extrapolates the second derivative to the step t, in units of the widest step.
func (qs *pairs) bend(t, f0 float64) float64 {
	return qs.extrapolated(t, func(q pair) float64 {
		r := q.h / qs.widest()
		return q.bend(f0) / float64(r*r)
	})
}

// extrapolated returns Neville's polynomial in h² through what the pairs show at their steps, at the step t.
func (qs *pairs) extrapolated(t float64, shown func(pair) float64) float64 {
	var v [maxOrder + 1]float64
	for i, q := range qs.at[:qs.n] {
		v[i] = shown(q)
	}
	// In units of the widest step, whose square may be too large for a float64.
	square := func(h float64) float64 { return float64(h / qs.widest() * (h / qs.widest())) }
	z := square(t)
	for j := 1; j < qs.n; j++ {
		for i := range qs.n - j {
			a, b := square(qs.at[i].h), square(qs.at[i+j].h)
			v[i] = (float64((z-b)*v[i]) - float64((z-a)*v[i+1])) / (a - b)
		}
	}
	return v[0]
}

// bound returns the most by which values of f of this size may be off: noiseSigmas
// standard deviations, where half an ulp is the least a deviation can be.
func bound(sigma float64, values ...float64) float64 {
	sigma = max(sigma, math.SmallestNonzeroFloat64)
	for _, v := range values {
		sigma = max(sigma, float64(unit*math.Abs(v)))
	}
	return float64(noiseSigmas * sigma)
}

// scale is the size of the largest element that moves along the line, in units of its
// movement: the one whose rounding is the coarsest.
func (l line) scale() float64 {
	if l.u == nil {
		return math.Abs(l.p.x[l.index])
	}
	scale := 0.0
	for i, u := range l.u {
		if u != 0 {
			scale = max(scale, math.Abs(l.p.x[i]/u))
		}
	}
	return scale
}

// widest is the largest step to try at first: largestStep times the power of two at
// or below max(1, |x_i|). Steps have few digits so that x±h is mostly exact.
// A direction carries the scale in itself.
func (l line) widest() float64 {
	if l.u != nil {
		return largestStep
	}
	return largestStep * floorPow2(max(1, math.Abs(l.p.x[l.index])))
}

// smallest is the smallest step to try: smallestStep times |x|, or times
// smallestScale where x is 0.
func (l line) smallest() float64 {
	if scale := l.scale(); scale > 0 {
		return max(smallestStep*scale, math.SmallestNonzeroFloat64)
	}
	return smallestStep * smallestScale
}

// clamped reports whether Settings.StraightThrough holds at x+h or x-h for
// some step from the widest down to the smallest, by halves.
func (l line) clamped(widest, smallest float64) bool {
	if l.p.straight == nil {
		return false
	}
	for h := widest; h >= smallest && h > 0; h /= 2 {
		if l.clampedAt(h) || l.clampedAt(-h) {
			return true
		}
	}
	return false
}

func (l line) clampedAt(t float64) bool {
	return recall(&l.known().clamps, l.place(t), func() bool {
		y := l.point(t)
		return l.contains(y) && l.p.straight(y)
	})
}

// directions draws a line for each span, the first with the number given, in which
// element i moves by between 1/2 and 3/2 times its size over the root of their number,
// either way: none is near 0, which would leave an element untested, and they are not
// all alike, or a swap of two elements would not show in half of the directions.
// Amounts have nine bits, so that x + t u is mostly exact.
func (p *problem) directions(rnd *rand.Rand, first int, spans ...span) []line {
	lines := make([]line, len(spans))
	for d, s := range spans {
		u := p.signs(rnd, s.start, s.end)
		for i := s.start; i < s.end; i++ {
			u[i] *= float64(128+rnd.IntN(256)) / 256
		}
		lines[d] = line{p: p, index: first + d, u: u}
	}
	return lines
}

// signs returns a direction of random signs over elements start to end-1 of x, into the domain, 0
// elsewhere, in which element i moves by the power of two at or below
// max(1,|x_i|)/√(end-start).
func (p *problem) signs(rnd *rand.Rand, start, end int) []float64 {
	u := make([]float64, len(p.x))
	root := math.Sqrt(float64(end - start))
	for i := start; i < end; i++ {
		u[i] = floorPow2(max(1, math.Abs(p.x[i])) / root)
		if rnd.Uint64()&1 == 0 {
			u[i] = -u[i]
		}
	}
	p.inward(u)
	return u
}

// floorPow2 returns the largest power of two that is at most v, or 0 for 0.
func floorPow2(v float64) float64 {
	if v == 0 {
		return 0
	}
	_, exp := math.Frexp(v)
	return math.Ldexp(1, exp-1)
}

func finite(values ...float64) bool {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}
