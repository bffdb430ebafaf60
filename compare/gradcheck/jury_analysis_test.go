package gradcheck_test

import (
	"math"
	"math/rand/v2"
)

// analysis are special functions, polynomials, matrices, and formulas that cancel.
func analysis() []family {
	return []family{
		{name: "Bessel J0", draw: func(r *rand.Rand) sample {
			x := decades(r, -1, 2)
			return curve(math.J0, x, -math.J1(x))
		}},
		{name: "gamma function", draw: func(r *rand.Rand) sample {
			x := float64(2 + r.IntN(15))
			s := curve(math.Gamma, x, math.Gamma(x)*digamma(x))
			s.broken = true
			return s
		}},
		{name: "log-gamma, Dirichlet likelihood", draw: func(r *rand.Rand) sample {
			x := []float64{float64(1 + r.IntN(9)), float64(1 + r.IntN(90)), float64(1 + r.IntN(900))}
			return logBeta(x)
		}},
		{name: "erf", draw: func(r *rand.Rand) sample {
			x := uniform(r, -4, 4)
			return curve(math.Erf, x, 2/math.Sqrt(math.Pi)*math.Exp(-x*x))
		}},
		{name: "Wilkinson's polynomial", draw: func(r *rand.Rand) sample {
			return of(wilkinson[plain], wilkinson[jet], uniform(r, 0.2, 20))
		}},
		{name: "polynomial by Horner, degree up to 30", draw: func(r *rand.Rand) sample {
			c := normals(r, 3+r.IntN(28))
			return of(horner[plain](c), horner[jet](c), uniform(r, -1.5, 1.5))
		}},
		{name: "log-determinant by Cholesky", draw: func(r *rand.Rand) sample {
			return logDetSample(r, 3)
		}},
		{name: "log-determinant, nearly singular", draw: func(r *rand.Rand) sample {
			s := logDetSample(r, 2)
			s.broken = true
			return s
		}},
		{name: "solution of 3 linear equations", draw: func(r *rand.Rand) sample {
			s := of(solve[plain], solve[jet], normals(r, 9)...)
			s.broken = true
			return s
		}},
		{name: "1 - cos x near 0", draw: func(r *rand.Rand) sample {
			x := decades(r, -5, 0)
			return curve(func(v float64) float64 { return 1 - math.Cos(v) }, x, math.Sin(x))
		}},
		{name: "(exp(x)-1)/x near 0", draw: func(r *rand.Rand) sample {
			x := sign(r) * decades(r, -4, 0)
			s := of(expRatio[plain], expRatio[jet], x)
			s.broken = true
			return s
		}},
		{name: "log(exp(a) - exp(b)), a near b", draw: func(r *rand.Rand) sample {
			b := uniform(r, -5, 5)
			s := of(logDifference[plain], logDifference[jet], b+decades(r, -5, 0), b)
			s.broken = true
			return s
		}},
		{name: "√(x²+ε²), ε 1e-9 to 1e-2", draw: func(r *rand.Rand) sample {
			e := decades(r, -9, -2)
			x := sign(r) * e * decades(r, -2, 3)
			f := func(v float64) float64 { return math.Sqrt(float64(v*v) + float64(e*e)) }
			return curve(f, x, x/math.Hypot(x, e))
		}},
		{name: "x^y", draw: func(r *rand.Rand) sample {
			x, y := decades(r, -2, 2), uniform(r, -5, 5)
			p := math.Pow(x, y)
			return sample{x: []float64{x, y}, truth: []float64{y * math.Pow(x, y-1), p * math.Log(x)}, broken: true,
				f: func(x []float64) float64 { return math.Pow(x[0], x[1]) }}
		}},
		{name: "x|x| beside 0", draw: func(r *rand.Rand) sample {
			x := sign(r) * decades(r, -8, 0)
			return curve(func(v float64) float64 { return v * math.Abs(v) }, x, 2*math.Abs(x))
		}},
		{name: "|x|^1.5 beside 0", draw: func(r *rand.Rand) sample {
			x := sign(r) * decades(r, -8, 0)
			f := func(v float64) float64 { return math.Abs(v) * math.Sqrt(math.Abs(v)) }
			return kinked(curve(f, x, math.Copysign(1.5*math.Sqrt(math.Abs(x)), x)))
		}},
		{name: "bump, exp(-1/(1-x²))", draw: func(r *rand.Rand) sample {
			x := sign(r) * (1 + sign(r)*decades(r, -3, 0))
			slope := 0.0
			if math.Abs(x) < 1 {
				q := (1 - x) * (1 + x)
				slope = math.Exp(-1/q) * -2 * x / (q * q)
			}
			return curve(func(v float64) float64 {
				if math.Abs(v) >= 1 {
					return 0
				}
				return math.Exp(-1 / ((1 - v) * (1 + v)))
			}, x, slope)
		}},
		{name: "steep sigmoid, k 1 to 1e6", draw: func(r *rand.Rand) sample {
			k := decades(r, 0, 6)
			x := r.NormFloat64() * 3 / k
			p := 1 / (1 + math.Exp(-k*x))
			return curve(func(v float64) float64 { return 1 / (1 + math.Exp(float64(-k*v))) }, x, k*p*(1-p))
		}},
		{name: "Runge's function, width 1e-5 to 1", draw: func(r *rand.Rand) sample {
			w := decades(r, -5, 0)
			x := r.NormFloat64() * w * 3
			q := x*x + w*w
			return curve(func(v float64) float64 { return w / (float64(v*v) + float64(w*w)) }, x, -2*x*w/(q*q))
		}},
	}
}

// digamma is ψ(n) = H_{n-1} - γ, at integers.
func digamma(n float64) float64 {
	sum := -0.57721566490153286060651209008240243
	for k := 1.0; k < n; k++ {
		sum += 1 / k
	}
	return sum
}

// logBeta is Σ log Γ(x_i) - log Γ(Σ x_i), at integers.
func logBeta(x []float64) sample {
	f := func(x []float64) (total float64) {
		sum := 0.0
		for _, v := range x {
			l, _ := math.Lgamma(v)
			total += l
			sum += v
		}
		l, _ := math.Lgamma(sum)
		return total - l
	}
	s := sample{f: f, x: x, truth: make([]float64, len(x)), broken: true}
	for i, v := range x {
		s.truth[i] = digamma(v) - digamma(x[0]+x[1]+x[2])
	}
	return s
}

// wilkinson is Π (x - k)/k, k = 1 … 20.
func wilkinson[T scalar[T]](x []T) T {
	p := lit(x[0], 1)
	for k := 1.0; k <= 20; k++ {
		p = p.Mul(x[0].Plus(-k)).Times(1 / k)
	}
	return p
}

func horner[T scalar[T]](c []float64) func([]T) T {
	return func(x []T) T {
		p := lit(x[0], 0)
		for _, v := range c {
			p = p.Mul(x[0]).Plus(v)
		}
		return p
	}
}

// logDetSample is log det(A + εI) at A = B Bᵀ, B being 3 by rank.
func logDetSample(r *rand.Rand, rank int) sample {
	b := normals(r, 3*rank)
	ridge := decades(r, -6, 0)
	var x []float64
	for i := range 3 {
		for j := range i + 1 {
			a := 0.0
			for k := range rank {
				a += float64(b[i*rank+k] * b[j*rank+k])
			}
			x = append(x, a)
		}
	}
	s := of(logDet[plain](ridge), logDet[jet](ridge), x...)
	s.broken = true
	return s
}

// logDet is log det(A + εI) by Cholesky's method, x being the lower half of A.
func logDet[T scalar[T]](ridge float64) func([]T) T {
	return func(x []T) T {
		var l [3][3]T
		sum := lit(x[0], 0)
		for i := range 3 {
			for j := range i + 1 {
				v := x[i*(i+1)/2+j]
				if i == j {
					v = v.Plus(ridge)
				}
				for k := range j {
					v = v.Sub(l[i][k].Mul(l[j][k]))
				}
				if i == j {
					l[i][i] = v.Sqrt()
					sum = sum.Add(l[i][i].Log().Times(2))
				} else {
					l[i][j] = v.Div(l[j][j])
				}
			}
		}
		return sum
	}
}

// solve is the first element of the solution of x v = (1, 2, 3), by Cramer's rule.
func solve[T scalar[T]](x []T) T {
	det := func(a []T) T {
		minor := func(i, j int) T { return a[3+i].Mul(a[6+j]).Sub(a[3+j].Mul(a[6+i])) }
		return a[0].Mul(minor(1, 2)).Sub(a[1].Mul(minor(0, 2))).Add(a[2].Mul(minor(0, 1)))
	}
	y := append([]T(nil), x...)
	for i := range 3 {
		y[3*i] = lit(x[0], float64(i+1))
	}
	return det(y).Div(det(x))
}

func expRatio[T scalar[T]](x []T) T { return x[0].Exp().Plus(-1).Div(x[0]) }

func logDifference[T scalar[T]](x []T) T { return x[0].Exp().Sub(x[1].Exp()).Log() }
