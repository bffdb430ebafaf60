package gradcheck

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/num/dual"
)

// problem is f around one x, together with all that is known about it.
type problem struct {
	f        func([]float64) float64
	straight func([]float64) bool // may be nil
	rounding func(int) float64    // may be nil
	x        []float64
	claimed  []float64
	spans    []span
	f0       float64 // f(x)
	noise    float64 // standard deviation of the rounding noise of f near x
	size     float64 // |f| near x
	scratch  []float64
	calls    int // evaluations of f so far
	// What is known so far, for the next claim; nil where there is to be none (see
	// Checker): f, its exact slopes, straight, and line.estimate.
	values    map[place]float64
	slopes    map[place]float64
	clamps    map[place]bool
	estimates map[beginning]estimate
}

// place is a point x + t u on a line.
type place struct {
	direction bool
	index     int // of the element, or of the direction
	t         float64
}

// beginning is how an estimate along a line begins.
type beginning struct {
	place
	thorough bool
}

func (l line) place(t float64) place { return place{direction: l.u != nil, index: l.index, t: t} }

// recall returns what is known at a place, or else computes it, and keeps it
// unless known is nil.
func recall[K comparable, V any](known map[K]V, at K, compute func() V) V {
	if v, ok := known[at]; ok {
		return v
	}
	v := compute()
	if known != nil {
		known[at] = v
	}
	return v
}

// eval returns f at x + t u. It makes the point anew from x each time: adding and
// subtracting t in place would drift, and f may write to its argument.
func (p *problem) eval(l line, t float64) float64 {
	return recall(p.values, l.place(t), func() float64 {
		p.calls++
		return p.f(l.point(t))
	})
}

// bound returns the most by which values of f of this size may be off:
// noiseSigmas standard deviations, where half an ulp is the least a deviation
// can be.
func (p *problem) bound(values ...float64) float64 {
	sigma := max(p.noise, math.SmallestNonzeroFloat64)
	for _, v := range values {
		sigma = max(sigma, float64(unit*math.Abs(v)))
	}
	return float64(noiseSigmas * sigma)
}

// line is x + t u as a function of t: u is the unit vector of one element, or
// any other direction.
type line struct {
	p     *problem
	index int       // the element, if u is nil; else the number of the direction
	u     []float64 // the direction
}

func (l line) point(t float64) []float64 {
	y := l.p.scratch
	copy(y, l.p.x)
	if l.u == nil {
		y[l.index] += t
		return y
	}
	for i, u := range l.u {
		y[i] += float64(t * u)
	}
	return y
}

// start is the largest step to try: largestStep times the power of two at or
// below max(1, |x_i|). Steps are powers of two so that x±h is mostly exact.
// A direction carries the scale in itself.
func (l line) start() float64 {
	if l.u != nil {
		return largestStep
	}
	return largestStep * floorPow2(max(1, math.Abs(l.p.x[l.index])))
}

// width is the true distance between x+h and x-h after rounding.
func (l line) width(h float64) float64 {
	if l.u != nil {
		return 2 * h
	}
	x := l.p.x[l.index]
	return (x + h) - (x - h)
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
	return recall(l.p.clamps, l.place(t), func() bool { return l.p.straight(l.point(t)) })
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

// directions draws k directions over all of x.
func (p *problem) directions(k int, rnd *rand.Rand) []line {
	lines := make([]line, k)
	for d := range lines {
		lines[d] = line{p: p, index: d, u: p.amounts(rnd, 0, len(p.x))}
	}
	return lines
}

// amounts draws a direction over elements start to end-1 of x, in which element i
// moves by between 1/2 and 3/2 times max(1,|x_i|)/√(end-start), either way: none is
// near 0, which would leave an element untested, and they are not all alike, or a
// swap of two elements would not show in half of the directions.
func (p *problem) amounts(rnd *rand.Rand, start, end int) []float64 {
	u := p.signs(rnd, start, end)
	for i := start; i < end; i++ {
		u[i] *= 0.5 + rnd.Float64()
	}
	return u
}

// along makes one comparison of g·u per direction.
func (p *problem) along(lines []line, judge func(l line, c *Comparison, size float64)) []Comparison {
	cs := make([]Comparison, len(lines))
	for d, l := range lines {
		cs[d] = p.directionComparison(d, l)
		judge(l, &cs[d], p.sizeAlong(l.u))
	}
	return cs
}

// directionComparison is that of direction d, with nothing compared yet.
func (p *problem) directionComparison(d int, l line) Comparison {
	return Comparison{Name: fmt.Sprintf("direction %d", d+1), Index: d, Claimed: dot(p.claimed, l.u)}
}

func (p *problem) centralAlong(lines []line) []Comparison {
	return p.along(lines, func(l line, c *Comparison, size float64) {
		l.judge(c, l.estimate(l.start(), false), claimRounding*size)
	})
}

func (p *problem) dualAlong(lines []line, f func([]dual.Number) dual.Number) []Comparison {
	return p.along(lines, func(l line, c *Comparison, size float64) {
		c.exact(p.duals(f, l), p.dualBar(l, size))
	})
}

// missed returns the largest error in a single element that could have gone
// unseen: an error e in element i shows in g·u as e u_i, and is seen in the
// direction in which that stands out most of the bar.
func missed(lines []line, cs []Comparison) float64 {
	worst := 0.0
	for i := range lines[0].u {
		seen := math.Inf(1)
		for d, l := range lines {
			if cs[d].Reason == Agrees || cs[d].Reason == Differs || cs[d].Reason == NoiseFloor {
				seen = min(seen, 2*cs[d].Bar/math.Abs(l.u[i]))
			}
		}
		worst = max(worst, seen)
	}
	return worst
}
