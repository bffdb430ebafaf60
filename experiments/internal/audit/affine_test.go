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

// points is a batch of points with two coordinates each.
func points(labels []float64, x ...float64) network.Batch {
	return network.Batch{X: x, Y: labels, Rows: len(labels), Cols: 2}
}

// Known by hand.
func TestNoLineGetsMoreThan16OfTheXORPointsRight(t *testing.T) {
	cases := map[string]struct {
		batch network.Batch
		want  int
	}{
		"the report's XOR":       {compare.XOR().Draw(nil), 16},
		"the corners":            {points([]float64{0, 1, 1, 0}, 0, 0, 0, 1, 1, 0, 1, 1), 3},
		"no point":               {points(nil), 0},
		"one point":              {points([]float64{1}, 3, 4), 1},
		"one point of the other": {points([]float64{0}, 3, 4), 1},
		"alternating on a line":  {points([]float64{0, 1, 0, 1, 0}, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4), 3},
		"alternating upright":    {points([]float64{0, 1, 0, 1, 0}, 0, 0, 0, 1, 0, 2, 0, 3, 0, 4), 3},
		"separable upright":      {points([]float64{0, 1}, 0, 0, 0, 1), 2},
		"the same point twice":   {points([]float64{0, 1, 1}, 0, 0, 0, 0, 1, 0), 2},
		"separable":              {points([]float64{0, 0, 1, 1}, 0, 0, 2, 1, 1, 2, 5, 5), 4},
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

// Both fits of XOR are the constant 10/21, which no other affine function betters:
// not on a grid of them.
func TestTheBestAffineFitOfXORIsAConstant(t *testing.T) {
	xor := compare.XOR().Draw(nil)
	y, err := bestConstant(xor)
	require.NoError(t, err)
	assert.InDelta(t, 10./21, y, 1e-15)
	leastSquares, leastLoss := y*(1-y), -y*math.Log(y)-(1-y)*math.Log(1-y)
	for w0 := -2.; w0 <= 2; w0 += 0.125 {
		for w1 := -2.; w1 <= 2; w1 += 0.125 {
			for b := -2.; b <= 2; b += 0.125 {
				squares, loss := 0.0, 0.0
				for i, y := range xor.Y {
					s := w0*xor.X[2*i] + w1*xor.X[2*i+1] + b
					squares += (s - y) * (s - y) / 21
					loss += math.Log1p(math.Exp(-s*(2*y-1))) / 21
				}
				assert.GreaterOrEqual(t, squares, leastSquares)
				assert.GreaterOrEqual(t, loss, leastLoss)
			}
		}
	}
	_, err = bestConstant(points([]float64{0, 1, 1, 1}, 0, 0, 0, 1, 1, 0, 1, 1))
	assert.ErrorContains(t, err, "the best affine fit is no constant: at 0.75 the gradient is [-0.5 -0.5 0]")
}
