package gradcheck_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/dual"

	. "backprop/compare/gradcheck"
)

// crossEntropy is c - s log(1-p) with p = 1/(1+exp(-aw)), as it is written: near p = 1 the noise of 1-p
// is far larger than that of f, of p and of the derivative by another formula.
func crossEntropy(a, c, s float64) (func(x []float64) float64, func(x []dual.Number) dual.Number) {
	real := func(v float64) dual.Number { return dual.Number{Real: v} }
	return func(x []float64) float64 { return c - float64(s*math.Log(1-1/(1+math.Exp(-a*x[0])))) },
		func(x []dual.Number) dual.Number {
			p := dual.Inv(dual.Add(real(1), dual.Exp(dual.Scale(-a, x[0]))))
			return dual.Sub(real(c), dual.Scale(s, dual.Log(dual.Sub(real(1), p))))
		}
}

// The rounding inside of dual numbers accuses no right claim, whatever f shows of it; and a mistake of a
// thousandth is seen as long as that rounding leaves three digits.
func TestDualDoesNotAccuseOfItsOwnRounding(t *testing.T) {
	rnd := seeded(t)
	settings := Settings{Methods: []Method{Dual}}
	check := func(a, w, c, s float64) (told bool) {
		f, duals := crossEntropy(a, c, s)
		settings.Dual = duals
		right := s * a / (1 + math.Exp(-a*w))
		r, err := Check(f, []float64{w}, []float64{right}, &settings)
		require.NoError(t, err)
		require.NotEqual(t, Fail, r.Verdict(), "a, w, c, s = %v, %v, %v, %v: %v", a, w, c, s, r)
		r, err = Check(f, []float64{w}, []float64{right * 1.001}, &settings)
		require.NoError(t, err)
		require.NotEqual(t, Pass, r.Verdict(), "a, w, c, s = %v, %v, %v, %v: %v", a, w, c, s, r)
		return r.Verdict() == Fail
	}
	check(15.475632545341902, 0.8228425393795303, 200, 1)
	told, could := 0, 0
	for range many(400) {
		a, z := decades(rnd, -1, 2), uniform(rnd, -20, 36)
		if seen := check(a, z/a, sign(rnd)*decades(rnd, -3, 6), sign(rnd)*decades(rnd, -3, 3)); z > 0 && z < 15 {
			could++
			if seen {
				told++
			}
		}
	}
	assert.Greater(t, float64(told), 0.9*float64(could), "mistakes of a thousandth seen, of %d", could)
}

// A claim that f bears out is not wrong because the function given for dual numbers is.
func TestDualNumbersThatContradictFAccuseNobody(t *testing.T) {
	f := func(x []float64) float64 { return math.Sin(x[0]) }
	off := func(x []dual.Number) dual.Number { // has the value of f at 0.3 and another slope
		return dual.Scale(math.Sin(0.3)/0.3, x[0])
	}
	s := &Settings{Methods: []Method{Dual}, Dual: off}
	r, err := Check(f, []float64{0.3}, []float64{math.Cos(0.3)}, s)
	require.NoError(t, err)
	assert.Equal(t, Inconclusive, r.Verdict())
	assert.Equal(t, Unsettled, r.Methods[0].Comparisons[0].Reason, "%v", r)
	r, err = Check(f, []float64{0.3}, []float64{2 * math.Cos(0.3)}, s)
	require.NoError(t, err)
	assert.Equal(t, Fail, r.Verdict(), "%v", r)
}

// Where f is clamped and meant to be differentiated straight through, f is flat and its slope is no witness
// for a claim of 0.
func TestAClampDifferentiatedFailsByDualNumbers(t *testing.T) {
	clamp := func(v float64) float64 { return min(max(v, 0.1), 0.9) }
	settings := &Settings{Methods: []Method{Dual},
		StraightThrough: func(x []float64) bool { return clamp(x[0]) != x[0] },
		Dual: func(x []dual.Number) dual.Number {
			y := x[0]
			y.Real = clamp(y.Real)
			return dual.Mul(y, y)
		}}
	square := func(x []float64) float64 { return clamp(x[0]) * clamp(x[0]) }
	for _, x := range []float64{0.95, 1.5, 0.0999, -3} {
		for claim, want := range map[float64]Verdict{2 * clamp(x): Pass, 0: Fail, 1: Fail} {
			r, err := Check(square, []float64{x}, []float64{claim}, settings)
			require.NoError(t, err)
			assert.Equal(t, want, r.Verdict(), "claim %v at %v", claim, x)
		}
	}
}

// Where f has no more noise than its last bits, a claim that agrees is good for one pass of the dual numbers,
// whatever the size of the derivative; and the bar is no more than rounding may do to that.
func TestAQuietDerivativeIsAskedForOnce(t *testing.T) {
	for _, size := range []float64{1e-9, 1, 1e6, 1e12} {
		passes := 0
		settings := &Settings{Methods: []Method{Dual}, Dual: func(x []dual.Number) dual.Number {
			passes++
			return dual.Scale(size, dual.Sin(x[0]))
		}}
		f := func(x []float64) float64 { return size * math.Sin(x[0]) }
		r, err := Check(f, []float64{0.3}, []float64{size * math.Cos(0.3) * (1 + 1e-14)}, settings)
		require.NoError(t, err)
		assert.Equal(t, Pass, r.Verdict(), "%v", r)
		assert.Equal(t, 2, passes, "the value and one derivative of size %v", size)
		assert.Less(t, r.Methods[0].Comparisons[0].Bar, 1e-11*size)
	}
}

// What the noise of f may do to a derivative by a large element is as much smaller.
func TestDualNumbersKnowTheSizeOfTheElement(t *testing.T) {
	const x = 1e9
	f := func(x []float64) float64 { return math.Sin(x[0] / 1e9) }
	settings := &Settings{Methods: []Method{Dual}, Dual: func(x []dual.Number) dual.Number {
		return dual.Sin(dual.Scale(1e-9, x[0]))
	}}
	for off, want := range map[float64]Verdict{0: Pass, 1e-14: Pass, 1e-10: Fail} {
		r, err := Check(f, []float64{x}, []float64{1e-9 * math.Cos(1) * (1 + off)}, settings)
		require.NoError(t, err)
		assert.Equal(t, want, r.Verdict(), "off by %v: %v", off, r)
	}
}

// Where f is 0 throughout, dual numbers know that to the last bit.
func TestDualNumbersOfNothing(t *testing.T) {
	s := &Settings{Methods: []Method{Dual}, Dual: func(x []dual.Number) dual.Number { return dual.Scale(0, x[0]) }}
	for claimed, want := range map[float64]Verdict{0: Pass, 1e-3: Fail, -1e-12: Fail} {
		r, err := Check(func([]float64) float64 { return 0 }, []float64{0.5}, []float64{claimed}, s)
		require.NoError(t, err)
		assert.Equal(t, want, r.Verdict(), "claimed %v: %v", claimed, r)
		assert.Less(t, r.Methods[0].Comparisons[0].Bar, 1e-12)
	}
}
