package gradcheck

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/num/dual"
)

// directions draws k directions over all of x.
func (p *problem) directions(k int, rnd *rand.Rand) []line {
	lines := make([]line, k)
	for d := range lines {
		lines[d] = line{p: p, index: d, u: p.amounts(rnd, 0, len(p.x))}
	}
	return lines
}

// amounts draws a direction over elements start to end-1 of x, in which element i
// moves by between 1/2 and 3/2 times max(1,|x_i|)/√(end-start), either way: none is
// near 0, which would leave an element untested, and they are not all alike, or a
// swap of two elements would not show in half of the directions.
func (p *problem) amounts(rnd *rand.Rand, start, end int) []float64 {
	u := p.signs(rnd, start, end)
	for i := start; i < end; i++ {
		u[i] *= 0.5 + rnd.Float64()
	}
	return u
}

// along makes one comparison of g·u per direction.
func (p *problem) along(lines []line, judge func(l line, c *Comparison, size float64)) []Comparison {
	cs := make([]Comparison, len(lines))
	for d, l := range lines {
		cs[d] = p.directionComparison(d, l)
		judge(l, &cs[d], p.sizeAlong(l.u))
	}
	return cs
}

// directionComparison is that of direction d, with nothing compared yet.
func (p *problem) directionComparison(d int, l line) Comparison {
	return Comparison{Name: fmt.Sprintf("direction %d", d+1), Index: d, Claimed: dot(p.claimed, l.u)}
}

func (p *problem) centralAlong(lines []line) []Comparison {
	return p.along(lines, func(l line, c *Comparison, size float64) {
		l.judge(c, l.estimate(l.start(), false), claimRounding*size)
	})
}

func (p *problem) dualAlong(lines []line, f func([]dual.Number) dual.Number) []Comparison {
	return p.along(lines, func(l line, c *Comparison, size float64) {
		c.exact(p.duals(f, l), p.dualBar(l, size))
	})
}

// missed returns the largest error in a single element that could have gone
// unseen: an error e in element i shows in g·u as e u_i, and is seen in the
// direction in which that stands out most of the bar.
func missed(lines []line, cs []Comparison) float64 {
	worst := 0.0
	for i := range lines[0].u {
		seen := math.Inf(1)
		for d, l := range lines {
			if cs[d].Reason == Agrees || cs[d].Reason == Differs || cs[d].Reason == NoiseFloor {
				seen = min(seen, 2*cs[d].Bar/math.Abs(l.u[i]))
			}
		}
		worst = max(worst, seen)
	}
	return worst
}
