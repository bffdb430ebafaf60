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
	insideRatio, inside, outsideSlopes = 8, 4, 1.0 / 16
	// A close look begins at the step at which the difference is closeSigmas standard deviations
	// of the noise, and doubles it until the mean over closePairs pairs is good to closeError of
	// the difference. It believes a mean within closeErrors of its own.
	closeSigmas, closePairs, closeError, closeErrors = 4, 12, 1.0 / 16, 3
	// A difference that is not subtle needs no look as close.
	coarseSigmas, coarsePairs = 32, 3
	// bendRatio is how much wider the step is at which a kink is sought.
	bendRatio = 4
	// A difference below subtleChange, relative to f and x, may be due to waves or kinks a few times as
	// high as the noise: then roughTables tables of f must not be whiteNoise times as rough as
	// at the finest spacing, relative to x.
	subtleChange, roughTables, whiteNoise, finestTable, tooFine = 0x1p-20, 6, 2, 0x1p-44, 16
	// hiddenBits is how high, in standard deviations of the noise, structure may be without being seen:
	// of that at the steps, which may be larger than near x by no more than a factor farNoise, and than
	// the rounding of f by hiddenUlps: what is noisier than that has no such excuse.
	// Along a direction it is looked for where the difference is also below subtlePart of the slopes.
	hiddenBits, farNoise, hiddenUlps, subtlePart = 4, 64, 0x1p10, 0x1p-10
	// leastRounding is more than the standard deviation of the rounding to the nearest float64, in
	// units, and half of it less than most: evenly spread, that lies between 1/√12 and 1/√3.
	leastRounding = 0.75
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
	height := min(hiddenBits*l.noise(), l.p.unseenHeight())
	second, ok := l.second(e)
	switch {
	case e.remote || math.Abs(c.Claimed-e.value) <= claimAndTruth*(e.bar+rounding):
		c.show(e, rounding)
		c.decide(Inconclusive, NoiseFloor)
	case !ok || math.Abs(second.value-e.value) > second.bar+e.bar:
		c.decide(Inconclusive, Unsettled)
	case math.Abs(c.Claimed-second.value) <= claimAndTruth*(second.bar+rounding):
		c.show(second, rounding)
		c.decide(Inconclusive, NoiseFloor)
	default:
		slope, off := l.closeLook(c, e)
		hidden := l.hiddenAlong(c, e, height, rounding/claimRounding)
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

// asTable passes a claim that differs by no more than f does if it is a table of what is meant, whose error is
// that of the last bits alone: then the truth may be as far off. It must be smooth at the first steps.
func (l line) asTable(c *Comparison, e estimate, rounding float64) bool {
	hidden := l.hidden(e, hiddenBits*unit*math.Abs(l.p.f0))
	if l.u != nil || c.AbsDiff-c.Bar > hidden || e.widest < l.widest()/stepRatio {
		return false
	}
	e.bar = claimAndTruth*e.bar + hidden
	wide := *c
	wide.show(e, rounding)
	if wide.weighHalf(); wide.Verdict != Pass {
		return false
	}
	*c = wide
	return true
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
	mean, squares := 0.0, 0.0
	for k := range n {
		q := l.pair(round(h * (1 + float64(k)/float64(n))))
		s := q.slope() - e.used.slope(q.h)
		mean += s / float64(n)
		squares += float64(s*s) / float64(n)
	}
	spread := math.Sqrt(max(squares-float64(mean*mean), 0) / float64(n-1))
	slope, off = e.value+mean, max(c.AbsDiff/4, closeErrors*spread)
	switch {
	case math.Abs(mean) > off:
		return slope, off, true
	case !(spread <= closeError*c.AbsDiff):
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

// structured reports whether f has waves or kinks a few times as high as its rounding, which
// are too fine for the steps of the estimate: it is rougher there than at the finest spacing,
// where only the rounding is left, and does change there, as a staircase does not. Or it is tooFine
// times as rough at the finest spacing as its noise: then it is not resolved even there.
func (l line) structured(c *Comparison, e estimate) bool {
	size := l.p.size
	if !l.subtle(c, e) && l.p.measured <= lastBits*unit*size {
		return false
	}
	fine, equal := l.roughnessAt(finestTable / smallestStep * l.smallest())
	if !l.subtle(c, e) {
		return fine > tooFine*l.noise()
	}
	rough, _ := l.roughnessAt(e.step / tablePoints)
	return rough > whiteNoise*max(fine, leastRounding/2*unit*size) && 2*equal < tablePoints
}

// hiddenAlong is the steepest slope of what may be hidden in the rounding of f. By the inequality of
// Landau (1913) what is no higher than η and bends no more than M has no slope above √(2ηM), on a
// half-line 2√(ηM): between the nodes of a table whose error is η, f is off by that slope from the
// function it interpolates. M is how f itself bends, along each element: along a direction, bends of
// several may cancel. It is 0 where the difference, beside the size of a slope along it, is too large
// to be due to that.
func (l line) hiddenAlong(c *Comparison, e estimate, height, size float64) float64 {
	if l.u == nil {
		return l.hidden(e, height)
	}
	if !l.subtle(c, e) && c.AbsDiff > subtlePart*size {
		return 0
	}
	sum := 0.0
	for i, u := range l.u {
		if u != 0 {
			element := line{p: l.p, index: i}
			sum += float64(math.Abs(u) * element.hidden(element.estimate(), height))
		}
	}
	return sum
}

// unseenHeight is how high structure of f may be at most without being seen.
func (p *problem) unseenHeight() float64 {
	return hiddenBits * min(farNoise*p.near, hiddenUlps*unit*p.size)
}

// hidden is the steepest slope along the line of what is no higher than the given height, and bends no
// more than f.
func (l line) hidden(e estimate, height float64) float64 {
	switch {
	case e.side != 0:
		return math.Sqrt(float64(2 * height * math.Abs(e.bend)))
	case e.used.n == 0:
		return 0
	}
	return math.Sqrt(float64(2*height*math.Abs(e.used.at[0].bend(l.p.f0)))) / e.used.widest()
}

// subtle reports whether the difference is small enough to be due to structure of the height of
// the noise.
func (l line) subtle(c *Comparison, e estimate) bool {
	return c.AbsDiff*max(l.scale(), e.widest) <= subtleChange*l.p.size
}

// roughnessAt is the root mean square of the roughness of several tables to both sides of x, of
// about the given spacing, and their mean number of equal neighbours. No two spacings have a common
// measure, or all might fall into step with what f rounds.
func (l line) roughnessAt(spacing float64) (sigma float64, equal int) {
	squares := 0.0
	for k := range roughTables {
		_, fraction := math.Modf(float64(k) / math.Phi)
		h := l.reached(spacing / math.Phi * (1 + fraction))
		if k%2 == 1 {
			h = -h
		}
		t := l.table(0, h)
		squares += float64(t.sigma * t.sigma)
		equal += t.equal
	}
	return math.Sqrt(squares / roughTables), equal / roughTables
}

// claimedInside reports whether f has about the claimed slope after all at the smallest steps
// that can tell: then it varies on a shorter scale than the estimate looked at, however well
// that seemed to converge.
func (l line) claimedInside(c *Comparison, e estimate) bool {
	low := max(inside*bound(0, l.p.f0)/c.AbsDiff, l.smallest())
	for _, h := range []float64{low, low * insideRatio} {
		q := l.pair(round(h))
		if h >= e.step || !q.finite() || l.onStep(q) || math.Abs(q.slope()-c.Claimed) > c.AbsDiff/4 {
			return false
		}
	}
	return true
}

// onStep reports whether both ends of a pair lie on the same step as x, of steps so fine that they are f's
// rounding, as to float32, and none that anybody means.
func (l line) onStep(q pair) bool {
	f0, noise := math.Abs(l.p.f0), l.noise()
	return q.flat(l.p.f0) && noise > lastBits*unit*f0 && noise <= subtleChange*f0
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
