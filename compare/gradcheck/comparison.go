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
	// claimAndTruth is the part of the bar of which claim and truth may use one each.
	claimAndTruth = 2
	// certify is the largest tolerance, as a fraction of the element, under
	// which agreement means anything: three digits.
	certify = 1e-3
	// zeroBar is the largest bar, as a fraction of the steepest change of f within the
	// steps, under which a slope counts as 0, as at a minimum.
	zeroBar = 1e-6
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
	// Missed is the largest error of the claim that may go unseen: if it is off by more, either way, it
	// fails. It is often far above Bar: a difference is not yet an accusation, and what f's rounding may
	// hide is none. +Inf if nothing can fail here. StraightThrough may excuse more, as may f where it bears
	// out what Dual does not; and along a direction, elements of which none fails by itself.
	Missed float64
	// Limit says why Missed is no smaller, if not for the digits of float64 alone: no better is
	// possible with this f, at this x.
	Limit Limit

	// Difference methods only: the standard deviation of the error of f near x, the smallest step h used, f at
	// x, x+h and x-h, and the slopes to the left and right of x, extrapolated to h = 0.
	Noise, Step, F, FPlus, FMinus, SlopeLeft, SlopeRight float64
	// Side is 1 or -1 where the domain of f left room for steps to that side of x alone: of f and the
	// slopes, what is on the other is NaN.
	Side int
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

// abstain decides without a numerical value.
func (c *Comparison) abstain(why Reason) {
	nan := math.NaN()
	c.Numerical, c.Bar, c.AbsDiff, c.RelDiff, c.Missed = nan, nan, nan, nan, math.Inf(1)
	c.decide(Inconclusive, why)
}

// weighHalf decides as weigh does, but passes nothing in the outer half of the bar, so that
// claim and truth, which both lie in the inner one, are within the bar of each other.
func (c *Comparison) weighHalf() {
	if c.weigh(); c.Verdict == Pass && c.AbsDiff > c.Bar/claimAndTruth {
		c.decide(Inconclusive, NoiseFloor)
	}
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
	c.set(e.value, claimAndTruth*(e.bar+rounding))
	c.Step, c.FPlus, c.FMinus, c.Side = e.step, e.plus, e.minus, int(e.side)
	c.SlopeLeft, c.SlopeRight = e.value-float64(e.jump/2), e.value+float64(e.jump/2)
	switch c.Side {
	case 1:
		c.SlopeLeft = math.NaN()
	case -1:
		c.SlopeRight = math.NaN()
	}
}
