package gradcheck_test

import (
	"math"
	"math/rand/v2"
	"slices"
)

// planted makes a wrong claim of a sample, or nil where it cannot be made.
type planted struct {
	name string
	make func(r *rand.Rand, s sample) []float64
}

var plantable = []planted{
	{"one element × 1.001", scaled(1 + 1e-3)},
	{"one element × (1+1e-6)", scaled(1 + 1e-6)},
	{"one element × 2", scaled(2)},
	{"one sign", scaled(-1)},
	{"smallest element left out", func(_ *rand.Rand, s sample) []float64 {
		least := -1
		for i, g := range s.right() {
			if g != 0 && (least < 0 || math.Abs(g) < math.Abs(s.right()[least])) {
				least = i
			}
		}
		if least < 0 {
			return nil
		}
		return s.with(least, 0)
	}},
	{"off by 1e-9", func(r *rand.Rand, s sample) []float64 {
		i := r.IntN(len(s.x))
		return s.with(i, s.right()[i]+1e-9)
	}},
	{"two elements swapped", func(r *rand.Rand, s sample) []float64 {
		if len(s.x) < 2 {
			return nil
		}
		i, j := r.IntN(len(s.x)), r.IntN(len(s.x))
		g := slices.Clone(s.right())
		g[i], g[j] = g[j], g[i]
		return g
	}},
	{"penalty left out", func(_ *rand.Rand, s sample) []float64 {
		if s.penalty == nil {
			return nil
		}
		g := slices.Clone(s.right())
		for i, p := range s.penalty {
			g[i] -= p
		}
		return g
	}},
}

// scaled multiplies one element.
func scaled(by float64) func(*rand.Rand, sample) []float64 {
	return func(r *rand.Rand, s sample) []float64 {
		i := r.IntN(len(s.x))
		return s.with(i, s.right()[i]*by)
	}
}

// with is the right claim with another element i.
func (s sample) with(i int, g float64) []float64 {
	claim := slices.Clone(s.right())
	claim[i] = g
	return claim
}
