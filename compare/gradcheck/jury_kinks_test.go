package gradcheck_test

import (
	"math"
	"math/rand/v2"
	"slices"
)

// kinks are functions with a kink, a jump of curvature, a jump or a pole near x.
func kinks() []family {
	return []family{
		{name: "relu, kink 1e-10 to 1e-8 away", draw: func(r *rand.Rand) sample {
			return relu(uniform(r, -1, 1), sign(r)*decades(r, -10, -8))
		}, examples: []sample{relu(0.10903150774376802, -2.5090241362851199e-10)}},
		{name: "sin v + c|v-x-d|, d 1e-10 to 1e-8", draw: func(r *rand.Rand) sample {
			x, d, c := uniform(r, -1, 1), sign(r)*decades(r, -10, -8), decades(r, -3, 1)
			f := func(v float64) float64 { return math.Sin(v) + float64(c*math.Abs(v-x-d)) }
			return kinked(curve(f, x, math.Cos(x)-math.Copysign(c, d)))
		}},
		{name: "abs 1e-10 to 1e-7 beside its kink", draw: func(r *rand.Rand) sample {
			x := sign(r) * decades(r, -10, -7)
			return kinked(curve(math.Abs, x, math.Copysign(1, x)))
		}},
		{name: "kink anywhere from 1e-6 to 1", draw: func(r *rand.Rand) sample {
			x, d, c := r.NormFloat64(), sign(r)*decades(r, -6, 0), r.NormFloat64()
			f := func(v float64) float64 { return math.Exp(v) + float64(c*math.Abs(v-x-d)) }
			return kinked(curve(f, x, math.Exp(x)-float64(c*math.Copysign(1, d))))
		}},
		{name: "kink exactly at x", draw: func(r *rand.Rand) sample {
			x, c := float64(r.IntN(9)-4), r.NormFloat64()
			f := func(v float64) float64 { return math.Sin(v) + float64(c*math.Abs(v-x)) }
			s := kinked(curve(f, x, math.Cos(x)-c)) // the slope to the left, by convention
			s.blind = true
			return s
		}},
		{name: "inactive relu within 1/8 of switching", draw: func(r *rand.Rand) sample {
			x := -decades(r, -4, -0.9)
			return kinked(curve(func(v float64) float64 { return max(0, v) }, x, 0))
		}},
		{name: "layer of relus, some about to switch", draw: reluLayer},
		{name: "max-pool, maxima within 1/8 of switching", draw: maxPool},
		{name: "squared hinge beside its hinge", draw: func(r *rand.Rand) sample {
			x := 1 + float64(sign(r)*decades(r, -6, -0.5))
			return curve(func(v float64) float64 { return max(0, 1-v) * max(0, 1-v) }, x, -2*max(0, 1-x))
		}},
		{name: "cubic B-spline near its knots", draw: func(r *rand.Rand) sample {
			knot := float64(r.IntN(5) - 2)
			x := knot + float64(sign(r)*decades(r, -6, -0.5))
			return curve(bSpline, x, bSplineSlope(x))
		}},
		{name: "jump within 1/2", draw: func(r *rand.Rand) sample {
			x, d, c := uniform(r, -1, 1), sign(r)*decades(r, -3, -0.3), decades(r, -2, 2)
			f := func(v float64) float64 { return math.Sin(v) + float64(c*heaviside(v-x-d)) }
			return kinked(curve(f, x, math.Cos(x)))
		}},
		{name: "pole within 1/2", draw: func(r *rand.Rand) sample {
			x, d, c := uniform(r, -1, 1), sign(r)*decades(r, -3, -0.3), decades(r, -2, 2)
			f := func(v float64) float64 { return math.Sin(v) + c/(v-x-d) }
			s := curve(f, x, math.Cos(x)-float64(c/d)/d)
			s.broken = true
			return s
		}},
	}
}

// heaviside is the unit step.
func heaviside(v float64) float64 {
	if v > 0 {
		return 1
	}
	return 0
}

// relu is max(0, v-x-d) at v = x.
func relu(x, d float64) sample {
	return kinked(curve(func(v float64) float64 { return max(0, v-x-d) }, x, heaviside(-d)))
}

func kinked(s sample) sample {
	s.kinked = true
	return s
}

// bSpline is the cubic B-spline with knots -2, -1, 0, 1, 2.
func bSpline(v float64) float64 {
	switch v = math.Abs(v); {
	case v >= 2:
		return 0
	case v >= 1:
		return (2 - v) * (2 - v) * (2 - v) / 6
	}
	return 2.0/3 - float64(v*v*(1-v/2))
}

func bSplineSlope(v float64) float64 {
	a := math.Abs(v)
	switch {
	case a >= 2:
		return 0
	case a >= 1:
		return -math.Copysign((2-a)*(2-a)/2, v)
	}
	return -math.Copysign(float64(a*(2-float64(1.5*a))), v)
}

// reluLayer is Σ v_j relu(w_j·x + b_j), with some sums within 1/8 of 0.
func reluLayer(r *rand.Rand) sample {
	const inputs, units = 3, 4
	x, v := normals(r, inputs), normals(r, units)
	w, b := make([][]float64, units), make([]float64, units)
	sum := func(j int, x []float64) float64 {
		s := b[j]
		for i := range x {
			s += float64(w[j][i] * x[i])
		}
		return s
	}
	s := sample{x: x, truth: make([]float64, inputs), kinked: true}
	for j := range units {
		w[j] = normals(r, inputs)
		b[j] = sign(r)*decades(r, -3, 0.5) - sum(j, x)
		if sum(j, x) > 0 {
			for i := range x {
				s.truth[i] += float64(v[j] * w[j][i])
			}
		}
	}
	s.f = func(x []float64) (total float64) {
		for j := range units {
			total += float64(v[j] * max(0, sum(j, x)))
		}
		return total
	}
	return s
}

// maxPool is Σ of the largest of every three, of which two are close.
func maxPool(r *rand.Rand) sample {
	const pools, width = 2, 3
	s := sample{x: normals(r, pools*width), truth: make([]float64, pools*width), kinked: true}
	for p := range pools {
		pool := s.x[p*width : (p+1)*width]
		pool[0] = slices.Max(pool[1:]) + sign(r)*decades(r, -4, -0.9)
		for i, v := range pool {
			if v == slices.Max(pool) {
				s.truth[p*width+i] = 2 * v
			}
		}
	}
	s.f = func(x []float64) (sum float64) {
		for p := range pools {
			m := slices.Max(x[p*width : (p+1)*width])
			sum += float64(m * m)
		}
		return sum
	}
	return s
}
