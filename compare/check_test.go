package compare_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"pgregory.net/rapid"

	"backprop/compare"
	"backprop/compare/gradcheck"
	"backprop/network"
)

// agreement is the relative difference, by the norm of each block, that two right
// gradients of these networks may have: a few thousand units in the last place,
// for sums over up to 100 rows.
const agreement = 1e-12

// plainTask is a fixed batch of normal inputs with alternating labels.
func plainTask(rows, cols int) compare.Task {
	random := rand.New(rand.NewPCG(uint64(rows), uint64(cols)))
	batch := network.Batch{X: make([]float64, rows*cols), Y: make([]float64, rows), Rows: rows, Cols: cols}
	for i := range batch.X {
		batch.X[i] = random.NormFloat64()
	}
	for i := range batch.Y {
		batch.Y[i] = float64(i % 2)
	}
	return compare.Fixed("plain", batch)
}

// weights are the states in which networks are checked.
var weights = map[string]func(t *testing.T, training compare.Training) *network.Parameters{
	"fresh": func(t *testing.T, training compare.Training) *network.Parameters {
		stream, err := network.NewStream(training.Seed)
		require.NoError(t, err)
		parameters, err := network.NewNormal(training.Spec, training.Task.Rows, stream)
		require.NoError(t, err)
		return parameters
	},
	"trained": func(t *testing.T, training compare.Training) *network.Parameters {
		result, err := compare.Train(t.Context(), makeEngine(t, engines[0], training), training, nil)
		require.NoError(t, err)
		return result.Parameters
	},
	"saturated": func(t *testing.T, training compare.Training) *network.Parameters {
		stream, err := network.NewStream(training.Seed)
		require.NoError(t, err)
		parameters, err := network.NewNormal(training.Spec, training.Task.Rows, stream)
		require.NoError(t, err)
		floats.Scale(10, parameters.Values)
		return parameters
	},
	"zero": func(t *testing.T, training compare.Training) *network.Parameters {
		parameters, err := network.NewParameters(training.Spec, training.Task.Rows)
		require.NoError(t, err)
		return parameters
	},
}

// Both engines, by every method: no gradient fails, the exact method certifies
// every element that is not lost in the rounding of its block, and both agree with
// each other and with the dual numbers. Every layout sees every
// activation, both bias forms, one to 100 rows, and weights in four states.
func TestBothEnginesPassEveryMethod(t *testing.T) {
	t.Parallel()
	report := []int{2, 4, 4, 1}
	layouts := [][]int{{2, 1}, {2, 4, 1}, report, {2, 1, 1, 1}, {2, 3, 5, 1}, {3, 2, 4, 3, 2, 1}}
	for _, layers := range layouts {
		for _, bias := range []network.Bias{network.Shared, network.Row} {
			t.Run(fmt.Sprintf("%v, %v bias", layers, bias), func(t *testing.T) {
				sum := tally{}
				for _, hidden := range network.Activations() {
					spec := network.Spec{Layers: layers, Activations: network.DefaultActivations(layers), Bias: bias}
					for l := range spec.Depth() - 1 {
						spec.Activations[l] = hidden
					}
					for _, rows := range []int{1, 2, 21, 100} {
						if rows == 100 && (!slices.Equal(layers, report) || hidden != network.ReLU) {
							continue // what many rows add, the report's layout shows
						}
						for state, at := range weights {
							training := compare.Training{Spec: spec, Task: plainTask(rows, spec.Inputs()),
								LearningRate: 0.05 / float64(rows), Epochs: 50, Seed: 1}
							sum.check(t, training, state, at(t, training))
						}
					}
					if len(layers) == 2 {
						break // there is no hidden layer
					}
				}
				t.Log(sum)
			})
		}
	}
}

// tally sums up what was checked, for a reader of go test -v.
type tally struct {
	points, certified, inconclusive int
	manualGraph, engineDual         float64 // worst relative differences of a block
}

func (s tally) String() string {
	return fmt.Sprintf("%d points, %d elements certified, %d inconclusive, 0 failed; "+
		"worst block difference manual-graph %.0e, engine-dual %.0e",
		s.points, s.certified, s.inconclusive, s.manualGraph, s.engineDual)
}

// check checks both engines at one point.
func (s *tally) check(t *testing.T, training compare.Training, state string, parameters *network.Parameters) {
	t.Helper()
	at := fmt.Sprintf("%v, %d rows, %s weights", training.Spec, training.Task.Rows, state)
	batch := training.Task.Draw(nil)
	checker, err := compare.NewChecker(training.Spec, parameters, batch, nil)
	require.NoError(t, err)
	absolute := cancelled(state, batch.Rows)
	var gradients [][]float64
	for _, engine := range engines {
		e := makeEngine(t, engine, training)
		report, err := checker.Engine(engine.Name, e)
		require.NoError(t, err, at)
		require.NotEqual(t, gradcheck.Fail, report.Verdict(), "%s\n%v", at, report)
		if state != "saturated" { // where all gradients may be lost in rounding
			require.Positive(t, report.Certified(), "%s\n%v", at, report)
		}
		for _, m := range report.Methods {
			for _, c := range m.Comparisons { // dual numbers have no kinks, no clamps
				require.True(t, m.Method != gradcheck.Dual || c.Verdict == gradcheck.Pass ||
					c.Reason == gradcheck.NoiseFloor, "%s\n%+v", at, c)
			}
		}
		for _, m := range report.Methods {
			if !m.Directional {
				s.certified += m.Passed
				s.inconclusive += m.Inconclusive
			}
		}
		gradient := make([]float64, len(parameters.Values))
		_, err = e.Gradient(gradient, parameters.Values, batch)
		require.NoError(t, err, at)
		gradients = append(gradients, gradient)
		if state == "fresh" || state == "trained" {
			s.engineDual = max(s.engineDual, requireBlocks(t, parameters, dualGradient(report), gradient, absolute,
				at+", dual numbers and "+engine.Name))
		}
	}
	s.manualGraph = max(s.manualGraph, requireBlocks(t, parameters, gradients[0], gradients[1], absolute,
		at+", manual and graph"))
	s.points++
}

// dualGradient is the gradient by dual numbers, out of a report.
func dualGradient(report gradcheck.Report) []float64 {
	gradient := make([]float64, report.Elements)
	for _, m := range report.Methods {
		if m.Method == gradcheck.Dual {
			for i, c := range m.Comparisons {
				gradient[i] = c.Numerical
			}
		}
	}
	return gradient
}

// cancelled is the absolute rounding error of a gradient whose rows cancel, as
// they do where training has come to an end, or are all certain: some tens of
// units in the last place of 1 from every row. Of fresh weights no such excuse is
// needed.
func cancelled(state string, rows int) float64 {
	if state == "fresh" {
		return 0
	}
	return 64 * 0x1p-53 * float64(rows)
}

// requireBlocks requires two gradients to agree, block by block, and returns the
// worst difference relative to what agreement is measured by.
func requireBlocks(t testing.TB, parameters *network.Parameters, want, got []float64, absolute float64,
	what string) (worst float64) {
	t.Helper()
	for _, tensor := range parameters.Tensors {
		w, g := tensor.Of(want), tensor.Of(got)
		difference, norm := floats.Distance(w, g, 2), max(floats.Norm(w, 2), floats.Norm(g, 2))
		require.LessOrEqual(t, difference, agreement*norm+absolute, "%s: d%s", what, tensor.Name)
		if difference > absolute {
			worst = max(worst, difference/norm)
		}
	}
	return worst
}

// The same over random members of the family, whatever they are; a failure prints
// the network and the seed that rebuilds it.
func TestRandomMembersOfTheFamilyPass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		spec, parameters, batch := compare.RandomNetwork(rand.New(rand.NewPCG(seed, 0)))
		training := compare.Training{Spec: spec, Task: compare.Fixed("random", batch)}
		checker, err := compare.NewChecker(spec, parameters, batch, nil)
		require.NoError(t, err)
		var gradients [][]float64
		for _, engine := range engines {
			e := makeEngine(t, engine, training)
			report, err := checker.Engine(engine.Name, e)
			require.NoError(t, err, "%v, %d rows", spec, batch.Rows)
			require.NotEqual(t, gradcheck.Fail, report.Verdict(), "%v, %d rows\n%v", spec, batch.Rows, report)
			gradient := make([]float64, len(parameters.Values))
			_, err = e.Gradient(gradient, parameters.Values, batch)
			require.NoError(t, err)
			gradients = append(gradients, gradient)
		}
		for i, a := range gradients[0] {
			allowed := agreement * max(1, math.Abs(a), floats.Norm(gradients[0], math.Inf(1)))
			require.InDelta(t, a, gradients[1][i], allowed, "%v, %d rows, %s",
				spec, batch.Rows, parameters.ElementName(i))
		}
	})
}
