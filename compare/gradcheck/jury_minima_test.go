package gradcheck_test

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/optimize/functions"
)

// minima are functions at points where elements of the gradient vanish.
func minima() []family {
	return []family{
		{name: "squares, one element at its minimum", draw: func(r *rand.Rand) sample {
			x, c := normals(r, 4), normals(r, 4)
			a := []float64{decades(r, -3, 3), decades(r, -3, 3), decades(r, -3, 3), 1}
			x[r.IntN(4)] = c[0]
			k := r.IntN(4)
			x[k] = c[k]
			s := sample{x: x, truth: make([]float64, 4)}
			for i := range x {
				s.truth[i] = 2 * a[i] * (x[i] - c[i])
			}
			s.f = func(x []float64) (sum float64) {
				for i := range x {
					sum += float64(a[i] * (x[i] - c[i]) * (x[i] - c[i]))
				}
				return sum
			}
			return s
		}},
		{name: "cosine at a top", draw: func(r *rand.Rand) sample {
			k, c := math.Pi*float64(r.IntN(7)-3), r.NormFloat64()
			slope, _ := num(k).Sincos()
			return curve(func(v float64) float64 { return math.Cos(v) + c }, k, -slope.Hi)
		}},
		{name: "ridge regression with a penalty", draw: ridge},
		{name: "f ignores some elements", draw: func(r *rand.Rand) sample {
			x := normals(r, 5)
			s := sample{x: x, truth: make([]float64, 5)}
			s.truth[1], s.truth[3] = math.Cos(x[1]), math.Exp(x[3])
			s.f = func(x []float64) float64 { return math.Sin(x[1]) + math.Exp(x[3]) }
			return s
		}},
	}
}

// ridge is Σ (y - Xw)²/2 + λ Σ w²/2, at a random w.
func ridge(r *rand.Rand) sample {
	const rows, columns = 6, 3
	w, lambda := normals(r, columns), decades(r, -4, 1)
	features, y := make([][]float64, rows), normals(r, rows)
	for i := range features {
		features[i] = normals(r, columns)
	}
	residual := func(i int, w []float64) float64 {
		e := -y[i]
		for j, v := range w {
			e += float64(features[i][j] * v)
		}
		return e
	}
	s := sample{x: w, truth: make([]float64, columns), penalty: make([]float64, columns)}
	for j := range w {
		s.penalty[j] = lambda * w[j]
		s.truth[j] = s.penalty[j]
		for i := range y {
			s.truth[j] += float64(residual(i, w) * features[i][j])
		}
	}
	s.f = func(w []float64) (sum float64) {
		for i := range y {
			e := residual(i, w)
			sum += float64(e * e / 2)
		}
		for _, v := range w {
			sum += float64(lambda * v * v / 2)
		}
		return sum
	}
	return s
}

// gonumFunctions are the test functions of gonum's optimize, at random points.
func gonumFunctions() []family {
	type differentiable interface {
		Func(x []float64) float64
		Grad(grad, x []float64)
	}
	at := func(name string, f differentiable, spread float64, start ...float64) family {
		return family{name: "gonum " + name, draw: func(r *rand.Rand) sample {
			s := sample{f: f.Func, x: make([]float64, len(start)), truth: make([]float64, len(start))}
			for i, v := range start {
				s.x[i] = v + float64(spread*r.NormFloat64())
			}
			f.Grad(s.truth, s.x)
			return s
		}}
	}
	return []family{
		at("Beale", functions.Beale{}, 1, 1, 1),
		at("BiggsEXP4", functions.BiggsEXP4{}, 0.5, 1, 2, 1, 1),
		at("BiggsEXP6", functions.BiggsEXP6{}, 0.5, 1, 2, 1, 1, 1, 1),
		at("Box3D", functions.Box3D{}, 0.5, 0, 10, 20),
		at("BrownAndDennis", functions.BrownAndDennis{}, 3, 25, 5, -5, -1),
		at("BrownBadlyScaled", functions.BrownBadlyScaled{}, 1, 1, 1),
		at("ExtendedPowellSingular", functions.ExtendedPowellSingular{}, 1, 3, -1, 0, 3),
		at("ExtendedRosenbrock", functions.ExtendedRosenbrock{}, 1, -1.2, 1, -1.2, 1),
		at("Gaussian", functions.Gaussian{}, 0.1, 0.4, 1, 0),
		at("HelicalValley", functions.HelicalValley{}, 0.3, -1, 1, 1),
		at("PenaltyI", functions.PenaltyI{}, 1, 1, 2, 3, 4),
		at("Trigonometric", functions.Trigonometric{}, 0.1, 0.25, 0.25, 0.25, 0.25),
		at("VariablyDimensioned", functions.VariablyDimensioned{}, 0.3, 0.75, 0.5, 0.25, 0),
		at("Watson", functions.Watson{}, 0.5, 0, 0, 0, 0, 0, 0),
		at("Wood", functions.Wood{}, 1, -3, -1, -3, -1),
	}
}
