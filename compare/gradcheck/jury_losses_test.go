package gradcheck_test

import (
	"math"
	"math/rand/v2"
)

// losses are what models are fitted by.
func losses() []family {
	return []family{
		{name: "logsumexp, naive", draw: func(r *rand.Rand) sample {
			return of(logOfSum[plain](false), logOfSum[jet](false), stretched(r, 2+r.IntN(6), 5)...)
		}},
		{name: "logsumexp, less the maximum", draw: func(r *rand.Rand) sample {
			return of(logOfSum[plain](true), logOfSum[jet](true), stretched(r, 2+r.IntN(6), 20)...)
		}},
		{name: "softplus, stable", draw: func(r *rand.Rand) sample {
			z := stretched(r, 3, 10)
			return of(softplus[plain], softplus[jet], z...)
		}},
		{name: "Huber", draw: func(r *rand.Rand) sample {
			x, delta := stretched(r, 4, 2), decades(r, -3, 1)
			if r.IntN(2) == 0 { // beside the change of formula
				x[0] = sign(r) * delta * (1 + sign(r)*decades(r, -6, -1))
			}
			return of(huber[plain](delta), huber[jet](delta), x...)
		}},
		{name: "pseudo-Huber", draw: func(r *rand.Rand) sample {
			delta := decades(r, -6, 1)
			return of(pseudoHuber[plain](delta), pseudoHuber[jet](delta), normals(r, 3)...)
		}},
		{name: "quantile loss", draw: func(r *rand.Rand) sample {
			x, tau := normals(r, 4), uniform(r, 0.05, 0.95)
			x[0] = sign(r) * decades(r, -7, 0)
			return kinked(of(pinball[plain](tau), pinball[jet](tau), x...))
		}},
		{name: "elastic net", draw: elasticNet},
		{name: "hinge of a linear classifier", draw: func(r *rand.Rand) sample {
			features := [][]float64{normals(r, 3), normals(r, 3), normals(r, 3), normals(r, 3)}
			return kinked(of(hinge[plain](features), hinge[jet](features), normals(r, 3)...))
		}},
		{name: "entropy near a corner of the simplex", draw: func(r *rand.Rand) sample {
			p := []float64{decades(r, -8, -1), decades(r, -8, -1), 0}
			p[2] = 1 - p[0] - p[1]
			s := of(entropy[plain], entropy[jet], p...)
			s.broken = true
			return s
		}},
		{name: "focal loss", draw: func(r *rand.Rand) sample {
			return of(focal[plain], focal[jet], stretched(r, 3, 4)...)
		}},
		{name: "Poisson likelihood, log link", draw: func(r *rand.Rand) sample {
			counts := []float64{float64(r.IntN(5)), float64(r.IntN(50)), float64(r.IntN(5000))}
			return of(poisson[plain](counts), poisson[jet](counts), stretched(r, 2, 2)...)
		}},
	}
}

// stretched draws n normal numbers of a standard deviation that is up to widest.
func stretched(r *rand.Rand, n int, widest float64) []float64 {
	x, by := normals(r, n), uniform(r, 0, widest)
	for i := range x {
		x[i] *= by
	}
	return x
}

// lit is a constant.

func sumOver[T scalar[T]](x []T, f func(v T) T) T {
	sum := f(x[0])
	for _, v := range x[1:] {
		sum = sum.Add(f(v))
	}
	return sum
}

func logOfSum[T scalar[T]](shift bool) func(x []T) T {
	return func(x []T) T {
		top := x[0]
		for _, v := range x {
			if v.Val() > top.Val() {
				top = v
			}
		}
		if !shift {
			top = lit(top, 0)
		}
		return sumOver(x, func(v T) T { return v.Sub(top).Exp() }).Log().Add(top)
	}
}

// softplus is Σ max(z,0) + log1p(exp(-|z|)).
func softplus[T scalar[T]](z []T) T {
	return sumOver(z, func(v T) T {
		if v.Val() > 0 {
			return v.Add(v.Times(-1).Exp().Log1p())
		}
		return v.Exp().Log1p()
	})
}

func huber[T scalar[T]](delta float64) func([]T) T {
	return func(x []T) T {
		return sumOver(x, func(v T) T {
			if math.Abs(v.Val()) <= delta {
				return v.Mul(v).Times(0.5)
			}
			return v.Times(math.Copysign(delta, v.Val())).Plus(-delta * delta / 2)
		})
	}
}

// pseudoHuber is Σ δ² (√(1 + (x/δ)²) - 1).
func pseudoHuber[T scalar[T]](delta float64) func([]T) T {
	return func(x []T) T {
		return sumOver(x, func(v T) T {
			q := v.Times(1 / delta)
			return q.Mul(q).Plus(1).Sqrt().Plus(-1).Times(delta * delta)
		})
	}
}

func pinball[T scalar[T]](tau float64) func([]T) T {
	return func(x []T) T {
		return sumOver(x, func(v T) T {
			if v.Val() > 0 {
				return v.Times(tau)
			}
			return v.Times(tau - 1)
		})
	}
}

// elasticNet is a quadratic loss with penalties |w| and w², some w being tiny.
func elasticNet(r *rand.Rand) sample {
	l1, l2 := decades(r, -4, 0), decades(r, -4, 0)
	target, w := normals(r, 5), normals(r, 5)
	w[0], w[1] = sign(r)*decades(r, -9, -2), sign(r)*decades(r, -9, -2)
	s := sample{x: w, truth: make([]float64, 5), penalty: make([]float64, 5), kinked: true}
	for i, v := range w {
		s.penalty[i] = float64(l2 * v)
		s.truth[i] = v - target[i] + math.Copysign(l1, v) + s.penalty[i]
	}
	s.f = func(w []float64) (sum float64) {
		for i, v := range w {
			sum += float64((v-target[i])*(v-target[i])/2) + float64(l1*math.Abs(v)) + float64(l2*v*v/2)
		}
		return sum
	}
	return s
}

func hinge[T scalar[T]](features [][]float64) func([]T) T {
	return func(w []T) T {
		sum := lit(w[0], 0)
		for i, row := range features {
			margin := lit(w[0], 1)
			for j, v := range row {
				margin = margin.Sub(w[j].Times(v * float64(1-2*(i%2))))
			}
			if margin.Val() > 0 {
				sum = sum.Add(margin)
			}
		}
		return sum
	}
}

func entropy[T scalar[T]](p []T) T {
	return sumOver(p, func(v T) T { return v.Mul(v.Log()).Times(-1) })
}

// focal is Σ -(1-p)² log p with p = sigmoid(z).
func focal[T scalar[T]](z []T) T {
	return sumOver(z, func(v T) T {
		p := lit(v, 1).Div(v.Times(-1).Exp().Plus(1))
		q := lit(v, 1).Sub(p)
		return q.Mul(q).Mul(p.Log()).Times(-1)
	})
}

// poisson is Σ exp(a + b t) - k (a + b t) at t = 0, 1/2, 1.
func poisson[T scalar[T]](counts []float64) func([]T) T {
	return func(x []T) T {
		sum := lit(x[0], 0)
		for t, k := range counts {
			eta := x[0].Add(x[1].Times(float64(t) / 2))
			sum = sum.Add(eta.Exp()).Sub(eta.Times(k))
		}
		return sum
	}
}
