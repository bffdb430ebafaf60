package tournament

import (
	"math/rand/v2"
	"slices"

	"backprop/compare/internal/exact"
)

// claim is a gradient that somebody might claim.
type claim struct {
	mistake string // "" for a right one
	values  []float64
}

// slips are what people do wrong in one operation v = op(a, b) of a derivation: each
// gives the slope of v that they get.
var slips = []struct {
	name string
	// slope is 0 in everything where the slip cannot be made.
	slope func(op string, a, b, v exact.Jet) (slope exact.Quad, made bool)
}{
	{"the derivative of an operation left out", func(_ string, a, b, _ exact.Jet) (exact.Quad, bool) {
		return a.D.Add(b.D), true
	}},
	{"a sign wrong", func(_ string, _, _, v exact.Jet) (exact.Quad, bool) { return v.D.Neg(), true }},
	{"the first of two operands taken for a constant", func(op string, a, b, _ exact.Jet) (exact.Quad, bool) {
		return apply(op, exact.Jet{V: a.V}, b).D, b != exact.Jet{}
	}},
	{"the second of two operands taken for a constant", func(op string, a, b, _ exact.Jet) (exact.Quad, bool) {
		return apply(op, a, exact.Jet{V: b.V}).D, b != exact.Jet{}
	}},
	{"the derivative taken at the value", func(op string, a, b, v exact.Jet) (exact.Quad, bool) {
		return apply(op, exact.Jet{V: v.V, D: a.D}, b).D, b == exact.Jet{}
	}},
	{"a factor 2 left out", func(_ string, _, _, v exact.Jet) (exact.Quad, bool) { return v.D.Times(0.5), true }},
	{"the chain rule not used", func(op string, a, b, _ exact.Jet) (exact.Quad, bool) {
		return apply(op, exact.Jet{V: a.V, D: exact.Num(1)}, b).D, b == exact.Jet{} && a.D != exact.Quad{}
	}},
}

// slip is the gradient with one slip in one operation of the formula.
func slip(r *rand.Rand, f *node, operations int, x []float64) claim {
	s, at := slips[r.IntN(len(slips))], 1+r.IntN(operations)
	change := func(n *node, a, b, v exact.Jet) exact.Jet {
		if n.number == at {
			if d, made := s.slope(n.op, a, b, v); made {
				v.D = d
			}
		}
		return v
	}
	wrong := func(x []exact.Jet) exact.Jet { return eval(f, x, change) }
	return claim{s.name, exact.Gradient(wrong, x)}
}

// slipsOfElements are mistakes in a gradient, whatever its function.
var slipsOfElements = []struct {
	name string
	make func(r *rand.Rand, g []float64)
}{
	{"twice the gradient", func(_ *rand.Rand, g []float64) {
		for i := range g {
			g[i] *= 2
		}
	}},
	{"one element without its sign", func(r *rand.Rand, g []float64) { g[r.IntN(len(g))] *= -1 }},
	{"one element forgotten", func(r *rand.Rand, g []float64) { g[r.IntN(len(g))] = 0 }},
	{"one element off by 1 %", func(r *rand.Rand, g []float64) { g[r.IntN(len(g))] *= 1.01 }},
	{"two elements swapped", func(r *rand.Rand, g []float64) {
		i, j := r.IntN(len(g)), r.IntN(len(g))
		g[i], g[j] = g[j], g[i]
	}},
}

func slipOfElements(r *rand.Rand, right []float64) claim {
	s := slipsOfElements[r.IntN(len(slipsOfElements))]
	g := slices.Clone(right)
	s.make(r, g)
	return claim{s.name, g}
}
