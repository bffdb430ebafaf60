package gradcheck

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// sparsity is where the rows of a sparse matrix may be other than 0. Columns that share no row are moved
// together, so that one call of f serves them all: the groups of A. R. Curtis, M. J. D. Powell and J. K. Reid,
// "On the estimation of sparse Jacobian matrices", IMA J. Appl. Math. 13 (1974).
type sparsity struct {
	rows   []map[int]bool // the columns of each row
	group  []int          // of each column
	groups [][]int        // the columns of each
	known  map[groupStep][]float64
}

// groupStep is a step of the columns of a group, in units of their scales.
type groupStep struct {
	group int
	t     float64
}

// newSparsity returns the pattern of an m×n matrix. Each column, in their order, joins the first group that has
// none of its rows.
func newSparsity(claimed mat.NonZeroDoer, m, n int) *sparsity {
	s := &sparsity{rows: make([]map[int]bool, m), group: make([]int, n)}
	columns := make([][]int, n)
	for i := range s.rows {
		s.rows[i] = make(map[int]bool)
	}
	claimed.DoNonZero(func(i, j int, _ float64) {
		if !s.rows[i][j] {
			s.rows[i][j] = true
			columns[j] = append(columns[j], i)
		}
	})
	var taken []map[int]bool // the rows of each group
	for j, rows := range columns {
		g := 0
		for g < len(taken) && anyIn(taken[g], rows) {
			g++
		}
		if g == len(taken) {
			taken, s.groups = append(taken, make(map[int]bool)), append(s.groups, nil)
		}
		for _, i := range rows {
			taken[g][i] = true
		}
		s.group[j], s.groups[g] = g, append(s.groups[g], j)
	}
	return s
}

func anyIn(set map[int]bool, keys []int) bool {
	for _, k := range keys {
		if set[k] {
			return true
		}
	}
	return false
}

// values are those of f at a point at which all columns of j's group have moved as far, in units of their scale, as
// column j has from x to y: the same for all that ask for as much. Without such a point, as where the step has
// too many digits for the others to take it too, or it is not in the domain, they are nil.
func (s *sparsity) values(v *vector, p *problem, y []float64, j int) []float64 {
	const digits = 1 << 20
	scale := func(k int) float64 { return floorPow2(max(1, math.Abs(v.x[k]))) }
	fraction, exp := math.Frexp((y[j] - v.x[j]) / scale(j))
	step := groupStep{s.group[j], math.Ldexp(math.Round(fraction*digits)/digits, exp)}
	if v.x[j]+float64(step.t*scale(j)) != y[j] {
		return nil
	}
	return recall(&s.known, step, func() []float64 {
		all := slices.Clone(v.x)
		for _, k := range s.groups[step.group] {
			all[k] += float64(step.t * scale(k))
		}
		if p.inside != nil && !p.inside(slices.Clone(all)) {
			return nil
		}
		v.calls++
		return valuesOf(v.f, v.m, all)
	})
}

// tryTogether asks component i, of which c is the checker, at points that move all columns of a group, as long as
// that certifies every element of its row: if not, f may depend on what the pattern says that it does not,
// and is to be asked again with each column moved by itself.
func (s *sparsity) tryTogether(v *vector, i int, c *Checker) {
	p := c.problem
	if c.undefined != "" {
		return
	}
	alone, before := p.f, v.calls
	p.f = func(y []float64) float64 {
		if p.moved != everywhere {
			if all := s.values(v, p, y, p.moved); all != nil {
				return all[i]
			}
		}
		return alone(y)
	}
	for _, e := range p.central() {
		if e.Verdict != Pass {
			p.groups = make([]known, len(p.groups))
			break
		}
	}
	p.f = alone
	v.method(Central).Evaluations += v.calls - before
}
