package gradcheck_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
)

// randomExpressions are formulas that nobody thought of.
func randomExpressions() []family {
	return []family{
		{name: "random expression of 1 element", draw: func(r *rand.Rand) sample {
			return randomExpression(r, 1, 6, 0)
		}},
		{name: "random expression of 3 elements", draw: func(r *rand.Rand) sample {
			return randomExpression(r, 3, 15, 0)
		}},
		{name: "random expression of large and small numbers", draw: func(r *rand.Rand) sample {
			return randomExpression(r, 2, 8, 4)
		}},
		{name: "random expression with kinks", draw: func(r *rand.Rand) sample {
			return kinked(randomExpression(r, 2, 10, 0, "relu", "abs"))
		}},
	}
}

// step is one operation on the values before it.
type step struct {
	op   string
	a, b int
	c    float64
}

// formula computes x, then the steps; its value is that of the last.
func formula[T scalar[T]](steps []step) func(x []T) T {
	return func(x []T) T {
		v := append([]T(nil), x...)
		for _, s := range steps {
			a, b := v[s.a], v[s.b]
			switch s.op {
			case "a+b":
				a = a.Add(b)
			case "a-b":
				a = a.Sub(b)
			case "ab":
				a = a.Mul(b)
			case "a/b":
				a = a.Div(b)
			case "a+c":
				a = a.Plus(s.c)
			case "ca":
				a = a.Times(s.c)
			case "a²":
				a = a.Mul(a)
			case "exp":
				a = a.Exp()
			case "log":
				a = a.Log()
			case "√":
				a = a.Sqrt()
			case "sin":
				a = a.Sin()
			case "tanh":
				a = a.Tanh()
			case "atan":
				a = a.Atan()
			case "relu":
				if a.Val() < 0 {
					a = lit(a, 0)
				}
			case "abs":
				if a.Val() < 0 {
					a = a.Times(-1)
				}
			}
			v = append(v, a)
		}
		return v[len(v)-1]
	}
}

// randomExpression has n elements and so many operations, with constants of up to so
// many decades around 1. What is not finite, huge, or off by more than a right claim may be, as
// exp(log a) - a is, is drawn again: part of the error may be the same in every value of f.
func randomExpression(r *rand.Rand, n, operations int, spread float64, more ...string) sample {
	ops := append([]string{"a+b", "a+b", "a-b", "ab", "ab", "a/b", "a+c", "ca", "ca", "a²",
		"exp", "log", "√", "sin", "tanh", "atan"}, more...)
	for {
		x := make([]float64, n)
		for i := range x {
			x[i] = r.NormFloat64() * decades(r, -spread/2, spread/2)
		}
		steps := make([]step, operations)
		for k := range steps {
			// The last value is always used, so that none is lost, and with another
			// one: the rounding error of a constant such as tanh(a/a) is in every value
			// of f alike, and no difference shows it.
			op, c := ops[r.IntN(len(ops))], r.NormFloat64()*decades(r, -spread, spread)
			if n+k == 1 {
				op = "ca"
			}
			steps[k] = step{op, n + k - 1, r.IntN(max(1, n+k-1)), c}
		}
		// A product with each element at the end, so that none is left out.
		for i := range x {
			steps = append(steps, step{"ab", len(x) + len(steps) - 1, i, 0})
		}
		f := valueOf(formula[plain](steps))
		exact := nearest(formula[jet](steps))(x)
		if !(math.Abs(exact) < 1e12 && math.Abs(exact) > 1e-12 && math.Abs(f(x)-exact) < 1e-12*math.Abs(exact)) {
			continue
		}
		s := of(formula[plain](steps), formula[jet](steps), x...)
		s.broken, s.formula = true, fmt.Sprintf("%v", steps)
		if size := floats.Norm(s.truth, 2); size < 1e12 && size > 1e-12 &&
			wellKnown(formula[jet](steps), s) && shown(formula[jet](steps), s) {
			return s
		}
	}
}

// wellKnown reports whether the slopes of 106 bits have not lost all that float64 has, as in a sine of 1e30:
// they do not change with the last bits of x.
func wellKnown(f func([]jet) jet, s sample) bool {
	const lastOfQuad, lost = 0x1p-95, 1e-14
	point := make([]jet, len(s.x))
	for i, g := range s.truth {
		for j, v := range s.x {
			point[j] = jet{V: num(v).Add(num(v * lastOfQuad))}
		}
		point[i].D = num(1)
		if !(math.Abs(f(point).D.Hi-g) <= lost*math.Abs(g)) {
			return false
		}
	}
	return true
}

// shown reports whether the slopes show, to eight digits, in values that are rounded but once. Waves lower than the
// last bit of f, as of log(1e13 + sin(1e13 x)) + 1e6, do not: as far as anyone can tell, f is another function.
func shown(f func([]jet) jet, s sample) bool {
	const digits = 1e-8
	once := s
	once.f = nearest(f)
	for i, g := range s.truth {
		lastBits := 0x1p-48 * math.Abs(once.at(i, 0)) / once.scaleOf(i)
		if once.attainable(i) > 4*once.hidden(i)+lastBits+digits*math.Abs(g) {
			return false
		}
	}
	return true
}

// nearest is f to 106 bits, rounded to float64.
func nearest(f func([]jet) jet) func([]float64) float64 {
	return func(x []float64) float64 {
		point := make([]jet, len(x))
		for i, v := range x {
			point[i].V = num(v)
		}
		return f(point).V.Hi
	}
}
