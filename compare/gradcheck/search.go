package gradcheck

import "math"

// Constants of a search.
const (
	// leastRows is the number of steps after which a value may be believed.
	leastRows = 3
	// promising is the relative change by the last extrapolation at which an estimate is
	// worth its probes.
	promising = 1e-7
	// patience is how many steps in a row may fail to halve the bar.
	patience = 2
	// The probes, relative to the smallest step: a pair that is not at a power of two
	// of the steps, and a single one far inside.
	probePair, probeFar = 0x1.3p-4, 0x1.5p-14
	// probeSafety multiplies the difference between estimate and probe, of which the
	// extrapolation at the probe still contains 1 part in 200.
	probeSafety = 1.25
	// tinyStep, in units of x, is the step below which what f rounds of x anew, as w·x in sin(w·x),
	// may look like another line: the rounding of x itself counts as noise.
	tinyStep = 0x1p-38
	// jumpSeen is how far the jump between left and right slope must stand above its
	// noise to be called a kink.
	jumpSeen = 8
)

// search is the state of one search for the slope along a line.
type search struct {
	line
	slopes tableau
	rows   pairs // the last few
	count  int   // of all rows
	// best has the narrowest bar by extrapolation alone; newest is the one that the last
	// step changed least, which was by fine.
	best, newest estimate
	fine         float64
	// proven has the narrowest bar of those that were probed, idle steps ago.
	proven estimate
	idle   int
}

// search returns a search along the line, in place of the last one.
func (l line) search() *search {
	s := &l.p.search
	s.line = l
	s.restart()
	return s
}

// restart forgets all but the given pairs.
func (s *search) restart(rows ...pair) {
	none := without(Unresolved)
	*s = search{line: s.line, best: none, newest: none, proven: none}
	for _, q := range rows {
		s.add(q)
	}
}

// add enters a pair at the next smaller step.
func (s *search) add(q pair) {
	s.rows.add(q)
	s.count++
	noise := bound(s.noise(), s.p.f0, q.plus, q.minus)
	if e := s.best; e.usable() {
		last := e.used.at[e.used.n-1]
		if math.Abs(q.slope()-e.value) > e.bar+math.Abs(last.slope()-e.value)+float64(2*noise/q.h) {
			s.best, s.proven = without(Unresolved), without(Unresolved) // smaller steps say otherwise
		}
	}
	s.newest, s.fine = without(Unresolved), math.Inf(1)
	for order, c := range s.slopes.add(q.h, q.slope(), noise/q.h) {
		if order == 0 {
			continue
		}
		e := s.estimated(c, s.rows.newest(order+1))
		if c.bar() < s.best.bar {
			s.best = e
		}
		if c.fine+c.noise < s.fine {
			s.newest, s.fine = e, c.fine+c.noise
		}
	}
}

// estimated is an estimate from a cell of the tableau, and the pairs behind it.
func (s *search) estimated(c cell, used pairs) estimate {
	last := used.at[used.n-1]
	e := estimate{value: c.value, bar: c.bar(), widest: used.widest(), step: last.h, plus: last.plus, minus: last.minus,
		used: used, reason: Agrees}
	for _, q := range used.at[:used.n] {
		e.variation = max(e.variation, math.Abs(q.plus-s.p.f0)/q.right, math.Abs(q.minus-s.p.f0)/q.left)
	}
	return e
}

// settle probes an estimate if it is worth it, and reports whether that is good enough, or smaller
// steps will not make it better: next is the bar of the noise alone at the next step. An estimate
// that does not stand its probes is returned as Unsettled.
func (s *search) settle(next float64) (estimate, bool) {
	if s.count < leastRows {
		return s.best, false
	}
	e := s.best
	switch {
	case s.fine <= promising*math.Abs(s.newest.value):
		e = s.newest
	case !(e.bar <= targetBar*math.Abs(e.value) || next >= e.bar || s.stationary(e)):
		return e, false
	}
	e, ok := s.probed(e)
	if !ok {
		s.best, s.proven = without(Unresolved), without(Unresolved)
		e.reason = Unsettled
		return e, false
	}
	s.idle++
	if e.bar < s.proven.bar {
		if e.bar < s.proven.bar/2 {
			s.idle = 0
		}
		s.proven = e
	}
	e = s.proven
	return e, e.bar <= targetBar*math.Abs(e.value) || next >= e.bar || s.stationary(e) || s.idle == patience
}

// stationary reports whether f is 0 and its slope as well, as far as can be told beside the change of f around:
// the rounding of f then vanishes with the steps, and no step would be the best.
func (s *search) stationary(e estimate) bool {
	return s.p.f0 == 0 && math.Abs(e.value) <= e.bar && e.bar <= targetBar*e.variation
}

// probed compares an estimate with f at other steps: a pair inside of its steps, and a
// single point far inside. It reports false if f is not there what the estimate predicts:
// then a kink, a jump or some wave lies inside. The pair also is a second estimate, whose
// agreement may narrow the bar.
func (s *search) probed(e estimate) (estimate, bool) {
	f0 := s.p.f0
	widest := e.used.widest()
	noise := bound(s.noise(), f0, e.plus, e.minus)
	q := s.pair(s.reached(probePair * e.step))
	if !q.finite() {
		return e, false
	}
	// The slope at the probe, but for what the extrapolation says of its step.
	inner := q.slope() - (e.used.slope(q.h) - e.used.slope(0))
	off := math.Abs(e.value - inner)
	if off > e.bar+float64(2*noise/q.h) {
		return e, false
	}
	bend := e.used.bend(q.h, f0)
	inside := e.used.newest(e.used.n - 1)
	r := widest / inside.widest()
	loose := math.Abs(bend - float64(r*r*inside.bend(q.h, f0)))
	r = q.h / widest
	allowed := float64(8*noise) + float64(4*loose*r*r) + float64(32*noise*probePair*probePair)
	if math.Abs(q.bend(f0)-float64(bend*r*r)) > allowed {
		return e, false
	}
	far := s.at(probeFar * e.step)
	r = far.t / widest
	predicted := float64(e.value*far.t) + float64(bend*r*r/2)
	if !(math.Abs(far.f-f0-predicted) <= 2*noise+float64(e.bar*math.Abs(far.t))+float64(loose*r*r)) {
		return e, false
	}
	e.bar = min(e.bar, float64(probeSafety*off)+float64(noise/q.h)+float64(2*noise/e.step))
	if scale := s.scale(); e.step < tinyStep*scale {
		e.bar += float64(noiseSigmas*unit*scale*math.Abs(e.value)) / e.step
	}
	return e, true
}

// kink looks for a kink at x or near it where the slopes to the left and right differ by as
// much at two steps, as those of a smooth function do not. It returns Kink if the jump is
// there at all smaller steps too, down to where the noise hides it; else a step at which it is
// not, or 0 if nothing looked like a kink.
func (l line) kink(wide, narrow pair) (e estimate, inside float64) {
	f0 := l.p.f0
	if wide.h == 0 || wide.h != stepRatio*narrow.h {
		return e, 0
	}
	j := narrow.jump(f0)
	// What f rounds of x, as of w·x in sin(w·x), may move f(x) from where its neighbours say it is.
	ofX := func(q pair) float64 { return float64(4 * unit * l.scale() * math.Abs(q.slope())) }
	noise := float64(4*bound(l.noise(), f0, narrow.plus, narrow.minus)) + ofX(narrow)
	if math.Abs(j) <= jumpSeen*noise/narrow.h || math.Abs(j-wide.jump(f0)) > math.Abs(j)/4 ||
		math.Abs(narrow.slope()-wide.slope()) > math.Abs(j) { // both sides bend alike: come closer
		return e, 0
	}
	seen := func(q pair) bool {
		ratio := q.jump(f0) / j
		return q.finite() && ratio >= 0.5 && ratio <= 2 && math.Abs(q.jump(f0)) >= jumpSeen*ofX(q)/q.h
	}
	inside = min(max(float64(jumpSeen*(float64(4*bound(l.noise(), f0))+ofX(narrow)))/math.Abs(j), l.smallest()), narrow.h)
	high := narrow.h
	if middle := l.pair(round(math.Sqrt(high) * math.Sqrt(inside))); seen(middle) {
		if q := l.pair(round(inside)); seen(q) {
			slope, jump := q.slope(), q.jump(f0)
			return estimate{value: slope, bar: math.Abs(jump), jump: jump, widest: wide.h, step: q.h,
				plus: q.plus, minus: q.minus, reason: Kink}, 0
		}
		high = middle.h
	} else {
		inside = middle.h
	}
	for high > stepRatio*inside {
		h := round(math.Sqrt(high) * math.Sqrt(inside))
		if seen(l.pair(h)) {
			high = h
		} else {
			inside = h
		}
	}
	return e, inside
}

// round rounds a step to few digits, so that x±h is mostly exact.
func round(h float64) float64 {
	fraction, exp := math.Frexp(h)
	return math.Ldexp(math.Round(fraction*16)/16, exp)
}
