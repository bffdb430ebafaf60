package gradcheck

import "math"

// Constants of the step control.
const (
	// largestStep is the first step, in units of max(1,|x_i|). Sigmoid and tanh
	// have their nearest singularity at a distance of π or π/2, so their series
	// still converge fast at 1/8.
	largestStep = 0x1p-3
	// smallestStep ends the search, in units of |x_i|: 4 bits above its rounding.
	// An x nearer to 0 than smallestScale counts as that.
	smallestStep, smallestScale = 0x1p-48, 0x1p-52
	// Each step is stepRatio times smaller than the one before; where nothing
	// converges, coarseRatio times, until two slopes agree to alikeSlopes.
	stepRatio, coarseRatio, alikeSlopes = 4, 64, 0.25
	// leastRows is the number of steps after which a value may be believed.
	leastRows = 3
	// targetBar is the relative error bar that is good enough to stop at, and
	// promising the change of the last extrapolation at which one probes for it.
	targetBar, promising = 1e-10, 1e-7
	// noiseSigmas is the multiple of the noise's standard deviation that is
	// taken for its bound, in every single value of f, with signs at their
	// worst.
	noiseSigmas = 4
	// The probes, relative to the smallest step: a pair that is not at a power of two
	// of the steps, and a single one far inside.
	probePair, probeFar = 0x1.3p-4, 0x1.5p-14
	// probeSafety multiplies the difference between estimate and probe, of which the
	// extrapolation at the probe still contains 1 part in 200.
	probeSafety = 1.25
	// jumpSeen is how far the jump between left and right slope must stand above its
	// noise to be called a kink.
	jumpSeen = 8
)

// estimate is the slope of f along a line, with an error bar.
type estimate struct {
	value, bar float64
	// hidden is half of the jump between right and left slope that may lie at x unseen.
	hidden float64
	// jump is the right-hand slope minus the left-hand one.
	jump float64
	// widest and step are the largest and the smallest step behind value; f at
	// the smallest is plus and minus.
	widest, step, plus, minus float64
	// variation is the steepest change of f, per step, that the steps saw.
	variation float64
	// rough is the noise along the line, where it is more than elsewhere.
	rough float64
	// used are the pairs behind the value.
	used pairs
	// remote: f does not change at the first steps, so the value is from further out.
	remote bool
	// reason is Agrees if the value may be used, Flat if f does not change near x,
	// else why there is no value.
	reason Reason
}

func without(why Reason) estimate { return estimate{bar: math.Inf(1), reason: why} }

// usable reports whether there is a value.
func (e estimate) usable() bool { return e.reason == Agrees || e.reason == Flat }

// estimate differentiates f along the line. It never sees the claim.
func (l line) estimate() estimate {
	return recall(l.p.estimates, l.place(0), func() estimate {
		e := l.converge(l.widest(), false)
		if e.reason == Unresolved && e.step > 0 {
			if l.rough = l.roughness(e.step); l.rough > 2*l.p.noise {
				e = l.converge(l.widest(), false)
			}
		}
		e.rough = l.rough
		if e.reason == Agrees && l.drowned(e) {
			w := l.further(l.widest())
			if w.reason == Agrees && w.bar < e.bar && math.Abs(w.value-e.value) <= w.bar+e.bar {
				return w
			}
		}
		return e
	})
}

// search is the state of one search for the slope along a line.
type search struct {
	line
	slopes tableau
	rows   []pair // all of the tableau's
	best   estimate
	used   pairs // those behind best
	fine   float64
	// verified is the bar of the last estimate that was probed.
	verified float64
	// failed is the step of the first probe that failed.
	failed float64
}

func (s *search) restart(rows ...pair) {
	line := s.line
	*s = search{line: line, best: without(Unresolved), verified: math.Inf(1), failed: s.failed}
	for _, q := range rows {
		s.add(q)
	}
}

// add enters a pair and keeps the estimate with the narrowest bar.
func (s *search) add(q pair) {
	s.rows = append(s.rows, q)
	noise := bound(s.noise(), s.p.f0, q.plus, q.minus)
	if e := s.best; e.usable() {
		last := s.used[len(s.used)-1]
		if math.Abs(q.slope()-e.value) > e.bar+math.Abs(last.slope()-e.value)+float64(2*noise/q.h) {
			s.best, s.used = without(Unresolved), nil // smaller steps say otherwise
		}
	}
	c, order := s.slopes.add(q.h, q.slope(), noise/q.h)
	if order == 0 || c.bar() >= s.best.bar {
		return
	}
	s.fine = c.fine
	s.used = s.rows[len(s.rows)-1-order:]
	s.best = estimate{value: c.value, bar: c.bar(), widest: s.used[0].h, step: q.h, plus: q.plus, minus: q.minus,
		used: s.used, reason: Agrees}
	for _, r := range s.used {
		s.best.variation = max(s.best.variation, math.Abs(r.plus-s.p.f0)/r.right, math.Abs(r.minus-s.p.f0)/r.left)
	}
}

// converge takes central differences at smaller and smaller steps, extrapolated to
// 0, until the bar is good enough or the noise begins to win; and believes the result if
// f at other steps and further inside is what it predicts. If not, f has some
// structure there, and what counts is what lies inside.
func (l line) converge(top float64, remote bool) estimate {
	p := l.p
	s := &search{line: l}
	s.restart()
	why, flat, outside := Unresolved, 0, 0.0
	var last pair
	coarse := false
	for h := top; h >= l.smallest(); {
		q := l.pair(h)
		if !q.finite() {
			s.restart()
			why, flat, last, coarse = NonFinite, 0, pair{}, false
			h /= stepRatio * stepRatio
			continue
		}
		if q.flat(p.f0) {
			if flat++; flat == 2 {
				e, inside := l.flat(last.h, outside, remote)
				if inside == 0 {
					return e
				}
				h, flat = inside, 0
				s.restart()
				continue
			}
		} else {
			flat, outside = 0, h
		}
		if coarse {
			s.restart()
		}
		if coarse && math.Abs(q.slope()-last.slope()) <= alikeSlopes*math.Abs(q.slope()) {
			coarse = false
			h = last.h
			s.restart(last)
			h /= stepRatio
			last = pair{}
			continue
		}
		before := last
		last = q
		s.add(q)
		trace("h %.3g S %.12g J %.3g best %.12g ± %.3g coarse %v", h, q.slope(), q.jump(p.f0), s.best.value, s.best.bar, coarse)
		if e, inside := l.kink(before, q); inside == 0 && e.reason == Kink {
			return e
		} else if inside > 0 {
			s.restart()
			why, last = Kink, pair{}
			h = inside
			continue
		}
		next := bound(l.noise(), p.f0) * stepRatio / h
		if len(s.rows) >= leastRows && s.best.step > 0 {
			b := s.best
			if b.bar <= targetBar*math.Abs(b.value) || next >= b.bar || s.fine <= promising*math.Abs(b.value) {
				e, ok := s.probed()
				trace("   probed %v: ± %.3g hidden %.3g", ok, e.bar, e.hidden)
				switch {
				case !ok:
					s.failed = max(s.failed, e.step)
					s.best, s.used = without(Unresolved), nil
				case e.bar <= targetBar*math.Abs(e.value) || next >= e.bar || s.settled(e):
					return e
				default:
					s.best = e
				}
			}
			if !(s.best.bar <= math.Abs(q.slope())) {
				coarse = true
			}
		}
		if coarse {
			h /= coarseRatio
		} else {
			h /= stepRatio
		}
	}
	e := without(why)
	e.step = s.failed
	return e
}

// settled reports whether the last step has not narrowed the bar, or not by much: then
// smaller ones will not either.
func (s *search) settled(e estimate) bool {
	was := s.verified
	s.verified = e.bar
	return e.bar > was/2
}

// probed compares the best estimate with f at other steps: a pair inside of its steps, and
// a single point far inside. It reports false if f is not there what the estimate predicts:
// then a kink, a jump or some wave lies inside. The pair also is a second estimate, whose
// agreement may narrow the bar.
func (s *search) probed() (estimate, bool) {
	e, p := s.best, s.p
	steps, slopes, bends := s.used.series(p.f0)
	noise := bound(s.noise(), p.f0, e.plus, e.minus)
	q := s.pair(probePair * e.step)
	if !q.finite() {
		return e, false
	}
	// The slope at the probe, but for what the extrapolation says of its step.
	inner := q.slope() - (extrapolated(q.h, steps, slopes) - extrapolated(0, steps, slopes))
	off := math.Abs(e.value - inner)
	if off > e.bar+float64(2*noise/q.h) {
		return e, false
	}
	bend := extrapolated(q.h, steps, bends)
	loose := math.Abs(bend - extrapolated(q.h, steps[1:], bends[1:]))
	allowed := float64(8*noise) + float64(4*(loose+8*noise/float64(e.step*e.step))*q.h*q.h)
	left := math.Abs(q.bend(p.f0) - float64(bend*q.h*q.h))
	if left > allowed {
		return e, false
	}
	e.hidden = (left + allowed) / (2 * q.h)
	far := s.at(probeFar * e.step)
	predicted := float64(e.value*far.t) + float64(bend*far.t*far.t/2)
	if !(math.Abs(far.f-p.f0-predicted) <= 2*noise+float64((e.bar+math.Abs(far.t*loose))*math.Abs(far.t))) {
		return e, false
	}
	e.bar = min(e.bar, float64(probeSafety*off)+float64(noise/q.h)+float64(2*noise/e.step))
	return e, true
}

// kink looks for a kink at x or near it where the slopes to the left and right differ
// by as much at two steps, as those of a smooth function do not. It reports the kink if
// the jump is still there at the smallest steps at which the noise lets it be seen; else
// a step at which it is not.
func (l line) kink(wide, narrow pair) (e estimate, inside float64) {
	f0 := l.p.f0
	if wide.h == 0 || wide.h != stepRatio*narrow.h {
		return e, 0
	}
	j := narrow.jump(f0)
	noise := float64(4 * bound(l.noise(), f0, narrow.plus, narrow.minus))
	if math.Abs(j) <= jumpSeen*noise/narrow.h || math.Abs(j-wide.jump(f0)) > math.Abs(j)/4 {
		return e, 0
	}
	low := max(float64(jumpSeen*float64(4*bound(l.noise(), f0))/math.Abs(j)), l.smallest())
	seen := func(q pair) bool { return q.finite() && math.Abs(q.jump(f0)) >= math.Abs(j)/2 }
	q := narrow
	if low < narrow.h {
		q = l.pair(round(low))
	}
	if seen(q) {
		slope, jump := q.slope(), q.jump(f0)
		return estimate{value: slope, bar: math.Abs(jump), jump: jump, widest: wide.h, step: q.h,
			plus: q.plus, minus: q.minus, reason: Kink}, 0
	}
	inside, high := q.h, narrow.h
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

// drowned reports whether f hardly changes beside its own size at the steps of an
// estimate whose bar is nothing but noise: wider steps would tell more.
func (l line) drowned(e estimate) bool {
	return e.bar > targetBar*math.Abs(e.value) &&
		float64(e.variation*e.widest) < drownedChange*math.Abs(l.p.f0)
}

// drownedChange is the change of f, relative to f, below which it is worth while to look
// further out: its last bit is 2^-28 of it.
const drownedChange = 0x1p-24

// further differentiates f from wider steps than h, as wide as f lets its change be seen.
func (l line) further(h float64) estimate {
	change := 0.0
	for range 15 {
		q := l.pair(h * outward)
		now := max(math.Abs(q.plus-l.p.f0), math.Abs(q.minus-l.p.f0))
		if !q.finite() || now < 2*change || change >= drownedChange*math.Abs(l.p.f0) {
			break
		}
		h, change = h*outward, now
	}
	e := l.converge(h, true)
	e.remote = true
	return e
}

// outward is the factor from one wider step to the next.
const outward = 16
