package gradcheck

import "math"

// Constants of the step control.
const (
	// largestStep is the first step, in units of max(1,|x_i|). Sigmoid and tanh
	// have their nearest singularity at a distance of π or π/2, so their series
	// still converge fast at 1/8.
	largestStep = 0x1p-3
	// smallestStep ends the search, in units of |x_i|: 4 bits above its rounding.
	// An x of 0 counts as smallestScale.
	smallestStep, smallestScale = 0x1p-48, 0x1p-52
	// Each step is stepRatio times smaller than the one before; where nothing
	// converges, coarseRatio times, until two slopes agree to alikeSlopes.
	stepRatio, coarseRatio, alikeSlopes = 4, 64, 0.25
	// targetBar is the relative error bar that is good enough to stop at.
	targetBar = 1e-10
	// sideBar is the relative error bar at which there is no need to look to one side alone.
	sideBar = 1e-8
	// noiseSigmas is the multiple of the noise's standard deviation that is
	// taken for its bound, in every single value of f, with signs at their
	// worst.
	noiseSigmas = 4
)

// estimate is the slope of f along a line, with an error bar.
type estimate struct {
	value, bar float64
	// jump is the right-hand slope minus the left-hand one.
	jump float64
	// widest and step are the largest and the smallest step behind value; f at
	// the smallest is plus and minus.
	widest, step, plus, minus float64
	// variation is the steepest change of f, per step, that the steps saw.
	variation float64
	// rough is the noise along the line, where it is more than elsewhere.
	rough float64
	// failed is the widest step at which an estimate did not stand its probes, if one did not.
	failed float64
	// used are the pairs behind the value.
	used pairs
	// near is the bar of what f shows at the first steps, where the value is from further out; it is infinite if
	// that is nothing. Less than that f may bend in between without being seen.
	near float64
	// side is 1 or -1 where all steps are to that side of x, and bend is the second derivative there.
	side, bend float64
	// quick: the value is from two steps, and good enough only for a claim that it certifies.
	quick bool
	// reason is Agrees if the value may be used, Flat if f does not change near x,
	// else why there is no value.
	reason Reason
}

func without(why Reason) estimate { return estimate{bar: math.Inf(1), reason: why} }

// scale is the widest step that was of use, or 1.
func (e estimate) scale() float64 {
	if e.widest > 0 {
		return e.widest
	}
	return 1
}

// usable reports whether there is a value.
func (e estimate) usable() bool { return e.reason == Agrees || e.reason == Flat }

// estimate differentiates f along the line. It never sees the claim.
func (l line) estimate() estimate {
	k := l.known()
	return *recall(&k.estimates, l.index, func() *estimate {
		return k.keep(l.searched())
	})
}

func (l line) searched() estimate {
	e := l.converge(l.widest(), false)
	for range 2 {
		sigma := l.unheard(e)
		if !(sigma > l.rough) {
			break
		}
		l.rough = max(sigma, 4*l.rough)
		e = l.converge(l.widest(), false)
	}
	e.rough = l.rough
	if side := l.cutOff(); side != 0 && !(e.reason == Agrees && e.bar <= sideBar*math.Abs(e.value)) {
		w := l.toOneSide(side, l.widest())
		if w.rough = l.rough; w.usable() && !(w.bar >= e.bar) {
			return w
		}
	}
	if e.reason == Agrees && l.drowned(e) {
		w := l.further(l.widest())
		if w.reason == Agrees && w.bar < e.bar && math.Abs(w.value-e.value) <= w.bar+e.bar {
			w.near = e.bar
			return w
		}
	}
	return e
}

// unheard returns the noise along the line that the estimate may have been taken in by, or 0: where
// nothing converged, or where the steps are so small that what f rounds of x, as of w·x in
// sin(w·x), would matter.
func (l line) unheard(e estimate) float64 {
	switch {
	case (e.reason == Unresolved || e.reason == Stairs) && e.step > 0:
		return l.roughness(e.step)
	case e.reason == Agrees && float64(noiseSigmas*unit*l.scale()*math.Abs(e.value)) > e.bar*e.step:
		sigma, _ := l.roughnessAt(e.step / tablePoints)
		if !finite(sigma) {
			sigma = 0
		}
		if e.failed > 0 {
			sigma = max(sigma, l.roughness(e.failed))
		}
		if sigma > l.noise() {
			return sigma
		}
	}
	return 0
}

// converge takes central differences at smaller and smaller steps, extrapolated to 0, until
// the bar is good enough or the noise begins to win; and believes the result if f is what it
// predicts at other steps and further inside. If not, f has some structure there, and what
// counts is what lies inside of that.
func (l line) converge(top float64, remote bool) estimate {
	f0 := l.p.f0
	s := l.search()
	why, flat, flatFrom, outside, failed := Unresolved, 0, 0.0, 0.0, 0.0
	var last pair
	coarse := false
	for h := top; h >= l.smallest(); {
		q := l.pair(h)
		if !q.finite() { // out of the domain: come much closer, and begin again
			s.restart()
			why, flat, last, coarse = NonFinite, 0, pair{}, false
			h /= stepRatio * stepRatio
			continue
		}
		if q.flat(f0) {
			if flat++; flat == 1 {
				flatFrom = h
			} else if flat == 2 {
				e, inside := l.flat(flatFrom, outside, remote)
				if e.reason == Stairs {
					e.step = failed
				}
				if inside == 0 {
					return e
				}
				s.restart()
				h, flat, last = inside, 0, pair{}
				continue
			}
		} else {
			flat, outside = 0, h
		}
		if coarse {
			if math.Abs(q.slope()-last.slope()) <= alikeSlopes*math.Abs(q.slope()) { // go on from there
				s.restart(last)
				h, last, coarse = last.h/stepRatio, pair{}, false
				continue
			}
			s.restart()
		}
		s.add(q)
		e, inside := l.kink(last, q)
		switch {
		case e.reason == Kink:
			return e
		case inside > 0:
			s.restart()
			h, last = inside, pair{}
			continue
		}
		last = q
		if e, done := s.settle(bound(l.noise(), f0) * stepRatio / h); done && flat == 0 {
			e.failed = failed
			return e
		} else if e.reason == Unsettled {
			failed = max(failed, e.step)
		}
		if s.count >= leastRows && !(min(s.best.bar, s.proven.bar) <= math.Abs(q.slope())) {
			coarse = true
		}
		if h /= stepRatio; coarse {
			h /= coarseRatio / stepRatio
		}
	}
	e := without(why)
	e.step = failed
	return e
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
	for h < furthest*l.widest() {
		q := l.pair(h * outward)
		now := max(math.Abs(q.plus-l.p.f0), math.Abs(q.minus-l.p.f0))
		if !q.finite() || now < 2*change || change >= drownedChange*math.Abs(l.p.f0) {
			break
		}
		h, change = h*outward, now
	}
	e := l.converge(h, true)
	e.near = math.Inf(1)
	return e
}

// outward is the factor from one wider step to the next, and furthest that of the widest.
const outward, furthest = 16, 0x1p40
