package gradcheck

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Constants of the noise table. The table and its normalisation are those of
// Moré and Wild, "Estimating computational noise", SIAM J. Sci. Comput. 33
// (2011); the spacings are wider than theirs because f may be a staircase:
// log(1-p) computed literally moves in steps of eps/(1-p).
const (
	// tablePoints is the number of values in a table; they use about 7 to 9.
	tablePoints = 10
	// The columns of the table that are read: differences of lower order still
	// contain f itself, of higher order too few samples.
	firstColumn, lastColumn = 4, 7
	// Spacings from widest to finest in units of the direction, and their ratio.
	widestSpacing, nearSpacing, finestSpacing, spacingRatio = 0x1p-4, 0x1p-6, 0x1p-36, 32
	// Roughness is told from kinks and from f itself by halving the interval in which it
	// is seen: a jump, or noise, stays as large, all else falls in proportion. It counts
	// as noise if in the last few of noiseHalvings it has not fallen to a part; the edge of a stair
	// must still have half of its height of stairHalvings before, as a root would not.
	// Roughness of some lastBits units in the last place needs no closer look.
	noiseHalvings, lastHalvings, stairHalvings, fallen = 64, 3, 7, 1.0 / 8
	lastBits                                           = 16
	// tooQuiet is by how much f may be rougher at the finest spacing than where its noise was measured: if by
	// more, that was luck.
	tooQuiet = 8
	// coarsestRounding is the roughness, relative to f, beyond which it is no rounding.
	coarsestRounding = 0x1p-10
	// unit is the unit roundoff of float64: no stored value is better known.
	unit = 0x1p-53
)

// measureNoise estimates the standard deviation of the error with which f is computed: within
// 1/16 of max(1,|x_i|), for the derivatives that are computed like f, and near x, for its
// differences.
func (p *problem) measureNoise() {
	// A direction of random signs, the same one in every check.
	rnd := rand.New(rand.NewPCG(2011, 1292))
	l := line{p: p, index: -1, u: p.signs(rnd, 0, len(p.x))}
	least := unit * math.Abs(p.f0)
	wide, size := l.rounding(widestSpacing)
	p.noise, p.size = max(least, wide), max(math.Abs(p.f0), size)

	l.index--
	for i, x := range p.x { // an element near 0 may be measured in large units
		if x != 0 && math.Abs(x) < 1 {
			l.u[i] *= floorPow2(math.Abs(x))
		}
	}
	p.measured, size = l.rounding(nearSpacing)
	right, left := l.table(0, nearSpacing), l.table(0, -nearSpacing)
	if finite(right.sigma, left.sigma) { // f(x) may be 0 by chance
		p.size = max(p.size, min(right.size, left.size))
	}
	finest := l.table(0, finestSpacing).sigma
	if smooth := p.measured / whiteNoise; max(finest, leastRounding*unit*p.size) < smooth {
		p.structured = l.table(0, -finestSpacing).sigma < smooth // and not so smooth by luck
	}
	switch luck := tooQuiet * max(p.measured, leastRounding*unit*p.size); {
	case finest > luck && finest <= coarsestRounding*p.size: // and not on one side only
		p.measured = max(p.measured, min(finest, l.table(0, -finestSpacing).sigma))
	case p.measured <= lastBits*unit*size:
		p.measured = min(p.measured, finest) // f itself may be some of it
	}
	p.near = max(least, p.measured)
}

// rounding returns the roughness of f, on both sides of x, at the widest spacing at which it is due
// neither to f itself nor to a kink, and the size of f there; or 0 if there is none.
func (l line) rounding(widest float64) (sigma, size float64) {
	for h := widest; h >= finestSpacing; h /= spacingRatio {
		smooth, rough := l.table(0, h), l.table(0, -h)
		if rough.sigma < smooth.sigma { // what is on one side only is no noise
			smooth, rough = rough, smooth
		}
		switch {
		case !(smooth.sigma <= coarsestRounding*smooth.size):
		case smooth.sigma <= lastBits*unit*smooth.size:
			return smooth.sigma, smooth.size
		case !l.jumps(smooth):
		case rough.sigma <= coarsestRounding*rough.size && l.jumps(rough):
			return rough.sigma, rough.size
		default:
			return smooth.sigma, smooth.size
		}
	}
	return 0, 0
}

// roughness returns the standard deviation of the noise along a line within a step of x, or
// 0 if what is rough there is no noise.
func (l line) roughness(step float64) float64 {
	h := round(step / tablePoints)
	right, left := l.table(0, h), l.table(0, -h)
	if right.sigma < left.sigma {
		right, left = left, right
	}
	if right.sigma <= coarsestRounding*right.size && l.jumps(right) {
		return right.sigma
	}
	return 0
}

// table is what the difference table of values at t0, t0+h, ... shows.
type table struct {
	sigma float64 // roughness: the least that a column shows
	most  float64 // the most
	a, b  value   // where it is roughest
	slope float64 // of f there, on the whole
	size  float64 // largest |f|
	equal int     // how many values equal the one before
}

// jumps reports whether f is about as rough in the steepest of ever smaller parts of the
// interval in which a table is roughest. Stairs beside another part of f, which is smooth, are about as
// rough in all columns, and told by their edges: there f is steepest, and changes by as much in any part.
func (l line) jumps(t table) bool {
	least := t.sigma * fallen
	rough := l.narrowed(t, t.slope)
	if slices.Max(rough[max(0, len(rough)-lastHalvings):]) >= least {
		return true
	}
	if t.sigma < t.most*fallen*fallen { // it is smooth
		return false
	}
	edge := l.narrowed(t, 0)
	last := edge[len(edge)-1]
	return last >= least && last >= edge[max(0, len(edge)-stairHalvings)]/2
}

// narrowed is how far f is from the slope in ever smaller parts of the interval in which a table is roughest, of
// which it is the steepest beside the slope; down to 0 if that is no more than f's last bits.
func (l line) narrowed(t table, slope float64) []float64 {
	off := func(a, b value) float64 { return math.Abs(b.f - a.f - float64(slope*(b.t-a.t))) }
	a, b := t.a, t.b
	last := []float64{math.Inf(1)}
	for range noiseHalvings {
		m := l.at(a.t + float64((b.t-a.t)*0.45))
		if m.t == a.t || m.t == b.t {
			break
		}
		left := off(a, m)*math.Abs(b.t-m.t) >= off(m, b)*math.Abs(m.t-a.t)
		if (m.f == a.f) != (m.f == b.f) { // on a stair, which is as far from the slope as its edge
			left = m.f == b.f
		}
		if left {
			b = m
		} else {
			a = m
		}
		now := off(a, b)
		if now <= lastBits*unit*t.size {
			return []float64{0}
		}
		last = append(last, now)
	}
	return last
}

// table evaluates f along the line from t0 on with spacing h. With T the k-th
// differences of m values, the roughness is the square root of
//
//	(k!)²/(2k)! · mean T²
//
// which for independent errors is their standard deviation, whatever k. It is
// the least over the columns read, and infinite if f is not finite.
func (l line) table(t0, h float64) table {
	out := table{sigma: math.Inf(1)}
	var at [tablePoints]value
	var v [tablePoints]float64
	for i := range v {
		at[i] = value{0, l.p.f0}
		if t := t0 + float64(h*float64(i)); t != 0 {
			at[i] = l.at(t)
		}
		v[i] = at[i].f
		if !finite(v[i]) {
			return out
		}
		if i > 0 && v[i] == v[i-1] {
			out.equal++
		}
		out.size = max(out.size, math.Abs(v[i]))
	}
	gamma, roughest := 1.0, -1.0
	for k := 1; k <= lastColumn; k++ {
		gamma *= float64(k) / float64(4*k-2)
		sum := 0.0
		for i := range tablePoints - k {
			v[i] = v[i+1] - v[i]
			sum += float64(v[i] * v[i])
			if k == 2 && math.Abs(v[i]) > roughest {
				roughest = math.Abs(v[i])
				out.a, out.b = at[i], at[i+2]
			}
		}
		if k >= firstColumn {
			sigma := math.Sqrt(gamma * sum / float64(tablePoints-k))
			out.sigma, out.most = min(out.sigma, sigma), max(out.most, sigma)
		}
	}
	out.slope = (at[tablePoints-1].f - at[0].f) / (at[tablePoints-1].t - at[0].t)
	return out
}
