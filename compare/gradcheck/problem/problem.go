// Package problem checks the derivatives of gonum's optimize.Problem.
package problem

import (
	"errors"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"

	"backprop/compare/gradcheck"
)

// Check compares Grad at x with Func, by gradcheck.Check, or if there is a Hess that and the gradient by
// gradcheck.CheckHessian: then Dual must not be among the settings. A derivative that is wrong is not an error
// but a report that fails; errors are those of gradcheck, and a problem without Func or Grad. What the problem's
// functions panic with, where Grad or Hess is asked at x, goes through. gonum's problems have no bounds: those
// of the settings hold.
func Check(p optimize.Problem, x []float64, settings *gradcheck.Settings) (gradcheck.Report, error) {
	switch {
	case p.Func == nil || p.Grad == nil:
		return gradcheck.Report{}, errors.New("a problem without Func or Grad: want both")
	case len(x) == 0:
		return gradcheck.Report{}, errors.New("x has no elements")
	case p.Hess != nil:
		hessian := mat.NewSymDense(len(x), nil)
		p.Hess(hessian, append([]float64(nil), x...))
		return gradcheck.CheckHessian(p.Func, p.Grad, x, hessian, settings)
	}
	gradient := make([]float64, len(x))
	p.Grad(gradient, append([]float64(nil), x...))
	return gradcheck.Check(p.Func, x, gradient, settings)
}
