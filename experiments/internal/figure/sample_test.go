package figure

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/plot"
	"pgregory.net/rapid"
)

func TestQuartiles(t *testing.T) {
	assert.Equal(t, [3]float64{2, 3, 4}, Sample{Values: []float64{5, 1, 4, 2, 3}}.quartiles(), "in any order")
	assert.Equal(t, [3]float64{7, 7, 7}, Sample{Values: []float64{7}}.quartiles())
	assert.Equal(t, [3]float64{1, 2, 3}, Sample{Quantiles: []float64{0, 1, 2, 3, 4}}.quartiles())
	assert.Equal(t, [3]float64{1.25, 2.5, 3.75}, Sample{Quantiles: []float64{0, 1, 2, 3, 4, 5}}.quartiles(),
		"between two quantiles")
}

func TestAHistogramHoldsTheWholeSample(t *testing.T) {
	x := plot.Axis{Min: 0, Max: bins, Scale: plot.LinearScale{}}
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, bins), 5, 50).Draw(t, "values")
		assert.InDelta(t, 1, floats.Sum(shared(Sample{Values: values}, x)), 1e-12)
		slices.Sort(values)
		assert.InDelta(t, 1, floats.Sum(shared(Sample{Quantiles: values, Count: 100}, x)), 1e-9)
	})
}

func TestAHistogramSpreadsWhatLiesBetweenQuantiles(t *testing.T) {
	x := plot.Axis{Min: 0, Max: bins, Scale: plot.LinearScale{}}
	got := shared(Sample{Quantiles: []float64{0, 2, 3, 3, 5}, Count: 8}, x)
	assert.InDeltaSlice(t, []float64{0.125, 0.125, 0.25, 0.375, 0.125, 0}, got[:6], 1e-12)
	got = shared(Sample{Values: []float64{0, 0.5, 3, bins}}, x)
	assert.Equal(t, []float64{0.5, 0, 0, 0.25}, got[:4])
	assert.Equal(t, 0.25, got[bins-1], "the greatest value is in the last bin")
}

func shared(s Sample, x plot.Axis) []float64 {
	shares := s.shares(x)
	return shares[:]
}
