package gradcheck

import (
	"math"
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

// taylor compares the slopes along the directions over each block, and over all of x.
func (p *problem) taylor(lines []line, judge func(l line, c *Comparison, size float64)) []Comparison {
	cs := p.along(lines, judge)
	for i := range cs {
		cs[i].Name = "direction over all of x"
		if i < len(p.spans) {
			cs[i].Name, cs[i].Block = "direction over "+p.spans[i].Name, p.spans[i].Name
		}
	}
	return cs
}

// remainders judges g·u by the central estimate along u, and by the order at which
// R vanishes: 2 if g is right, 3 if moreover the curvature along u is 0, 1 if g is
// wrong. What the estimate certifies and the order contradicts remains open.
func (l line) remainders(c *Comparison, size float64) {
	p := l.p
	l.judgeOrder(c, size, l, rightOrder, func(y []float64) float64 {
		sum := 0.0
		for i, g := range p.claimed {
			sum += float64(g * (y[i] - p.x[i]))
		}
		return sum
	})
}

// judgeOrder judges the slope along the line, and then the order, which should be least, at which f
// differs from f(x) + predicted along the line of f: that itself, or that of which it is the slope.
func (l line) judgeOrder(c *Comparison, size float64, of line, least float64, predicted func(y []float64) float64) {
	l.judge(c, l.estimate(), l.p.claimRounding*size)
	if !finite(c.Claimed) || c.Reason == NonFinite {
		return
	}
	c.Remainders, c.Order = of.vanishing(predicted)
	if c.Verdict == Pass && c.Order < least {
		c.decide(Inconclusive, Unsettled)
	}
}

// vanishing returns the remainders down to where only noise is left, and their order: the
// median of the last few, NaN if there is nothing but noise.
func (l line) vanishing(predicted func(y []float64) float64) ([]Remainder, float64) {
	p := l.p
	var remainders []Remainder
	var orders []float64
	last, quiet := math.NaN(), 0
	for h := widestRemainder; h >= finestRemainder && quiet < 2; h /= 2 {
		v := l.at(h)
		y := l.point(h) // as it is rounded
		r := Remainder{Step: h, Value: math.Abs(v.f - p.f0 - predicted(y)), Order: math.NaN()}
		if !finite(r.Value) {
			continue
		}
		if r.Value > remainderToNoise*2*bound(p.noise, v.f, p.f0) {
			quiet = 0
			if !math.IsNaN(last) {
				r.Order = log2(last / r.Value)
				orders = append(orders, r.Order)
			}
			last = r.Value
		} else {
			quiet++
			last = math.NaN()
		}
		remainders = append(remainders, r)
	}
	if len(orders) == 0 {
		return remainders, math.NaN()
	}
	read := slices.Clone(orders[max(0, len(orders)-ordersRead):])
	slices.Sort(read)
	return remainders, read[len(read)/2]
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
