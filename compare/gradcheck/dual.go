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
	allowed := float64(16*p.bound(p.f0)) + float64(claimRounding*math.Abs(p.f0))
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
	return p.recall(place{direction: l.u != nil, index: l.index, exact: true}, func() float64 {
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
		c.exact(values[i], p.dualBar(norms[i], max(1, math.Abs(p.x[i]))))
	})
}

// dualBar is what rounding may do to a derivative, and to the claim, in a
// block with the given norm and for an element of the given scale.
func (p *problem) dualBar(norm, scale float64) float64 {
	bar := float64(claimRounding*norm) + valueRounding*p.noise/scale
	if p.size > 0 {
		bar += float64(hiddenRounding * (p.noise / p.size) * norm)
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
	case c.Claimed == value:
		c.decide(Pass, Agrees)
	default:
		c.weigh()
	}
}
