package gradcheck

import "math"

// judge compares a claim with an estimate of the slope along the line. A
// difference is not yet an accusation: it must be confirmed.
func (l line) judge(c *Comparison, e estimate, rounding float64) {
	c.show(e, rounding)
	switch {
	case !finite(c.Claimed): // a kink excuses no NaN
		c.decide(l.p.nonFiniteClaim())
		return
	case !e.usable():
		c.decide(Inconclusive, e.reason)
	case e.reason == Flat && c.Claimed == 0:
		c.decide(Pass, Flat)
	default:
		c.weigh()
	}
	switch {
	case c.Verdict == Fail:
		l.confirm(c, e, rounding)
	case c.Reason == NoiseFloor && e.usable() && e.bar <= zeroBar*e.variation:
		c.decide(Pass, Stationary)
	}
	if e.step == 0 { // no estimate at all: look everywhere it was sought
		e.step = l.smallest()
	}
	if c.Verdict != Pass && l.clamped(max(e.widest, l.widest()), e.step) {
		c.decide(Inconclusive, Clamp)
	}
}

// Constants of confirm.
const (
	// secondStart is where the second estimate begins, relative to the first: not at a
	// power of two of it, so that no step is used twice.
	secondStart = 0.6875
	// closerRatio is the factor between the steps of the look inside, which goes down to
	// where the last bit of f is innerNoise times the difference in question.
	closerRatio, innerNoise = 16, 0.125
	// whiteNoise is how much rougher f may be at wide steps than at the finest, if both
	// are to be rounding; finestSpacing is that of the finest, relative to x.
	whiteNoise, tiniestSpacing = 4, 0x1p-44
)

// confirm takes back a failure unless f bears it out wherever it can: at the steps inside
// of those of the estimate, down to where rounding hides the difference; by a second
// estimate from other steps; and by being no rougher than its rounding.
func (l line) confirm(c *Comparison, e estimate, rounding float64) {
	if e.reason == Flat {
		return
	}
	rounding += e.hidden
	if e.allows(c.Claimed, rounding) {
		c.decide(Inconclusive, NoiseFloor)
		return
	}
	p := l.p
	if e.remote {
		c.decide(Inconclusive, NoiseFloor)
		return
	}
	if l.claimedInside(c, e) || l.claimedOutside(c, e) {
		c.decide(Inconclusive, Unsettled)
		return
	}
	if p.noise > whiteNoise*unit*p.size && !l.rounding() {
		c.decide(Inconclusive, Unsettled)
		return
	}
	s := &search{line: l}
	s.restart()
	for h := e.widest * secondStart; h >= e.step*secondStart/2; h /= stepRatio {
		q := l.pair(h)
		if !q.finite() {
			c.decide(Inconclusive, NonFinite)
			return
		}
		s.add(q)
	}
	second, ok := s.probed()
	switch {
	case !ok || !second.agrees(e):
		c.decide(Inconclusive, Unsettled)
	case second.allows(c.Claimed, rounding):
		c.show(second, rounding)
		c.weigh()
	}
}

// claimedInside reports whether f has about the claimed slope after all at two steps in a
// row inside of those of the estimate, or at the smallest: then f varies on a shorter scale
// than the estimate looked at, however well it seemed to converge.
func (l line) claimedInside(c *Comparison, e estimate) bool {
	low := max(bound(0, l.p.f0)/(innerNoise*c.AbsDiff), l.smallest())
	held := false
	for h := e.step / closerRatio; h >= low; h /= closerRatio {
		q := l.pair(round(h))
		holds := q.finite() && math.Abs(q.slope()-c.Claimed) <= c.AbsDiff/2
		if holds && (held || h < low*closerRatio) {
			return true
		}
		held = holds
	}
	return false
}

// claimedOutside reports whether f has about the claimed slope at two wide steps in a row: it
// may be the slope of f but for its rounding, if that has wide stairs.
func (l line) claimedOutside(c *Comparison, e estimate) bool {
	held := false
	for h := l.widest(); h > e.widest; h /= stepRatio {
		q := l.pair(h)
		holds := q.finite() && math.Abs(q.slope()-c.Claimed) <= c.AbsDiff/4
		if holds && held {
			return true
		}
		held = holds
	}
	return false
}

// rounding reports whether f near x is as rough as its noise at the finest spacing too, or
// does not change there at all, as a staircase: then the noise is rounding, rather than
// waves or kinks on a scale that the steps did not resolve.
func (l line) rounding() bool {
	t := l.table(0, tiniestSpacing*max(l.scale(), smallestScale))
	return t.sigma >= l.p.noise/whiteNoise || 2*t.equal >= tablePoints
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
