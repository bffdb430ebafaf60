package gradcheck

import "math"

// Constants of the search around a place where f does not change.
const (
	// innerRatio and outerRatios are the factors at which f is looked at inside and
	// outside of the flat steps.
	innerRatio = 0x1.ap-10
	// lostBits is the height of a jump, in units of the rounding of f, up to which it is
	// nothing but that: f may change all the time, by less than its last bit.
	lostBits = 16
	// edgeWidth is how closely the edge of the flat part is found, as a factor; and edgeSlopes how
	// much steeper f may be there than further out, if it is to bend rather than to jump.
	// It is sought at most edgeHalvings times.
	edgeWidth, edgeSlopes, edgeHalvings = 1 + 1.0/256, 4, 40
	// pastEdge is how far out, relative to the edge, f is looked at for how steep it is beyond.
	// It is there where it grows to explosion times its size.
	pastEdge, explosion = 1.25, 0x1p20
)

// outerRatios are the factors at which f is looked at outside of the flat steps.
var outerRatios = []float64{0x1p4, 0x1p12, 0x1p24, 0x1p44}

// flat says what it means that f does not change at two steps, of which the wider one is
// h; outside is a wider step at which it does, or 0. If it changes at a smaller step after
// all, that step is returned.
func (l line) flat(h, outside float64, remote bool) (e estimate, inside float64) {
	f0 := l.p.f0
	for t := h / stepRatio * innerRatio; t >= l.smallest(); t *= innerRatio {
		if v := l.at(t); v.f != f0 && finite(v.f) {
			return e, round(2 * t)
		}
		t = -t * innerRatio
		if v := l.at(t); v.f != f0 && finite(v.f) {
			return e, round(-2 * t)
		}
		t = -t
	}
	e = estimate{widest: h, step: h / stepRatio, plus: f0, minus: f0, reason: Flat}
	// Nothing is seen of f's rounding either, but a change may be lost in it, or beside a term
	// of order 1, as in log(1-p) for tiny p.
	lost := max(l.p.noise, unit)
	edge := value{}
	if outside == 0 {
		for _, ratio := range outerRatios {
			for _, t := range []float64{h * ratio, -h * ratio} {
				if v := l.beforeInfinity(math.Copysign(h, t), t); edge.t == 0 && v.f != f0 && finite(v.f) {
					edge = v
				}
			}
			if edge.t != 0 {
				break
			}
		}
		if edge.t == 0 {
			e.bar = bound(lost, f0) / h
			return e, 0
		}
	} else {
		q := l.pair(outside)
		edge = value{q.right, q.plus}
		if q.plus == f0 {
			edge = value{-q.left, q.minus}
		}
	}
	change := math.Abs(edge.f - f0)
	e.variation = change / math.Abs(edge.t)
	e.bar = bound(lost, f0) / h
	low, high, height := h, math.Abs(edge.t), change
	seen := []value{{2 * high, math.Abs(l.at(2*edge.t).f - f0)}, {high, height}}
	for range edgeHalvings {
		if high <= low*edgeWidth {
			break
		}
		middle := (low + high) / 2
		if high > 2*low {
			middle = math.Sqrt(low) * math.Sqrt(high)
		}
		switch d := math.Abs(l.at(math.Copysign(middle, edge.t)).f - f0); {
		case !finite(d):
			return without(NonFinite), 0
		case d > 0:
			high, height = middle, d
			seen = append(seen, value{high, height})
		default:
			low = middle
		}
	}
	if change > float64(explosion*l.p.size) { // what counts is where f begins to grow
		v := l.at(math.Copysign(float64(pastEdge*high), edge.t))
		e.variation = math.Abs((v.f - f0) / v.t)
	}
	slope := 0.0
	for _, v := range seen {
		if v.t >= 2*low && finite(v.f) {
			slope = max(slope, v.f/(v.t-low))
		}
	}
	switch {
	case height > max(float64(edgeSlopes*slope*(high-low)), lostBits*unit*math.Abs(f0)):
		e.reason, e.bar = Stairs, math.Inf(1)
	case bound(0, f0)/h > zeroBar*e.variation:
		// The change may have been lost beside the size of f.
		if remote || math.Abs(edge.t) > furthest*l.widest() {
			return without(NoiseFloor), 0
		}
		if e = l.further(floorPow2(math.Abs(edge.t))); e.reason != Agrees {
			e = without(NoiseFloor)
		}
	}
	return e, 0
}

// beforeInfinity returns f at t; where that is not finite, between there and inside, in the widest place found
// where it is finite and not f(x), if there is one.
func (l line) beforeInfinity(inside, t float64) value {
	v := l.at(t)
	if finite(v.f) {
		return v
	}
	for range edgeHalvings {
		m := math.Copysign(math.Sqrt(math.Abs(inside))*math.Sqrt(math.Abs(t)), t)
		switch v = l.at(m); {
		case !finite(v.f):
			t = m
		case v.f == l.p.f0:
			inside = m
		default:
			return v
		}
	}
	return v
}
