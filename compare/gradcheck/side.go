package gradcheck

import "math"

// within reports whether x + t u is in the domain of f.
func (l line) within(t float64) bool { return l.p.bounds == nil || l.contains(l.point(t)) }

// contains reports whether a point of the line, y, is in the domain of f.
func (l line) contains(y []float64) bool {
	p := l.p
	if p.bounds == nil {
		return true
	}
	first, last := 0, len(y)
	if l.u == nil {
		first, last = l.index, l.index+1
	}
	for i := first; i < last; i++ {
		if low, high := p.bounds(i); !(low <= y[i] && y[i] <= high) {
			return false
		}
	}
	return p.inside == nil || p.inside(y)
}

// inward turns a direction so that each element by itself moves into the domain, if it can.
func (p *problem) inward(u []float64) {
	if p.bounds == nil {
		return
	}
	for i, step := range u {
		if l := (line{p: p, index: i}); !l.within(step) && l.within(-step) {
			u[i] = -step
		}
	}
}

// cutOff returns the side of x, 1 or -1, on which the domain leaves more room, if it does not hold the widest
// steps to both; else 0.
func (l line) cutOff() float64 {
	if l.p.bounds == nil {
		return 0
	}
	for h := l.widest(); h >= l.smallest(); h /= stepRatio {
		switch right, left := l.within(h), l.within(-h); {
		case right && left:
			if h == l.widest() {
				return 0
			}
			return 1 // of equals
		case right:
			return 1
		case left:
			return -1
		}
	}
	return 0
}

// toOneSide differentiates f by steps to one side alone, h, h/4, ... from the given one on, extrapolated to 0
// as a series in h. It is Agrees if the polynomial holds at a smaller step as well.
func (l line) toOneSide(side, widest float64) estimate {
	f0 := l.p.f0
	best := without(NonFinite)
	var rows tableau
	var seen []value
	still := 0
	for h := widest; h >= l.smallest(); h /= stepRatio {
		v := l.at(side * h)
		if !finite(v.f) || v.t*side <= 0 {
			rows, seen, still, best = tableau{}, nil, 0, without(NonFinite)
			continue
		}
		if v.f != f0 {
			still = 0
		} else if still++; still == 2 {
			return l.flatToOneSide(side, h*stepRatio)
		}
		noise := bound(l.noise(), f0, v.f) / math.Abs(v.t)
		if float64(2*noise) >= best.bar { // as bars only grow from here
			break
		}
		seen = append(seen, v)
		for order, c := range rows.add(math.Sqrt(math.Abs(v.t)), (v.f-f0)/v.t, 2*noise) {
			if order == 0 || !(c.bar() < best.bar) {
				continue
			}
			used := seen[len(seen)-1-order:]
			e := estimate{value: c.value, bar: c.bar(), widest: math.Abs(seen[0].t), step: math.Abs(v.t), side: side,
				reason: Agrees}
			for _, u := range seen {
				e.variation = max(e.variation, math.Abs((u.f-f0)/u.t))
			}
			first, second := used[0], used[1]
			e.bend = 2 * ((first.f-f0)/first.t - (second.f-f0)/second.t) / (first.t - second.t)
			if e.plus, e.minus = v.f, math.NaN(); side < 0 {
				e.plus, e.minus = e.minus, e.plus
			}
			best = e
		}
	}
	if best.usable() && !l.bornOut(best) {
		return without(Unsettled)
	}
	return best
}

// bornOut reports whether f is what an estimate to one side predicts inside of its steps.
func (l line) bornOut(e estimate) bool {
	f0 := l.p.f0
	for _, part := range []float64{probePair, probePair * probePair, probeFar} {
		v := l.at(e.side * part * e.step)
		off := math.Abs(v.f - f0 - float64(e.value*v.t) - float64(e.bend*v.t*v.t/2))
		if !(off <= float64(2*bound(l.noise(), f0, v.f))+float64(e.bar*math.Abs(v.t))+float64(math.Abs(e.bend)*v.t*v.t/4)) {
			return false
		}
	}
	return true
}

// flatToOneSide says what it means that f does not change at two steps to one side, of which the wider is h.
func (l line) flatToOneSide(side, h float64) estimate {
	f0 := l.p.f0
	for t := h * innerRatio; t >= l.smallest(); t *= innerRatio {
		if l.at(side*t).f != f0 {
			return without(Unresolved)
		}
	}
	return estimate{widest: h, step: h / stepRatio, plus: f0, minus: f0, side: side, reason: Flat,
		bar: bound(max(l.p.noise, unit), f0) / h}
}

// confirmToOneSide takes back a failure beside an estimate to one side unless one from other steps bears it
// out, and it is too large to be hidden in the rounding of f.
func (l line) confirmToOneSide(c *Comparison, e estimate, rounding float64) {
	second := l.toOneSide(e.side, e.widest*secondStart)
	hidden := math.Sqrt2 * l.hidden(e, l.unseenHeight(e))
	switch {
	case second.reason != Agrees || math.Abs(second.value-e.value) > second.bar+e.bar:
		c.decide(Inconclusive, Unsettled)
	case math.Abs(c.Claimed-second.value) <= claimAndTruth*(second.bar+rounding):
		c.show(second, rounding)
		c.decide(Inconclusive, NoiseFloor)
	case l.subtle(c, e) || c.AbsDiff-c.Bar <= hidden:
		c.decide(Inconclusive, Unresolved)
	}
}
