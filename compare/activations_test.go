package compare_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/compare/mutant"
	"backprop/graph"
	"backprop/manual"
	"backprop/network"
)

// knownActivations are a = f(z) and f'(z) to 17 digits, from their closed forms
// with 50 (Python's decimal).
var knownActivations = map[network.Activation][]struct{ z, a, slope float64 }{
	network.Identity: {{-40, -40, 1}, {-0.5, -0.5, 1}, {0, 0, 1}, {1.25, 1.25, 1}, {40, 40, 1}},
	network.ReLU:     {{-40, 0, 0}, {-1e-300, 0, 0}, {0, 0, 0}, {1e-9, 1e-9, 1}, {1.25, 1.25, 1}, {40, 40, 1}},
	network.Sigmoid: {
		{-40, 4.2483542552915890e-18, 4.2483542552915890e-18},
		{-2, 0.11920292202211756, 0.10499358540350652},
		{0, 0.5, 0.25}, {0.5, 0.62245933120185456, 0.23500371220159449},
		{2, 0.88079707797788244, 0.10499358540350652},
		{40, 1, 0}, // to the last digit: 1-a is lost in the rounding of a
	},
	network.Tanh: {
		{-20, -1, 0}, {-1, -0.76159415595576489, 0.41997434161402607},
		{-0.25, -0.24491866240370913, 0.94001484880637796},
		{0, 0, 1}, {0.625, 0.55459972234938229, 0.69241914796998807},
		{1, 0.76159415595576489, 0.41997434161402607},
		{20, 1, 0}, // as above
	},
}

// gradientOf computes a gradient.
type gradientOf func(spec network.Spec, theta *network.Parameters, batch network.Batch) ([]float64, error)

// activationAccount is one of the accounts that know every activation by themselves:
// a gradient of a network, for batches of at least rows rows of cols columns.
type activationAccount struct {
	name       string
	rows, cols int
	gradient   gradientOf
}

func accounts() []activationAccount {
	by := func(newEngine func(network.Spec, int) (compare.Engine, error)) gradientOf {
		return func(spec network.Spec, theta *network.Parameters, batch network.Batch) ([]float64, error) {
			e, err := newEngine(spec, batch.Rows)
			if err != nil {
				return nil, err
			}
			gradient := make([]float64, theta.Size)
			_, err = e.Gradient(gradient, theta.Values, batch)
			return gradient, err
		}
	}
	byHand := by(func(spec network.Spec, rows int) (compare.Engine, error) { return manual.New(spec, rows) })
	return []activationAccount{
		{"manual, a row", 1, 1, byHand},
		{"manual, blocks of rows", 3, 1, byHand},
		{"manual, plain for its 5000 inputs", 1, 5000, byHand},
		{"graph, compiled", 2, 1,
			by(func(spec network.Spec, rows int) (compare.Engine, error) { return graph.New(spec, rows) })},
		{"graph, interpreted", 2, 1,
			by(func(spec network.Spec, rows int) (compare.Engine, error) { return graph.NewTape(spec, rows) })},
		{"dual numbers", 2, 1, bySlopes},
		{"mutants", 2, 1, byTheMutants},
	}
}

func bySlopes(spec network.Spec, theta *network.Parameters, batch network.Batch) ([]float64, error) {
	gradient := make([]float64, theta.Size)
	for i := range gradient {
		direction := make([]float64, theta.Size)
		direction[i] = 1
		var err error
		if _, gradient[i], err = compare.Slope(spec, theta, batch, direction); err != nil {
			return nil, err
		}
	}
	return gradient, nil
}

func byTheMutants(
	spec network.Spec, theta *network.Parameters, batch network.Batch,
) (gradient []float64, err error) {
	defer func() { // it has no error to return
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	return mutant.Right(spec, theta.Layout, theta.Values, batch), nil
}

// Every account of every activation against known numbers. A network with one hidden
// unit shows its activation in its gradient: with a small weight w above it,
//
//	db2 = Σ dZ2,  dW2 = a db2,  db1 = f'(z) w db2
//
// An activation of package network that an account or the table does not have fails.
func TestEveryAccountKnowsEveryActivation(t *testing.T) {
	const w = 0x1p-10
	for _, activation := range network.Activations() {
		known := knownActivations[activation]
		assert.NotEmpty(t, known, "known numbers of %s", activation)
		if known == nil {
			known = append(known, struct{ z, a, slope float64 }{z: 1}) // to see who else does not know it
		}
		for _, account := range accounts() {
			t.Run(fmt.Sprintf("%s/%s", activation, account.name), func(t *testing.T) {
				hidden := []network.Activation{activation, network.Sigmoid}
				spec := network.Spec{Layers: []int{account.cols, 1, 1}, Activations: hidden}
				theta, err := network.NewParameters(spec, account.rows)
				require.NoError(t, err)
				x, y := make([]float64, account.rows*account.cols), make([]float64, account.rows)
				batch, err := network.NewBatch(x, y, account.cols)
				require.NoError(t, err)
				theta.Values[0], theta.Weight(2).Of(theta.Values)[0] = 1, w
				for _, k := range known {
					for row := range account.rows {
						x[row*account.cols] = k.z
					}
					gradient, err := account.gradient(spec, theta, batch)
					require.NoError(t, err)
					db1, db2 := theta.Bias(1).Of(gradient)[0], theta.Bias(2).Of(gradient)[0]
					dW2 := theta.Weight(2).Of(gradient)[0]
					requireNear(t, k.a, dW2/db2, "f(%v)", k.z)
					requireNear(t, k.slope, db1/db2/w, "f'(%v)", k.z)
				}
			})
		}
	}
}

// requireNear holds got to want with 14 digits.
func requireNear(t *testing.T, want, got float64, what string, z float64) {
	t.Helper()
	require.InDelta(t, want, got, 1e-14*math.Abs(want), what, z)
}

func TestAnActivationThatNobodyKnowsIsRefused(t *testing.T) {
	spec := network.Spec{Layers: []int{1, 1, 1}, Activations: []network.Activation{"gelu", network.Sigmoid}}
	const want = `activations "gelu": want identity, relu, sigmoid, tanh`
	assert.EqualError(t, spec.Validate(), want)
	_, err := network.NewParameters(spec, 1)
	assert.EqualError(t, err, want)
}
