package gradcheck_test

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// sample is one function at one point, with its exact gradient there.
type sample struct {
	f     func(x []float64) float64
	x     []float64
	truth []float64
	// claim is a right gradient by the formula that people use; nil is the truth.
	claim []float64
	// penalty is the part of the gradient that a forgotten penalty leaves out.
	penalty []float64
	// scale is the distance over which f changes, by element; nil is max(1,|x_i|).
	scale []float64
	// blind marks the blind spots that the documentation names: there the checker
	// may be inconclusive, and may take f for what it looks like.
	blind bool
	// kinked and broken say that f has kinks, or places where it is not finite,
	// within the first steps.
	kinked, broken bool
	// fine says that f varies on a far shorter scale than x itself, and hardly there.
	fine bool
	// stairs says that f is a staircase, of which people claim the slope.
	stairs  bool
	formula string // of f, where only the draw knows it
}

func (s sample) right() []float64 {
	if s.claim != nil {
		return s.claim
	}
	return s.truth
}

func (s sample) scaleOf(i int) float64 {
	if s.scale != nil {
		return s.scale[i]
	}
	return max(1, math.Abs(s.x[i]))
}

// at returns f at x + t e_i, and NaN if it panics there.
func (s sample) at(i int, t float64) (v float64) {
	defer func() {
		if recover() != nil {
			v = math.NaN()
		}
	}()
	y := slices.Clone(s.x)
	y[i] += t
	return s.f(y)
}

// attainable is the error of element i that differences of f can reach: that of the
// best order and the best four steps in a row, each half of the one before, so that
// no lucky step counts. It knows the truth, as no checker does.
func (s sample) attainable(i int) float64 {
	const inARow = 4
	best := math.Inf(1)
	var last [3]float64 // the central difference and its extrapolations, at 2h
	var errs [3][]float64
	for h := s.scaleOf(i) * 4; h > s.scaleOf(i)*0x1p-52 && h > math.Abs(s.x[i])*0x1p-52; h /= 2 {
		width := (s.x[i] + h) - (s.x[i] - h)
		now := [3]float64{(s.at(i, h) - s.at(i, -h)) / width}
		now[1] = (4*now[0] - last[0]) / 3
		now[2] = (16*now[1] - last[1]) / 15
		for order, v := range now {
			e := math.Abs(v - s.truth[i])
			if math.IsNaN(e) {
				e = math.Inf(1)
			}
			errs[order] = append(errs[order], e)
			if n := len(errs[order]); n >= inARow+order {
				best = min(best, slices.Max(errs[order][n-inARow:]))
			}
		}
		last = now
	}
	return best
}

// curvature is about |∂²f/∂x_i²|, by a second difference of width h, of what shows
// above the rounding of f.
func (s sample) curvature(i int, h float64) float64 {
	f0 := s.at(i, 0)
	c := math.Abs(s.at(i, h)-2*f0+s.at(i, -h)) - 0x1p-50*math.Abs(f0)
	if !(c > 0) || math.IsInf(c, 0) {
		return 0
	}
	return c / (h * h)
}

// bending is what curvature makes of the slope across the scale of x_i: near x, or as
// far as it reaches.
func (s sample) bending(i int) (near, far float64) {
	scale := s.scaleOf(i)
	near = s.curvature(i, scale*0x1p-10) * scale
	return near, max(near, s.curvature(i, scale*0x1p-5)*scale, s.curvature(i, scale*0x1p-1)*scale)
}

// beside is the slope of element i by which f would change as much across the scale of
// x_i as all the others change it across theirs.
func (s sample) beside(i int) float64 {
	sum := 0.0
	for j, g := range s.truth {
		v := g * s.scaleOf(j)
		sum += float64(v * v)
	}
	return math.Sqrt(sum) / s.scaleOf(i)
}

// size is what an error in element i is to be compared with: the element itself, or
// where that vanishes, what curvature makes of it across the scale of f, and a
// billionth of the other elements. A slope that would not change the last bit of f
// over a billion scales is as good as none.
func (s sample) size(i int) float64 {
	unseen := 1e-22 * math.Abs(s.at(i, 0)) / s.scaleOf(i)
	_, far := s.bending(i)
	return max(math.Abs(s.truth[i]), far, 1e-9*floats.Norm(s.truth, 2), 1e-9*s.beside(i), unseen)
}

// allowed is the least error of element i to ask of a checker: what differences can
// reach, and what rounding may do to a right claim, of an element that is small
// beside the others or beside its own curvature.
func (s sample) allowed(i int) float64 {
	return max(s.attainable(i), 1e-12*s.beside(i), 1e-13*s.size(i))
}

// hidden is the error of element i below which f could as well be a table of itself: by
// Landau's inequality, the slope of a deviation that is no higher than a few of its last
// bits and bends no more than f.
func (s sample) hidden(i int) float64 {
	const height = 0x1p-50
	return 2 * math.Sqrt(height*math.Abs(s.at(i, 0))*s.curvature(i, s.scaleOf(i)*0x1p-5))
}

// tellable reports whether double precision can tell element i to five digits, two
// more than a pass promises.
func (s sample) tellable(i int) bool {
	a := s.allowed(i)
	if s.truth[i] != 0 {
		return a <= 1e-5*math.Abs(s.truth[i])
	}
	rounding := 0x1p-50 * math.Abs(s.at(i, 0)) / s.scaleOf(i)
	near, _ := s.bending(i)
	return max(a, rounding) <= 1e-5*max(s.beside(i), near)
}

// uniform draws from [a, b).
func uniform(r *rand.Rand, a, b float64) float64 { return a + (b-a)*r.Float64() }

// decades draws ten to a power that is uniform in [a, b).
func decades(r *rand.Rand, a, b float64) float64 { return math.Pow(10, uniform(r, a, b)) }

// sign draws 1 or -1.
func sign(r *rand.Rand) float64 { return float64(2*r.IntN(2) - 1) }

// normals draws n standard normal numbers.
func normals(r *rand.Rand, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = r.NormFloat64()
	}
	return v
}

// curve is a sample of a function of one number.
func curve(f func(v float64) float64, x, slope float64) sample {
	return sample{f: func(x []float64) float64 { return f(x[0]) }, x: []float64{x}, truth: []float64{slope}}
}
