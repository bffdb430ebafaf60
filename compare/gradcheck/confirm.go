package gradcheck

import "math"

// judge compares a claim with an estimate of the slope along the line. A
// difference is not yet an accusation: it must be confirmed.
func (l line) judge(c *Comparison, e estimate, rounding float64) {
	l.rough = e.rough
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
	closerRatio, innerNoise = 8, 0.125
	// mostResiduals is how many values inside are compared with the estimate, and
	// smoothSigmas the standard deviations of the noise that they may scatter by.
	mostResiduals, smoothSigmas = 12, 2.5
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
	claimed, smooth := l.inside(c, e)
	switch {
	case claimed || l.claimedOutside(c, e):
		c.decide(Inconclusive, Unsettled)
		return
	case !smooth:
		c.decide(Inconclusive, Unresolved)
		return
	}
	if l.noise() > whiteNoise*unit*p.size && !l.rounding() {
		c.decide(Inconclusive, Unresolved)
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

// inside looks at f inside of the steps of the estimate. It reports whether it has about the
// claimed slope there after all, at two steps in a row or at the smallest: then it varies on
// a shorter scale than the estimate looked at, however well that seemed to converge. And it
// reports whether it is as smooth as its noise allows: else there is some structure that is
// too fine to be resolved.
func (l line) inside(c *Comparison, e estimate) (claimed, smooth bool) {
	f0 := l.p.f0
	low := max(bound(0, f0)/(innerNoise*c.AbsDiff), l.smallest())
	held := false
	steps, slopes, bends := e.used.series(f0)
	var left []float64 // what the estimate does not predict
	for h := e.step / closerRatio; h >= low; h /= closerRatio {
		q := l.pair(round(h))
		if !q.finite() {
			continue
		}
		holds := math.Abs(q.slope()-c.Claimed) <= c.AbsDiff/2
		if holds && (held || h < low*closerRatio) {
			return true, true
		}
		held = holds
		if len(left) < mostResiduals {
			slope, bend := extrapolated(q.h, steps, slopes), extrapolated(q.h, steps, bends)
			loose := bend - extrapolated(q.h, steps[1:], bends[1:])
			sigma := max(l.noise(), unit*math.Abs(f0)) + float64(e.bar*q.h/noiseSigmas) + math.Abs(loose*q.h*q.h)
			left = append(left, (q.plus-f0-float64(slope*q.right)-float64(bend*q.right*q.right/2))/sigma,
				(q.minus-f0+float64(slope*q.left)-float64(bend*q.left*q.left/2))/sigma)
		}
	}
	n := float64(len(left))
	sum, squares := 0.0, 0.0
	for _, r := range left {
		sum += r
		squares += float64(r * r)
	}
	if traceOn {
		trace("inside %v", left)
	}
	return false, n == 0 || squares-sum*sum/n <= float64((n-1)*smoothSigmas*smoothSigmas)
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
	return t.sigma >= l.noise()/whiteNoise || 2*t.equal >= tablePoints
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
