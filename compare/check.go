package compare

import (
	"fmt"
	"math"
	"slices"

	"backprop/compare/gradcheck"
	"backprop/network"
)

// Checker checks gradients of one network's summed loss, at one point and on one
// batch, against values that it derives from the definition of the network: a
// third, minimal forward pass of its own (see [NewChecker]), which the engines
// share nothing with.
type Checker struct {
	checker *gradcheck.Checker
	theta   []float64
	batch   network.Batch
}

// CheckSettings adjust a [Checker]; the zero value checks every element by every
// method.
type CheckSettings struct {
	// Methods are those used; none means central differences, dual numbers and,
	// unless Directions is set, the Taylor remainder.
	Methods []gradcheck.Method
	// Directions, if positive, checks the slope along that many random directions
	// instead of every element: for networks of many thousand parameters. The
	// report says what they cannot see.
	Directions int
}

// NewChecker returns a checker for the network spec at the given parameters on
// the batch; nil settings are the zero value.
//
// What it differentiates is the report's objective, row by row, in plain
// arithmetic. Where η clamps a probability the objective's own derivative is 0
// while the report's formula passes straight through: there the difference
// methods are inconclusive, and the dual numbers, which treat the clamp as the
// formula does, are exact. It returns an error if parameters and batch do not fit
// spec, or the loss is not finite.
func NewChecker(spec network.Spec, parameters *network.Parameters, batch network.Batch,
	settings *CheckSettings) (*Checker, error) {
	if settings == nil {
		settings = &CheckSettings{}
	}
	layout, err := fit(spec, parameters, batch)
	if err != nil {
		return nil, err
	}
	batch.X, batch.Y = slices.Clone(batch.X), slices.Clone(batch.Y) // they stay as they are now
	o, err := newObjective(spec, layout, batch)
	if err != nil {
		return nil, err
	}
	if err := o.check(parameters.Values); err != nil {
		return nil, err
	}
	roundings := o.roundings(parameters.Values)
	checker, err := gradcheck.NewChecker(o.value, parameters.Values, &gradcheck.Settings{
		Blocks:          blocks(layout),
		Methods:         settings.Methods,
		Directions:      settings.Directions,
		Dual:            o.dual,
		Rounding:        func(i int) float64 { return roundings[i] },
		StraightThrough: o.clamps,
		Rows:            batch.Rows,
	})
	if err != nil {
		return nil, err
	}
	return &Checker{checker: checker, theta: slices.Clone(parameters.Values), batch: batch}, nil
}

// fit returns the layout of a network whose parameters and batch fit it, and are
// finite.
func fit(spec network.Spec, parameters *network.Parameters, batch network.Batch) (network.Layout, error) {
	layout, err := network.NewLayout(spec, max(batch.Rows, 1))
	if err != nil {
		return network.Layout{}, err
	}
	if parameters == nil {
		return network.Layout{}, fmt.Errorf("%v: no parameters, want %d", spec, layout.Size)
	}
	if err := layout.Check(parameters.Values, batch); err != nil {
		return network.Layout{}, fmt.Errorf("%v: %w", spec, err)
	}
	return layout, nil
}

func blocks(layout network.Layout) []gradcheck.Block {
	blocks := make([]gradcheck.Block, len(layout.Tensors))
	for i, t := range layout.Tensors {
		blocks[i] = gradcheck.Block{Name: t.Name, Rows: t.Rows, Cols: t.Cols, Layer: t.Layer, Bias: t.Bias}
	}
	return blocks
}

// Claim checks a gradient that somebody called name claims, in the layout of the
// parameters. A wrong gradient is a report that fails, not an error.
func (c *Checker) Claim(name string, gradient []float64) (gradcheck.Report, error) {
	return c.checker.Check(name, gradient)
}

// Engine checks the gradient of an engine, and that its losses are the
// objective's: the one returned by Gradient and the one returned by Loss. A
// wrong gradient is a report that fails; a wrong loss is a [LossError].
func (c *Checker) Engine(name string, engine Engine) (gradcheck.Report, error) {
	if engine == nil {
		return gradcheck.Report{}, fmt.Errorf("%s: no engine to check", name)
	}
	gradient := make([]float64, len(c.theta))
	withGradient, err := engine.Gradient(gradient, c.theta, c.batch)
	if err != nil {
		return gradcheck.Report{}, err
	}
	alone, err := engine.Loss(c.theta, c.batch)
	if err != nil {
		return gradcheck.Report{}, err
	}
	report, err := c.Claim(name, gradient)
	if err != nil {
		return gradcheck.Report{}, err
	}
	allowed := float64(lossNoise*report.Noise) + float64(lossRounding*math.Abs(report.Value))
	for _, loss := range []float64{withGradient, alone} {
		if !(math.Abs(loss-report.Value) <= allowed) {
			return report, &LossError{Engine: name, Loss: loss, Want: report.Value}
		}
	}
	return report, nil
}

// Two ways to compute the same loss may differ by its rounding noise, whose
// standard deviation the checker measures, and by the order of a sum over rows.
const (
	lossNoise    = 64
	lossRounding = 1e-12
)

// LossError says that an engine's loss is not the objective whose gradient is
// checked: a mean instead of a sum, for example.
type LossError struct {
	Engine     string
	Loss, Want float64
}

// Error says it in one line.
func (e *LossError) Error() string {
	return fmt.Sprintf("%s: the summed loss is %v, by its definition %v", e.Engine, e.Loss, e.Want)
}
