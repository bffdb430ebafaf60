package tournament

import (
	"math"
	"math/rand/v2"

	"backprop/compare"
	"backprop/compare/internal/exact"
	"backprop/compare/mutant"
	"backprop/network"
)

// models are functions that are no formula of a line. Of ADBench (Šrajer, Kukelova and
// Fitzgibbon 2018, github.com/microsoft/ADBench, src/cpp/shared) they are the
// objectives, of a few rows.
func models() []Family {
	return []Family{
		{Kind: "model", Name: "ADBench Gaussian mixture", Source: "ADBench, gmm.h", draw: drawMixture},
		{Kind: "model", Name: "ADBench bundle adjustment", Source: "ADBench, ba.h", draw: drawBundle},
		{Kind: "model", Name: "ADBench LSTM", Source: "ADBench, lstm.h", draw: drawLSTM},
		{Kind: "model", Name: "network with a mistake of compare/mutant", Source: "compare/mutant", draw: drawNetwork},
	}
}

// over is a sample of a function that is written over scalars.
func over(f func([]exact.Plain) exact.Plain, slopes func([]exact.Jet) exact.Jet, x []float64) sample {
	return sample{f: exact.Value(f), x: x, truth: exact.Gradient(slopes, x)}
}

func normals(r *rand.Rand, n int, deviation float64) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = float64(deviation * r.NormFloat64())
	}
	return v
}

// logSumExp is log Σ exp(v), without a shift: nothing here is large.
func logSumExp[T exact.Scalar[T]](v []T) T {
	sum := v[0].Exp()
	for _, e := range v[1:] {
		sum = sum.Add(e.Exp())
	}
	return sum.Log()
}

func square[T exact.Scalar[T]](v T) T { return v.Mul(v) }

// mixture is the log likelihood of K Gaussians in the plane, θ = (α, μ, log diagonals
// of Q, its element below), with a Wishart prior of weight 1/2 on Q.
func mixture[T exact.Scalar[T]](theta []T, points [][2]float64, prior float64) T {
	const K = 2
	alpha, mu, q, lower := theta[:K], theta[K:3*K], theta[3*K:5*K], theta[5*K:6*K]
	total := logSumExp(alpha).Times(-float64(len(points)))
	for _, p := range points {
		main := make([]T, K)
		for k := range K {
			u, v := mu[2*k].Times(-1).Plus(p[0]), mu[2*k+1].Times(-1).Plus(p[1])
			first := q[2*k].Exp().Mul(u)
			second := lower[k].Mul(u).Add(q[2*k+1].Exp().Mul(v))
			main[k] = alpha[k].Add(q[2*k]).Add(q[2*k+1]).Sub(square(first).Add(square(second)).Times(0.5))
		}
		total = total.Add(logSumExp(main))
	}
	for k := range K {
		penalty := square(q[2*k].Exp()).Add(square(q[2*k+1].Exp())).Add(square(lower[k])).Times(0.5)
		total = total.Add(penalty.Sub(q[2*k]).Sub(q[2*k+1]).Times(prior))
	}
	return total
}

func drawMixture(r *rand.Rand) (sample, error) {
	points := make([][2]float64, 8)
	for i := range points {
		points[i] = [2]float64{r.NormFloat64(), r.NormFloat64()}
	}
	with := func(prior float64) (func([]exact.Plain) exact.Plain, func([]exact.Jet) exact.Jet) {
		return func(x []exact.Plain) exact.Plain { return mixture(x, points, prior) },
			func(x []exact.Jet) exact.Jet { return mixture(x, points, prior) }
	}
	f, slopes := with(1)
	s := over(f, slopes, normals(r, 12, 0.5))
	_, without := with(0)
	s.mistake = claim{"the prior left out", exact.Gradient(without, s.x)}
	return s, nil
}

// bundle is half the square of one reprojection error, of a camera (rotation, centre,
// focal length, principal point, radial distortion), a point X and a weight w, and of
// the weight's 1 - w².
func bundle[T exact.Scalar[T]](x []T, feature [2]float64) T {
	rotation, centre, point, weight := x[0:3], x[3:6], x[11:14], x[14]
	angle := square(rotation[0]).Add(square(rotation[1])).Add(square(rotation[2])).Sqrt()
	sin, cos := angle.Sin(), angle.Cos()
	var u, d, turned [3]T
	for i := range 3 {
		u[i], d[i] = rotation[i].Div(angle), point[i].Sub(centre[i])
	}
	dot := u[0].Mul(d[0]).Add(u[1].Mul(d[1])).Add(u[2].Mul(d[2])).Mul(cos.Times(-1).Plus(1))
	for i := range 3 { // Rodrigues: d cos + (u × d) sin + u (u·d)(1 - cos)
		j, k := (i+1)%3, (i+2)%3
		cross := u[j].Mul(d[k]).Sub(u[k].Mul(d[j]))
		turned[i] = d[i].Mul(cos).Add(cross.Mul(sin)).Add(u[i].Mul(dot))
	}
	a, b := turned[0].Div(turned[2]), turned[1].Div(turned[2])
	radius2 := square(a).Add(square(b))
	distortion := x[9].Mul(radius2).Add(x[10].Mul(square(radius2))).Plus(1)
	loss := square(square(weight).Times(-1).Plus(1))
	for i, v := range [2]T{a, b} {
		projected := v.Mul(distortion).Mul(x[6]).Add(x[7+i])
		loss = loss.Add(square(projected.Plus(-feature[i]).Mul(weight)))
	}
	return loss.Times(0.5)
}

func drawBundle(r *rand.Rand) (sample, error) {
	x := normals(r, 15, 0.3)
	x[6], x[13], x[14] = 500+x[6], 4+x[13], 1+x[14] // focal length, depth, weight
	x[9], x[10] = x[9]*0.1, x[10]*0.01
	feature := [2]float64{100 * r.NormFloat64(), 100 * r.NormFloat64()}
	s := over(func(x []exact.Plain) exact.Plain { return bundle(x, feature) },
		func(x []exact.Jet) exact.Jet { return bundle(x, feature) }, x)
	return s, nil
}

// lstm is ADBench's: gates by element, weights and biases of the four of them, and of
// the input and output, for two units.
func lstm[T exact.Scalar[T]](theta []T, inputs [][2]float64) T {
	sigmoid := func(v T) T { return exact.Lit(v, 1).Div(v.Times(-1).Exp().Plus(1)) }
	gate := func(g, i int, v T) T { return theta[2*g+i].Mul(v).Add(theta[8+2*g+i]) }
	zero := exact.Lit(theta[0], 0)
	h, c := [2]T{zero, zero}, [2]T{zero, zero}
	loss := zero
	for t := range len(inputs) - 1 {
		var y [2]T
		for i := range 2 {
			x := theta[16+i].Times(inputs[t][i])
			forget, in, out := sigmoid(gate(0, i, x)), sigmoid(gate(1, i, h[i])), sigmoid(gate(2, i, x))
			c[i] = c[i].Mul(forget).Add(in.Mul(gate(3, i, h[i]).Tanh()))
			h[i] = out.Mul(c[i].Tanh())
			y[i] = h[i].Mul(theta[18+i]).Add(theta[20+i])
		}
		normal := y[0].Exp().Add(y[1].Exp()).Plus(2).Log()
		for i := range 2 {
			loss = loss.Sub(y[i].Sub(normal).Times(inputs[t+1][i]))
		}
	}
	return loss.Times(1 / float64(len(inputs)-1))
}

func drawLSTM(r *rand.Rand) (sample, error) {
	inputs := make([][2]float64, 5)
	for t := range inputs {
		inputs[t][r.IntN(2)] = 1
	}
	return over(func(x []exact.Plain) exact.Plain { return lstm(x, inputs) },
		func(x []exact.Jet) exact.Jet { return lstm(x, inputs) }, normals(r, 22, 1)), nil
}

// loss is the summed cross-entropy of a network, row by row, and the least likelihood
// of a label.
func loss[T exact.Scalar[T]](theta []T, spec network.Spec, layout network.Layout, batch network.Batch) (sum T,
	least float64) {
	least = 1
	for row := range batch.Rows {
		a := make([]T, batch.Cols)
		for i := range a {
			a[i] = exact.Lit(theta[0], batch.X[row*batch.Cols+i])
		}
		for l := 1; l <= spec.Depth(); l++ {
			W, b, n := layout.Weight(l), layout.Bias(l), spec.Layers[l]
			above := make([]T, n)
			for j := range n {
				z := theta[b.Offset+(row*n+j)%(b.Rows*b.Cols)]
				for i := range a {
					z = z.Add(a[i].Mul(theta[W.Offset+i*n+j]))
				}
				above[j] = activate(spec.Activations[l-1], z)
			}
			a = above
		}
		if batch.Y[row] == 0 {
			a[0] = a[0].Times(-1).Plus(1)
		}
		least = min(least, a[0].Val())
		sum = sum.Sub(a[0].Log())
	}
	return sum, least
}

func activate[T exact.Scalar[T]](activation network.Activation, z T) T {
	switch activation {
	case network.Identity:
		return z
	case network.Tanh:
		return z.Tanh()
	case network.ReLU:
		return apply("relu", z, z)
	}
	return apply("sigmoid", z, z)
}

// drawNetwork is a network of compare's family with one of its mistakes. Where the
// loss is clamped its gradient deliberately is none, and the network is drawn again.
func drawNetwork(r *rand.Rand) (sample, error) {
	for {
		spec, parameters, batch := compare.RandomNetwork(r)
		theta := parameters.Values
		f := func(x []exact.Plain) exact.Plain { v, _ := loss(x, spec, parameters.Layout, batch); return v }
		slopes := func(x []exact.Jet) exact.Jet { v, _ := loss(x, spec, parameters.Layout, batch); return v }
		point := make([]exact.Plain, len(theta))
		for i, v := range theta {
			point[i] = exact.Plain(v)
		}
		v, least := loss(point, spec, parameters.Layout, batch)
		if len(theta) > 40 || least < 1e3*network.Eta || math.IsInf(float64(v), 0) {
			continue
		}
		s := over(f, slopes, theta)
		s.right = mutant.Right(spec, parameters.Layout, theta, batch)
		s.kinked = true
		m := mutant.All()[r.IntN(len(mutant.All()))]
		s.mistake = claim{m.Name, m.Gradient(spec, parameters.Layout, theta, batch)}
		return s, nil
	}
}
