package gradcheck_test

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// crossEntropies are losses of a sigmoid or a softmax, computed as they are written.
func crossEntropies() []family {
	var all []family
	for _, z := range [][2]float64{
		{-30, 15}, {15, 25}, {25, 32}, {32, 33}, {33, 34}, {34, 35.3}, {35.3, 36.5}, {36.5, 40},
	} {
		all = append(all, family{
			name: fmt.Sprintf("-log(1-sigmoid(z)), z in [%v,%v]", z[0], z[1]),
			draw: func(r *rand.Rand) sample { return literal(uniform(r, z[0], z[1])) },
		})
	}
	all[1].examples = []sample{literal(22.868911675657767)}
	all[3].examples = []sample{literal(32.913882936563006)}
	return append(all,
		family{name: "binary cross-entropy, clipped at 1e-7", draw: func(r *rand.Rand) sample {
			z := uniform(r, -14, 14)
			clip := func(p float64) float64 { return min(max(p, 1e-7), 1-1e-7) }
			f := func(z float64) float64 { return -math.Log(1 - clip(1/(1+math.Exp(-z)))) }
			return curve(f, z, 1/(1+math.Exp(-z)))
		}},
		family{name: "softplus log(1+exp(z))", draw: func(r *rand.Rand) sample {
			z := uniform(r, -36, 40)
			s := curve(func(z float64) float64 { return math.Log(1 + math.Exp(z)) }, z, 1/(1+math.Exp(-z)))
			s.kinked = z < -25 // a staircase
			return s
		}},
		family{name: "-log(softmax(z)), literal", draw: func(r *rand.Rand) sample {
			z := normals(r, 2+r.IntN(5))
			for i := range z {
				z[i] *= 5
			}
			k := r.IntN(len(z))
			return of(softmaxLoss[plain](k), softmaxLoss[jet](k), z...)
		}},
	)
}

// softmaxLoss is -log(exp(z_k)/Σ exp(z_j)).
func softmaxLoss[T scalar[T]](k int) func(z []T) T {
	return func(z []T) T {
		sum := z[0].Exp()
		for _, v := range z[1:] {
			sum = sum.Add(v.Exp())
		}
		return z[k].Exp().Div(sum).Log().Times(-1)
	}
}

// literal is the loss -log(1-p) of a row of label 0, with p = 1/(1+exp(-z)). From z of
// about 25 on it is a staircase; its treads outgrow the first steps at 35.3, and at
// 36.7 p becomes 1.
func literal(z float64) sample {
	s := curve(func(z float64) float64 { return -math.Log(1 - 1/(1+math.Exp(-z))) }, z, 1/(1+math.Exp(-z)))
	s.kinked, s.stairs, s.blind, s.broken = z > 25, z > 25, z > 35.3, z > 36
	return s
}
