package study

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"backprop/compare"
	"backprop/compare/gradcheck"
	"backprop/experiments/internal/view"
	"backprop/network"
)

// StepCurves are the errors of difference quotients of the summed loss against
// their step, in one element of a network with fresh weights.
type StepCurves struct {
	Network string `json:"network"`
	Element string `json:"element"` // "W2[1,3]": the one with the steepest slope
	view.StepErrors
	Noise float64 `json:"noise"` // standard deviation of the loss's rounding
	// Checker is what the checker makes of central differences, extrapolated, with
	// the smallest step that it took; both relative to Exact.
	CheckerStep  float64 `json:"checker_step"`
	CheckerError float64 `json:"checker_error"`
	CheckerBar   float64 `json:"checker_bar"`
}

// Remainders are |f(x+hu) - f(x) - h g·u| along one direction over all parameters,
// for a gradient g that somebody claims.
type Remainders struct {
	Who     string    `json:"who"`
	Verdict string    `json:"verdict"` // of Taylor's method over all directions
	Order   float64   `json:"order"`   // 2 for a right gradient, 1 for a wrong one
	Steps   []float64 `json:"steps" len:"1.."`
	Values  []float64 `json:"values" len:"steps"`
}

// examine adds what is shown of one point alone: the network as described with
// fresh weights, and the same with the biases of the report's code.
func (c *Checks) examine(described, coded compare.Training) error {
	parameters, stream, err := described.Start()
	if err != nil {
		return err
	}
	batch := described.Task.Draw(stream)
	checker, err := compare.NewChecker(described.Spec, parameters, batch, nil)
	if err != nil {
		return err
	}
	right, err := gradientAt(described, parameters, batch)
	if err != nil {
		return err
	}
	rowParameters, _, err := coded.Start()
	if err != nil {
		return err
	}
	dZ, err := gradientAt(coded, rowParameters, batch)
	if err != nil {
		return err
	}
	rowChecker, err := compare.NewChecker(coded.Spec, rowParameters, batch, nil)
	if err != nil {
		return err
	}
	// The same numbers, db = dZ, claimed of the network with private biases and of
	// the one with shared biases, in which row 0 descends along dZ[0].
	var reports []gradcheck.Report
	for _, claim := range []struct {
		checker  *compare.Checker
		spec     network.Spec
		name     string
		gradient []float64
	}{
		{rowChecker, coded.Spec, "db = dZ", dZ},
		{checker, described.Spec, "db = dZ", firstRow(parameters, rowParameters, dZ)},
		{checker, described.Spec, "db = Σ dZ", right},
	} {
		report, err := claim.checker.Claim(claim.name, claim.gradient)
		if err != nil {
			return err
		}
		reports = append(reports, report)
		c.Finding = append(c.Finding, claimOf(claim.spec, report))
	}
	wrong, summed := reports[1], reports[2]
	c.Taylor = []Remainders{remaindersOf(summed), remaindersOf(wrong)}
	// What the checker can reach is seen where it looks closely: at a claim that is wrong.
	floats.Scale(2, right)
	closely, err := checker.Claim("twice the gradient", right)
	if err != nil {
		return err
	}
	c.Steps, err = stepCurves(described.Spec, parameters, batch, closely)
	return err
}

func gradientAt(t compare.Training, parameters *network.Parameters, batch network.Batch) ([]float64, error) {
	engine, err := compare.Manual().New(t.Network())
	if err != nil {
		return nil, err
	}
	gradient := make([]float64, parameters.Size)
	_, err = engine.Gradient(gradient, parameters.Values, batch)
	return gradient, err
}

// firstRow is a gradient with private biases in the layout of shared ones, where db
// is the first row's.
func firstRow(shared, private *network.Parameters, gradient []float64) []float64 {
	first := make([]float64, shared.Size)
	for i, t := range shared.Tensors {
		copy(t.Of(first), private.Tensors[i].Of(gradient))
	}
	return first
}

// remaindersOf are those of the direction over all parameters, which is the last.
func remaindersOf(report gradcheck.Report) Remainders {
	r := Remainders{Who: report.Name}
	for _, m := range report.Methods {
		if m.Method != gradcheck.Taylor || len(m.Comparisons) == 0 {
			continue
		}
		all := m.Comparisons[len(m.Comparisons)-1]
		r.Verdict, r.Order = m.Verdict.String(), all.Order
		for _, remainder := range all.Remainders {
			r.Steps, r.Values = append(r.Steps, remainder.Step), append(r.Values, remainder.Value)
		}
	}
	return r
}

func stepCurves(spec network.Spec, parameters *network.Parameters, batch network.Batch,
	report gradcheck.Report) (*StepCurves, error) {
	steepest := gradcheck.Comparison{}
	for _, m := range report.Methods {
		if m.Method != gradcheck.Central {
			continue
		}
		for _, c := range m.Comparisons {
			if math.Abs(c.Claimed) > math.Abs(steepest.Claimed) {
				steepest = c
			}
		}
	}
	curve, err := view.Steps(spec, parameters, batch, steepest.Index)
	if err != nil {
		return nil, err
	}
	return &StepCurves{Network: spec.String(), Element: steepest.Name, Noise: report.Noise, StepErrors: *curve,
		CheckerStep: steepest.Step, CheckerError: curve.Relative(steepest.Numerical),
		CheckerBar: steepest.Bar / math.Abs(curve.Exact)}, nil
}
