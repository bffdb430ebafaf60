package gradcheck_test

import (
	"math"
	"math/rand/v2"
)

// constants are functions that a constant nearly drowns.
func constants() []family {
	tiny := func(c, slope float64, r *rand.Rand) sample {
		x := uniform(r, -2, 2)
		return curve(func(v float64) float64 { return c + float64(slope*v) }, x, slope)
	}
	return []family{
		{name: "1e8 + 1e-8 x", draw: func(r *rand.Rand) sample { return tiny(1e8, 1e-8, r) }},
		{name: "1e10 + 1e-6 x", draw: func(r *rand.Rand) sample { return tiny(1e10, 1e-6, r) }},
		{name: "1e12 + 1e-6 x", draw: func(r *rand.Rand) sample { return tiny(1e12, 1e-6, r) }},
		{name: "constant + tiny slope", draw: func(r *rand.Rand) sample {
			c := decades(r, 0, 14)
			return tiny(c, c*decades(r, -18, -8), r)
		}},
		{name: "constant + small tanh", draw: func(r *rand.Rand) sample {
			c, a := decades(r, 0, 12), decades(r, -6, 0)
			for c+a == c { // then f is c everywhere, and its slope as computed is 0: |tanh| is at most 1
				c, a = decades(r, 0, 12), decades(r, -6, 0)
			}
			x := r.NormFloat64()
			f := func(v float64) float64 { return c + float64(a*math.Tanh(v)) }
			return curve(f, x, a/(math.Cosh(x)*math.Cosh(x)))
		}},
		{name: "variance at an offset of 1e6, two passes", draw: func(r *rand.Rand) sample {
			return variance(r, false)
		}},
		{name: "variance at an offset of 1e6, one pass", draw: func(r *rand.Rand) sample { return variance(r, true) }},
	}
}

// variance is Σ (x_i - mean)²/n, or Σ x_i²/n - mean².
func variance(r *rand.Rand, onePass bool) sample {
	x := normals(r, 3+r.IntN(6))
	for i := range x {
		x[i] += 1e6
	}
	n := float64(len(x))
	mean := num(0)
	for _, v := range x {
		mean = mean.Add(num(v))
	}
	mean = mean.Div(num(n))
	s := sample{x: x, truth: make([]float64, len(x))}
	for i, v := range x {
		s.truth[i] = num(v).Sub(mean).Times(2).Div(num(n)).Hi
	}
	s.f = func(x []float64) float64 {
		sum, squares := 0.0, 0.0
		for _, v := range x {
			sum += v
			squares += float64(v * v)
		}
		mean := sum / n
		if onePass {
			return squares/n - float64(mean*mean)
		}
		squares = 0
		for _, v := range x {
			squares += float64((v - mean) * (v - mean))
		}
		return squares / n
	}
	return s
}

// scales are functions whose x, or whose value, is far from 1.
func scales() []family {
	return []family{
		{name: "Σ log x at 1e-9, 1e3, 1e9", draw: func(r *rand.Rand) sample {
			x := []float64{1e-9 * uniform(r, 1, 9), 1e3 * uniform(r, 1, 9), 1e9 * uniform(r, 1, 9)}
			return elementwise(x, x, math.Log, func(v float64) float64 { return 1 / v })
		}},
		{name: "Σ √x at 1e-8 to 1e8", draw: func(r *rand.Rand) sample {
			x := []float64{decades(r, -8, 8), decades(r, -8, 8), decades(r, -8, 8)}
			return elementwise(x, x, math.Sqrt, func(v float64) float64 { return 0.5 / math.Sqrt(v) })
		}},
		{name: "Σ exp(-x/τ), τ 1e-6 to 1e6", draw: func(r *rand.Rand) sample {
			tau, x := make([]float64, 4), make([]float64, 4)
			s := sample{x: x, scale: tau, truth: make([]float64, 4)}
			for i := range x {
				tau[i] = decades(r, -6, 6)
				x[i] = tau[i] * uniform(r, 0.1, 3)
				s.truth[i] = -math.Exp(-x[i]/tau[i]) / tau[i]
			}
			s.f = func(x []float64) (sum float64) {
				for i, v := range x {
					sum += math.Exp(-v / tau[i])
				}
				return sum
			}
			return s
		}},
		{name: "x in SI units, 1e-12 to 1e-5", draw: func(r *rand.Rand) sample {
			unit := decades(r, -12, -5)
			x := unit * uniform(r, 0.3, 3)
			f := func(v float64) float64 { return math.Log1p(v/unit) + math.Tanh(v/unit-1) }
			c := math.Cosh(x/unit - 1)
			s := curve(f, x, (1/(1+x/unit)+1/(c*c))/unit)
			s.scale = []float64{unit}
			s.broken = true // log1p has its pole at -unit
			return s
		}},
		{name: "time stamps of 1e7 to 1e10 seconds", draw: func(r *rand.Rand) sample {
			x, period, phase := math.Round(decades(r, 7, 10)), decades(r, 2, 5.5), uniform(r, 0, 6)
			w := 2 * math.Pi / period
			_, c := num(w).Times(x).Add(num(phase)).Sincos()
			s := curve(func(v float64) float64 { return math.Sin(float64(w*v) + phase) }, x, w*c.Hi)
			s.scale = []float64{1 / w}
			return s
		}},
		{name: "values of 1e-200 to 1e200", draw: func(r *rand.Rand) sample {
			c, x := decades(r, -200, 200), r.NormFloat64()
			f := func(v float64) float64 { return float64(c * math.Exp(math.Sin(v))) }
			return curve(f, x, f(x)*math.Cos(x))
		}},
	}
}

// elementwise is Σ f(x_i), with slopes g.
func elementwise(x, scale []float64, f, g func(float64) float64) sample {
	s := sample{x: x, scale: scale, truth: make([]float64, len(x)), broken: true}
	for i, v := range x {
		s.truth[i] = g(v)
	}
	s.f = func(x []float64) (sum float64) {
		for _, v := range x {
			sum += f(v)
		}
		return sum
	}
	return s
}
