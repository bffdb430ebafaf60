package gradcheck_test

import (
	"math"
	"math/rand/v2"
)

// traps are functions that look, at most steps, like others with another slope.
func traps() []family {
	return []family{
		{name: "sine whose period divides the steps", draw: func(r *rand.Rand) sample {
			w := 2 * math.Pi * math.Ldexp(1, r.IntN(25))
			x := math.Ldexp(float64(r.IntN(17)-8), -r.IntN(3))
			_, c := num(w).Times(x).Sincos()
			return curve(func(v float64) float64 { return math.Sin(float64(w * v)) }, x, w*c.Hi)
		}},
		{name: "triangle wave at a dyadic place", draw: func(r *rand.Rand) sample {
			n := math.Ldexp(1, r.IntN(12))
			x := (float64(r.IntN(64)) + 0.25) / n
			f := func(v float64) float64 { return math.Abs(float64(v*n) - math.Round(float64(v*n))) }
			return kinked(curve(f, x, n))
		}},
		{name: "hard tanh of width 1e-9 to 1 at its centre", draw: func(r *rand.Rand) sample {
			w, x := decades(r, -9, 0), uniform(r, -1, 1)
			f := func(v float64) float64 { return min(max((v-x)/w, -1), 1) }
			return kinked(curve(f, x, 1/w))
		}},
		{name: "dead zone of width 1e-8 to 1", draw: func(r *rand.Rand) sample {
			d := decades(r, -8, 0)
			f := func(v float64) float64 { return math.Copysign(max(math.Abs(v)-d, 0), v) }
			return kinked(curve(f, uniform(r, -0.9, 0.9)*d, 0))
		}},
		{name: "narrow step at x", draw: func(r *rand.Rand) sample {
			a, w, x := decades(r, -6, 0), decades(r, -8, -1), uniform(r, -1, 1)
			f := func(v float64) float64 { return math.Sin(v) + float64(a*math.Tanh((v-x)/w)) }
			return curve(f, x, math.Cos(x)+a/w)
		}},
		{name: "narrow dip beside x", draw: func(r *rand.Rand) sample {
			w, x := decades(r, -7, -1), uniform(r, -1, 1)
			c := x + float64(w*uniform(r, -3, 3))
			z := (x - c) / w
			f := func(v float64) float64 { return math.Sin(v) - math.Exp(-(v-c)/w*(v-c)/w) }
			return curve(f, x, math.Cos(x)+2*z/w*math.Exp(-z*z))
		}},
		{name: "sin(x)/x, not defined at one point", draw: func(r *rand.Rand) sample {
			x := sign(r) * math.Ldexp(1, -r.IntN(12))
			s, c := num(x).Sincos()
			slope := c.Times(x).Sub(s).Div(num(x).Times(x)).Hi
			trap := curve(func(v float64) float64 { return math.Sin(v) / v }, x, slope)
			trap.broken = true
			return trap
		}},
		{name: "printed to 3 to 12 decimals", draw: func(r *rand.Rand) sample {
			d, x := math.Pow(10, float64(3+r.IntN(10))), r.NormFloat64()
			f := func(v float64) float64 { return math.Round(math.Exp(math.Sin(v))*d) / d }
			return staircase(curve(f, x, 0), math.Exp(math.Sin(x))*math.Cos(x))
		}},
		{name: "float32 to one side of x", draw: func(r *rand.Rand) sample {
			x, side := r.NormFloat64(), sign(r)
			f := func(v float64) float64 {
				if float64(side*(v-x)) > 0 {
					return float64(float32(math.Exp(v)))
				}
				return math.Exp(v)
			}
			s := kinked(curve(f, x, math.Exp(x)))
			s.blind = true // f is not computed in float64
			return s
		}},
		{name: "ripple of 1e-13 to 1e-6", draw: func(r *rand.Rand) sample {
			a, w, x := decades(r, -13, -6), decades(r, 2, 7), r.NormFloat64()
			_, c := num(w).Times(x).Sincos()
			f := func(v float64) float64 { return math.Sin(v) + float64(a*math.Sin(float64(w*v))) }
			s := curve(f, x, math.Cos(x)+float64(a*w*c.Hi))
			s.kinked = true // as rough as noise
			return s
		}},
		{name: "two formulas that meet near x", draw: func(r *rand.Rand) sample {
			x := decades(r, -4, -2)
			edge := x * (1 + sign(r)*decades(r, -8, -1))
			f := func(v float64) float64 { // (1-cos v)/v², by its series near 0
				if math.Abs(v) < edge {
					return 0.5 - v*v/24
				}
				return (1 - math.Cos(v)) / (v * v)
			}
			slope := -x / 12
			if x >= edge {
				slope += x*x*x/180 - x*x*x*x*x/6720
			}
			return kinked(curve(f, x, slope))
		}},
		{name: "saturated units among others", draw: func(r *rand.Rand) sample {
			x := []float64{r.NormFloat64(), r.NormFloat64(), uniform(r, 5, 40), -uniform(r, 5, 40)}
			return of(tanhs[plain], tanhs[jet], x...)
		}},
		{name: "sin x at 1e5 to 1e15", draw: func(r *rand.Rand) sample {
			x := decades(r, 5, 15)
			s := curve(math.Sin, x, 0)
			s.truth[0] = math.Cos(x)
			s.scale = []float64{1}
			return s
		}},
		{name: "1/x at 1e-150 to 1e150", draw: func(r *rand.Rand) sample {
			x := sign(r) * decades(r, -150, 150)
			s := curve(func(v float64) float64 { return 1 / v }, x, -1/x/x)
			s.scale, s.broken = []float64{math.Abs(x)}, true
			return s
		}},
		{name: "x² at 1e-150 to 1e150", draw: func(r *rand.Rand) sample {
			x := sign(r) * decades(r, -150, 150)
			s := curve(func(v float64) float64 { return v * v }, x, 2*x)
			s.scale = []float64{math.Abs(x)}
			return s
		}},
		{name: "product of 20 elements", draw: func(r *rand.Rand) sample {
			return of(product[plain], product[jet], normals(r, 20)...)
		}},
		{name: "one huge element among small ones", draw: func(r *rand.Rand) sample {
			return of(mixedSizes[plain], mixedSizes[jet], normals(r, 4)...)
		}},
	}
}

func tanhs[T scalar[T]](x []T) T { return sumOver(x, T.Tanh) }

func product[T scalar[T]](x []T) T {
	p := x[0]
	for _, v := range x[1:] {
		p = p.Mul(v)
	}
	return p
}

// mixedSizes is 1e6 sin x0 + sin x1 + 1e-4 sin x2 + x0 x3.
func mixedSizes[T scalar[T]](x []T) T {
	return x[0].Sin().Times(1e6).Add(x[1].Sin()).Add(x[2].Sin().Times(1e-4)).Add(x[0].Mul(x[3]))
}
