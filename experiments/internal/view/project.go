package view

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Projection is a view of a layer's activations on the first two principal components
// of its points.
type Projection struct {
	Points, Grid [][2]float64
	Share        [2]float64 // of the points' variance
}

// Project finds the components of points, which hold a row of units a point, and sees
// the points and the grid along them. Their signs, which are free, are those that make the
// largest loading positive. It returns an error for activations without components.
func Project(points, grid []float64, units int) (*Projection, error) {
	at := mat.NewDense(len(points)/units, units, points)
	var pc stat.PC
	if !pc.PrincipalComponents(at, nil) {
		return nil, errors.New("no principal components")
	}
	var vectors mat.Dense
	pc.VectorsTo(&vectors)
	total := 0.0
	variances := pc.VarsTo(nil)
	for _, v := range variances {
		total += v
	}
	out := new(Projection)
	means := make([]float64, units)
	for u := range means {
		means[u] = stat.Mean(mat.Col(nil, u, at), nil)
	}
	var loadings [2][]float64
	for k := range loadings {
		loadings[k] = make([]float64, units)
		if _, c := vectors.Dims(); k < c {
			mat.Col(loadings[k], k, &vectors)
		}
		if k < len(variances) && total > 0 {
			out.Share[k] = variances[k] / total
		}
		orient(loadings[k])
	}
	see := func(rows []float64) [][2]float64 {
		seen := make([][2]float64, len(rows)/units)
		for i := range seen {
			for u, mean := range means {
				d := rows[i*units+u] - mean
				seen[i][0] += float64(d * loadings[0][u])
				seen[i][1] += float64(d * loadings[1][u])
			}
		}
		return seen
	}
	out.Points, out.Grid = see(points), see(grid)
	return out, nil
}

// orient makes the largest of the loadings positive: the first of those that are
// about as large.
func orient(loadings []float64) {
	largest := 0.0
	for _, l := range loadings {
		if math.Abs(l) > math.Abs(largest)+1e-9 {
			largest = l
		}
	}
	if largest < 0 {
		for i := range loadings {
			loadings[i] = -loadings[i]
		}
	}
}
