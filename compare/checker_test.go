package compare_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"

	"backprop/compare"
	"backprop/compare/gradcheck"
	"backprop/network"
)

// An engine whose loss is not the objective is found out even if its gradient is
// the gradient of its own loss.
func TestAMeanLossIsNotTheObjective(t *testing.T) {
	p := normalPoint(t, network.Shared, []int{2, 4, 4, 1})
	_, err := p.checker(t).Engine("mean", meanLoss{makeEngine(t, engines[0],
		compare.Training{Spec: p.spec, Task: compare.XOR()})})
	var wrong *compare.LossError
	require.ErrorAs(t, err, &wrong)
	assert.InEpsilon(t, 21, wrong.Want/wrong.Loss, 1e-12)
	assert.ErrorContains(t, err, "mean: the summed loss is 3.92")
}

// meanLoss is an engine that trains on the mean.
type meanLoss struct{ compare.Engine }

func (m meanLoss) Loss(theta []float64, batch network.Batch) (float64, error) {
	loss, err := m.Engine.Loss(theta, batch)
	return loss / float64(batch.Rows), err
}

func (m meanLoss) Gradient(dst, theta []float64, batch network.Batch) (float64, error) {
	loss, err := m.Engine.Gradient(dst, theta, batch)
	floats.Scale(1/float64(batch.Rows), dst)
	return loss / float64(batch.Rows), err
}

// A loss may be off by its rounding, and by nothing else, wherever it is returned.
func TestALossIsTheObjectiveToItsRounding(t *testing.T) {
	p := normalPoint(t, network.Shared, []int{2, 4, 4, 1})
	engine := makeEngine(t, engines[0], compare.Training{Spec: p.spec, Task: compare.XOR()})
	for name, c := range map[string]struct {
		alone, withGradient float64
		right               bool
	}{
		"right":             {1, 1, true},
		"rounded":           {1 + 1e-14, 1 - 1e-14, true},
		"off alone":         {1 + 1e-10, 1, false},
		"off by a gradient": {1, 1 - 1e-10, false},
		"not a number":      {math.NaN(), 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := p.checker(t).Engine("scaled", scaledLoss{engine, c.alone, c.withGradient})
			if c.right {
				assert.NoError(t, err)
				return
			}
			var wrong *compare.LossError
			assert.ErrorAs(t, err, &wrong)
		})
	}
}

// scaledLoss is an engine whose losses are off by factors.
type scaledLoss struct {
	compare.Engine
	alone, withGradient float64
}

func (s scaledLoss) Loss(theta []float64, batch network.Batch) (float64, error) {
	loss, err := s.Engine.Loss(theta, batch)
	return loss * s.alone, err
}

func (s scaledLoss) Gradient(dst, theta []float64, batch network.Batch) (float64, error) {
	loss, err := s.Engine.Gradient(dst, theta, batch)
	return loss * s.withGradient, err
}

func TestWhereTheClampHoldsDifferencesAbstainAndDualNumbersJudge(t *testing.T) {
	p := saturated(t, randomData(normalPoint(t, network.Shared, []int{2, 4, 4, 1})))
	report, err := p.checker(t).Claim("right", p.right(t))
	require.NoError(t, err)
	for _, m := range report.Methods {
		if m.Method == gradcheck.Dual {
			assert.Zero(t, m.Failed)
			assert.Positive(t, m.Passed)
			for _, c := range m.Comparisons { // no element but those lost in their block's rounding
				assert.True(t, c.Verdict == gradcheck.Pass || c.Reason == gradcheck.NoiseFloor, "%+v", c)
			}
			continue
		}
		assert.Equal(t, gradcheck.Inconclusive, m.Verdict, "%v", m.Method)
		assert.Equal(t, gradcheck.Clamp, m.Reason, "%v", m.Method)
	}
}

func TestACheckRefusesWhatDoesNotFit(t *testing.T) {
	p := normalPoint(t, network.Shared, []int{2, 4, 1})
	other := normalPoint(t, network.Shared, []int{2, 1})
	wide := plainTask(3, 3).Draw(nil)
	nan := p.parameters.Clone()
	nan.Values[3] = math.NaN()
	for name, c := range map[string]struct {
		parameters *network.Parameters
		batch      network.Batch
		want       string
	}{
		"another network's parameters": {other.parameters, p.batch,
			"2-4-1 identity,sigmoid shared bias: 3 parameters, want 17"},
		"a wider batch":           {p.parameters, wide, "batch has 3 columns, want 2"},
		"no rows":                 {p.parameters, network.Batch{}, "want at least one row"},
		"a parameter that is NaN": {nan, p.batch, "parameter W1[0,3] is NaN"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := compare.NewChecker(p.spec, c.parameters, c.batch, nil)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

// A checker keeps its point: training on with the same slices does not move it.
func TestACheckerKeepsItsPoint(t *testing.T) {
	p := normalPoint(t, network.Shared, []int{2, 4, 1})
	checker := p.checker(t)
	engine := makeEngine(t, engines[0], compare.Training{Spec: p.spec, Task: compare.XOR()})
	_, err := engine.Step(p.parameters.Values, p.batch, 0.1)
	require.NoError(t, err)
	p.batch.X[0] = 5
	report, err := checker.Engine("manual", engine)
	require.NoError(t, err)
	assert.Equal(t, gradcheck.Pass, report.Verdict(), "%v", report)
}

// A claim may round better than the engines do: tanh' as 1/cosh² keeps digits that
// 1-a² loses in a saturated unit. That is no mistake.
func TestABetterRoundedClaimDoesNotFail(t *testing.T) {
	spec := network.Spec{Layers: []int{1, 1, 1}, Activations: []network.Activation{network.Tanh, network.Sigmoid}}
	parameters, err := network.NewParameters(spec, 1)
	require.NoError(t, err)
	for _, z := range []float64{4, 8, 12, 16} {
		copy(parameters.Values, []float64{z, 0, 1.5, 0.2}) // W1 b1 W2 b2
		batch := network.Batch{X: []float64{1}, Y: []float64{0}, Rows: 1, Cols: 1}
		a := math.Tanh(z)
		dZ := 1 / (1 + math.Exp(-(1.5*a + 0.2)))
		slope := 1 / (math.Cosh(z) * math.Cosh(z))
		checker, err := compare.NewChecker(spec, parameters, batch, nil)
		require.NoError(t, err)
		report, err := checker.Claim("1/cosh²", []float64{dZ * 1.5 * slope, dZ * 1.5 * slope, dZ * a, dZ})
		require.NoError(t, err)
		assert.NotEqual(t, gradcheck.Fail, report.Verdict(), "z = %v\n%v", z, report)
	}
}

func TestACheckerRefusesAnInfiniteLogit(t *testing.T) {
	spec := network.Spec{Layers: []int{1, 1}, Activations: []network.Activation{network.Sigmoid}}
	parameters, err := network.NewParameters(spec, 1)
	require.NoError(t, err)
	parameters.Values[0] = 1e308
	_, err = compare.NewChecker(spec, parameters, network.Batch{X: []float64{10}, Y: []float64{0}, Rows: 1, Cols: 1},
		nil)
	assert.EqualError(t, err, "the logit of row 0 is +Inf, want a finite number")
}
