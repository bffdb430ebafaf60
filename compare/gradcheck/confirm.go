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
		c.weighHalf()
	}
	switch {
	case c.Verdict == Fail:
		l.confirm(c, e, rounding)
	case c.Reason == NoiseFloor && e.usable() && c.AbsDiff <= c.Bar/claimAndTruth && c.Bar <= zeroBar*e.variation:
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
	// closerRatio is the factor between the steps at which one looks inside, and closest the
	// smallest of them, in units of the step at which the last bits of f hide the difference.
	closerRatio, closest = 8, 4
	// outsideSlopes is how closely f must have the claimed slope further out.
	outsideSlopes = 1.0 / 16
	// residuals is how many values inside are compared with the estimate.
	residuals = 12
	// leastRounding is the standard deviation of the rounding to the nearest float64, at
	// least, in units.
	leastRounding = 0.5
	// whiteNoise is how much rougher f may be at wide steps than at the finest, if both are to
	// be rounding; tiniestSpacing is that of the finest, relative to x.
	whiteNoise, tiniestSpacing = 3, 0x1p-44
)

// confirm takes back a failure unless f bears it out wherever it can: at smaller and at wider
// steps than those of the estimate, by a second estimate from other steps, and by being no
// rougher than its rounding.
func (l line) confirm(c *Comparison, e estimate, rounding float64) {
	if e.reason == Flat {
		return
	}
	if l.claimedInside(c, e) || l.claimedOutside(c, e) {
		c.decide(Inconclusive, Unsettled)
		return
	}
	second, ok := l.second(e)
	rounding += e.hidden
	switch {
	case e.remote || math.Abs(c.Claimed-e.value) <= claimAndTruth*(e.bar+rounding):
		c.show(e, rounding)
		c.decide(Inconclusive, NoiseFloor)
	case !ok || math.Abs(second.value-e.value) > second.bar+e.bar:
		c.decide(Inconclusive, Unsettled)
	case math.Abs(c.Claimed-second.value) <= claimAndTruth*(second.bar+rounding):
		c.show(second, rounding)
		c.decide(Inconclusive, NoiseFloor)
	case l.structured(c, e):
		l.widen(&e)
		c.show(e, rounding)
		if c.weighHalf(); c.Verdict != Pass {
			c.decide(Inconclusive, Unresolved)
		}
	}
}

// claimedInside reports whether f has about the claimed slope after all at the smallest steps
// that can tell: then it varies on a shorter scale than the estimate looked at, however well
// that seemed to converge.
func (l line) claimedInside(c *Comparison, e estimate) bool {
	low := max(closest*bound(0, l.p.f0)/c.AbsDiff, l.smallest())
	for _, h := range []float64{low, low * closerRatio} {
		q := l.pair(round(h))
		if h >= e.step || !q.finite() || math.Abs(q.slope()-c.Claimed) > c.AbsDiff/4 {
			return false
		}
	}
	return true
}

// claimedOutside reports whether f has about the claimed slope at two wide steps in a row: it
// may be the slope of f but for its rounding, if that has wide stairs.
func (l line) claimedOutside(c *Comparison, e estimate) bool {
	held := false
	for h := l.widest(); h > e.widest; h /= stepRatio {
		q := l.pair(h)
		off := math.Abs(q.slope() - c.Claimed)
		holds := q.finite() && off <= min(outsideSlopes*math.Abs(c.Claimed), c.AbsDiff/4)
		if holds && held {
			return true
		}
		held = holds
	}
	return false
}

// second is an estimate from other steps, about as wide.
func (l line) second(e estimate) (estimate, bool) {
	s := &search{line: l}
	s.restart()
	for h := e.widest * secondStart; h >= e.step*secondStart/2; h /= stepRatio {
		q := l.pair(h)
		if !q.finite() {
			return e, false
		}
		s.add(q)
	}
	return s.probed(s.newest)
}

// structured reports whether f has waves or kinks that are too fine for the steps of the
// estimate: it is rougher there than at the finest spacing, where only its rounding is left,
// and does change there, as a staircase does not. What could explain the difference in question
// and be wider than that spacing must show in f.
func (l line) structured(c *Comparison, e estimate) bool {
	finest := tiniestSpacing * max(l.scale(), smallestScale)
	sigma := max(l.p.roughness, leastRounding*unit*l.p.size)
	if c.AbsDiff*finest >= noiseSigmas*sigma {
		return false
	}
	h := round(e.step / tablePoints)
	right, left := l.table(0, h), l.table(0, -h)
	rough := max(l.scatter(e, sigma)*sigma, right.sigma, left.sigma)
	if rough <= unit*l.p.size {
		return false
	}
	right, left = l.table(0, finest), l.table(0, -finest)
	fine := max(norm([]float64{right.sigma, left.sigma})/math.Sqrt2, leastRounding*unit*l.p.size)
	return rough > whiteNoise*fine && right.equal+left.equal < tablePoints
}

// scatter returns the standard deviation, in units of sigma, of f inside of the steps of the
// estimate about what that predicts.
func (l line) scatter(e estimate, sigma float64) float64 {
	f0 := l.p.f0
	steps, slopes, bends := e.used.series(f0)
	var n, sum, squares float64
	for h := e.step / closerRatio; n < residuals && h > l.smallest(); h /= closerRatio {
		q := l.pair(round(h))
		if !q.finite() {
			continue
		}
		slope, bend := extrapolated(q.h, steps, slopes), extrapolated(q.h, steps, bends)
		loose := bend - extrapolated(q.h, steps[1:], bends[1:])
		allowed := sigma + float64(e.bar*q.h/noiseSigmas) + math.Abs(loose*q.h*q.h)
		for _, r := range []float64{
			(q.plus - f0 - float64(slope*q.right) - float64(bend*q.right*q.right/2)) / allowed,
			(q.minus - f0 + float64(slope*q.left) - float64(bend*q.left*q.left/2)) / allowed,
		} {
			n, sum, squares = n+1, sum+r, squares+float64(r*r)
		}
	}
	if n < 2 {
		return 0
	}
	return math.Sqrt(max(squares-sum*sum/n, 0) / (n - 1))
}

// widen makes the bar as wide as the slope varies at smaller steps, down to where the rounding
// of f hides it.
func (l line) widen(e *estimate) {
	seen := 0.0
	for h := e.step / closerRatio; h > l.smallest(); h /= closerRatio {
		q := l.pair(round(h))
		noise := bound(l.p.roughness, l.p.f0) / q.h
		seen = max(seen, math.Abs(q.slope()-e.value)+noise)
		e.bar = max(e.bar, seen)
		if noise > seen/2 {
			return
		}
	}
}

// nonFiniteClaim is the verdict on a claim that is not finite where f is: a wrong
// element, or finite ones whose sum along a direction overflows.
func (p *problem) nonFiniteClaim() (Verdict, Reason) {
	if finite(p.claimed...) {
		return Inconclusive, NonFinite
	}
	return Fail, Differs
}
