package compare_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/network"
)

// constantEngine sets every parameter to one value, at every step.
type constantEngine struct {
	compare.Engine
	value float64
}

func (e constantEngine) Step(theta []float64, _ network.Batch, _ float64) (float64, error) {
	for i := range theta {
		theta[i] = e.value
	}
	return 0, nil
}

// A threshold is crossed above it, not at it, and the largest difference is dated by
// the first epoch that has it.
func TestADifferenceAtAThresholdHasNotCrossedIt(t *testing.T) {
	training := reportsTraining()
	training.Epochs = 3
	for k, threshold := range compare.Thresholds() {
		d, err := compare.SideBySide(t.Context(), constantEngine{}, constantEngine{value: threshold}, training, nil)
		require.NoError(t, err)
		assert.Equal(t, threshold, d.Largest)
		assert.Equal(t, 0, d.Epoch)
		assert.Equal(t, "W1[0,0]", d.Where)
		assert.Equal(t, compare.Never, d.Crossings[k])
		for _, lower := range d.Crossings[:k] {
			assert.Equal(t, 0, lower)
		}
	}
}

// overflowingEngine finds a value that is not finite in its first step.
type overflowingEngine struct{ compare.Engine }

func (overflowingEngine) Step([]float64, network.Batch, float64) (float64, error) {
	return 0, &network.NotFinite{What: "the loss", Value: 1}
}

// What is not finite before any update is not the learning rate's fault.
func TestALearningRateIsAdvisedOnlyAfterAnUpdate(t *testing.T) {
	_, err := compare.Train(t.Context(), overflowingEngine{}, reportsTraining(), nil)
	require.ErrorContains(t, err, "epoch 0: ")
	assert.NotContains(t, err.Error(), "learning rate")
}
