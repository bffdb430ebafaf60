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
	widestSpacing, finestSpacing, spacingRatio = 0x1p-4, 0x1p-34, 32
	// Noise is told from kinks and from f itself by looking closer: refined by
	// refineRatio on its roughest spot, the roughness of a kink falls about 3
	// times each time, that of a smooth f much further, that of noise or of a
	// stair not at all. It counts as noise if in as many refinements it has not
	// once fallen, or grown, noisePersists times. Roughness of some lastBits units in
	// the last place needs no closer look.
	refineRatio, refinements, noisePersists = 3, 6, 8
	lastBits                                = 16
	// noiseDirections is how many directions are looked along.
	noiseDirections = 2
	// unit is the unit roundoff of float64: no stored value is better known.
	unit = 0x1p-53
)

// measureNoise estimates the standard deviation of the error with which f is
// computed near x: the roughness at the widest spacing that is not due to f
// itself, or to a kink. The tables look to one side only, so a kink exactly at
// x does not show. It also notes the size of f there.
func (p *problem) measureNoise() {
	// Directions of random signs, the same ones in every check.
	rnd := rand.New(rand.NewPCG(2011, 1292))
	p.noise, p.size = unit*math.Abs(p.f0), math.Abs(p.f0)
	for range noiseDirections {
		l := line{p: p, u: p.signs(rnd, 0, len(p.x))}
		for h := widestSpacing; h >= finestSpacing; h /= spacingRatio {
			t := l.table(0, h)
			if sigma, ok := l.isNoise(t); ok {
				p.noise, p.size = max(p.noise, sigma), max(p.size, t.size)
				break
			}
		}
	}
}

// table is what the difference table of values at t0, t0+h, ... shows.
type table struct {
	h     float64
	sigma float64 // roughness
	at    float64 // where it is roughest
	size  float64 // largest |f|
}

// isNoise reports whether the roughness of a table stays when its roughest
// spot is looked at more closely, and if so the most that was seen.
func (l line) isNoise(t table) (sigma float64, ok bool) {
	sigma = t.sigma
	if sigma <= lastBits*unit*t.size || !finite(sigma) {
		return sigma, finite(sigma)
	}
	closer := t
	for range refinements {
		// 0.45 rather than 1/2: no point is taken twice. A single value that
		// stands out, such as f at a kink very near x, is no noise.
		h := closer.h / refineRatio
		closer = l.table(closer.at-float64(h*0.45*(tablePoints-1)), h)
		if !(closer.sigma >= t.sigma/noisePersists && closer.sigma <= t.sigma*noisePersists) {
			return 0, false
		}
		sigma = max(sigma, closer.sigma)
	}
	return sigma, true
}

// table evaluates f along the line from t0 on with spacing h. With T the k-th
// differences of m values, the roughness is the square root of
//
//	(k!)²/(2k)! · mean T²
//
// which for independent errors is their standard deviation, whatever k. It is
// the least over the columns read, and infinite if f is not finite.
func (l line) table(t0, h float64) table {
	out := table{h: h, sigma: math.Inf(1), at: t0}
	var v [tablePoints]float64
	for i := range v {
		t := t0 + float64(h*float64(i))
		if t == 0 {
			v[i] = l.p.f0
		} else {
			v[i] = l.p.eval(l, t)
		}
		if !finite(v[i]) {
			return out
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
			if k == 3 && math.Abs(v[i]) > roughest {
				roughest = math.Abs(v[i])
				out.at = t0 + float64(h*(float64(i)+1.5))
			}
		}
		if k >= firstColumn {
			out.sigma = min(out.sigma, math.Sqrt(gamma*sum/float64(tablePoints-k)))
		}
	}
	return out
}

// signs returns a direction of random signs over elements start to end-1 of
// x, 0 elsewhere, in which element i moves by max(1,|x_i|)/√(end-start).
func (p *problem) signs(rnd *rand.Rand, start, end int) []float64 {
	u := make([]float64, len(p.x))
	root := math.Sqrt(float64(end - start))
	for i := start; i < end; i++ {
		u[i] = max(1, math.Abs(p.x[i])) / root
		if rnd.Uint64()&1 == 0 {
			u[i] = -u[i]
		}
	}
	return u
}
