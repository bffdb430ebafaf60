package gradcheck

import "math"

// secondBars is by how much the bar of a second estimate, from smaller steps and beside more noise, may
// exceed that of the first.
const secondBars = 4

// limitedSteps is by how much steps must be smaller than the widest for it to be they that limit what is seen.
const limitedSteps = 64

// Limit says what keeps a check of f in float64 from seeing smaller errors.
type Limit string

const (
	// LimitedByNoise: f is computed less exactly than its last bits, as in float32, by iteration or at random.
	LimitedByNoise Limit = "noise"
	// LimitedBySteps: f is smooth only along steps that are very small, as beside a kink or an edge of the domain.
	LimitedBySteps Limit = "steps"
)

// missed is the largest error of the claim that may go unseen beside an estimate: all that widens the
// line beyond which a difference is confirmed, with nothing asked of f. It takes the most that f may be
// found to be rough, and that its structure is no less fine than a subtle difference, as only a
// failure has the calls of f to find out. Beside it is what keeps it from being less, unless that is
// how subtle a difference may be.
func (l line) missed(e estimate, rounding float64) (float64, Limit) {
	bar := float64(claimAndTruth * (e.bar + rounding))
	switch {
	case !e.usable() || !finite(e.bar, e.near):
		return math.Inf(1), ""
	case e.reason == Flat:
		return bar + e.bar, ""
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
	hidden := l.hidden(e, l.unseenHeight(e))
	found := max(second, look, bar+hidden, claimAndTruth*(e.near+rounding))
	limit := Limit("")
	switch {
	case found <= subtle:
	case l.noise() > lastBits*unit*l.p.size:
		limit = LimitedByNoise
	case e.widest < l.widest()/limitedSteps:
		limit = LimitedBySteps
	}
	return max(found, subtle) + e.bar, limit
}

// unseen is the largest error that may go unseen, and where, of the comparisons that agree or have another
// given reason; and the same relative to the element.
func unseen(cs []Comparison, reason Reason) (largest, relative Comparison) {
	part := func(c Comparison) float64 { return c.Missed / math.Abs(c.Numerical) }
	for _, c := range cs {
		if c.Reason != reason && !(reason == Agrees && c.Verdict == Pass) || math.IsInf(c.Missed, 1) {
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
