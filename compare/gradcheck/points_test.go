package gradcheck_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/dual"

	. "backprop/compare/gradcheck"
)

// slopeAt makes a check of the gradient g of f at a normal x.
func slopeAt(f, g func(float64) float64) func(rnd *rand.Rand) (Report, error) {
	return func(rnd *rand.Rand) (Report, error) {
		x := rnd.NormFloat64()
		return Check(func(x []float64) float64 { return f(x[0]) }, []float64{x}, []float64{g(x)}, nil)
	}
}

func TestAMistakeThatShowsAtFewPoints(t *testing.T) {
	exp := slopeAt(math.Exp, func(x float64) float64 {
		if x > 1.5 { // a case that is wrong by more, the further
			return math.Exp(x) * (1 + x/1000)
		}
		return math.Exp(x)
	})
	p, err := CheckPoints(3, 100, exp)
	require.NoError(t, err)
	assert.Equal(t, Fail, p.Verdict())
	assert.Equal(t, 100, p.Passed+p.Failed+p.Inconclusive)
	assert.Less(t, 0, p.Failed)
	assert.Less(t, p.Failed, 20)
	assert.ErrorContains(t, p.Err(), "of seed 3, the worst of ")

	// The seed and the number come back to it, and it is the worst: the furthest out.
	again, err := exp(PointRand(p.Seed, p.Number))
	require.NoError(t, err)
	assert.Equal(t, p.Worst.String(), again.String())
	for k := range 100 {
		assert.LessOrEqual(t, PointRand(3, k).NormFloat64(), PointRand(p.Seed, p.Number).NormFloat64())
	}
}

// At the points where log has no value it says nothing; it is not a failure, nor all that is said.
func TestPointsWhereThereIsNothingToSee(t *testing.T) {
	log := slopeAt(math.Log, func(x float64) float64 { return 1 / x })
	p := AssertPoints(t, 1, 20, log)
	assert.Equal(t, Inconclusive, p.Verdict())
	assert.Positive(t, p.Passed)
	assert.Equal(t, NonFinite, p.Worst.Methods[0].Reason)
	assert.NoError(t, p.Err())
	assert.Contains(t, p.String(), "20 points of seed 1: ")

	var outer testing.B
	AssertPoints(&outer, 1, 20, slopeAt(func(float64) float64 { return math.NaN() }, math.Exp))
	assert.True(t, outer.Failed(), "nothing was certified")
	var quiet, open recorder
	AssertPoints(&quiet, 1, 20, slopeAt(math.Sin, math.Cos))
	assert.Empty(t, quiet.log, "all was certified")
	AssertPoints(&open, 1, 20, log)
	assert.Equal(t, "log", open.log)
}

func TestPointsThatAreMistakesAreErrors(t *testing.T) {
	no := errors.New("no such model")
	_, err := CheckPoints(5, 3, func(rnd *rand.Rand) (Report, error) {
		if rnd.Uint64() == PointRand(5, 2).Uint64() {
			return Report{}, no
		}
		return Report{}, nil
	})
	assert.ErrorIs(t, err, no)
	assert.ErrorContains(t, err, "point 2 of seed 5")
	_, err = CheckPoints(5, 0, slopeAt(math.Sin, math.Cos))
	assert.ErrorContains(t, err, "there must be at least 1")
	_, err = CheckPoints(5, 1, nil)
	assert.ErrorContains(t, err, "check is nil")
}

func ExampleAssertPoints() {
	var t testing.B // stands in for the *testing.T of a test function
	points := AssertPoints(&t, 1, 10, slopeAt(math.Sin, math.Cos))
	fmt.Println(points.Passed, t.Failed())
	// Output: 10 false
}

// Where differences of f say nothing, as at a kink, and dual numbers say all, the point has passed, and what
// differences do not say makes it no worse than another.
func TestPointsThatOneMethodLeavesOpen(t *testing.T) {
	settings := &Settings{Methods: []Method{Central, Dual},
		Dual: func(x []dual.Number) dual.Number { return dual.Sin(dual.Abs(x[0])) }}
	f := func(x []float64) float64 { return math.Sin(math.Abs(x[0])) }
	points := []float64{0, 1.1}
	next := 0
	p, err := CheckPoints(1, len(points), func(*rand.Rand) (Report, error) {
		x := points[next]
		next++
		return Check(f, []float64{x}, []float64{math.Cos(x)}, settings)
	})
	require.NoError(t, err)
	assert.Equal(t, len(points), p.Passed)
	assert.Equal(t, 1, p.Number)
	c := p.Worst.Methods[0].Comparisons[0]
	assert.Less(t, c.AbsDiff, c.Bar/8, "nearer to its edge than the claim at the kink")
}
