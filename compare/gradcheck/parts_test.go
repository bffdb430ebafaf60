package gradcheck_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	. "backprop/compare/gradcheck"
)

// sumOfSines is the sum of sin(i+x_i), with its gradient.
func sumOfSines(n int) (f func(x []float64) float64, x, gradient []float64) {
	x, gradient = make([]float64, n), make([]float64, n)
	for i := range x {
		x[i] = math.Mod(float64(i)/math.Phi, 1)
		gradient[i] = math.Cos(float64(i) + x[i])
	}
	return func(x []float64) float64 {
		sum := 0.0
		for i, v := range x {
			sum += math.Sin(float64(i) + v)
		}
		return sum
	}, x, gradient
}

func TestOneWrongElementIsFoundAlongADirectionInFewCalls(t *testing.T) {
	for _, n := range []int{1, 2, 3, 7, 1000} {
		for _, wrong := range []int{0, n / 2, n - 1} {
			t.Run(fmt.Sprintf("element %d of %d", wrong, n), func(t *testing.T) {
				f, x, claim := sumOfSines(n)
				right, err := Check(f, x, claim, &Settings{Directions: 1})
				require.NoError(t, err)
				assert.Equal(t, Pass, right.Verdict(), "%v", right)
				claim[wrong] += 0.1
				r, err := Check(f, x, claim, &Settings{Directions: 1})
				require.NoError(t, err)
				assert.Equal(t, Fail, r.Verdict(), "%v", r)
				t.Logf("%d evaluations, %d of the right one", r.Evaluations, right.Evaluations)
				most := float64(right.Evaluations) + 300 + 40*math.Log2(float64(n))
				assert.LessOrEqual(t, float64(r.Evaluations), most)
			})
		}
	}
}

// stairsAndWaves is -log(1-sigmoid(x0)) as people write it, of which only stairs are left at x0 = 20, of a height of
// 1e-8, and a wave. At the steps at which the wave is seen, x0 rests on one of them.
func stairsAndWaves(w float64) (f func(x []float64) float64, gradient func(x []float64) []float64) {
	return func(x []float64) float64 { return -math.Log(1-1/(1+math.Exp(-x[0]))) + math.Sin(w*x[1]) },
		func(x []float64) []float64 {
			return []float64{1 / (1 + math.Exp(-x[0])), float64(w * math.Cos(w*x[1]))}
		}
}

func TestADirectionAccusesOfNothingThatNoElementShows(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	for range many(200) {
		x := []float64{20 + rnd.Float64(), rnd.Float64()}
		for _, settings := range []*Settings{nil, {Directions: 3}} {
			for _, w := range []float64{1e3, 1e5, 6e5} {
				f, gradient := stairsAndWaves(w)
				r, err := Check(f, x, gradient(x), settings)
				require.NoError(t, err)
				assert.NotEqual(t, Fail, r.Verdict(), "w = %v, x = %v\n%v", w, x, r)
			}
			f, gradient := stairsAndWaves(1e3)
			flatter := []float64{x[0] - 12, x[1]} // where the stairs are low
			claim := gradient(flatter)
			claim[1] += 100
			r, err := Check(f, flatter, claim, settings)
			require.NoError(t, err)
			assert.Equal(t, Fail, r.Verdict(), "x = %v\n%v", flatter, r)
		}
	}
}

// A claim without the first element is refuted by no element, as the stairs leave open what that one should be; but
// the direction must not certify it either.
func TestADirectionCertifiesNothingThatTheElementsContradict(t *testing.T) {
	f, gradient := stairsAndWaves(2e5)
	x := []float64{19.541577949199556, 0.8771350820427872}
	claim := gradient(x)
	claim[0] = 0
	r, err := Check(f, x, claim, nil)
	require.NoError(t, err)
	for _, m := range r.Methods {
		if m.Directional {
			assert.NotEqual(t, Pass, m.Comparisons[0].Verdict, "%v", r)
		}
	}
}

// Where all elements pass, and the direction is what they make it, it passes too.
func TestADirectionPassesWithItsElements(t *testing.T) {
	f, x, gradient := sumOfSines(5)
	r, err := Check(f, x, gradient, nil)
	require.NoError(t, err)
	for _, m := range r.Methods {
		assert.Equal(t, Pass, m.Verdict, "%s: %v", m.Method, r)
	}
	assert.Len(t, r.Methods, 2)
}
