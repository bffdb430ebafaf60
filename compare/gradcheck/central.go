package gradcheck

import (
	"math"
)

// central compares every element with differences of f.
func (p *problem) central() []Comparison {
	estimates := make([]estimate, len(p.x))
	values := make([]float64, len(p.x))
	for i := range p.x {
		l := line{p: p, index: i}
		estimates[i] = l.estimate(l.start(), false)
		values[i] = estimates[i].value
	}
	norms := p.blockNorms(values)
	return p.elements(func(i int, c *Comparison) {
		line{p: p, index: i}.judge(c, estimates[i], claimRounding*norms[i])
	})
}

// elements makes one comparison per element of x and has it judged.
func (p *problem) elements(judge func(i int, c *Comparison)) []Comparison {
	cs := make([]Comparison, len(p.x))
	for _, s := range p.spans {
		for i := s.start; i < s.end; i++ {
			cs[i] = Comparison{Name: s.element(i), Block: s.Name, Index: i, Claimed: p.claimed[i]}
			judge(i, &cs[i])
		}
	}
	return cs
}

// Constants of the step control.
const (
	// largestStep is the first step, in units of max(1,|x_i|). Sigmoid and tanh
	// have their nearest singularity at a distance of π or π/2, so their series
	// still converge fast at 1/8.
	largestStep = 0x1p-3
	// smallestStep ends the search: 12 bits above the rounding of x itself.
	smallestStep = 0x1p-40
	// leastRows is the number of steps after which a value may be believed.
	leastRows = 3
	// targetBar is the relative error bar that is good enough to stop at.
	targetBar = 1e-10
	// noiseSigmas is the multiple of the noise's standard deviation that is
	// taken for its bound, in every single value of f, with signs at their
	// worst.
	noiseSigmas = 4
	// vanished is the fraction of a jump once seen that must be excluded before
	// it counts as one that lay further out than the step.
	vanished = 0.25
)

// estimate is the slope of f along a line, with an error bar.
type estimate struct {
	value, bar float64
	// jump is the right-hand slope minus the left-hand one, known to jumpBar.
	jump, jumpBar float64
	// widest and step are the largest and the smallest step behind value; f at
	// the smallest is plus and minus.
	widest, step, plus, minus float64
	// reason is Agrees if the value may be used, Flat if f did not change at
	// all, else why there is no value.
	reason Reason
}

// estimate differentiates f along the line by central differences with steps
// h, h/2, h/4 ..., extrapolated, until the bar is good enough or the noise
// begins to win. It never sees the claim.
//
// A kink at x does not disturb the convergence: it is to the mean of the two
// slopes. So the jump between them, (f(x+h) - 2f(x) + f(x-h))/h for h -> 0, is
// extrapolated from the same values. A jump beyond its own bar is a kink, at x
// or between the steps. Half of a jump that cannot be excluded is slack: a
// thorough estimate, as an accusation needs, counts it as part of the bar.
func (l line) estimate(h float64, thorough bool) estimate {
	return recall(l.p.estimates, beginning{l.place(h), thorough}, func() estimate { return l.converge(h, thorough) })
}

// converge is estimate for the first time.
func (l line) converge(h float64, thorough bool) estimate {
	p := l.p
	smallest := l.start() / largestStep * smallestStep
	slopes, jumps := tableau{first: 4}, tableau{first: 2}
	best := estimate{bar: math.Inf(1), reason: Unsettled}
	top, rows, flat := h, 0, true
	seen, probed := 0.0, math.Inf(1) // the last jump resolved, and the last one probed
	for ; h >= smallest; h /= 2 {
		plus, minus := p.eval(l, h), p.eval(l, -h)
		if !finite(plus, minus) {
			h /= 4 // out of the domain: come much closer, and begin again
			slopes.row, jumps.row, rows, top, flat = nil, nil, 0, h/2, false
			best = estimate{bar: math.Inf(1), reason: NonFinite}
			continue
		}
		rows++
		noise := p.bound(p.f0, plus, minus)
		slope, order := slopes.add((plus-minus)/l.width(h), noise/h)
		jump, _ := jumps.add(((plus-p.f0)-(p.f0-minus))/h, 4*noise/h)
		flat = flat && plus == p.f0 && minus == p.f0
		if rows < leastRows {
			continue
		}
		now := estimate{value: slope.value, bar: slope.bar(), jump: jump.value, jumpBar: jump.bar(),
			widest: h * math.Ldexp(1, order), step: h, plus: plus, minus: minus, reason: Agrees}
		size, hidden := math.Abs(now.jump), math.Abs(now.jump)+now.jumpBar
		if flat {
			// Nothing is seen of f's rounding either. The change may have been
			// lost beside a term of order 1, as in log(1-p) for tiny p.
			lost := max(noise, noiseSigmas*unit)
			now.value, now.bar, hidden, now.widest, now.reason = 0, lost/top, 4*lost/top, top, Flat
		}
		if thorough {
			now.bar += float64(hidden / 2)
		}
		switch {
		case flat:
			return now
		case size > now.jumpBar:
			seen = size
			now.reason = Kink
			best = now // whatever the larger steps said, they missed this
			if size < probed/2 {
				probed = size
				if l.kinkedAt(now, noise, smallest) {
					return best
				}
			}
		case hidden > seen*vanished && seen > 0:
			// The jump is no longer seen, but neither is it seen to be gone.
		case best.reason != Agrees || now.bar < best.bar:
			best = now
		}
		switch {
		case best.reason == Agrees && (best.bar <= targetBar*math.Abs(best.value) || noise/h > best.bar):
			return best
		case best.reason == Kink && 4*noise/h > seen:
			return best // smaller steps could not clear it
		}
	}
	return best
}

// kinkedAt reports whether the jump seen at the steps so far is still there at
// the smallest step at which the noise lets it be seen: then the kink is at x
// as far as anyone can tell, and smaller steps are useless.
func (l line) kinkedAt(e estimate, noise, smallest float64) bool {
	h := floorPow2(max(32*noise/math.Abs(e.jump), smallest))
	if h >= e.step {
		return true
	}
	plus, minus := l.p.eval(l, h), l.p.eval(l, -h)
	return math.Abs(((plus-l.p.f0)-(l.p.f0-minus))/h) >= math.Abs(e.jump)/2
}
