package gradcheck_test

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// domains are functions that panic, or are not finite, not far from x.
func domains() []family {
	return []family{
		{name: "likelihood that panics outside of (0,1)", draw: func(r *rand.Rand) sample {
			return likelihood(r, func(p float64) {
				if !(p > 0 && p < 1) {
					panic(fmt.Sprintf("probability %v outside of (0,1)", p))
				}
			})
		}},
		{name: "likelihood that is NaN outside of (0,1)", draw: func(r *rand.Rand) sample {
			return likelihood(r, func(float64) {})
		}},
		{name: "log x beside 0", draw: func(r *rand.Rand) sample {
			x := decades(r, -6, -0.5)
			s := curve(math.Log, x, 1/x)
			s.broken = true
			return s
		}},
		{name: "√(1-x²) beside 1", draw: func(r *rand.Rand) sample {
			x := 1 - decades(r, -6, -0.5)
			s := curve(func(v float64) float64 { return math.Sqrt((1 - v) * (1 + v)) }, x, -x/math.Sqrt((1-x)*(1+x)))
			s.broken = true
			return s
		}},
		{name: "tan beside its pole", draw: func(r *rand.Rand) sample {
			x := math.Pi/2 + sign(r)*decades(r, -5, -0.5)
			_, c := num(x).Sincos()
			s := curve(math.Tan, x, num(1).Div(c.Mul(c)).Hi)
			s.broken = true
			return s
		}},
	}
}

// likelihood is -Σ k log p + (n-k) log(1-p) of binomial counts, with p at either end.
func likelihood(r *rand.Rand, guard func(p float64)) sample {
	const n = 20
	k, s := make([]float64, 3), sample{x: make([]float64, 3), truth: make([]float64, 3), broken: true}
	for i := range k {
		k[i] = float64(r.IntN(n + 1))
		p := decades(r, -4, -0.3)
		if r.IntN(2) == 0 {
			p = 1 - p
		}
		s.x[i] = p
		s.truth[i] = (n-k[i])/(1-p) - k[i]/p
	}
	s.f = func(x []float64) (sum float64) {
		for i, p := range x {
			guard(p)
			if k[i] > 0 {
				sum -= float64(k[i] * math.Log(p))
			}
			if k[i] < n {
				sum -= float64((n - k[i]) * math.Log(1-p))
			}
		}
		return sum
	}
	return s
}
