package gradcheck

import "math"

// Constants of what may be hidden in the rounding of f.
const (
	// A difference below subtleChange, relative to f and x, may be due to waves or kinks a few times as
	// high as the noise: then roughTables tables of f must not be whiteNoise times as rough as
	// at the finest spacing, relative to x.
	subtleChange, roughTables, whiteNoise, finestTable, tooFine = 0x1p-20, 6, 2, 0x1p-44, 16
	// hiddenBits is how high, in standard deviations of the noise, structure may be without being seen:
	// of that at the steps, which may be larger than near x by no more than a factor farNoise, and than
	// the rounding of f by hiddenUlps: what is noisier than that has no such excuse.
	hiddenBits, farNoise, hiddenUlps = 4, 64, 0x1p10
	// leastRounding is more than the standard deviation of the rounding to the nearest float64, in
	// units, and half of it less than most: evenly spread, that lies between 1/√12 and 1/√3.
	leastRounding = 0.75
)

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

// structured reports whether f has waves or kinks a few times as high as its rounding, which
// are too fine for the steps of the estimate: it is rougher there than at the finest spacing,
// where only the rounding is left, and does change there, as a staircase does not. Or it is tooFine
// times as rough at the finest spacing as its noise: then it is not resolved even there.
func (l line) structured(c *Comparison, e estimate) bool {
	size := l.p.size
	subtle := l.subtle(c, e) || e.failed > 0 && c.AbsDiff-c.Bar <= l.hidden(e, l.unseenHeight(e))
	if !subtle && l.p.measured <= lastBits*unit*size {
		return false
	}
	fine, equal := l.roughnessAt(finestTable / smallestStep * l.smallest())
	if !subtle {
		return fine > tooFine*l.noise()
	}
	rough, _ := l.roughnessAt(e.step / tablePoints)
	if e.failed > 0 { // at the steps at which what is rough was seen
		if outside, _ := l.roughnessAt(e.failed / tablePoints); outside <= l.unseenHeight(e) {
			rough = max(rough, outside)
		}
	}
	return rough > whiteNoise*max(fine, leastRounding/2*unit*size) && 2*equal < tablePoints
}

// unseenHeight is how high structure of f may be at most without being seen: of an f as large as it is within
// the steps of the estimate, as f(x) may be 0 by chance.
func (l line) unseenHeight(e estimate) float64 {
	return hiddenBits * min(farNoise*l.p.near, hiddenUlps*unit*max(l.p.size, float64(e.variation*e.widest)))
}

// hidden is the steepest slope along the line of what is no higher than the given height, and bends no
// more than f. By the inequality of Landau (1913) what is no higher than η and bends no more than M has no
// slope above √(2ηM), on a half-line 2√(ηM): between the nodes of a table whose error is η, f is off by that
// slope from the function it interpolates.
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
