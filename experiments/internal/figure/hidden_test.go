package figure

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAPlaneOfUnitsIsSeenUndistorted(t *testing.T) {
	// Four corners of a rectangle 2 by 1 in a plane of three units.
	u, v := []float64{1 / math.Sqrt2, 1 / math.Sqrt2, 0}, []float64{0, 0, 1}
	var view HiddenView
	view.Units = 3
	for _, c := range [][2]float64{{0, 0}, {2, 0}, {0, 1}, {2, 1}} {
		for i := range 3 {
			view.Points = append(view.Points, c[0]*u[i]+c[1]*v[i])
		}
	}
	view.Grid, view.Side = view.Points, 2
	seen, err := view.project()
	require.NoError(t, err)
	assert.InDelta(t, 0.8, seen.share[0], 1e-12)
	assert.InDelta(t, 0.2, seen.share[1], 1e-12)
	for i, want := range [][2]float64{{-1, -0.5}, {1, -0.5}, {-1, 0.5}, {1, 0.5}} {
		assert.InDelta(t, want[0], seen.points[i].X, 1e-12)
		assert.InDelta(t, want[1], seen.points[i].Y, 1e-12)
		assert.Equal(t, seen.points[i], seen.grid[i])
	}
}

func TestUnitsThatAreDeadShowOnePoint(t *testing.T) {
	seen, err := HiddenView{Units: 2, Points: make([]float64, 6)}.project()
	require.NoError(t, err)
	assert.Equal(t, [2]float64{}, seen.share)
	for _, p := range seen.points {
		assert.Zero(t, p.X)
		assert.Zero(t, p.Y)
	}
}

func TestFewerPointsThanUnits(t *testing.T) {
	seen, err := HiddenView{Units: 4, Points: []float64{0, 0, 0, 0, 3, 0, 0, 4}}.project()
	require.NoError(t, err)
	assert.InDelta(t, 1, seen.share[0], 1e-12)
	assert.InDelta(t, 5, math.Abs(seen.points[0].X-seen.points[1].X), 1e-12)
}
