package view_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/experiments/internal/lab"
	"backprop/experiments/internal/view"
)

// The activations read off an output unit are A2 = relu(X W1 W2 + …) row by row.
func TestHiddenActivationsAreThoseOfTheFormula(t *testing.T) {
	runs, err := lab.Runs()
	require.NoError(t, err)
	training := runs[0].Training
	parameters, _, err := training.Start()
	require.NoError(t, err)
	for i := range parameters.Values { // rows of a bias that differ
		parameters.Values[i] += 0.01 * float64(i%7)
	}
	batch := training.Task.Draw(nil)
	got, err := view.Hidden(training.Spec, parameters, batch)
	require.NoError(t, err)
	for row := range batch.Rows {
		a := batch.X[2*row : 2*row+2]
		for l := 1; l <= 2; l++ {
			W, b := parameters.Weight(l), parameters.Bias(l)
			next := make([]float64, W.Cols)
			for j := range next {
				next[j] = b.Of(parameters.Values)[row*b.Cols+j]
				for i, v := range a {
					next[j] += v * W.Of(parameters.Values)[i*W.Cols+j]
				}
				if l == 2 {
					next[j] = max(next[j], 0)
				}
			}
			a = next
		}
		for j, want := range a {
			assert.InDelta(t, want, got[row*4+j], 1e-12, "row %d, unit %d", row, j)
		}
	}
}
