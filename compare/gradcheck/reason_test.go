package gradcheck_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	. "backprop/compare/gradcheck"
)

// counter makes an f that knows how often it was called.
func counter(f func(x float64, call int) float64) func(float64) float64 {
	calls := 0
	return func(x float64) float64 {
		calls++
		return f(x, calls)
	}
}

// probability is log p, which panics outside of (0,1) as many libraries do.
func probability(p float64) float64 {
	if p <= 0 || p >= 1 {
		panic(fmt.Sprintf("probability %v outside of (0,1)", p))
	}
	return math.Log(p)
}

// Every reason that is not that of a smooth f, and what is certified nevertheless.
func TestReasons(t *testing.T) {
	for _, c := range []struct {
		name    string
		f       func() func(float64) float64 // anew for each check, as it may count
		x       float64
		claimed float64
		verdict Verdict
		reason  Reason
	}{
		{"dropout that draws anew each time", func() func(float64) float64 {
			return counter(func(x float64, call int) float64 { return x * float64(call%2) })
		}, 0.5, 1, Inconclusive, NonDeterministic},
		{"statistics that run along", func() func(float64) float64 {
			return counter(func(x float64, call int) float64 { return x*x + 1e-9*float64(call) })
		}, 0.5, 3, Inconclusive, NonDeterministic},
		{"a panic at the wider steps", func() func(float64) float64 { return probability }, 0.99, 1 / 0.99,
			Pass, Agrees},
		{"a panic close by", func() func(float64) float64 { return probability }, 1e-6, 1e6, Pass, Agrees},
		{"a wrong claim beside a panic", func() func(float64) float64 { return probability }, 0.01, 50, Fail, Differs},
		{"a panic at x", func() func(float64) float64 { return probability }, 1, 1, Inconclusive, NonFinite},
		{"a panic on one side, however close", func() func(float64) float64 {
			return func(x float64) float64 {
				if x > 0.5 {
					panic("out of range")
				}
				return x
			}
		}, 0.5, 1, Inconclusive, NonFinite},
		{"rounded to whole numbers", func() func(float64) float64 { return math.Round }, 3.1, 1, Inconclusive, Stairs},
		{"rounded to whole numbers, claimed flat", func() func(float64) float64 { return math.Round }, 3.1, 0,
			Inconclusive, Stairs},
		{"a quantised weight", func() func(float64) float64 {
			return func(x float64) float64 { return math.Sin(math.Round(x*128) / 128) }
		}, 0.3, math.Cos(0.3), Inconclusive, Stairs},
		{"a minimum", func() func(float64) float64 {
			return func(x float64) float64 { return math.Cosh(x - 0.3) }
		}, 0.3, 0, Pass, Stationary},
		{"a maximum, claimed by rounding alone", func() func(float64) float64 { return math.Sin }, math.Pi / 2,
			math.Cos(math.Pi / 2), Pass, Stationary},
		{"beside a minimum, where 0 is wrong", func() func(float64) float64 {
			return func(x float64) float64 { return math.Cosh(x - 0.3) }
		}, 0.3001, 0, Fail, Differs},
		{"waves shorter than x is rounded", func() func(float64) float64 {
			return func(x float64) float64 { return math.Sin(1e17 * x) }
		}, 0.3, 1, Inconclusive, Unresolved},
		{"waves of which the steps see nothing but noise", func() func(float64) float64 {
			return func(x float64) float64 { return x + 1e-3*math.Sin(1e14*x) }
		}, 0.3, 1, Inconclusive, Unresolved},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := c.f()
			r, err := Check(func(x []float64) float64 { return f(x[0]) }, []float64{c.x}, []float64{c.claimed},
				&Settings{Methods: []Method{Central}})
			require.NoError(t, err)
			m := r.Methods[0]
			assert.Equal(t, c.reason, m.Comparisons[0].Reason, "%v", r)
			assert.Equal(t, c.verdict, r.Verdict(), "%v", r)
			if c.verdict == Inconclusive {
				assert.Equal(t, c.reason, m.Reason)
				assert.Contains(t, r.String(), string(c.reason))
			}
		})
	}
}

// An inconclusive method names the reason that most of its comparisons have, and of equally many a kink first.
func TestTheReasonOfTheMost(t *testing.T) {
	abs, root := math.Abs, func(v float64) float64 { return math.Sqrt(v) } // a kink, and nothing to the left
	for _, c := range []struct {
		name string
		of   []func(float64) float64
		want Reason
	}{
		{"one of each", []func(float64) float64{root, abs}, Kink},
		{"two and one", []func(float64) float64{root, abs, root}, NonFinite},
		{"one alone", []func(float64) float64{root}, NonFinite},
	} {
		t.Run(c.name, func(t *testing.T) {
			zero := make([]float64, len(c.of))
			r, err := Check(func(x []float64) (sum float64) {
				for i, f := range c.of {
					sum += f(x[i])
				}
				return sum
			}, zero, zero, &Settings{Methods: []Method{Central}})
			require.NoError(t, err)
			assert.Equal(t, c.want, r.Methods[0].Reason, "%v", r)
		})
	}
}

// Where f is meant to be differentiated straight through a clamp, that is an excuse within the steps of the estimate,
// to the smallest of them, and no further inside.
func TestAClampExcusesWithinTheSteps(t *testing.T) {
	const x = 0.3
	check := func(within, beyond float64) Comparison {
		r, err := Check(func(x []float64) float64 { return math.Exp(x[0]) }, []float64{x}, []float64{1.5},
			&Settings{Methods: []Method{Central}, StraightThrough: func(y []float64) bool {
				off := math.Abs(y[0] - x)
				return within < off && off < beyond
			}})
		require.NoError(t, err)
		return r.Methods[0].Comparisons[0]
	}
	step := check(2, 1).Step // nowhere
	assert.Equal(t, Differs, check(2, 1).Reason)
	assert.Equal(t, Clamp, check(0.9*step, 1.1*step).Reason, "at the smallest step %v", step)
	assert.Equal(t, Differs, check(0.1*step, 0.3*step).Reason, "inside of the smallest step %v", step)
}

// A bump that is far narrower than the first steps makes f flat there, and not at x.
func TestANarrowBumpIsNotFlat(t *testing.T) {
	for width := 1e-4; width > 1e-12; width /= 10 {
		f := func(x []float64) float64 { z := x[0] / width; return z * math.Exp(-z*z) }
		for claimed, accused := range map[float64]bool{0: true, 1 / width: false} {
			r, err := Check(f, []float64{0}, []float64{claimed}, &Settings{Methods: []Method{Central}})
			require.NoError(t, err)
			if accused {
				assert.NotEqual(t, Pass, r.Verdict(), "of width %v: %v", width, r)
			} else {
				assert.NotEqual(t, Fail, r.Verdict(), "of width %v: %v", width, r)
			}
		}
	}
}
