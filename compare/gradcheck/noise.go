package gradcheck

import (
	"math"
	"math/rand/v2"
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
	// Spacings from widest to finest in units of max(1,|x_i|)/√n, and their
	// ratio.
	widestSpacing, finestSpacing, spacingRatio = 0x1p-6, 0x1p-36, 32
	// Roughness is told from kinks and from f itself by halving the interval in which it
	// is seen: a jump, or noise, stays as large, all else falls in proportion. It counts
	// as noise if after all but the last few of noiseHalvings it has not fallen to a part.
	// Roughness of some lastBits units in the last place needs no closer look.
	noiseHalvings, lastHalvings, fallen = 40, 3, 1.0 / 8
	lastBits                            = 16
	// coarsestRounding is the roughness, relative to f, beyond which it is no rounding.
	coarsestRounding = 0x1p-10
	// unit is the unit roundoff of float64: no stored value is better known.
	unit = 0x1p-53
)

// measureNoise estimates the standard deviation of the error with which f is computed near
// x: the roughness, on both sides of x, at the widest spacing at which it is due neither to
// f itself nor to a kink. It also notes the size of f there.
func (p *problem) measureNoise() {
	// A direction of random signs, the same one in every check.
	rnd := rand.New(rand.NewPCG(2011, 1292))
	p.noise, p.size = unit*math.Abs(p.f0), math.Abs(p.f0)
	l := line{p: p, index: -1, u: p.signs(rnd, 0, len(p.x))}
	for i, x := range p.x { // an element near 0 may be measured in large units
		if x != 0 && math.Abs(x) < 1 {
			l.u[i] *= floorPow2(math.Abs(x))
		}
	}
	for h := widestSpacing; h >= finestSpacing; h /= spacingRatio {
		right, left := l.table(0, h), l.table(0, -h)
		t := right
		if left.sigma < right.sigma { // what is on one side only is no noise
			t = left
		}
		switch {
		case !(t.sigma <= coarsestRounding*t.size):
		case t.sigma <= lastBits*unit*t.size: // some of which may be f itself
			closer := l.table(0, finestSpacing)
			p.roughness = min(t.sigma, closer.sigma)
			p.noise, p.size = max(p.noise, p.roughness), max(p.size, t.size)
			return
		case l.jumps(t):
			p.roughness = t.sigma
			if u := max(right.sigma, left.sigma); u <= coarsestRounding*t.size && l.jumps(right) && l.jumps(left) {
				p.roughness = u
			}
			p.noise, p.size = max(p.noise, p.roughness), max(p.size, t.size)
			return
		}
	}
}

// roughness returns the standard deviation of the noise along a line within a step of x, or
// 0 if what is rough there is no noise.
func (l line) roughness(step float64) float64 {
	h := round(step / tablePoints)
	right, left := l.table(0, h), l.table(0, -h)
	if right.sigma < left.sigma {
		right, left = left, right
	}
	if right.sigma <= coarsestRounding*right.size && l.jumps(right) && l.jumps(left) {
		return right.sigma
	}
	return 0
}

// table is what the difference table of values at t0, t0+h, ... shows.
type table struct {
	sigma float64 // roughness
	a, b  value   // where it is roughest
	slope float64 // of f there, on the whole
	size  float64 // largest |f|
	equal int     // how many values equal the one before
}

// jumps reports whether f is about as rough in the steepest of ever smaller parts of the
// interval in which a table is roughest.
func (l line) jumps(t table) bool {
	off := func(a, b value) float64 { return math.Abs(b.f - a.f - float64(t.slope*(b.t-a.t))) }
	a, b := t.a, t.b
	left := 0.0
	for k := range noiseHalvings {
		m := l.at(a.t + float64((b.t-a.t)*0.45))
		if m.t == a.t || m.t == b.t {
			break
		}
		if off(a, m)*math.Abs(b.t-m.t) >= off(m, b)*math.Abs(m.t-a.t) {
			b = m
		} else {
			a = m
		}
		now := off(a, b)
		if now <= lastBits*unit*t.size {
			return false
		}
		if left = max(left, now); k < noiseHalvings-lastHalvings {
			left = 0
		}
	}
	return left == 0 || left >= t.sigma*fallen
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
			out.sigma = min(out.sigma, math.Sqrt(gamma*sum/float64(tablePoints-k)))
		}
	}
	out.slope = (at[tablePoints-1].f - at[0].f) / (at[tablePoints-1].t - at[0].t)
	return out
}
