package gradcheck

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// What may be claimed beside a gradient.
const jacobian, jvp, vjp, hessian, hvp = "Jacobian", "J·v", "Jᵀ·w", "Hessian", "H·v"

// CheckJacobian compares claimed, the supposed m×n Jacobian J[i,j] = ∂f_i/∂x_j at x of f: Rⁿ → Rᵐ, with what
// f says. f writes f(x) to y, as those of gonum's fd.Jacobian do; y has m elements, all NaN before. The
// report is that of Check, on elements called J[i,j].
//
// A claimed matrix that tells its non-zero elements, a mat.NonZeroDoer as gonum's banded and
// tridiagonal ones, is sparse: those elements are compared one by one, and the zeros of each row together,
// by the slope along one random direction, J·u. Where that fails, the row is compared element by element.
// Columns that share no row are moved together (Curtis, Powell and Reid, 1974), unless an element does not pass
// so: then those of its row are moved one by one. So a right banded matrix costs the calls of as many columns as
// the band is wide, whatever n.
//
// All components share the calls of f at the steps, which are about as many as one scalar function takes;
// only to measure its noise each component adds some 10 to 15. What f returned is kept meanwhile:
// some 12 n m numbers.
//
// Of the settings, Blocks name the columns, Element(i·n+j) names J[i,j], and with Directions J·u is
// compared instead of every element. Errors are mistakes of the caller, such as a matrix with another
// number of columns than x has elements, or Settings.Dual, which is for scalar functions.
func CheckJacobian(f func(y, x []float64), x []float64, claimed mat.Matrix, settings *Settings) (Report, error) {
	v, err := newMatrix(jacobian, f, x, claimed, settings)
	if err != nil {
		return Report{}, err
	}
	if err := v.compareRows("J", claimed); err != nil {
		return Report{}, err
	}
	return v.conclude(claimed.Dims()), nil
}

// newMatrix is newVector for a claimed matrix.
func newMatrix(of string, f func(y, x []float64), x []float64, claimed mat.Matrix, s *Settings) (*vector, error) {
	if claimed == nil {
		return nil, fmt.Errorf("gradcheck: the claimed %s is nil; it must be a matrix", of)
	}
	m, n := claimed.Dims()
	if m > 0 && n != len(x) {
		return nil, fmt.Errorf("gradcheck: the claimed %s is %d×%d, x has %d elements; it must have as many columns",
			of, m, n, len(x))
	}
	return newVector(of, f, m, x, s)
}

// compareRows compares the rows of a claimed matrix, called by a letter.
func (v *vector) compareRows(letter string, claimed mat.Matrix) error {
	spans, err := layout(v.settings.Blocks, len(v.x))
	if err != nil {
		return err
	}
	var pattern *sparsity
	sparse, ok := claimed.(mat.NonZeroDoer)
	if ok && v.settings.Directions == 0 && slices.Contains(v.settings.methods(), Central) {
		pattern = newSparsity(sparse, v.m, len(v.x))
	}
	for i := range v.m {
		s := v.settings
		s.Element = func(j int) string {
			switch {
			case v.settings.Element != nil:
				return v.settings.Element(i*len(v.x) + j)
			case v.settings.Blocks == nil:
				return fmt.Sprintf("%s[%d,%d]", letter, i, j)
			}
			k := slices.IndexFunc(spans, func(s span) bool { return j < s.end })
			return fmt.Sprintf("%s[%d,%s]", letter, i, spans[k].element(nil, j))
		}
		if pattern != nil {
			s.Directions = 1
		}
		c, err := v.checker(i, s)
		if err != nil {
			return err
		}
		c.problem.claimed = mat.Row(nil, i, claimed)
		if pattern != nil {
			failed := v.add(letter, i, c, Central, Pattern)
			if c.directions = nil; !failed {
				c.problem.only = pattern.rows[i]
				pattern.tryTogether(v, i, c)
			}
		}
		for _, m := range s.methods() {
			v.add(letter, i, c, m, m)
		}
	}
	return nil
}

// CheckJVP compares claimed, the supposed product J·v of the Jacobian at x of f: Rⁿ → Rᵐ with v of n
// elements, with the slope of each of the m components of f along v: that of f(x+tv) at t = 0. See
// CheckJacobian for f and the errors, of which v = 0 is one more. f is called some 10 times beside the
// measurement of noise.
// Of the settings, Element(i) names component i; Blocks, Methods and Directions have no meaning here.
func CheckJVP(f func(y, x []float64), x, v, claimed []float64, settings *Settings) (Report, error) {
	return checkProduct(jvp, f, x, v, claimed, settings)
}

func checkProduct(of string, f func(y, x []float64), x, u, claimed []float64, settings *Settings) (Report, error) {
	v, err := newVector(of, f, len(claimed), x, settings)
	if err != nil {
		return Report{}, err
	}
	if err := v.compareProduct(u, claimed); err != nil {
		return Report{}, err
	}
	return v.conclude(len(claimed), 1), nil
}

// compareProduct compares the slopes along u.
func (v *vector) compareProduct(u, claimed []float64) error {
	if len(u) != len(v.x) {
		return fmt.Errorf("gradcheck: v has %d elements, x has %d; they must be equally many", len(u), len(v.x))
	}
	size := 0.0 // of the movement, in units in which f varies
	for i, e := range u {
		size = max(size, math.Abs(e)/max(1, math.Abs(v.x[i])))
	}
	if size == 0 || !finite(size) {
		return errors.New("gradcheck: v is 0 or not finite; it must be a direction in which f can be looked at")
	}
	unit := floorPow2(size)
	along := make([]float64, len(u))
	for i, e := range u {
		along[i] = e / unit
	}
	for i, claim := range claimed {
		c, err := v.checker(i, v.settings.ofF())
		if err != nil {
			return err
		}
		before, p := v.calls, c.problem
		e := Comparison{Name: fmt.Sprintf("(%s)[%d]", v.report.Of, i), Block: v.report.Of, Index: i,
			Claimed: claim / unit, F: p.f0}
		if v.settings.Element != nil {
			e.Name = v.settings.Element(i)
		}
		if c.undefined != "" {
			e.abstain(c.undefined)
		} else {
			p.claimed = []float64{claim}
			l := line{p: p, u: along, alone: true}
			slope := l.estimate()
			l.judge(&e, slope, p.claimRounding*max(math.Abs(e.Claimed), slope.variation))
		}
		for _, value := range []*float64{&e.Claimed, &e.Numerical, &e.Bar, &e.AbsDiff, &e.Missed, &e.SlopeLeft,
			&e.SlopeRight} {
			*value *= unit
		}
		e.Step /= unit
		m := v.method(Central)
		m.Comparisons = append(m.Comparisons, e)
		m.Evaluations += v.calls - before
		v.still = append(v.still, false)
	}
	return nil
}

// CheckVJP compares claimed, the supposed product Jᵀ·w of n elements, of the Jacobian at x of f: Rⁿ → Rᵐ
// with w of m elements, with what f says: it is the gradient of f·w. The report, the settings and the
// errors are those of Check; w = 0 is one more.
func CheckVJP(f func(y, x []float64), x, w, claimed []float64, settings *Settings) (Report, error) {
	v, err := newVector(vjp, f, len(w), x, settings)
	if err != nil {
		return Report{}, err
	}
	if size := norm(w); size == 0 || !finite(size) {
		return Report{}, errors.New("gradcheck: w is 0 or not finite; it must be a combination of the components of f")
	}
	r, err := Check(func(x []float64) float64 { return dot(w, valuesOf(f, len(w), x)) }, x, claimed, settings)
	if err != nil {
		return Report{}, err
	}
	r.Of = v.report.Of
	return r, nil
}
