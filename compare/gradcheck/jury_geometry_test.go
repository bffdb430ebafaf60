package gradcheck_test

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// geometry are norms, angles, orders and other functions of vectors, of which some
// are as noisy as the square root of a last bit.
func geometry() []family {
	return []family{
		{name: "norm of a short vector", draw: func(r *rand.Rand) sample {
			x := normals(r, 4)
			floats.Scale(decades(r, -9, 0), x)
			length := func(x []float64) float64 { return floats.Norm(x, 2) }
			s := sample{f: length, x: x, truth: slices.Clone(x), kinked: true}
			floats.Scale(1/floats.Norm(x, 2), s.truth)
			return s
		}},
		{name: "largest of ten", draw: func(r *rand.Rand) sample {
			s := sample{f: slices.Max[[]float64], x: normals(r, 10), truth: make([]float64, 10), kinked: true}
			s.truth[slices.Index(s.x, slices.Max(s.x))] = 1
			return s
		}},
		{name: "median of seven", draw: func(r *rand.Rand) sample {
			median := func(x []float64) float64 { return slices.Sorted(slices.Values(x))[3] }
			s := sample{f: median, x: normals(r, 7), truth: make([]float64, 7), kinked: true}
			s.truth[slices.Index(s.x, median(s.x))] = 1
			return s
		}},
		{name: "f that sorts its argument", draw: func(r *rand.Rand) sample {
			x := normals(r, 5)
			s := sample{x: x, truth: make([]float64, 5), kinked: true}
			for i, v := range x {
				rank := 0
				for _, w := range x {
					if w < v {
						rank++
					}
				}
				s.truth[i] = float64(rank+1) * math.Cos(v)
			}
			s.f = func(x []float64) (sum float64) {
				slices.Sort(x)
				for i, v := range x {
					sum += float64(float64(i+1) * math.Sin(v))
				}
				return sum
			}
			return s
		}},
		{name: "angle between nearly parallel vectors", draw: func(r *rand.Rand) sample {
			x := normals(r, 3)
			x = append(x, x...)
			for i := range 3 {
				x[i] += float64(r.NormFloat64() * decades(r, -5, 0))
			}
			return angle(x)
		}},
		{name: "cosine similarity", draw: func(r *rand.Rand) sample {
			s := of(cosine[plain], cosine[jet], normals(r, 6)...)
			s.kinked, s.broken = true, true
			return s
		}},
		{name: "larger eigenvalue, nearly double", draw: func(r *rand.Rand) sample {
			a, gap := r.NormFloat64(), decades(r, -8, 0)
			s := of(eigenvalue[plain], eigenvalue[jet], a, a+float64(gap*r.NormFloat64()), float64(gap*r.NormFloat64()))
			return kinked(s)
		}},
		{name: "largest eigenvalue by 60 power iterations", draw: func(r *rand.Rand) sample {
			s := of(powerIteration[plain], powerIteration[jet], normals(r, 6)...)
			s.kinked, s.broken = true, true
			return s
		}},
		{name: "Lorentz factor at 1e3 to 2.9e8 m/s", draw: func(r *rand.Rand) sample {
			s := of(lorentz[plain], lorentz[jet], decades(r, 3, 8.46))
			s.scale, s.broken = []float64{s.x[0]}, true
			return s
		}},
		{name: "compound interest, 360 periods", draw: func(r *rand.Rand) sample {
			s := of(annuity[plain], annuity[jet], decades(r, 3, 7), decades(r, -3, -0.5))
			s.scale, s.broken = s.x, true
			return s
		}},
		{name: "Beta density", draw: func(r *rand.Rand) sample {
			s := of(betaDensity[plain], betaDensity[jet], uniform(r, 0.01, 0.99), decades(r, -1, 2), decades(r, -1, 2))
			s.broken = true
			return s
		}},
		{name: "acos near 1", draw: func(r *rand.Rand) sample {
			x := 1 - decades(r, -12, -1)
			s := curve(math.Acos, x, -1/math.Sqrt((1-x)*(1+x)))
			s.broken = true
			return s
		}},
		{name: "nothing but 0", draw: func(r *rand.Rand) sample {
			return sample{f: func([]float64) float64 { return 0 }, x: normals(r, 3), truth: make([]float64, 3)}
		}},
		{name: "linear, of any scale", draw: func(r *rand.Rand) sample {
			w, b := []float64{r.NormFloat64() * decades(r, -100, 100), 0}, r.NormFloat64()
			w[1] = w[0] * r.NormFloat64()
			f := func(x []float64) float64 { return float64(w[0]*x[0]) + float64(w[1]*x[1]) + float64(w[0]*b) }
			return sample{f: f, x: normals(r, 2), truth: w}
		}},
	}
}

// angle is 2 atan2(|a/|a| - b/|b||, |a/|a| + b/|b||) as the truth, and acos of the
// cosine as f, as most write it.
func angle(x []float64) sample {
	f := func(x []float64) float64 {
		a, b := x[:3], x[3:]
		return math.Acos(floats.Dot(a, b) / (floats.Norm(a, 2) * floats.Norm(b, 2)))
	}
	exact := func(x []jet) jet {
		dot, a, b := products(x)
		cross := a.Mul(b).Sub(dot.Mul(dot)).Sqrt() // 106 bits bear the cancellation
		return cross.Div(dot).Atan()
	}
	return sample{f: f, x: x, truth: gradientOf(exact, x), kinked: true, broken: true}
}

// products are a·b, a·a and b·b of x = a, b.
func products[T scalar[T]](x []T) (ab, aa, bb T) {
	ab, aa, bb = lit(x[0], 0), lit(x[0], 0), lit(x[0], 0)
	for i := range 3 {
		a, b := x[i], x[3+i]
		ab, aa, bb = ab.Add(a.Mul(b)), aa.Add(a.Mul(a)), bb.Add(b.Mul(b))
	}
	return ab, aa, bb
}

func cosine[T scalar[T]](x []T) T {
	ab, aa, bb := products(x)
	return ab.Div(aa.Mul(bb).Sqrt())
}

// eigenvalue is the larger one of the symmetric matrix x[0], x[2]; x[2], x[1].
func eigenvalue[T scalar[T]](x []T) T {
	half, mean := x[0].Sub(x[1]).Times(0.5), x[0].Add(x[1]).Times(0.5)
	return mean.Add(half.Mul(half).Add(x[2].Mul(x[2])).Sqrt())
}

// powerIteration is the Rayleigh quotient after 60 products with A² + I/100, A being
// the symmetric matrix whose lower half is x.
func powerIteration[T scalar[T]](x []T) T {
	at := func(i, j int) T { return x[max(i, j)*(max(i, j)+1)/2+min(i, j)] }
	multiply := func(v [3]T) (y [3]T) {
		for i := range y {
			y[i] = at(i, 0).Mul(v[0]).Add(at(i, 1).Mul(v[1])).Add(at(i, 2).Mul(v[2]))
		}
		return y
	}
	v := [3]T{lit(x[0], 1), lit(x[0], 0.5), lit(x[0], -0.25)}
	for range 60 {
		y := multiply(multiply(v))
		norm := lit(x[0], 0)
		for i := range y {
			y[i] = y[i].Add(v[i].Times(0.01))
			norm = norm.Add(y[i].Mul(y[i]))
		}
		norm = norm.Sqrt()
		for i := range y {
			v[i] = y[i].Div(norm)
		}
	}
	y := multiply(v)
	return y[0].Mul(v[0]).Add(y[1].Mul(v[1])).Add(y[2].Mul(v[2]))
}

// lorentz is 1/√(1 - v²/c²).
func lorentz[T scalar[T]](x []T) T {
	beta := x[0].Times(1 / 299792458.0)
	return lit(beta, 1).Div(lit(beta, 1).Sub(beta.Mul(beta)).Sqrt())
}

// annuity is the monthly payment on a debt x[0] at a yearly rate x[1].
func annuity[T scalar[T]](x []T) T {
	rate := x[1].Times(1 / 12.0)
	factor := lit(rate, 1)
	for range 360 {
		factor = factor.Mul(rate.Plus(1))
	}
	return x[0].Mul(rate).Mul(factor).Div(factor.Plus(-1))
}

// betaDensity is the logarithm of p^a (1-p)^b, with p, a, b = x.
func betaDensity[T scalar[T]](x []T) T {
	p := x[0]
	return x[1].Mul(p.Log()).Add(x[2].Mul(lit(p, 1).Sub(p).Log()))
}
