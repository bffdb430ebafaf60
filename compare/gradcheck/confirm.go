package gradcheck

import "math"

// judge compares a claim with an estimate of the slope along the line. A
// difference is not yet an accusation: it must be confirmed.
func (l line) judge(c *Comparison, e estimate, rounding float64) {
	l.rough = e.rough
	c.Missed, c.Limit = l.missed(e, rounding)
	c.Noise = l.noise()
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
	case l.u != nil && !l.alone:
		l.bearOut(c)
	case c.Verdict == Fail:
		l.confirm(c, e, rounding)
	case c.Reason == NoiseFloor && e.usable() && c.AbsDiff <= c.Bar/claimAndTruth && c.Bar <= zeroBar*e.variation &&
		math.Abs(c.Claimed) <= claimRounding*e.variation: // 0 but for its own rounding
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
	// secondStart is where the second estimate begins, relative to the first: at an irrational
	// ratio, so that the rounding of what f computes of x+h is not the same at all its steps.
	secondStart = 1 / math.Phi
	// insideRatio is the factor between the steps at which the claimed slope is sought inside,
	// and inside the smallest of them, in units of the step at which the last bits of f hide the
	// difference; outsideSlopes is how closely it must be found further out.
	// Where f is noisy, they go down to fewestDigits of the smallest step, some units in the last place of x.
	insideRatio, inside, outsideSlopes, fewestDigits = 8, 4, 1.0 / 16, 1.0 / 8
	// A close look begins at the step at which the difference is closeSigmas standard deviations
	// of the noise, and doubles it until the mean over closePairs pairs is good to closeError of
	// the difference. It believes a mean within closeErrors of its own.
	closeSigmas, closePairs, closeError, closeErrors = 4, 12, 1.0 / 16, 3
	// A difference that is not subtle needs no look as close.
	coarseSigmas, coarsePairs = 32, 3
	// bendRatio is how much wider the step is at which a kink is sought.
	bendRatio = 4
)

// confirm takes back a failure unless f bears it out wherever it can: at wider and at smaller
// steps than those of the estimate, by a second estimate from other steps, and at the smallest
// step at which its rounding lets the difference be seen.
func (l line) confirm(c *Comparison, e estimate, rounding float64) {
	if e.reason == Flat {
		return
	}
	if e.side != 0 {
		l.confirmToOneSide(c, e, rounding)
		return
	}
	if l.claimedInside(c, e) || l.claimedOutside(c, e) {
		c.decide(Inconclusive, Unsettled)
		return
	}
	// What f rounds of x+h, as to float32, or in a sum, it may round alike at all h of few digits: then
	// it is smooth there, beside its true self, and rough at other h.
	for _, spacing := range []float64{e.step / tablePoints, probePair * e.step / tablePoints} {
		rough, _ := l.roughnessAt(spacing)
		l.rough = max(l.rough, whiteNoise*rough)
	}
	height := min(hiddenBits*l.noise(), l.unseenHeight(e))
	second, ok := l.second(e)
	switch {
	case math.Abs(c.Claimed-e.value) <= claimAndTruth*(max(e.bar, e.near)+rounding):
		c.show(e, rounding)
		c.decide(Inconclusive, NoiseFloor)
	case !ok || math.Abs(second.value-e.value) > second.bar+e.bar:
		c.decide(Inconclusive, Unsettled)
	case math.Abs(c.Claimed-second.value) <= claimAndTruth*(second.bar+rounding):
		c.show(second, rounding)
		c.decide(Inconclusive, NoiseFloor)
	default:
		slope, off := l.closeLook(c, e)
		hidden := l.hidden(e, height)
		switch {
		case l.structured(c, e) && c.AbsDiff-c.Bar <= hidden:
			e.bar += hidden
			c.show(e, rounding)
			c.weighHalf()
		case l.asTable(c, e, rounding):
		case c.AbsDiff-c.Bar <= hidden || !(math.Abs(slope-e.value) <= off) || l.structured(c, e):
			c.decide(Inconclusive, Unresolved)
		}
	}
}

// closeLook returns the mean slope, and its error bar, at the smallest steps at which one can tell
// the claim from the estimate: the first that is not the estimate's, if there is one, else the last.
// The slope is NaN where there is a kink, or no such step. A structure of f on a
// still shorter scale that had the claimed slope would be lower than the noise.
func (l line) closeLook(c *Comparison, e estimate) (slope, off float64) {
	sigmas, n := float64(closeSigmas), closePairs
	if !l.subtle(c, e) {
		sigmas, n = coarseSigmas, coarsePairs
	}
	sigma := max(l.p.measured, leastRounding*unit*math.Abs(l.p.f0))
	for h := max(float64(sigmas*sigma/c.AbsDiff), l.smallest()); 2*bendRatio*h < e.step; h *= 2 {
		slope, off, done := l.lookAt(h, n, c, e)
		if done {
			return slope, off
		}
		n = closePairs
	}
	return math.NaN(), 0
}

// lookAt is a close look at n pairs of about the step h; done is false if they scatter too much.
func (l line) lookAt(h float64, n int, c *Comparison, e estimate) (slope, off float64, done bool) {
	f0 := l.p.f0
	widest := e.used.widest()
	mean, squares := 0.0, 0.0 // in units of the difference, whose square may be too large for a float64
	for k := range n {
		q := l.pair(round(h * (1 + float64(k)/float64(n))))
		s := (q.slope() - e.used.slope(q.h)) / c.AbsDiff
		mean += s / float64(n)
		squares += float64(s*s) / float64(n)
	}
	spread := math.Sqrt(max(squares-float64(mean*mean), 0) / float64(n-1))
	allowed := max(1.0/4, closeErrors*spread)
	slope, off = e.value+float64(mean*c.AbsDiff), allowed*c.AbsDiff
	switch {
	case math.Abs(mean) > allowed:
		return slope, off, true
	case !(spread <= closeError):
		return 0, 0, false
	}
	jump := 0.0
	for k := range n / 2 {
		q := l.pair(round(bendRatio * h * (1 + float64(k)/float64(n))))
		jump += (q.jump(f0) - float64(e.used.bend(q.h, f0)*(q.h/widest)/widest)) / float64(n/2)
	}
	if math.Abs(jump) > c.AbsDiff {
		return math.NaN(), 0, true
	}
	return slope, off, true
}

// claimedInside reports whether f has about the claimed slope after all at the smallest steps
// that can tell: then it varies on a shorter scale than the estimate looked at, however well
// that seemed to converge.
func (l line) claimedInside(c *Comparison, e estimate) bool {
	least, ratio := l.smallest(), float64(insideRatio)
	if l.noise() > lastBits*unit*l.p.size { // it may be x that has too few digits, as in sin x for large x
		least, ratio = least*fewestDigits, 2
	}
	low := max(inside*bound(0, l.p.f0)/c.AbsDiff, least)
	for _, h := range []float64{low, low * ratio} {
		q := l.pair(round(h))
		if h >= e.step || !q.finite() || l.onStep(q, e) || math.Abs(q.slope()-c.Claimed) > c.AbsDiff/4 {
			return false
		}
	}
	return true
}

// onStep reports whether both ends of a pair lie on the same step as x, of steps so fine that they are f's
// rounding, as to float32, and none that anybody means: there are more of them, on both sides.
func (l line) onStep(q pair, e estimate) bool {
	f0, noise := math.Abs(l.p.f0), l.noise()
	if !q.flat(l.p.f0) || noise <= lastBits*unit*f0 || noise > subtleChange*f0 {
		return false
	}
	h := l.reached(e.step / (tablePoints * math.Phi))
	return min(l.table(h, h).sigma, l.table(-h, -h).sigma) > lastBits*unit*l.p.size
}

// claimedOutside reports whether f has about the claimed slope at two wide steps in a row: it
// may be the slope of f but for its rounding, if that has wide stairs. It need not be closer to the
// claim than the height of the stairs allows.
func (l line) claimedOutside(c *Comparison, e estimate) bool {
	held := false
	for h := l.widest(); h > e.widest; h /= stepRatio {
		q := l.pair(h)
		off := math.Abs(q.slope() - c.Claimed)
		holds := q.finite() && off <= min(outsideSlopes*math.Abs(c.Claimed), c.AbsDiff/4)
		if !holds && q.finite() && off <= c.AbsDiff/4 {
			stairs := bound(l.roughness(h)) / h
			holds = off <= stairs && stairs <= c.AbsDiff/4
		}
		if holds && held {
			return true
		}
		held = holds
	}
	return false
}

// second is an estimate from other steps, about as wide.
func (l line) second(e estimate) (estimate, bool) {
	s := l.search()
	for h := e.widest * secondStart; h >= e.step*secondStart/2; h /= stepRatio {
		q := l.pair(l.reached(h))
		if !q.finite() {
			return e, false
		}
		s.add(q)
	}
	return s.probed(s.newest)
}

// nonFiniteClaim is the verdict on a claim that is not finite where f is: a wrong
// element, or finite ones whose sum along a direction overflows.
func (p *problem) nonFiniteClaim() (Verdict, Reason) {
	if finite(p.claimed...) {
		return Inconclusive, NonFinite
	}
	return Fail, Differs
}
