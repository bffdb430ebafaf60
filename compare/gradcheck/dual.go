package gradcheck

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/num/dual"
)

// checkDual returns an error if the dual function is not f: two ways to compute
// the same value differ by the noise of f; any real difference between two
// functions is far larger.
func (p *problem) checkDual(f func([]dual.Number) dual.Number) error {
	y := f(p.dualPoint())
	allowed := float64(16*bound(p.noise, p.f0)) + float64(claimRounding*math.Abs(p.f0))
	if !(math.Abs(y.Real-p.f0) <= allowed) {
		return fmt.Errorf("gradcheck: Settings.Dual is not f: at x it is %v, f is %v", y.Real, p.f0)
	}
	return nil
}

// dualPoint is x in dual numbers.
func (p *problem) dualPoint() []dual.Number {
	x := make([]dual.Number, len(p.x))
	for i, v := range p.x {
		x[i].Real = v
	}
	return x
}

// duals differentiates f along u, or along element index if u is nil, by one
// pass of Settings.Dual.
func (p *problem) duals(f func([]dual.Number) dual.Number, l line) float64 {
	return recall(p.slopes, l.place(0), func() float64 {
		x := p.dualPoint()
		if l.u == nil {
			x[l.index].Emag = 1
		}
		for i, u := range l.u {
			x[i].Emag = u
		}
		return f(x).Emag
	})
}

// dual compares every element with the derivative carried by dual numbers.
// Those are exact but for rounding, and so is the bar.
func (p *problem) dual(f func([]dual.Number) dual.Number) []Comparison {
	values := make([]float64, len(p.x))
	for i := range p.x {
		values[i] = p.duals(f, line{p: p, index: i})
	}
	norms := p.blockNorms(values)
	return p.elements(func(i int, c *Comparison) {
		c.exact(values[i], p.dualBar(line{p: p, index: i}, norms[i]))
	})
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
		bar += float64(valueRounding * p.noise / scale)
		if p.size > 0 {
			bar += float64(hiddenRounding * (p.noise / p.size) * norm)
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
