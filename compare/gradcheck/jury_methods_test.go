package gradcheck_test

import (
	"math"
	"math/rand/v2"
)

// methods are recurrences, barriers and other methods of numerical work, of which
// some lose most of their digits, or all of their smoothness, near x.
func methods() []family {
	return []family{
		{name: "Chebyshev polynomial of degree 10 to 300", draw: func(r *rand.Rand) sample {
			n := 10 + r.IntN(290)
			return of(chebyshev[plain](n), chebyshev[jet](n), uniform(r, -1, 1))
		}},
		{name: "spherical Bessel function, upward recurrence", draw: func(r *rand.Rand) sample {
			n := 2 + r.IntN(9)
			s := of(sphericalBessel[plain](n), sphericalBessel[jet](n), uniform(r, 0.5, 20))
			s.kinked = true // nearly all digits are lost at small x
			return s
		}},
		{name: "partial sum of a square wave's series", draw: func(r *rand.Rand) sample {
			n, x := 1+r.IntN(100), uniform(r, -0.5, 0.5)
			return of(squareWave[plain](n), squareWave[jet](n), x)
		}},
		{name: "x sin(log|x|)", draw: func(r *rand.Rand) sample {
			x := sign(r) * decades(r, -8, 1)
			f := func(v float64) float64 { return v * math.Sin(math.Log(math.Abs(v))) }
			l := math.Log(math.Abs(x))
			s := kinked(curve(f, x, math.Sin(l)+math.Cos(l)))
			s.broken = true // both at 0
			return s
		}},
		{name: "log barrier near its boundary", draw: func(r *rand.Rand) sample {
			t, b := decades(r, -4, 0), normals(r, 3)
			x := make([]float64, 3)
			for i := range x {
				x[i] = b[i] - decades(r, -6, 0)
			}
			s := of(barrier[plain](t, b), barrier[jet](t, b), x...)
			s.broken = true
			return s
		}},
		{name: "augmented Lagrangian, max(0,·)²", draw: func(r *rand.Rand) sample {
			rho, b := decades(r, 0, 6), normals(r, 3)
			x := make([]float64, 3)
			for i := range x {
				x[i] = b[i] + float64(sign(r)*decades(r, -6, 0))
			}
			return of(augmented[plain](rho, b), augmented[jet](rho, b), x...)
		}},
		{name: "softmax of temperature 1e-4 to 1", draw: func(r *rand.Rand) sample {
			t := decades(r, -4, 0)
			x := stretched(r, 4, 5)
			for i := range x {
				x[i] *= t
			}
			return of(softMaximum[plain](t), softMaximum[jet](t), x...)
		}},
		{name: "Sinkhorn's iteration, 10 rounds", draw: func(r *rand.Rand) sample {
			return of(sinkhorn[plain], sinkhorn[jet], stretched(r, 4, 3)...)
		}},
		{name: "(1-x^n)/(1-x) near 1", draw: func(r *rand.Rand) sample {
			n := 2 + r.IntN(30)
			s := of(geometric[plain](n), geometric[jet](n), 1+float64(sign(r)*decades(r, -6, -0.5)))
			s.broken, s.kinked = true, true
			return s
		}},
		{name: "nanoseconds since 1970", draw: func(r *rand.Rand) sample {
			x := math.Floor(uniform(r, 1.6e9, 1.8e9)) * 1e9
			origin, period := x-math.Floor(uniform(r, 1e9, 1e12)), decades(r, 6, 13)
			w := 2 * math.Pi / period
			_, c := num(w).Times(x - origin).Sincos()
			s := curve(func(v float64) float64 { return math.Sin(float64(w * (v - origin))) }, x, w*c.Hi)
			s.scale = []float64{1 / w}
			return s
		}},
		{name: "CES production, ρ near 0", draw: func(r *rand.Rand) sample {
			rho := sign(r) * decades(r, -6, 0)
			s := of(ces[plain](rho), ces[jet](rho), decades(r, -2, 2), decades(r, -2, 2))
			s.scale, s.broken, s.kinked = s.x, true, true // 1/ρ is all noise
			return s
		}},
		{name: "Heron's formula, thin triangle", draw: func(r *rand.Rand) sample {
			a, b := uniform(r, 0.5, 2), uniform(r, 0.5, 2)
			c := math.Abs(a-b) + decades(r, -6, -0.5)
			return thin(a, b, c)
		}, examples: []sample{thin(1.670293129702553, 1.2620296055401947, 0.40826837050265774)}},
		{name: "smoothstep near its ends", draw: func(r *rand.Rand) sample {
			x := float64(r.IntN(2)) + float64(sign(r)*decades(r, -7, -0.5))
			slope := 0.0
			if x > 0 && x < 1 {
				slope = 6 * x * (1 - x)
			}
			return curve(func(v float64) float64 {
				v = min(max(v, 0), 1)
				return float64(v*v) * (3 - float64(2*v))
			}, x, slope)
		}},
		{name: "two layers of leaky relus", draw: func(r *rand.Rand) sample {
			w := normals(r, 24)
			return kinked(of(leaky[plain](w), leaky[jet](w), normals(r, 3)...))
		}},
	}
}

// chebyshev is T_n by its recurrence.
func chebyshev[T scalar[T]](n int) func([]T) T {
	return func(x []T) T {
		before, now := lit(x[0], 1), x[0]
		for range n - 1 {
			before, now = now, x[0].Mul(now).Times(2).Sub(before)
		}
		return now
	}
}

// sphericalBessel is j_n from j_0 and j_1.
func sphericalBessel[T scalar[T]](n int) func([]T) T {
	return func(x []T) T {
		v := x[0]
		before := v.Sin().Div(v)
		now := before.Sub(v.Cos()).Div(v)
		for k := 1; k < n; k++ {
			before, now = now, now.Times(float64(2*k+1)).Div(v).Sub(before)
		}
		return now
	}
}

func squareWave[T scalar[T]](n int) func([]T) T {
	return func(x []T) T {
		sum := lit(x[0], 0)
		for k := range n {
			sum = sum.Add(x[0].Times(2 * math.Pi * float64(2*k+1)).Sin().Times(4 / (math.Pi * float64(2*k+1))))
		}
		return sum
	}
}

// barrier is Σ x² - t Σ log(b - x).
func barrier[T scalar[T]](t float64, b []float64) func([]T) T {
	return func(x []T) T {
		sum := lit(x[0], 0)
		for i, v := range x {
			slack := lit(v, b[i]).Sub(v)
			sum = sum.Add(v.Mul(v)).Sub(slack.Log().Times(t))
		}
		return sum
	}
}

// augmented is Σ x²/2 + ρ/2 Σ max(0, x - b)².
func augmented[T scalar[T]](rho float64, b []float64) func([]T) T {
	return func(x []T) T {
		sum := lit(x[0], 0)
		for i, v := range x {
			sum = sum.Add(v.Mul(v).Times(0.5))
			if over := v.Plus(-b[i]); over.Val() > 0 {
				sum = sum.Add(over.Mul(over).Times(rho / 2))
			}
		}
		return sum
	}
}

// softMaximum is t log Σ exp(x/t).
func softMaximum[T scalar[T]](t float64) func([]T) T {
	return func(x []T) T {
		return sumOver(x, func(v T) T { return v.Times(1 / t).Exp() }).Log().Times(t)
	}
}

// sinkhorn is the cost Σ P C after scaling exp(-C), of 2 by 2, to equal sums.
func sinkhorn[T scalar[T]](c []T) T {
	var k [4]T
	for i := range k {
		k[i] = c[i].Times(-1).Exp()
	}
	u, v := [2]T{lit(c[0], 1), lit(c[0], 1)}, [2]T{lit(c[0], 1), lit(c[0], 1)}
	for range 10 {
		for i := range u {
			u[i] = lit(c[0], 0.5).Div(k[2*i].Mul(v[0]).Add(k[2*i+1].Mul(v[1])))
		}
		for j := range v {
			v[j] = lit(c[0], 0.5).Div(k[j].Mul(u[0]).Add(k[2+j].Mul(u[1])))
		}
	}
	sum := lit(c[0], 0)
	for i := range k {
		sum = sum.Add(u[i/2].Mul(k[i]).Mul(v[i%2]).Mul(c[i]))
	}
	return sum
}

func geometric[T scalar[T]](n int) func([]T) T {
	return func(x []T) T {
		p := lit(x[0], 1)
		for range n {
			p = p.Mul(x[0])
		}
		return lit(p, 1).Sub(p).Div(lit(p, 1).Sub(x[0]))
	}
}

// ces is (0.4 a^ρ + 0.6 b^ρ)^(1/ρ).
func ces[T scalar[T]](rho float64) func([]T) T {
	return func(x []T) T {
		a, b := x[0].Log().Times(rho).Exp(), x[1].Log().Times(rho).Exp()
		return a.Times(0.4).Add(b.Times(0.6)).Log().Times(1 / rho).Exp()
	}
}

func heron[T scalar[T]](x []T) T {
	s := x[0].Add(x[1]).Add(x[2]).Times(0.5)
	return s.Mul(s.Sub(x[0])).Mul(s.Sub(x[1])).Mul(s.Sub(x[2])).Sqrt()
}

// thin is the area of a triangle with sides a, b and c, nearly |a-b|: where it is none, it is NaN.
func thin(a, b, c float64) sample {
	s := of(heron[plain], heron[jet], a, b, c)
	s.broken = true
	return s
}

// leaky is the sum of the squares of two layers of three units, w being their weights
// and biases.
func leaky[T scalar[T]](w []float64) func([]T) T {
	return func(x []T) T {
		h := x
		for layer := range 2 {
			next := make([]T, 3)
			for j := range next {
				row := w[12*layer+4*j:]
				next[j] = lit(x[0], row[3])
				for i, v := range h {
					next[j] = next[j].Add(v.Times(row[i]))
				}
				if next[j].Val() < 0 {
					next[j] = next[j].Times(0.01)
				}
			}
			h = next
		}
		return sumOver(h, func(v T) T { return v.Mul(v) })
	}
}
