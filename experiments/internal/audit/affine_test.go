package audit

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"backprop/compare"
	"backprop/network"
)

// Known by hand.
func TestNoLineGetsMoreThan16OfTheXORPointsRight(t *testing.T) {
	cases := map[string]struct {
		batch network.Batch
		want  int
	}{
		"the report's XOR":      {compare.XOR().Draw(nil), 16},
		"the corners":           {network.Batch{X: []float64{0, 0, 0, 1, 1, 0, 1, 1}, Y: []float64{0, 1, 1, 0}, Rows: 4, Cols: 2}, 3},
		"one point":             {network.Batch{X: []float64{3, 4}, Y: []float64{1}, Rows: 1, Cols: 2}, 1},
		"alternating on a line": {network.Batch{X: []float64{0, 0, 1, 1, 2, 2, 3, 3, 4, 4}, Y: []float64{0, 1, 0, 1, 0}, Rows: 5, Cols: 2}, 3},
		"the same point twice":  {network.Batch{X: []float64{0, 0, 0, 0, 1, 0}, Y: []float64{0, 1, 1}, Rows: 3, Cols: 2}, 2},
		"separable":             {network.Batch{X: []float64{0, 0, 2, 1, 1, 2, 5, 5}, Y: []float64{0, 0, 1, 1}, Rows: 4, Cols: 2}, 4},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, MostRight(c.batch)) })
	}
}

// Every separation of points of a 3×3 grid by a line is one by small whole
// weights and a half-whole bias, all of which can be gone through.
func TestTheBestLineIsFoundAmongAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(1, 9).Draw(t, "rows")
		batch := network.Batch{Rows: rows, Cols: 2}
		for range rows {
			batch.X = append(batch.X, float64(rapid.IntRange(0, 2).Draw(t, "x0")), float64(rapid.IntRange(0, 2).Draw(t, "x1")))
			batch.Y = append(batch.Y, float64(rapid.IntRange(0, 1).Draw(t, "y")))
		}
		most := 0
		for w0 := -4.; w0 <= 4; w0++ {
			for w1 := -4.; w1 <= 4; w1++ {
				for b := -16.5; b <= 16.5; b++ {
					right := 0
					for i, y := range batch.Y {
						if (w0*batch.X[2*i]+w1*batch.X[2*i+1]+b > 0) == (y == 1) {
							right++
						}
					}
					most = max(most, right)
				}
			}
		}
		if got := MostRight(batch); got != most {
			t.Fatalf("%d right, want %d", got, most)
		}
	})
}

// Both fits of XOR are the constant 10/21, by symmetry.
func TestTheBestAffineFitsOfXORAreAConstant(t *testing.T) {
	batch := compare.XOR().Draw(nil)
	fit, err := leastSquares(batch)
	require.NoError(t, err)
	assert.InDeltaSlice(t, []float64{0, 0, 10. / 21}, fit[:], 1e-12)
	least, err := leastCrossEntropy(batch)
	require.NoError(t, err)
	p := 10. / 21
	assert.InDelta(t, -p*math.Log(p)-(1-p)*math.Log(1-p), least, 1e-12)
}

// By hand, for the labels of "or" on the corners; three labels of one place have
// no one nearest plane.
func TestALeastSquaresFitIsStationary(t *testing.T) {
	or := network.Batch{X: []float64{0, 0, 0, 1, 1, 0, 1, 1}, Y: []float64{0, 1, 1, 1}, Rows: 4, Cols: 2}
	fit, err := leastSquares(or)
	require.NoError(t, err)
	assert.InDeltaSlice(t, []float64{0.5, 0.5, 0.25}, fit[:], 1e-12)
	_, err = leastSquares(network.Batch{X: []float64{1, 2, 1, 2, 1, 2}, Y: []float64{0, 1, 1}, Rows: 3, Cols: 2})
	assert.ErrorContains(t, err, "audit: least squares: ")
}

// Where one input decides with an exception on either side, the fit has a slope.
func TestTheLeastCrossEntropyIsThatOfNoOtherLogit(t *testing.T) {
	batch := network.Batch{X: []float64{0, 0, 1, 1, 2, 0, 3, 1, 4, 0, 5, 1}, Y: []float64{0, 1, 0, 1, 0, 1}, Rows: 6, Cols: 2}
	batch.Y[1], batch.Y[2] = 0, 1
	least, err := leastCrossEntropy(batch)
	require.NoError(t, err)
	lowest := math.Inf(1)
	for w0 := -2.; w0 <= 2; w0 += 0.125 {
		for w1 := -2.; w1 <= 2; w1 += 0.125 {
			for b := -2.; b <= 2; b += 0.125 {
				loss := 0.0
				for i, y := range batch.Y {
					s := w0*batch.X[2*i] + w1*batch.X[2*i+1] + b
					loss += math.Log1p(math.Exp(-s*(2*y-1))) / 6
				}
				lowest = min(lowest, loss)
			}
		}
	}
	assert.Less(t, least, lowest)
	assert.InDelta(t, lowest, least, 0.01)
}
