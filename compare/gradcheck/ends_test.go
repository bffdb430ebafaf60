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

// corners is a check of Σ |x_i| at an x of which so many elements are 0, where there is no
// derivative, and so many are not.
func corners(zeros, others int) (Report, error) {
	x, g := make([]float64, zeros+others), make([]float64, zeros+others)
	for i := range others {
		x[zeros+i], g[zeros+i] = 1, 1
	}
	return Check(func(x []float64) float64 {
		sum := 0.0
		for _, v := range x {
			sum += math.Abs(v)
		}
		return sum
	}, x, g, &Settings{Methods: []Method{Central}})
}

// Of inconclusive points the worst is the one of which the least part was certified, however large it is; and
// one point is enough.
func TestTheWorstPointIsTheLeastCertified(t *testing.T) {
	sizes := [][2]int{{0, 2}, {1, 1}, {4, 2}, {0, 1}, {2, 6}}
	next := 0
	p, err := CheckPoints(1, len(sizes), func(*rand.Rand) (Report, error) {
		next++
		return corners(sizes[next-1][0], sizes[next-1][1])
	})
	require.NoError(t, err)
	assert.Equal(t, 2, p.Number, "4 of 6 are not certified")
	one, err := CheckPoints(1, 1, func(*rand.Rand) (Report, error) { return corners(0, 1) })
	require.NoError(t, err)
	assert.Equal(t, Pass, one.Verdict())
}

// Any one of the settings that bound the domain keeps f within it.
func TestOneBoundIsEnough(t *testing.T) {
	for name, s := range map[string]*Settings{
		"Low": {Low: []float64{0}}, "High": {High: []float64{0}}, "both": {Low: []float64{-1}, High: []float64{0}},
		"Inside": {Inside: func(x []float64) bool { return x[0] >= 0 }},
	} {
		t.Run(name, func(t *testing.T) {
			f := func(x []float64) float64 {
				for i, low := range s.Low {
					assert.GreaterOrEqual(t, x[i], low)
				}
				for i, high := range s.High {
					assert.LessOrEqual(t, x[i], high)
				}
				assert.True(t, s.Inside == nil || s.Inside(x))
				return math.Exp(x[0])
			}
			r, err := Check(f, []float64{0}, []float64{1}, s)
			require.NoError(t, err)
			assert.Equal(t, Pass, r.Verdict(), "%v", r)
		})
	}
}

// At the end of its domain f is 0, and again where the widest steps lead, and something else between:
// that is not the slope 0 of a constant.
func TestWhatRisesNextToABoundIsNotFlat(t *testing.T) {
	for _, width := range []float64{1e-5, 1e-7, 1e-9} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			f := func(x []float64) float64 { return x[0] / width * math.Exp(-x[0]/width) }
			r, err := Check(f, []float64{0}, []float64{0}, &Settings{Low: []float64{0}, Methods: []Method{Central}})
			require.NoError(t, err)
			assert.NotEqual(t, Pass, r.Verdict(), "%v", r)
			right, err := Check(f, []float64{0}, []float64{1 / width}, &Settings{Low: []float64{0}, Methods: []Method{Central}})
			require.NoError(t, err)
			assert.NotEqual(t, Fail, right.Verdict(), "%v", right)
		})
	}
}

// A single layer that is wrong may be so by itself; of several, what they share is to blame.
func TestOneWrongLayerHasTwoHints(t *testing.T) {
	for _, c := range []struct {
		wrong []string
		want  []HintKind
	}{
		{[]string{"W1", "b1"}, []HintKind{Upstream, OneLayer}},
		{[]string{"W1", "b1", "W2", "b2"}, []HintKind{Upstream}},
	} {
		n, x := newNet(rand.New(rand.NewPCG(8, 15)), "tanh", 2, 3, 3, 1)
		g := n.gradient(x)
		parts := map[string][]float64{}
		at := 0
		for _, b := range n.blocks() {
			parts[b.Name] = g[at : at+b.Rows*b.Cols]
			at += b.Rows * b.Cols
		}
		garble(c.wrong...)(n, parts)
		r, err := Check(n.f, x, g, &Settings{Blocks: n.blocks(), Methods: []Method{Central}})
		require.NoError(t, err)
		var kinds []HintKind
		for _, h := range r.Hints {
			kinds = append(kinds, h.Kind)
		}
		assert.Equal(t, c.want, kinds, "%v", r)
	}
}
