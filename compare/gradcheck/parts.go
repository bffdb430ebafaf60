package gradcheck

import "math"

// bearOut takes back what only a direction says of the claim. Where several elements move at once, the steps
// that suit one may be too small for another, as for one that climbs a staircase, whose slope is then missing
// from that along the direction. So an element must fail as well where a direction does, and the slope along
// it must be what those of the elements make it, where they are known.
func (l line) bearOut(c *Comparison) {
	switch {
	case !finite(c.Claimed):
	case l.p.compared != nil:
		l.bearOutByElements(c)
	case c.Verdict == Fail:
		l.bearOutByParts(c)
	}
}

func (l line) bearOutByElements(c *Comparison) {
	sum, bars, why := 0.0, c.Bar, Unsettled
	for _, e := range l.p.compared {
		u := l.u[e.Index]
		if u == 0 {
			continue
		}
		if e.Verdict == Fail {
			return
		}
		if e.Verdict == Inconclusive && why == Unsettled {
			why = e.Reason
		}
		sum += float64(u * e.Numerical)
		bars += math.Abs(float64(u * e.Bar))
	}
	if c.Verdict == Fail || c.Verdict == Pass && math.Abs(sum-c.Numerical) > bars {
		c.decide(Inconclusive, why)
	}
}

// bearOutByParts follows the half of the direction that differs by more of its bar, until that is one element.
func (l line) bearOutByParts(c *Comparison) {
	norms := l.p.blockNorms(l.p.claimed)
	first, end := 0, len(l.u)
	for l.u[first] == 0 {
		first++
	}
	for l.u[end-1] == 0 {
		end--
	}
	for found := false; !found; {
		most, why, from, to := 0.0, Unsettled, first, end
		for _, span := range [][2]int{{first, (first + end) / 2}, {(first + end) / 2, end}} {
			if span[0] == span[1] { // the rest is one element
				continue
			}
			part := l.part(span[0], span[1], norms)
			switch {
			case part.Verdict == Fail && !(part.AbsDiff/part.Bar <= most):
				most, from, to = part.AbsDiff/part.Bar, span[0], span[1]
			case part.Verdict == Inconclusive && why == Unsettled:
				why = part.Reason
			}
		}
		if most == 0 {
			c.decide(Inconclusive, why)
			return
		}
		found = to-from == 1
		first, end = from, to
	}
}

// part compares the slope along the part of a direction that moves elements first to end-1, by its bar alone; or,
// where that is one element, the slope along it. Norms are those of the blocks.
func (l line) part(first, end int, norms []float64) (c Comparison) {
	p := l.p
	if end-first == 1 {
		l, c.Claimed = line{p: p, index: first}, p.claimed[first]
		l.judge(&c, l.estimate(), p.claimRounding*norms[first])
		return c
	}
	u := make([]float64, len(l.u))
	copy(u[first:end], l.u[first:end])
	p.parts++ // -1 and -2 are the directions along which noise is measured
	l, c.Claimed = line{p: p, index: -2 - p.parts, u: u, rough: p.noise}, dot(p.claimed, u)
	e := l.estimate()
	c.show(e, p.claimRounding*p.sizeAlong(u))
	if c.weighHalf(); !e.usable() {
		c.decide(Inconclusive, e.reason)
	}
	return c
}
