// Package problem checks the derivatives of gonum's optimize.Problem.
package problem

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"

	"backprop/compare/gradcheck"
)

// Report is the outcome of a check.
type Report struct {
	Gradient gradcheck.Report
	// Hessian has a report for each row of Hess, which is the gradient of one element
	// of Grad; nil without Hess.
	Hessian []gradcheck.Report
}

// Check compares Grad at x with Func, and Hess, if there is one, row by row with Grad:
// a Hessian of the gradient that is claimed, whether or not that is right. Blocks and
// Directions of the settings are for both; Dual, Rounding and StraightThrough for the
// gradient. A derivative that is wrong is not an error but a report that fails; errors
// are those of gradcheck.Check, and a problem without Func or Grad. What the problem's
// functions panic with, where Grad or Hess is asked at x, goes through.
func Check(p optimize.Problem, x []float64, settings *gradcheck.Settings) (Report, error) {
	if p.Func == nil || p.Grad == nil {
		return Report{}, errors.New("a problem without Func or Grad: want both")
	}
	if len(x) == 0 {
		return Report{}, errors.New("x has no elements")
	}
	var s gradcheck.Settings
	if settings != nil {
		s = *settings
	}
	n := len(x)
	gradient := make([]float64, n)
	p.Grad(gradient, append([]float64(nil), x...))
	var r Report
	var err error
	if r.Gradient, err = gradcheck.Check(p.Func, x, gradient, &s); err != nil || p.Hess == nil {
		return r, err
	}
	hessian := mat.NewSymDense(n, nil)
	p.Hess(hessian, append([]float64(nil), x...))
	s.Dual, s.Rounding, s.StraightThrough = nil, nil, nil
	for i := range n {
		s.Name = fmt.Sprintf("row %d of Hess", i)
		element := func(x []float64) float64 {
			g := make([]float64, n)
			p.Grad(g, x)
			return g[i]
		}
		row, err := gradcheck.Check(element, x, mat.Row(nil, i, hessian), &s)
		if err != nil {
			return r, fmt.Errorf("row %d of Hess: %w", i, err)
		}
		r.Hessian = append(r.Hessian, row)
	}
	return r, nil
}

// Verdict is that of the gradient and of all rows of the Hessian: Fail if any fails,
// Pass if all pass, otherwise Inconclusive.
func (r Report) Verdict() gradcheck.Verdict {
	verdict := r.Gradient.Verdict()
	for _, row := range r.Hessian {
		switch v := row.Verdict(); {
		case v == gradcheck.Fail:
			return gradcheck.Fail
		case v == gradcheck.Inconclusive && verdict == gradcheck.Pass:
			verdict = v
		}
	}
	return verdict
}

// Err returns nil unless the verdict is Fail, and then a one-line error with the worst
// failure of the gradient, or of the first row of the Hessian that fails.
func (r Report) Err() error {
	if err := r.Gradient.Err(); err != nil {
		return err
	}
	for _, row := range r.Hessian {
		if err := row.Err(); err != nil {
			return err
		}
	}
	return nil
}
