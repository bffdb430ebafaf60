package bench

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"

	"backprop/compare"
)

// correct is the relative deviation that a right loss or slope may have: the
// rounding of sums over 1024 rows and 512 units, with a wide margin to any
// mistake.
const correct = 1e-9

// Verify compares an engine's loss, gradient and step on a workload with the
// network's definition: the loss, and the slope along a random direction by dual
// numbers. It returns an error that says what is wrong.
func (w Workload) Verify(engine compare.Engine) error {
	theta := w.Parameters.Values
	direction := make([]float64, len(theta))
	random := rand.New(rand.NewPCG(1, 3))
	for i := range direction {
		direction[i] = random.NormFloat64()
	}
	loss, slope, err := compare.Slope(w.Spec, w.Parameters, w.Batch, direction)
	if err != nil {
		return err
	}
	gradient := make([]float64, len(theta))
	got, err := engine.Gradient(gradient, theta, w.Batch)
	if err != nil {
		return err
	}
	alone, err := engine.Loss(theta, w.Batch)
	if err != nil {
		return err
	}
	for _, l := range []float64{got, alone} {
		if !(math.Abs(l-loss) <= correct*math.Abs(loss)) {
			return fmt.Errorf("loss %v, should be %v", l, loss)
		}
	}
	// The slope cancels; its rounding is that of its largest terms.
	terms := make([]float64, len(theta))
	size := floats.Norm(floats.MulTo(terms, gradient, direction), 2)
	if along := floats.Dot(gradient, direction); !(math.Abs(along-slope) <= correct*max(size, math.Abs(slope))) {
		return fmt.Errorf("slope along a direction %v, should be %v", along, slope)
	}
	const rate = 0.5
	stepped := w.Parameters.Clone().Values
	if _, err := engine.Step(stepped, w.Batch, rate); err != nil {
		return err
	}
	floats.AddScaled(stepped, rate, gradient)
	d := floats.Distance(stepped, theta, 2)
	if size := floats.Norm(theta, 2) + float64(rate*floats.Norm(gradient, 2)); !(d <= correct*size) {
		return fmt.Errorf("a step ends %v away from θ - rate·dθ", d)
	}
	return nil
}
