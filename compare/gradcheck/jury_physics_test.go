package gradcheck_test

import (
	"math"
	"math/rand/v2"
)

// physics are functions of mechanics, chemistry, finance and geometry.
func physics() []family {
	return []family{
		{name: "pendulum by Runge and Kutta", draw: func(r *rand.Rand) sample {
			return of(pendulum[plain], pendulum[jet], normals(r, 3)...)
		}},
		{name: "Kepler's equation by Newton's iteration", draw: func(r *rand.Rand) sample {
			return of(kepler[plain], kepler[jet], uniform(r, 0.1, 6), uniform(r, 0.01, 0.7))
		}},
		{name: "Lennard-Jones cluster", draw: func(r *rand.Rand) sample {
			x := []float64{0, 0, 1.1, 0, 0.5, 0.9}
			for i := range x {
				x[i] += 0.1 * r.NormFloat64()
			}
			s := of(lennardJones[plain], lennardJones[jet], x...)
			s.broken = true
			return s
		}},
		{name: "distance of nearly equal points", draw: func(r *rand.Rand) sample {
			x := normals(r, 4)
			x[2] = x[0] + float64(r.NormFloat64()*decades(r, -6, 0))
			x[3] = x[1] + float64(r.NormFloat64()*decades(r, -6, 0))
			return kinked(of(distance[plain], distance[jet], x...))
		}},
		{name: "reprojection error, bundle adjustment", draw: func(r *rand.Rand) sample {
			points := [][]float64{normals(r, 3), normals(r, 3), normals(r, 3)}
			x := append(stretched(r, 3, 1), append(normals(r, 3), uniform(r, 300, 1500))...)
			x[5] += 8
			return of(reprojection[plain](points), reprojection[jet](points), x...)
		}},
		{name: "haversine distance", draw: func(r *rand.Rand) sample {
			x := []float64{uniform(r, -1.5, 1.5), uniform(r, -3, 3), uniform(r, -1.5, 1.5), uniform(r, -3, 3)}
			s := of(haversine[plain], haversine[jet], x...)
			s.kinked, s.broken = true, true // at the same point and at the antipode
			return s
		}},
		{name: "angle wrapped to (-π,π], squared", draw: func(r *rand.Rand) sample {
			x, target := uniform(r, -10, 10), uniform(r, -10, 10)
			wrap := func(v float64) float64 { return math.Remainder(v-target, 2*math.Pi) }
			s := curve(func(v float64) float64 { return wrap(v) * wrap(v) }, x, 2*wrap(x))
			return kinked(s)
		}},
		{name: "diode, exp(v/0.026)", draw: func(r *rand.Rand) sample {
			s := of(diode[plain], diode[jet], uniform(r, -0.2, 0.8), decades(r, 0, 4))
			s.scale, s.broken = []float64{0.026, s.x[1]}, true // R = 0
			return s
		}},
		{name: "Arrhenius rate", draw: func(r *rand.Rand) sample {
			s := of(arrhenius[plain], arrhenius[jet], decades(r, 8, 14), uniform(r, 3e4, 1.5e5), uniform(r, 250, 900))
			s.scale = s.x
			return s
		}},
		{name: "Black-Scholes call", draw: func(r *rand.Rand) sample {
			return blackScholes(uniform(r, 50, 150), uniform(r, 50, 150), uniform(r, 0.05, 0.8), uniform(r, 0.05, 3))
		}},
		{name: "internal rate of return", draw: func(r *rand.Rand) sample {
			flows := normals(r, 20)
			s := of(presentValue[plain](flows), presentValue[jet](flows), uniform(r, -0.2, 0.5))
			s.broken = true
			return s
		}},
		{name: "Planck's law by frequency", draw: func(r *rand.Rand) sample {
			nu := decades(r, 11, 15)
			const h, k = 6.62607015e-34, 1.380649e-23
			t := uniform(r, 200, 6000)
			a := h / (k * t)
			f := func(v float64) float64 { return float64(v*v*v) / math.Expm1(float64(a*v)) * 1e-40 }
			e := math.Expm1(a * nu)
			s := curve(f, nu, (3*nu*nu/e-nu*nu*nu*a*(e+1)/(e*e))*1e-40)
			s.scale = []float64{nu}
			s.broken = true
			return s
		}},
	}
}

// pendulum is the angle after 50 steps of θ” = -sin θ - cθ' from x = θ, θ', c.
func pendulum[T scalar[T]](x []T) T {
	const h = 0.05
	slope := func(q, p T) (T, T) { return p, q.Sin().Add(x[2].Mul(p)).Times(-1) }
	q, p := x[0], x[1]
	for range 50 {
		q1, p1 := slope(q, p)
		q2, p2 := slope(q.Add(q1.Times(h/2)), p.Add(p1.Times(h/2)))
		q3, p3 := slope(q.Add(q2.Times(h/2)), p.Add(p2.Times(h/2)))
		q4, p4 := slope(q.Add(q3.Times(h)), p.Add(p3.Times(h)))
		q = q.Add(q1.Add(q2.Times(2)).Add(q3.Times(2)).Add(q4).Times(h / 6))
		p = p.Add(p1.Add(p2.Times(2)).Add(p3.Times(2)).Add(p4).Times(h / 6))
	}
	return q
}

// kepler is the radius 1 - e cos E, where E - e sin E = M and x = M, e.
func kepler[T scalar[T]](x []T) T {
	e := x[0]
	for range 12 {
		residual := e.Sub(x[1].Mul(e.Sin())).Sub(x[0])
		e = e.Sub(residual.Div(lit(e, 1).Sub(x[1].Mul(e.Cos()))))
	}
	return lit(e, 1).Sub(x[1].Mul(e.Cos()))
}

// lennardJones is Σ r^-12 - 2 r^-6 over the pairs of points in the plane.
func lennardJones[T scalar[T]](x []T) T {
	sum := lit(x[0], 0)
	for i := 0; i < len(x); i += 2 {
		for j := 0; j < i; j += 2 {
			dx, dy := x[i].Sub(x[j]), x[i+1].Sub(x[j+1])
			s := lit(dx, 1).Div(dx.Mul(dx).Add(dy.Mul(dy)))
			s = s.Mul(s).Mul(s)
			sum = sum.Add(s.Mul(s).Sub(s.Times(2)))
		}
	}
	return sum
}

func distance[T scalar[T]](x []T) T {
	dx, dy := x[0].Sub(x[2]), x[1].Sub(x[3])
	return dx.Mul(dx).Add(dy.Mul(dy)).Sqrt()
}

// reprojection is Σ (u² + v²)/1e4 of points turned by the rotation vector x[0:3]
// (Rodrigues), moved by x[3:6] and projected with focal length x[6].
func reprojection[T scalar[T]](points [][]float64) func([]T) T {
	return func(x []T) T {
		angle := x[0].Mul(x[0]).Add(x[1].Mul(x[1])).Add(x[2].Mul(x[2])).Plus(1e-12).Sqrt()
		k := []T{x[0].Div(angle), x[1].Div(angle), x[2].Div(angle)}
		sin, cos := angle.Sin(), angle.Cos()
		sum := lit(angle, 0)
		for _, p := range points {
			dot := k[0].Times(p[0]).Add(k[1].Times(p[1])).Add(k[2].Times(p[2])).Mul(lit(cos, 1).Sub(cos))
			var y [3]T
			for i := range y {
				a, b := (i+1)%3, (i+2)%3
				cross := k[a].Times(p[b]).Sub(k[b].Times(p[a]))
				y[i] = cos.Times(p[i]).Add(cross.Mul(sin)).Add(k[i].Mul(dot)).Add(x[3+i])
			}
			u, v := x[6].Mul(y[0]).Div(y[2]), x[6].Mul(y[1]).Div(y[2])
			sum = sum.Add(u.Mul(u).Add(v.Mul(v)).Times(1e-4))
		}
		return sum
	}
}

// haversine is the angle between two places, of latitude and longitude x[0], x[1]
// and x[2], x[3].
func haversine[T scalar[T]](x []T) T {
	a, b := x[2].Sub(x[0]).Times(0.5).Sin(), x[3].Sub(x[1]).Times(0.5).Sin()
	h := a.Mul(a).Add(x[0].Cos().Mul(x[2].Cos()).Mul(b).Mul(b))
	return h.Div(lit(h, 1).Sub(h)).Sqrt().Atan().Times(2)
}

// diode is the power 1e-9 (exp(v/0.026) - 1) v + v²/R.
func diode[T scalar[T]](x []T) T {
	v := x[0]
	return v.Times(1 / 0.026).Exp().Plus(-1).Mul(v).Times(1e-9).Add(v.Mul(v).Div(x[1]))
}

// arrhenius is A exp(-E/RT) with x = A, E, T.
func arrhenius[T scalar[T]](x []T) T {
	return x[0].Mul(x[1].Div(x[2]).Times(-1 / 8.314462618).Exp())
}

// blackScholes is the price of a call, as a function of spot, strike, volatility and
// time, at a rate of 3 %.
func blackScholes(spot, strike, vol, time float64) sample {
	const rate = 0.03
	normal := func(v float64) float64 { return math.Erfc(-v/math.Sqrt2) / 2 }
	terms := func(x []float64) (d1, d2, discount float64) {
		root := x[2] * math.Sqrt(x[3])
		d1 = (math.Log(x[0]/x[1]) + (rate+x[2]*x[2]/2)*x[3]) / root
		return d1, d1 - root, math.Exp(-rate * x[3])
	}
	x := []float64{spot, strike, vol, time}
	d1, d2, discount := terms(x)
	density := math.Exp(-d1*d1/2) / math.Sqrt(2*math.Pi)
	theta := spot*density*vol/(2*math.Sqrt(time)) + rate*strike*discount*normal(d2)
	return sample{x: x, broken: true, scale: []float64{spot, strike, vol, time},
		truth: []float64{normal(d1), -discount * normal(d2), spot * density * math.Sqrt(time), theta},
		f: func(x []float64) float64 {
			d1, d2, discount := terms(x)
			return x[0]*normal(d1) - x[1]*discount*normal(d2)
		}}
}

// presentValue is Σ c_t/(1+r)^t.
func presentValue[T scalar[T]](flows []float64) func([]T) T {
	return func(x []T) T {
		factor, sum := lit(x[0], 1), lit(x[0], 0)
		for _, c := range flows {
			sum = sum.Add(factor.Times(c))
			factor = factor.Div(x[0].Plus(1))
		}
		return sum
	}
}
