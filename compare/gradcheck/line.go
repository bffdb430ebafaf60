package gradcheck

import (
	"math"
	"math/rand/v2"
)

// problem is f around one x, together with all that is known about it.
type problem struct {
	f        func([]float64) float64
	straight func([]float64) bool // may be nil
	rounding func(int) float64    // may be nil
	name     func(int) string     // may be nil
	// claimRounding is that of Settings, or the default.
	claimRounding float64
	x             []float64
	claimed       []float64
	only          map[int]bool // the elements to compare; nil means all
	spans         []span
	f0            float64 // f(x)
	noise         float64 // standard deviation of the rounding noise of f around x
	near          float64 // the same near x, and at least the rounding of f(x) itself
	measured      float64 // the same as it was measured, which may be too little by luck
	size          float64 // |f| near x
	scratch       []float64
	calls         int // evaluations of f so far
	// What is known so far: f, its exact slopes, straight, and line.estimate.
	values    map[place]value
	slopes    map[place]float64
	clamps    map[place]bool
	estimates map[place]estimate
}

// place is a point x + t u on a line.
type place struct {
	direction bool
	index     int // of the element, or of the direction
	t         float64
}

// value is f at a point of a line. The point is rounded, so that t is not quite the
// one asked for.
type value struct{ t, f float64 }

// recall returns what is known at a place, or else computes it, and keeps it.
func recall[K comparable, V any](known map[K]V, at K, compute func() V) V {
	if v, ok := known[at]; ok {
		return v
	}
	v := compute()
	known[at] = v
	return v
}

// still reports of each element whether f has been seen along it and never changed.
func (p *problem) still() []bool {
	seen, changed := make([]bool, len(p.x)), make([]bool, len(p.x))
	for at, v := range p.values {
		if !at.direction {
			seen[at.index] = true
			changed[at.index] = changed[at.index] || v.f != p.f0
		}
	}
	for i := range seen {
		seen[i] = seen[i] && !changed[i]
	}
	return seen
}

// line is x + t u as a function of t: u is the unit vector of one element, or
// any other direction.
type line struct {
	p     *problem
	index int       // the element, if u is nil; else the number of the direction
	u     []float64 // the direction
	rough float64   // noise along this line, where it is more than the problem's
}

// noise is the standard deviation of the error of values along the line.
func (l line) noise() float64 { return max(l.p.near, l.rough) }

func (l line) place(t float64) place { return place{direction: l.u != nil, index: l.index, t: t} }

// at returns f at x + t u. It makes the point anew from x each time: adding and
// subtracting t in place would drift, and f may write to its argument.
func (l line) at(t float64) value {
	return recall(l.p.values, l.place(t), func() value {
		y := l.point(t)
		return value{l.moved(y), l.p.call(y)}
	})
}

// call returns f(y). Where f panics, as it may for a probability outside of (0,1),
// it has no value.
func (p *problem) call(y []float64) (v float64) {
	defer func() {
		if recover() != nil {
			v = math.NaN()
		}
	}()
	p.calls++
	return p.f(y)
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

// pairs are at falling steps.
type pairs []pair

// series returns the steps, the slope at each, and the second derivative in units of the widest.
func (qs pairs) series(f0 float64) (steps, slopes, bends []float64) {
	for _, q := range qs {
		steps = append(steps, q.h)
		slopes = append(slopes, q.slope())
		bends = append(bends, q.bend(f0)/float64(q.h/qs[0].h*(q.h/qs[0].h)))
	}
	return steps, slopes, bends
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
	return recall(l.p.clamps, l.place(t), func() bool { return l.p.straight(l.point(t)) })
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

// signs returns a direction of random signs over elements start to end-1 of x, 0
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
