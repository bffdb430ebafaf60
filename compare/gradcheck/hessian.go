package gradcheck

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// CheckHessian compares claimed, the supposed n×n Hessian H[i,j] = ∂²f/∂x_i∂x_j at x, with the gradient, and
// that with f. grad writes the gradient at x to g, as the Grad of gonum's optimize.Problem does. The methods of
// the report are
//
//   - Gradient: the gradient at x, compared with differences of f;
//   - Symmetry: the pairs H[i,j] and H[j,i], equal but for rounding, unless claimed is a mat.Symmetric;
//   - Central: the elements of H, compared as the Jacobian of the gradient by CheckJacobian;
//   - Taylor: uᵀHu along a random direction u, compared with the slope of g·u along u, and the order, 3 or more,
//     at which f(x+hu) - f(x) - h g·u - h²/2 uᵀHu vanishes.
//
// A pass needs the first three: Taylor may fail a Hessian, but certifies none. Sparse matrices, settings and errors
// are those of CheckJacobian; Blocks also name the gradient.
func CheckHessian(f func(x []float64) float64, grad func(g, x []float64), x []float64, claimed mat.Matrix,
	settings *Settings) (Report, error) {
	v, err := newMatrix(hessian, grad, x, claimed, settings)
	if err != nil {
		return Report{}, err
	}
	if v.m != len(x) {
		return Report{}, fmt.Errorf("gradcheck: the claimed Hessian is %d×%d; it must be square", v.m, len(x))
	}
	c, err := v.compareGradient(f)
	if err != nil {
		return Report{}, err
	}
	methods := v.settings.methods()
	taylor := slices.Index(methods, Taylor)
	if taylor >= 0 {
		methods = slices.Delete(slices.Clone(methods), taylor, taylor+1)
	}
	if len(methods) > 0 {
		v.settings.Methods = methods
		if err := v.compareRows("H", claimed); err != nil {
			return Report{}, err
		}
	}
	if _, ok := claimed.(mat.Symmetric); !ok {
		v.compareSymmetry(claimed)
	}
	if taylor >= 0 {
		if err := v.compareCurvature(c, claimed); err != nil {
			return Report{}, err
		}
	}
	v.report.Evaluations += c.problem.calls
	return v.conclude(v.m, v.m), nil
}

// CheckHVP compares claimed, the supposed product H·v of the Hessian at x with v, with the slopes of the
// gradient along v, and the gradient at x with f. See CheckHessian for f and grad, and CheckJVP for the rest.
func CheckHVP(f func(x []float64) float64, grad func(g, x []float64), x, v, claimed []float64,
	settings *Settings) (Report, error) {
	h, err := newVector(hvp, grad, len(claimed), x, settings)
	if err != nil {
		return Report{}, err
	}
	if len(claimed) != len(x) {
		return Report{}, fmt.Errorf("gradcheck: the claimed H·v has %d elements, x has %d; they must be equally many",
			len(claimed), len(x))
	}
	c, err := h.compareGradient(f)
	if err != nil {
		return Report{}, err
	}
	if err := h.compareProduct(v, claimed); err != nil {
		return Report{}, err
	}
	h.report.Evaluations += c.problem.calls
	return h.conclude(len(claimed), 1), nil
}

// compareGradient compares v, a gradient, at x with f, of which it returns the checker.
func (v *vector) compareGradient(f func(x []float64) float64) (*Checker, error) {
	s := v.settings.ofF()
	s.Blocks = v.settings.Blocks
	c, err := newChecker(f, v.x, &s)
	if err != nil {
		return nil, err
	}
	c.problem.claimed = v.at(v.x)
	part := c.compare(Central)
	part.Method = Gradient
	for i := range part.Comparisons {
		e := &part.Comparisons[i]
		e.Name, e.Block = "∂f/∂"+e.Name, "gradient"
	}
	v.report.Methods = append(v.report.Methods, part)
	return c, nil
}

// compareSymmetry compares H[i,j] with H[j,i], unless both are 0. They may differ by rounding, or by
// as much as Central allows them if it passes both.
func (v *vector) compareSymmetry(h mat.Matrix) {
	bars := make(map[int]float64) // of the elements that pass
	for _, m := range v.report.Methods {
		for _, e := range m.Comparisons {
			if m.Method == Central && !m.Directional && e.Verdict == Pass {
				bars[e.Index] = e.Bar
			}
		}
	}
	norms := make([]float64, v.m)
	for i := range norms {
		row := mat.Row(nil, i, h)
		norms[i] = norm(slices.DeleteFunc(row, func(e float64) bool { return !finite(e) }))
	}
	pairs := MethodReport{Method: Symmetry}
	for i := range v.m {
		for j := i + 1; j < v.m; j++ {
			upper, lower := h.At(i, j), h.At(j, i)
			if upper == 0 && lower == 0 {
				continue
			}
			e := Comparison{Name: fmt.Sprintf("H[%d,%d] and H[%d,%d]", i, j, j, i), Block: v.report.Of,
				Index: len(pairs.Comparisons), Claimed: upper}
			bar := claimAndTruth * cmp.Or(v.settings.ClaimRounding, claimRounding) * max(norms[i], norms[j])
			one, passes := bars[i*v.m+j]
			if other, ok := bars[j*v.m+i]; ok && passes {
				bar = max(bar, one+other)
			}
			e.Missed = 2 * bar
			switch e.set(lower, bar); {
			case !finite(upper, lower):
				e.decide(Inconclusive, NonFinite)
			case e.AbsDiff <= bar:
				e.decide(Pass, Agrees)
			default:
				e.decide(Fail, Differs)
			}
			pairs.Comparisons = append(pairs.Comparisons, e)
		}
	}
	if len(pairs.Comparisons) > 0 {
		v.report.Methods = slices.Insert(v.report.Methods, 1, pairs)
	}
}

// compareCurvature compares uᵀHu with the slope along u of g·u, and looks at how fast what f adds to its
// expansion to second order vanishes; c is the checker of f, whose claim is g.
func (v *vector) compareCurvature(c *Checker, h mat.Matrix) error {
	p, s, n := c.problem, v.settings.ofF(), v.m
	rnd := rand.New(rand.NewPCG(v.seeds[0], v.seeds[1]))
	of := p.directions(rnd, 0, span{end: n})[0]
	slopes, err := newChecker(func(x []float64) float64 { return dot(v.at(x), of.u) }, v.x, &s)
	if err != nil {
		return err
	}
	row := make([]float64, n)
	times := func(u []float64) []float64 { // H u
		product := make([]float64, n)
		for i := range product {
			product[i] = dot(mat.Row(row, i, h), u)
		}
		return product
	}
	q := slopes.problem
	q.claimed = times(of.u)
	before := v.calls
	e := Comparison{Name: "direction over all of x", Claimed: dot(q.claimed, of.u), F: q.f0}
	if why := cmp.Or(slopes.undefined, c.undefined); why != "" {
		e.abstain(why)
	} else {
		l := line{p: q, u: of.u}
		l.judgeOrder(&e, q.sizeAlong(l.u), of, rightOrder+1, func(y []float64) float64 {
			d := make([]float64, n)
			for i := range d {
				d[i] = y[i] - p.x[i]
			}
			return dot(p.claimed, d) + dot(times(d), d)/2
		})
	}
	m := v.method(Taylor)
	m.Directional, m.Comparisons, m.Evaluations = true, []Comparison{e}, v.calls-before
	return nil
}
