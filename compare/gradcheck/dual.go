package gradcheck

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/num/dual"
)

// quietBar is the bar, relative to a derivative, up to which the noise of f speaks for that of the derivative.
const quietBar = 1e-9

// checkDual returns an error if the dual function is not f: two ways to compute
// the same value differ by the noise of f; any real difference between two
// functions is far larger.
func (p *problem) checkDual(f func([]dual.Number) dual.Number) error {
	y := f(line{p: p}.dualPoint(p.x))
	allowed := float64(16*bound(p.noise, p.f0)) + float64(claimRounding*math.Abs(p.f0))
	if !(math.Abs(y.Real-p.f0) <= allowed) {
		return fmt.Errorf("gradcheck: Settings.Dual is not f: at x it is %v, f is %v", y.Real, p.f0)
	}
	return nil
}

// duals differentiates f along u, or along element index if u is nil, by one
// pass of Settings.Dual.
func (p *problem) duals(f func([]dual.Number) dual.Number, l line) float64 {
	return recall(&l.known().slopes, l.place(0), func() float64 {
		return f(l.dualPoint(p.x)).Emag
	})
}

// dualPoint is y in dual numbers, which carry the direction of the line.
func (l line) dualPoint(y []float64) []dual.Number {
	x := make([]dual.Number, len(y))
	for i, v := range y {
		x[i].Real = v
	}
	if l.u == nil {
		x[l.index].Emag = 1
	}
	for i, u := range l.u {
		x[i].Emag = u
	}
	return x
}

// dual compares every element with the derivative carried by dual numbers.
// Those are exact but for rounding, and so is the bar.
func (p *problem) dual(f func([]dual.Number) dual.Number) []Comparison {
	values := make([]float64, len(p.x))
	for i := range p.x {
		values[i] = p.duals(f, line{p: p, index: i})
	}
	norms := p.blockNorms(values)
	return p.elements(func(l line, c *Comparison) {
		l.p.judgeDual(f, l, c, norms[l.index])
	})
}

// judgeDual compares a claim with the derivative by dual numbers along a line, in a block with the given
// norm. Where f is noisy, or they differ, the derivative may be noisier than f shows; and it is no
// accusation if f bears out the claim and not the derivative.
func (p *problem) judgeDual(f func([]dual.Number) dual.Number, l line, c *Comparison, norm float64) {
	value, bar := p.duals(f, l), p.dualBar(l, norm)
	c.exact(value, bar)
	if !finite(value, c.Claimed) || c.Claimed == value {
		return
	}
	largest := 1.0
	switch {
	case c.Verdict == Fail && l.clamped(l.widest(), l.smallest()):
		largest = coarsestRounding // the slopes of f are not those that are meant
	case c.Verdict == Fail:
		e, byF := l.estimate(), *c
		l.judge(&byF, e, p.claimRounding*norm)
		switch {
		case p.rounding == nil && (e.reason == Unresolved || e.reason == Stairs || e.reason == NoiseFloor):
			c.decide(Inconclusive, Unresolved) // f is all noise, and so may be what comes from the same numbers
			return
		case byF.Verdict == Pass && math.Abs(value-e.value) > byF.Bar ||
			e.reason == Agrees && l.claimedOutside(c, e):
			c.decide(Inconclusive, Unsettled)
			return
		case byF.Verdict == Fail:
			largest = coarsestRounding // what is larger may be kinks, and does not excuse what f contradicts
		}
	}
	if p.rounding != nil || c.Verdict != Fail && bar <= quietBar*math.Abs(value) {
		return
	}
	if most := bound(largest * c.size()); c.AbsDiff <= bar+float64(claimAndTruth*most) {
		bar += float64(claimAndTruth * bound(p.dualNoise(f, l, largest)))
		c.set(value, bar)
		c.Missed = claimAndTruth * bar
		c.weighHalf()
	}
}

// dualNoise is the standard deviation of the rounding of the derivative along a line, wherever near x it is
// the largest, but for what is more than the given part of it.
func (p *problem) dualNoise(f func([]dual.Number) dual.Number, l line, largest float64) float64 {
	q := &problem{x: p.x, f0: p.duals(f, l), scratch: make([]float64, len(p.x)), moved: everywhere,
		groups: make([]known, len(p.groups)), bounds: p.bounds, inside: p.inside}
	q.f = func(y []float64) float64 { return f(l.dualPoint(y)).Emag }
	l.p = q
	sigma := lastBits * unit * math.Abs(q.f0)
	for h := widestSpacing; h >= finestSpacing; h /= stepRatio {
		for _, spacing := range []float64{h, -h} {
			t := l.table(0, spacing)
			if t.sigma > sigma && t.sigma <= largest*t.size && l.jumps(t) {
				sigma = t.sigma
			}
		}
	}
	return sigma
}

// dualBar is what rounding may do to a derivative along a line, and to the claim,
// in a block with the given norm.
func (p *problem) dualBar(l line, norm float64) float64 {
	bar := float64(p.claimRounding * norm)
	switch {
	case p.rounding == nil:
		scale := 1.0
		if l.u == nil {
			scale = max(1, math.Abs(p.x[l.index]))
		}
		noise := max(p.noise, p.near) // f may be smoother to one side of x
		bar += float64(valueRounding * noise / scale)
		if p.size > 0 {
			bar += float64(hiddenRounding * (noise / p.size) * norm)
		}
	case l.u == nil:
		bar += p.rounding(l.index)
	default:
		for i, u := range l.u {
			bar += float64(p.rounding(i) * math.Abs(u))
		}
	}
	return bar
}

// exact judges the claim by a value that has rounding errors only. Equality to
// the last bit certifies at any size.
func (c *Comparison) exact(value, bar float64) {
	c.set(value, bar)
	c.Missed = claimAndTruth * bar
	switch {
	case !finite(value):
		c.decide(Inconclusive, NonFinite)
	case !finite(c.Claimed):
		c.decide(Fail, Differs)
	case c.Claimed == value:
		c.decide(Pass, Agrees)
	default:
		c.weigh()
	}
}

func (p *problem) dualAlong(lines []line, f func([]dual.Number) dual.Number) []Comparison {
	return p.along(lines, func(l line, c *Comparison, size float64) {
		p.judgeDual(f, l, c, size)
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
			seen = min(seen, cs[d].Missed/math.Abs(l.u[i]))
		}
		worst = max(worst, seen)
	}
	return worst
}
