package gradcheck_test

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// waves are functions that vary fast.
func waves() []family {
	var all []family
	for k := 3.5; k < 6; k += 0.5 {
		name := fmt.Sprintf("sin(wx+p), w 10^%v to 10^%v", k, k+0.5)
		all = append(all, family{name: name, draw: func(r *rand.Rand) sample {
			return wave(decades(r, k, k+0.5), uniform(r, 0, 2*math.Pi), uniform(r, -2, 2))
		}})
	}
	all[0].examples = []sample{wave(9338.0809626427726, 4.0655971103222779, 1.977902122512214)}
	all[4].examples = []sample{wave(695086.0024711605, 3.7707998842008794, 0.7578759573160185)}
	return append(all,
		family{name: "sin(wx+p), w 1 to 10^3.5", draw: func(r *rand.Rand) sample {
			return wave(decades(r, 0, 3.5), uniform(r, 0, 2*math.Pi), uniform(r, -2, 2))
		}},
		family{name: "x² sin(1/x)", draw: func(r *rand.Rand) sample {
			x := sign(r) * decades(r, -5, 0)
			s, c := num(1).Div(num(x)).Sincos()
			slope := s.Times(2 * x).Sub(c).Hi
			sample := curve(func(v float64) float64 {
				if v == 0 {
					return 0
				}
				return v * v * math.Sin(1/v)
			}, x, slope)
			sample.fine = true
			return sample
		}},
		family{name: "Weierstrass sum", draw: weierstrass},
		family{name: "x + A sin(wx) at 0", draw: func(r *rand.Rand) sample {
			a, w := decades(r, -12, -1), decades(r, 1, 9)
			f := func(v float64) float64 { return v + float64(a*math.Sin(float64(w*v))) }
			return kinked(curve(f, 0, 1+a*w)) // as rough as noise where a is small
		}},
		family{name: "chirp sin(exp(x))", draw: func(r *rand.Rand) sample {
			x := uniform(r, 0, 11)
			e := num(x).Exp()
			_, c := e.Sincos()
			return curve(func(v float64) float64 { return math.Sin(math.Exp(v)) }, x, e.Mul(c).Hi)
		}},
		family{name: "Rastrigin", draw: func(r *rand.Rand) sample {
			x := normals(r, 3)
			return of(rastrigin[plain], rastrigin[jet], x...)
		}},
		family{name: "smooth with a ripple of 1e-6 to 1e-3", draw: func(r *rand.Rand) sample {
			x, a, w := r.NormFloat64(), decades(r, -6, -3), decades(r, 1, 4)
			_, c := num(w).Times(x).Sincos()
			f := func(v float64) float64 { return math.Exp(-v*v) + float64(a*math.Sin(float64(w*v))) }
			return curve(f, x, -2*x*math.Exp(-x*x)+float64(a*w*c.Hi))
		}},
		family{name: "sawtooth", draw: func(r *rand.Rand) sample {
			n, x := math.Round(decades(r, 0, 3)), uniform(r, -2, 2)
			s := curve(func(v float64) float64 { return float64(v*n) - math.Floor(float64(v*n)) }, x, n)
			s.kinked = true
			return s
		}},
	)
}

// wave is sin(wx+p).
func wave(w, p, x float64) sample {
	_, c := num(w).Times(x).Add(num(p)).Sincos()
	return curve(func(v float64) float64 { return math.Sin(float64(w*v) + p) }, x, w*c.Hi)
}

// weierstrass is Σ a^k cos(b^k π x), up to frequencies of about 1e5.
func weierstrass(r *rand.Rand) sample {
	a, b := uniform(r, 0.3, 0.9), uniform(r, 2, 7)
	terms := min(3+r.IntN(8), int(5/math.Log10(b)))
	x := uniform(r, -1, 1)
	f := func(v float64) (sum float64) {
		for k := range terms {
			sum += float64(math.Pow(a, float64(k)) * math.Cos(float64(math.Pow(b, float64(k))*math.Pi*v)))
		}
		return sum
	}
	slope := num(0)
	for k := range terms {
		w := math.Pow(b, float64(k)) * math.Pi
		sin, _ := num(w).Times(x).Sincos()
		slope = slope.Sub(sin.Times(w).Times(math.Pow(a, float64(k))))
	}
	return curve(f, x, slope.Hi)
}

// rastrigin is Σ x² - 10 cos(2πx) + 10.
func rastrigin[T scalar[T]](x []T) T {
	sum := x[0].Times(0)
	for _, v := range x {
		sum = sum.Add(v.Mul(v)).Sub(v.Times(2 * math.Pi).Cos().Times(10)).Plus(10)
	}
	return sum
}
