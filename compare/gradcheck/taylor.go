package gradcheck

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// Constants of the Taylor test.
const (
	// Steps of the remainder, from widest to finest by halves, in units of the
	// direction.
	widestRemainder, finestRemainder = 0x1p-2, 0x1p-30
	// remainderToNoise is how far a remainder must stand above the bound of the noise
	// for its order to be read: at 8 times, an order is off by log2(9/7) at
	// most.
	remainderToNoise = 8
	// rightOrder separates 2 (right) from 1 (wrong). A remainder e h + c h² has
	// order 1.75 between h and 2h where e is 0.467 c h; so an error that still
	// passes is below a third of R/h, which is the bar.
	rightOrder = 1.75
	// ordersRead is how many of the finest local orders are read, by their
	// median.
	ordersRead = 3
)

// Remainder is R(h) = |f(x+hu) - f(x) - h g·u| at one step h.
type Remainder struct {
	Step  float64
	Value float64
	// Order is log2(R(2h)/R(h)); NaN at the first step and in the noise.
	Order float64
}

// taylorDirections draws one direction per block and, if there are several
// blocks, one over all of x, in which elements move by random amounts, as in
// directions. The directions are numbered from first on.
func (p *problem) taylorDirections(rnd *rand.Rand, first int) []line {
	var lines []line
	for _, s := range p.spans {
		lines = append(lines, line{p: p, index: first + len(lines), u: p.amounts(rnd, s.start, s.end)})
	}
	if len(p.spans) > 1 {
		lines = append(lines, line{p: p, index: first + len(lines), u: p.amounts(rnd, 0, len(p.x))})
	}
	return lines
}

// taylor looks at the remainder along the directions of taylorDirections.
func (p *problem) taylor(lines []line) []Comparison {
	cs := p.taylorComparisons(lines)
	for i, l := range lines {
		l.remainders(&cs[i])
	}
	return cs
}

// taylorComparisons are those of the directions of taylorDirections, with nothing
// compared yet.
func (p *problem) taylorComparisons(lines []line) []Comparison {
	cs := make([]Comparison, len(lines))
	for i, l := range lines {
		cs[i] = Comparison{Name: "direction over all of x", Index: i, Claimed: dot(p.claimed, l.u)}
		if i < len(p.spans) {
			cs[i].Name, cs[i].Block = "direction over "+p.spans[i].Name, p.spans[i].Name
		}
	}
	return cs
}

// remainders judges g·u by the order at which R vanishes: 2 if g is right, 3
// if moreover the curvature along u is 0, 1 if g is wrong. No step has to be
// chosen. Whatever does not look like 2 or more may be a kink or the noise as
// well; that is for the central estimate along u to say.
func (l line) remainders(c *Comparison) {
	p := l.p
	var orders []float64
	last, quiet := math.NaN(), 0
	for h := widestRemainder; h >= finestRemainder && quiet < 2; h /= 2 {
		f := p.eval(l, h)
		r := Remainder{Step: h, Value: math.Abs(f - p.f0 - float64(h*c.Claimed)), Order: math.NaN()}
		if !finite(r.Value) {
			continue
		}
		floor := remainderToNoise * 2 * p.bound(f, p.f0)
		if r.Value > floor {
			quiet = 0
			if !math.IsNaN(last) {
				r.Order = log2(last / r.Value)
				orders = append(orders, r.Order)
			}
			last = r.Value
			c.set((f-p.f0)/h, r.Value/h)
			c.Step, c.FPlus = h, f
		} else {
			quiet++
			last = math.NaN()
			if len(c.Remainders) == quiet-1 { // nothing but noise so far
				c.set((f-p.f0)/h, max(c.Bar, floor/h))
				c.Step, c.FPlus = h, f
			}
		}
		c.Remainders = append(c.Remainders, r)
	}
	c.Order = math.NaN()
	if n := len(orders); n > 0 {
		read := slices.Clone(orders[max(0, n-ordersRead):])
		slices.Sort(read)
		c.Order = read[len(read)/2]
	}
	size := p.sizeAlong(l.u)
	switch {
	case !finite(c.Claimed):
		c.decide(p.nonFiniteClaim())
	case len(c.Remainders) == 0:
		c.decide(Inconclusive, NonFinite)
	case c.Order < rightOrder || math.IsNaN(c.Order) && c.AbsDiff > c.Bar || !l.alike(c):
		l.judge(c, l.estimate(l.start(), false), claimRounding*size)
		switch {
		case c.Verdict == Pass: // the order says otherwise
			c.decide(Inconclusive, Unsettled)
		case c.Verdict == Fail && l.kinked():
			c.decide(Inconclusive, Kink)
		}
	case p.straight != nil && p.straight(l.point(c.Step)):
		c.decide(Inconclusive, Clamp)
	case c.Claimed == 0 && c.FPlus == p.f0 && math.IsNaN(c.Order):
		c.decide(Pass, Flat)
	case c.Bar <= certify*size:
		c.decide(Pass, Agrees)
	default:
		c.decide(Inconclusive, NoiseFloor)
	}
}

// kinked reports whether f has a kink at x along any one element of the
// direction. Along the direction itself the kinks of several elements may cancel,
// as those of two rows with opposite labels do.
func (l line) kinked() bool {
	for i, u := range l.u {
		e := line{p: l.p, index: i}
		if u != 0 && e.estimate(e.start(), false).reason == Kink {
			return true
		}
	}
	return false
}

// alike reports whether the remainder to the other side of x is about as small
// as the one last read, as it is unless there is a kink at x.
func (l line) alike(c *Comparison) bool {
	c.FMinus = l.p.eval(l, -c.Step)
	back := math.Abs(c.FMinus - l.p.f0 + float64(c.Step*c.Claimed))
	return back <= remainderToNoise*max(float64(c.Step*c.AbsDiff), 2*l.p.bound(c.FMinus, l.p.f0))
}

// sizeAlong is the size a slope along u has unless it cancels: the norm of
// the claimed g_i u_i.
func (p *problem) sizeAlong(u []float64) float64 {
	terms := make([]float64, len(u))
	return norm(floats.MulTo(terms, p.claimed, u))
}

// log2 is math.Log2 with the same digits on every architecture: with x = 2^k m and
// s = (m-1)/(m+1), ln m = 2 (s + s³/3 + s⁵/5 + ...), where |s| ≤ 1/3.
func log2(x float64) float64 {
	m, k := math.Frexp(x)
	s := (m - 1) / (m + 1)
	sum := 0.0
	for n := 37; n > 0; n -= 2 {
		sum = 1/float64(n) + float64(s*s*sum)
	}
	return float64(k) + float64(2*s*sum/math.Ln2)
}
