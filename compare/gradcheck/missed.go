package gradcheck

import "math"

// secondBars is by how much the bar of a second estimate, from smaller steps and beside more noise, may
// exceed that of the first.
const secondBars = 4

// missed is the largest error of the claim that may go unseen beside an estimate: all that widens the
// line beyond which a difference is confirmed, with nothing asked of f. It takes the most that f may be
// found to be rough, and that its structure is no less fine than a subtle difference, as only a
// failure has the calls of f to find out.
func (l line) missed(e estimate, rounding float64) float64 {
	bar := float64(claimAndTruth * (e.bar + rounding))
	switch {
	case !e.usable() || e.remote || !finite(e.bar):
		return math.Inf(1)
	case e.reason == Flat:
		return bar + e.bar
	}
	ofX := noiseSigmas * unit * l.scale() * math.Abs(e.value) / e.step // as search.probed adds it
	second := float64(claimAndTruth*(secondBars*(e.bar+ofX)+rounding)) + float64((secondBars+1)*e.bar)
	sigma := max(l.p.measured, leastRounding*unit*math.Abs(l.p.f0))
	step := e.step
	if e.quick { // a failure is of a search, which may go further
		step /= stepRatio
	}
	look := 2 * bendRatio * coarseSigmas * sigma / step
	subtle := subtleChange * l.p.size / max(l.scale(), e.widest)
	hidden := l.hidden(e, l.p.unseenHeight())
	return max(second, look, subtle, bar+hidden) + e.bar
}

// unseen is the largest error of a comparison that passed which may go unseen, and where; and the same
// relative to the element.
func unseen(cs []Comparison) (largest, relative Comparison) {
	part := func(c Comparison) float64 { return c.Missed / math.Abs(c.Numerical) }
	for _, c := range cs {
		if c.Verdict != Pass {
			continue
		}
		if largest.Name == "" || c.Missed > largest.Missed {
			largest = c
		}
		if c.Numerical != 0 && (relative.Name == "" || part(c) > part(relative)) {
			relative = c
		}
	}
	return largest, relative
}
