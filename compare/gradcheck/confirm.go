package gradcheck

import (
	"math"
)

// judge compares a claim with an estimate of the slope along the line. A
// difference is not yet an accusation: it must be confirmed.
func (l line) judge(c *Comparison, e estimate, rounding float64) {
	c.show(e, rounding)
	if !finite(c.Claimed) { // a kink excuses no NaN
		c.decide(l.p.nonFiniteClaim())
		return
	}
	switch e.reason {
	case Flat:
		if c.Claimed == 0 {
			c.decide(Pass, Flat)
			return
		}
		c.weigh()
	case Agrees:
		c.weigh()
	default:
		c.decide(Inconclusive, e.reason)
	}
	if c.Verdict == Fail {
		e.step = min(e.step, l.confirm(c, e, rounding))
	}
	if e.step == 0 { // no estimate at all: look everywhere it was sought
		e.widest, e.step = l.start(), l.start()*smallestStep/largestStep
	}
	if c.Verdict != Pass && l.clamped(e.widest, e.step) {
		c.decide(Inconclusive, Clamp)
	}
}

// Where the second and the third estimate begin, relative to the largest step of
// the first: not at a power of two of it, so that no step is used twice. The
// second looks well inside the first, the third about as far out.
const secondStart, thirdStart = 0.1875, 0.625

// confirm takes back a failure by the first estimate, unless a second one, from
// other and smaller steps, says the same: it can be fooled by a kink or by noise
// only in another way. Where the noise of smaller steps leaves the second open to
// both, a third, from other steps of the same size, must refute the claim. It
// returns the smallest step used.
func (l line) confirm(c *Comparison, first estimate, rounding float64) (step float64) {
	switch {
	case l.onStair(c):
		c.decide(Inconclusive, NoiseFloor)
		return c.Step
	case l.steeperCloser(c):
		c.decide(Inconclusive, Unsettled)
		return c.Step
	}
	second := l.estimate(first.widest*secondStart, true)
	switch {
	case second.reason != Agrees && second.reason != Flat:
		c.decide(Inconclusive, second.reason)
	case !second.agrees(first):
		c.decide(Inconclusive, Unsettled)
	case second.allows(c.Claimed, rounding):
		third := l.estimate(first.widest*thirdStart, true)
		if third.reason != Agrees || !third.agrees(first) || third.allows(c.Claimed, rounding) {
			c.show(second, rounding)
			c.weigh()
		}
	}
	return second.step
}

// riser bounds the change of f at the largest step that still counts as one riser
// of a staircase, in terms of the change that the claim announces.
const riser = 8

// onStair reports whether f did not change at the smallest steps although it does
// further out, by about what the claim announces: x may lie on the tread of a
// staircase, as of a float32 or of log(1-p) for p near 1, where a slope of 0 says
// nothing.
func (l line) onStair(c *Comparison) bool {
	p, h := l.p, l.start()
	if c.FPlus != p.f0 || c.FMinus != p.f0 {
		return false
	}
	change := max(math.Abs(p.eval(l, h)-p.f0), math.Abs(p.eval(l, -h)-p.f0))
	return change > 0 && change <= float64(riser*h*math.Abs(c.Claimed))
}

// Constants of steeperCloser: its first step is where the bound of the noise is a 32nd
// of the difference in question, so that the slopes are good to a quarter of it;
// not a power of two, for functions whose period is one; and it is above the
// rounding of x.
const (
	closerNoise = 32
	closerStep  = 0.8125
	leastCloser = 0x1p-40
)

// steeperCloser reports whether f has about the claimed slope after all at three steps
// as small as the noise allows: then f varies on a shorter scale than the estimate
// looked at, however well it seemed to converge.
func (l line) steeperCloser(c *Comparison) bool {
	p := l.p
	h := float64(closerStep * floorPow2(closerNoise*p.bound(p.f0)/c.AbsDiff))
	h = max(h, leastCloser*l.scale())
	for range 3 {
		if h >= c.Step {
			return false
		}
		slope := (p.eval(l, h) - p.eval(l, -h)) / l.width(h)
		if !(math.Abs(slope-c.Claimed) <= c.AbsDiff/2) {
			return false
		}
		h *= 2
	}
	return true
}

// scale is the size of the largest element that moves along the line, the one whose
// rounding is the coarsest.
func (l line) scale() float64 {
	if l.u == nil {
		return max(math.Abs(l.p.x[l.index]), leastCloser)
	}
	scale := leastCloser
	for i, u := range l.u {
		if u != 0 {
			scale = max(scale, math.Abs(l.p.x[i]))
		}
	}
	return scale
}

// nonFiniteClaim is the verdict on a claim that is not finite where f is: a wrong
// element, or finite ones whose sum along a direction overflows.
func (p *problem) nonFiniteClaim() (Verdict, Reason) {
	if finite(p.claimed...) {
		return Inconclusive, NonFinite
	}
	return Fail, Differs
}

// agrees reports whether the bars of two estimates meet.
func (e estimate) agrees(other estimate) bool {
	return math.Abs(e.value-other.value) <= e.bar+other.bar
}

// allows reports whether a claim lies within the bar.
func (e estimate) allows(claimed, rounding float64) bool {
	return math.Abs(claimed-e.value) <= e.bar+rounding
}
