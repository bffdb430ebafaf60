package gradcheck

import (
	"math"
)

// Constants of the verdict. Everything else in a tolerance is the error bar of
// the numerical value.
const (
	// claimRounding is what rounding alone may do to a right claim, relative to
	// the norm of its block: a product of matrices sums terms of the size of
	// the largest element, so a small element carries the error of a large
	// one. A few thousand units in the last place, for sums over that many
	// rows.
	claimRounding = 1e-12
	// Derivatives by dual numbers are rounded too, by about the noise of f over
	// the scale max(1,|x_i|) of the element, times the gain of the layers
	// between, which valueRounding allows for; or by the relative noise of f
	// times the norm of the block, times hiddenRounding:
	// a logarithm turns the relative error of its argument into an absolute
	// one, and beside a loss that sums terms of up to -log(eps) = 36 that error
	// looks small. Difference methods need no such terms; their bars hold
	// noise/h with h at most 1/8 of that scale.
	valueRounding, hiddenRounding = 128, 1024
	// certify is the largest tolerance, as a fraction of the element, under
	// which agreement means anything: three digits.
	certify = 1e-3
)

// Comparison is one claimed number beside the numerical one: an element of
// the gradient, or the slope of f along a direction.
type Comparison struct {
	Name  string // "W2[1,3]", "direction over W2", or "direction 1"
	Block string // the block of the element; empty for a direction over all of x
	Index int    // of the element in x, or of the direction, from 0

	Claimed   float64
	Numerical float64
	// Bar is the error bar of Numerical together with the rounding a right
	// claim may show: the claim is refuted beyond it.
	Bar     float64
	AbsDiff float64 // |Claimed - Numerical|
	RelDiff float64 // AbsDiff / max(|Claimed|, |Numerical|), 0 if both are 0
	Verdict Verdict
	Reason  Reason

	// Difference methods only: the smallest step h used, f at x+h and x-h, and
	// the slopes to the left and right of x, extrapolated to h = 0.
	Step, FPlus, FMinus, SlopeLeft, SlopeRight float64
	// Taylor only: the observed order of the remainder and the values behind
	// it. Order is NaN if the remainder is nothing but noise.
	Order      float64
	Remainders []Remainder
}

// set enters the numerical value and draws what follows from it.
func (c *Comparison) set(value, bar float64) {
	c.Numerical, c.Bar = value, bar
	c.AbsDiff = math.Abs(c.Claimed - value)
	c.RelDiff = 0
	if c.AbsDiff != 0 {
		c.RelDiff = c.AbsDiff / c.size()
	}
}

func (c *Comparison) size() float64 { return max(math.Abs(c.Claimed), math.Abs(c.Numerical)) }

func (c *Comparison) decide(v Verdict, r Reason) { c.Verdict, c.Reason = v, r }

// excuse decides without a numerical value.
func (c *Comparison) excuse(why Reason) {
	nan := math.NaN()
	c.Numerical, c.Bar, c.AbsDiff, c.RelDiff = nan, nan, nan, nan
	c.decide(Inconclusive, why)
}

// weigh decides between Agrees, NoiseFloor and Differs, by the bar alone.
func (c *Comparison) weigh() {
	switch {
	case !finite(c.Bar):
		c.decide(Inconclusive, NoiseFloor)
	case !(c.AbsDiff <= c.Bar): // also if the claim is NaN
		c.decide(Fail, Differs)
	case c.Bar <= certify*c.size():
		c.decide(Pass, Agrees)
	default:
		c.decide(Inconclusive, NoiseFloor)
	}
}

// show enters an estimate by differences; rounding is added to its bar.
func (c *Comparison) show(e estimate, rounding float64) {
	c.set(e.value, e.bar+rounding)
	c.Step, c.FPlus, c.FMinus = e.step, e.plus, e.minus
	c.SlopeLeft, c.SlopeRight = e.value-float64(e.jump/2), e.value+float64(e.jump/2)
}

// judge compares a claim with an estimate of the slope along the line. A
// difference is not yet an accusation: it must be confirmed.
func (l line) judge(c *Comparison, e estimate, rounding float64) {
	c.show(e, rounding)
	if !finite(c.Claimed) { // a kink excuses no NaN
		c.decide(l.p.nonFiniteClaim())
		return
	}
	switch e.reason {
	case Flat:
		if c.Claimed == 0 {
			c.decide(Pass, Flat)
			return
		}
		c.weigh()
	case Agrees:
		c.weigh()
	default:
		c.decide(Inconclusive, e.reason)
	}
	if c.Verdict == Fail {
		e.step = min(e.step, l.confirm(c, e, rounding))
	}
	if e.step == 0 { // no estimate at all: look everywhere it was sought
		e.widest, e.step = l.start(), l.start()*smallestStep/largestStep
	}
	if c.Verdict != Pass && l.clamped(e.widest, e.step) {
		c.decide(Inconclusive, Clamp)
	}
}

// Where the second and the third estimate begin, relative to the largest step of
// the first: not at a power of two of it, so that no step is used twice. The
// second looks well inside the first, the third about as far out.
const secondStart, thirdStart = 0.1875, 0.625

// confirm takes back a failure by the first estimate, unless a second one, from
// other and smaller steps, says the same: it can be fooled by a kink or by noise
// only in another way. Where the noise of smaller steps leaves the second open to
// both, a third, from other steps of the same size, must refute the claim. It
// returns the smallest step used.
func (l line) confirm(c *Comparison, first estimate, rounding float64) (step float64) {
	switch {
	case l.onTread(c):
		c.decide(Inconclusive, NoiseFloor)
		return c.Step
	case l.defended(c):
		c.decide(Inconclusive, Unsettled)
		return c.Step
	}
	second := l.estimate(first.widest*secondStart, true)
	switch {
	case second.reason != Agrees && second.reason != Flat:
		c.decide(Inconclusive, second.reason)
	case !second.agrees(first):
		c.decide(Inconclusive, Unsettled)
	case second.allows(c.Claimed, rounding):
		third := l.estimate(first.widest*thirdStart, true)
		if third.reason != Agrees || !third.agrees(first) || third.allows(c.Claimed, rounding) {
			c.show(second, rounding)
			c.weigh()
		}
	}
	return second.step
}

// riser bounds the change of f at the largest step that still counts as one riser
// of a staircase, in terms of the change that the claim announces.
const riser = 8

// onTread reports whether f did not change at the smallest steps although it does
// further out, by about what the claim announces: x may lie on the tread of a
// staircase, as of a float32 or of log(1-p) for p near 1, where a slope of 0 says
// nothing.
func (l line) onTread(c *Comparison) bool {
	p, h := l.p, l.start()
	if c.FPlus != p.f0 || c.FMinus != p.f0 {
		return false
	}
	change := max(math.Abs(p.eval(l, h)-p.f0), math.Abs(p.eval(l, -h)-p.f0))
	return change > 0 && change <= float64(riser*h*math.Abs(c.Claimed))
}

// Constants of defended: its first step is where the bound of the noise is a 32nd
// of the difference in question, so that the slopes are good to a quarter of it;
// not a power of two, for functions whose period is one; and it is above the
// rounding of x.
const (
	defenceNoise = 32
	defenceStep  = 0.8125
	leastDefence = 0x1p-40
)

// defended reports whether f has about the claimed slope after all at three steps
// as small as the noise allows: then f varies on a shorter scale than the estimate
// looked at, however well it seemed to converge.
func (l line) defended(c *Comparison) bool {
	p := l.p
	h := float64(defenceStep * floorPow2(defenceNoise*p.bound(p.f0)/c.AbsDiff))
	h = max(h, leastDefence*l.scale())
	for range 3 {
		if h >= c.Step {
			return false
		}
		slope := (p.eval(l, h) - p.eval(l, -h)) / l.width(h)
		if !(math.Abs(slope-c.Claimed) <= c.AbsDiff/2) {
			return false
		}
		h *= 2
	}
	return true
}

// scale is the size of the largest element that moves along the line, the one whose
// rounding is the coarsest.
func (l line) scale() float64 {
	if l.u == nil {
		return max(math.Abs(l.p.x[l.index]), leastDefence)
	}
	scale := leastDefence
	for i, u := range l.u {
		if u != 0 {
			scale = max(scale, math.Abs(l.p.x[i]))
		}
	}
	return scale
}

// nonFiniteClaim is the verdict on a claim that is not finite where f is: a wrong
// element, or finite ones whose sum along a direction overflows.
func (p *problem) nonFiniteClaim() (Verdict, Reason) {
	if finite(p.claimed...) {
		return Inconclusive, NonFinite
	}
	return Fail, Differs
}

// agrees reports whether the bars of two estimates meet.
func (e estimate) agrees(other estimate) bool {
	return math.Abs(e.value-other.value) <= e.bar+other.bar
}

// allows reports whether a claim lies within the bar.
func (e estimate) allows(claimed, rounding float64) bool {
	return math.Abs(claimed-e.value) <= e.bar+rounding
}

// blockNorms returns the Euclidean norm of v over the block of each element.
// Elements that are not finite count as 0.
func (p *problem) blockNorms(v []float64) []float64 {
	norms := make([]float64, len(v))
	for _, s := range p.spans {
		part := make([]float64, 0, s.end-s.start)
		for _, value := range v[s.start:s.end] {
			if finite(value) {
				part = append(part, value)
			}
		}
		size := norm(part)
		for i := s.start; i < s.end; i++ {
			norms[i] = size
		}
	}
	return norms
}
