package gradcheck_test

import (
	"math"
	"math/rand/v2"
)

// recurrences are functions that a loop computes: networks and models of time series.
func recurrences() []family {
	return []family{
		{name: "LSTM cell over five steps", draw: func(r *rand.Rand) sample {
			inputs := normals(r, 5)
			return of(lstm[plain](inputs), lstm[jet](inputs), normals(r, 12)...)
		}},
		{name: "attention over four keys", draw: func(r *rand.Rand) sample {
			keys, values := normals(r, 4), normals(r, 4)
			return of(attention[plain](keys, values), attention[jet](keys, values), stretched(r, 2, 5)...)
		}},
		{name: "layer normalisation", draw: func(r *rand.Rand) sample {
			x, weights := stretched(r, 5, 3), normals(r, 5)
			for i := range x {
				x[i] += 10
			}
			return of(layerNorm[plain](weights), layerNorm[jet](weights), x...)
		}},
		{name: "GARCH(1,1) likelihood", draw: func(r *rand.Rand) sample {
			returns := normals(r, 50)
			s := of(garch[plain](returns), garch[jet](returns),
				decades(r, -3, 0), uniform(r, 0.02, 0.3), uniform(r, 0.3, 0.7))
			s.broken = true // a negative variance
			return s
		}},
		{name: "Gaussian mixture likelihood", draw: func(r *rand.Rand) sample {
			data := normals(r, 20)
			x := append(normals(r, 3), normals(r, 3)...)
			return of(mixture[plain](data), mixture[jet](data), x...)
		}},
		{name: "hidden Markov model, forward pass", draw: func(r *rand.Rand) sample {
			data := normals(r, 12)
			return of(markov[plain](data), markov[jet](data), stretched(r, 4, 2)...)
		}},
		{name: "Kalman filter likelihood", draw: func(r *rand.Rand) sample {
			data := normals(r, 20)
			return of(kalman[plain](data), kalman[jet](data), uniform(r, -3, 1), uniform(r, -3, 1))
		}},
		{name: "logistic map, 20 to 30 iterations", draw: func(r *rand.Rand) sample {
			n := 20 + r.IntN(11)
			return of(logistic[plain](n), logistic[jet](n), uniform(r, 3, 3.99), uniform(r, 0.1, 0.9))
		}},
	}
}

func sigmoidOf[T scalar[T]](v T) T { return lit(v, 1).Div(v.Times(-1).Exp().Plus(1)) }

// lstm is the last output of a cell of one unit, with gates i, f, g, o whose weights
// of input, output and bias are x[0:3], x[3:6], x[6:9], x[9:12].
func lstm[T scalar[T]](inputs []float64) func([]T) T {
	return func(x []T) T {
		h, c := lit(x[0], 0), lit(x[0], 0)
		for _, in := range inputs {
			gate := func(k int) T { return x[k].Times(in).Add(x[k+1].Mul(h)).Add(x[k+2]) }
			i, f, g, o := sigmoidOf(gate(0)), sigmoidOf(gate(3)), gate(6).Tanh(), sigmoidOf(gate(9))
			c = f.Mul(c).Add(i.Mul(g))
			h = o.Mul(c.Tanh())
		}
		return h.Mul(h)
	}
}

// attention is Σ softmax(q k_j)_j v_j + t², with q, t = x.
func attention[T scalar[T]](keys, values []float64) func([]T) T {
	return func(x []T) T {
		sum, weighted := lit(x[0], 0), lit(x[0], 0)
		for j, k := range keys {
			e := x[0].Times(k).Exp()
			sum, weighted = sum.Add(e), weighted.Add(e.Times(values[j]))
		}
		return weighted.Div(sum).Add(x[1].Mul(x[1]))
	}
}

// layerNorm is Σ w (x - mean)/√(variance + 1e-5).
func layerNorm[T scalar[T]](weights []float64) func([]T) T {
	return func(x []T) T {
		n := float64(len(x))
		mean := sumOver(x, func(v T) T { return v }).Times(1 / n)
		variance := sumOver(x, func(v T) T { return v.Sub(mean).Mul(v.Sub(mean)) }).Times(1 / n)
		sum := lit(x[0], 0)
		for i, v := range x {
			sum = sum.Add(v.Sub(mean).Div(variance.Plus(1e-5).Sqrt()).Times(weights[i]))
		}
		return sum
	}
}

// garch is Σ (log v + y²/v)/2 with v = ω + α y² + β v of the step before.
func garch[T scalar[T]](returns []float64) func([]T) T {
	return func(x []T) T {
		v, sum := lit(x[0], 1), lit(x[0], 0)
		for _, y := range returns {
			sum = sum.Add(v.Log().Add(lit(v, y*y).Div(v)).Times(0.5))
			v = x[0].Add(x[1].Times(y * y)).Add(x[2].Mul(v))
		}
		return sum
	}
}

// mixture is minus the log-likelihood of three Gaussians with means x[:3] and log
// standard deviations x[3:], of weight 1/3 each.
func mixture[T scalar[T]](data []float64) func([]T) T {
	return func(x []T) T {
		sum := lit(x[0], 0)
		for _, y := range data {
			density := lit(x[0], 0)
			for k := range 3 {
				z := lit(x[0], y).Sub(x[k]).Div(x[3+k].Exp())
				density = density.Add(z.Mul(z).Times(-0.5).Sub(x[3+k]).Exp())
			}
			sum = sum.Sub(density.Times(1 / (3 * math.Sqrt(2*math.Pi))).Log())
		}
		return sum
	}
}

// markov is minus the log-likelihood of a chain of two states with means x[0], x[1]
// and log-odds x[2], x[3] of staying, scaled at each step.
func markov[T scalar[T]](data []float64) func([]T) T {
	return func(x []T) T {
		a, b := lit(x[0], 0.5), lit(x[0], 0.5)
		sum := lit(x[0], 0)
		for _, y := range data {
			emit := func(mean T) T { return mean.Plus(-y).Mul(mean.Plus(-y)).Times(-0.5).Exp() }
			p, q := sigmoidOf(x[2]), sigmoidOf(x[3])
			a, b = a.Mul(p).Add(b.Mul(lit(q, 1).Sub(q))), a.Mul(lit(p, 1).Sub(p)).Add(b.Mul(q))
			a, b = a.Mul(emit(x[0])), b.Mul(emit(x[1]))
			total := a.Add(b)
			a, b, sum = a.Div(total), b.Div(total), sum.Sub(total.Log())
		}
		return sum
	}
}

// kalman is minus the log-likelihood of a local level, with the logarithms of the
// variances of state and observation as x.
func kalman[T scalar[T]](data []float64) func([]T) T {
	return func(x []T) T {
		q, s := x[0].Exp(), x[1].Exp()
		mean, variance, sum := lit(q, 0), lit(q, 1), lit(q, 0)
		for _, y := range data {
			variance = variance.Add(q)
			total := variance.Add(s)
			e := lit(mean, y).Sub(mean)
			gain := variance.Div(total)
			sum = sum.Add(total.Log().Add(e.Mul(e).Div(total)).Times(0.5))
			mean = mean.Add(gain.Mul(e))
			variance = variance.Sub(gain.Mul(variance))
		}
		return sum
	}
}

// logistic iterates v ← x[0] v (1 - v) from x[1]: chaos, whose slope grows with n.
func logistic[T scalar[T]](n int) func([]T) T {
	return func(x []T) T {
		v := x[1]
		for range n {
			v = x[0].Mul(v).Mul(lit(v, 1).Sub(v))
		}
		return v
	}
}
