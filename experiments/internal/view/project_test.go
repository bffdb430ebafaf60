package view_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"backprop/experiments/internal/view"
)

func TestAPlaneOfUnitsIsSeenUndistorted(t *testing.T) {
	// Four corners of a rectangle 2 by 1 in a plane of three units.
	u, v := []float64{1 / math.Sqrt2, 1 / math.Sqrt2, 0}, []float64{0, 0, 1}
	var points []float64
	for _, c := range [][2]float64{{0, 0}, {2, 0}, {0, 1}, {2, 1}} {
		for i := range 3 {
			points = append(points, c[0]*u[i]+c[1]*v[i])
		}
	}
	seen := view.Project(points, points, 3)
	assert.InDelta(t, 0.8, seen.Share[0], 1e-12)
	assert.InDelta(t, 0.2, seen.Share[1], 1e-12)
	for i, want := range [][2]float64{{-1, -0.5}, {1, -0.5}, {-1, 0.5}, {1, 0.5}} {
		assert.InDelta(t, want[0], seen.Points[i][0], 1e-12)
		assert.InDelta(t, want[1], seen.Points[i][1], 1e-12)
		assert.Equal(t, seen.Points[i], seen.Grid[i])
	}
}

func TestUnitsThatAreDeadShowOnePoint(t *testing.T) {
	seen := view.Project(make([]float64, 6), nil, 2)
	assert.Equal(t, [2]float64{}, seen.Share)
	for _, p := range seen.Points {
		assert.Zero(t, p[0])
		assert.Zero(t, p[1])
	}
}

func TestFewerPointsThanUnits(t *testing.T) {
	seen := view.Project([]float64{0, 0, 0, 0, 3, 0, 0, 4}, nil, 4)
	assert.InDelta(t, 1, seen.Share[0], 1e-12)
	assert.InDelta(t, 5, math.Abs(seen.Points[0][0]-seen.Points[1][0]), 1e-12)
}
