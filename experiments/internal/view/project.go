package view

import (
	"cmp"
	"math"
	"slices"
)

// Projection is a view of a layer's activations on the first two principal components
// of its points.
type Projection struct {
	Points [][2]float64 `json:"points"`
	Grid   [][2]float64 `json:"grid"`
	Share  [2]float64   `json:"share"` // of the points' variance
}

// Project finds the components of points, which hold a row of units a point, and sees
// the points and the grid along them. Their signs, which are free, are those that make the
// largest loading positive.
func Project(points, grid []float64, units int) *Projection {
	rows := len(points) / units
	means := make([]float64, units)
	for i, v := range points {
		means[i%units] += v / float64(rows)
	}
	scatter := make([][]float64, units) // Σ (a - mean)(a - mean)ᵀ
	for u := range scatter {
		scatter[u] = make([]float64, units)
		for v := range units {
			for row := range rows {
				scatter[u][v] += float64((points[row*units+u] - means[u]) * (points[row*units+v] - means[v]))
			}
		}
	}
	out := new(Projection)
	vectors := diagonalize(scatter)
	order, total := make([]int, units), 0.0
	for u := range order {
		order[u] = u
		total += scatter[u][u]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scatter[b][b], scatter[a][a]) })
	var loadings [2][]float64
	for k := range loadings {
		loadings[k] = make([]float64, units)
		if k < units && scatter[order[k]][order[k]] > 0 {
			copy(loadings[k], vectors[order[k]])
			out.Share[k] = scatter[order[k]][order[k]] / total
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
	return out
}

// diagonalize leaves the eigenvalues of the symmetric matrix A on its diagonal, and returns
// the eigenvectors as rows, by cyclic Jacobi rotations (Golub and Van Loan, Matrix
// Computations, section 8.5). gonum's would make the page's program larger by half.
func diagonalize(A [][]float64) (vectors [][]float64) {
	n := len(A)
	for i := range n {
		vectors = append(vectors, make([]float64, n))
		vectors[i][i] = 1
	}
	rotate := func(p, q *float64, c, s float64) {
		*p, *q = float64(c**p)-float64(s**q), float64(s**p)+float64(c**q)
	}
	const sweeps = 60 // it converges quadratically
	for range sweeps {
		settled := true
		for p := range n {
			for q := p + 1; q < n; q++ {
				if math.Abs(A[p][q]) <= 1e-300 || math.Abs(A[p][q]) <= 1e-17*math.Sqrt(math.Abs(A[p][p]*A[q][q])) {
					continue
				}
				settled = false
				tau := (A[q][q] - A[p][p]) / (2 * A[p][q])
				t := math.Copysign(1, tau) / (math.Abs(tau) + math.Hypot(1, tau))
				c := 1 / math.Hypot(1, t)
				for k := range n {
					rotate(&A[k][p], &A[k][q], c, t*c)
				}
				for k := range n {
					rotate(&A[p][k], &A[q][k], c, t*c)
					rotate(&vectors[p][k], &vectors[q][k], c, t*c)
				}
			}
		}
		if settled {
			break
		}
	}
	return vectors
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
