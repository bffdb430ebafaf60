package gradcheck

import "math"

// Constants of a quick estimate.
const (
	// quickStart is the first step of a quick estimate, in units of the widest, until it is learnt at which
	// one settles; quickSteps is how many smaller ones are tried.
	quickStart, quickSteps = 1.0 / stepRatio, 3
	// quickBar is the relative error bar that is good enough for one, and quickNoise that in units of the
	// noise in its probe, which smaller steps would make worse.
	quickBar, quickNoise = 1e-9, 4
	// quickFailures in a row are enough to try no more in a group.
	quickFailures = 4
)

// start is where the quick estimates of a group begin.
type start struct {
	step     float64 // in units of the widest
	failures int     // in a row
}

// quick is an estimate from as few values as can bear one out: at two steps, and the probes. It is not
// usable unless that goes without the least trouble, of an f that is computed to its last bits.
func (l line) quick() estimate {
	k := l.known()
	return *recall(&k.quicks, l.index, func() *estimate {
		e := without(Unresolved)
		if k.start.failures < quickFailures && !l.p.structured && l.p.measured <= lastBits*unit*l.p.size {
			if k.start.step == 0 {
				k.start.step = quickStart
			}
			k.start.failures++
			h, coarse := k.start.step, true
			for n := 0; n < quickSteps && coarse; n++ {
				if e, coarse = l.atTwoSteps(l.widest() * h); e.usable() {
					k.start = start{step: h}
				}
				h /= stepRatio
			}
		}
		return k.keep(e)
	})
}

// atTwoSteps is the estimate from a step and the next smaller one; coarse says that there is none as the
// steps are too wide.
func (l line) atTwoSteps(h float64) (e estimate, coarse bool) {
	f0, none := l.p.f0, without(Unresolved)
	wide, narrow := l.pair(h), l.pair(h/stepRatio)
	if !wide.finite() || !narrow.finite() || wide.flat(f0) || narrow.flat(f0) || h/stepRatio < l.smallest() {
		return none, false
	}
	s := l.search()
	s.add(wide)
	s.add(narrow)
	if e, inside := l.kink(wide, narrow); e.reason == Kink || inside > 0 {
		return none, false
	}
	e, ok := s.probed(s.newest)
	noise := bound(l.noise(), f0, e.plus, e.minus) / (probePair * e.step)
	switch {
	case !ok:
		return none, false
	case !(e.bar <= max(quickBar*math.Abs(e.value), quickNoise*noise)):
		return none, true
	case l.drowned(e), float64(noiseSigmas*unit*l.scale()*math.Abs(e.value)) > e.bar*e.step: // as unheard asks
		return none, false
	}
	e.quick = true
	return e, false
}

// bears reports whether the estimate alone certifies the claim, with half of its bar for the truth.
func (e estimate) bears(claim, rounding float64) bool {
	bar := e.bar + rounding
	return e.reason == Agrees && math.Abs(claim-e.value) <= bar &&
		claimAndTruth*bar <= certify*max(math.Abs(claim), math.Abs(e.value))
}
