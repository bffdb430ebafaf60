package graph

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/network"
)

func specOf(bias network.Bias, layers ...int) network.Spec {
	return network.Spec{Layers: layers, Activations: network.DefaultActivations(layers), Bias: bias}
}

// constructor is New or NewTape.
type constructor func(network.Spec, int) (*Engine, error)

// engines are the two ways to run a graph. Most tests are of the compiled one,
// which others hold against the interpreter.
var engines = []struct {
	name string
	make constructor
}{
	{"compiled", New},
	{"tape", NewTape},
}

func onEachEngine(t *testing.T, test func(*testing.T, constructor)) {
	for _, engine := range engines {
		t.Run(engine.name, func(t *testing.T) { test(t, engine.make) })
	}
}

func TestNewRefusesWhatIsNoNetwork(t *testing.T) { onEachEngine(t, testRefusals) }

func testRefusals(t *testing.T, construct constructor) {
	for name, given := range map[string]struct {
		spec network.Spec
		rows int
	}{
		"no layers":            {network.Spec{}, 1},
		"no rows":              {specOf(network.Shared, 2, 1), 0},
		"negative rows":        {specOf(network.Row, 2, 1), -1},
		"two outputs":          {specOf(network.Shared, 2, 2), 1},
		"an empty layer":       {specOf(network.Shared, 2, 0, 1), 1},
		"an unknown bias":      {specOf("both", 2, 1), 1},
		"too many parameters":  {specOf(network.Shared, 1<<20, 1<<20, 1), 1},
		"too many activations": {specOf(network.Shared, 2, 1), 1 << 29},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := construct(given.spec, given.rows)
			assert.EqualError(t, err, "graph: "+given.spec.ValidateRows(given.rows).Error())
			assert.Nil(t, e)
			setup, err := MeasureSetup(given.spec, given.rows)
			assert.EqualError(t, err, "graph: "+given.spec.ValidateRows(given.rows).Error())
			assert.Zero(t, setup)
		})
	}
}

func TestMisuseIsAnErrorThatSaysWhatIsWrong(t *testing.T) {
	shared, sharedTheta, batch := random(t, specOf(network.Shared, 2, 3, 1), 4, 1, 1)
	row, rowTheta, _ := random(t, specOf(network.Row, 2, 3, 1), 5, 1, 1)

	with := func(values []float64, i int, v float64) []float64 {
		changed := append([]float64(nil), values...)
		changed[i] = v
		return changed
	}
	good := sharedTheta.Values
	invalid := func(batch network.Batch) string { return "graph: " + batch.Validate().Error() }
	noLabels := network.Batch{X: batch.X, Rows: 4, Cols: 2}
	notANumber := network.Batch{X: with(batch.X, 3, math.NaN()), Y: batch.Y, Rows: 4, Cols: 2}
	halfLabel := network.Batch{X: batch.X, Y: with(batch.Y, 2, 0.5), Rows: 4, Cols: 2}
	for _, test := range []struct {
		want  string
		e     *Engine
		theta []float64
		batch network.Batch
	}{
		{"graph: an Engine comes from New or NewTape", new(Engine), good, batch},
		{invalid(network.Batch{}), shared, good, network.Batch{}},
		{invalid(network.Batch{Cols: 2}), shared, good, network.Batch{Cols: 2}},
		{invalid(noLabels), shared, good, noLabels},
		{invalid(notANumber), shared, good, notANumber},
		{invalid(halfLabel), shared, good, halfLabel},
		{"graph: batch has 1 columns, want 2, the width of the first layer", shared, good,
			network.Batch{X: batch.Y, Y: batch.Y, Rows: 4, Cols: 1}},
		{"graph: batch has 4 rows, want 5: with row bias every row has its own", row, rowTheta.Values, batch},
		{"graph: 12 parameters, want 13", shared, good[1:], batch},
		{"graph: parameter b1[0,2] is +Inf, want a finite number", shared, with(good, 8, math.Inf(1)), batch},
	} {
		t.Run(test.want, func(t *testing.T) {
			_, err := test.e.Loss(test.theta, test.batch)
			assert.EqualError(t, err, test.want)
			_, err = test.e.Gradient(make([]float64, len(test.theta)), test.theta, test.batch)
			assert.EqualError(t, err, test.want)
			before := append([]float64(nil), test.theta...)
			_, err = test.e.Step(test.theta, test.batch, 0.1)
			assert.EqualError(t, err, test.want)
			assert.Equal(t, before, test.theta)
			assert.EqualError(t, test.e.Predict(nil, nil, test.theta, test.batch), test.want)
		})
	}

	_, err := shared.Gradient(make([]float64, 12), good, batch)
	assert.EqualError(t, err, "graph: gradient has 12 elements, want 13")
	assert.EqualError(t, shared.Predict(make([]float64, 3), nil, good, batch),
		"graph: room for 3 probabilities and 0 logits, want 4 or nil")
	assert.EqualError(t, shared.Predict(nil, make([]float64, 5), good, batch),
		"graph: room for 0 probabilities and 5 logits, want 4 or nil")
	before := sharedTheta.Clone()
	_, err = shared.Step(good, batch, math.Inf(1))
	assert.EqualError(t, err, "graph: the rate is +Inf, want a finite number")
	assert.Equal(t, before.Values, good)
	assert.NoError(t, shared.Predict(nil, nil, good, batch))

	// None of this has harmed the engine.
	requireReference(t, shared, specOf(network.Shared, 2, 3, 1), sharedTheta, batch)
}

func TestOverflowIsAnError(t *testing.T) { onEachEngine(t, testOverflow) }

func testOverflow(t *testing.T, construct constructor) {
	spec := network.Spec{Layers: []int{2, 2, 1}, Activations: []network.Activation{network.Identity, network.Sigmoid}}
	e, theta, _ := randomOn(t, construct, spec, 1, 1, 0)
	batch := network.Batch{X: []float64{1e200, 1e200}, Y: []float64{1}, Rows: 1, Cols: 2}

	copy(theta.Values, []float64{1e200, 1e200, 1e200, 1e200, 0, 0, 1, -1, 0}) // Z2 = ∞ - ∞
	_, err := e.Loss(theta.Values, batch)
	assert.EqualError(t, err, "graph: the logit of row 0 is NaN, want a finite number")
	_, err = e.Gradient(make([]float64, theta.Size), theta.Values, batch)
	assert.EqualError(t, err, "graph: the logit of row 0 is NaN, want a finite number")
	assert.EqualError(t, e.Predict(make([]float64, 1), nil, theta.Values, batch),
		"graph: the logit of row 0 is NaN, want a finite number")

	copy(theta.Values, []float64{1e200, 0, 0, 0, 0, 0, 1, 0, 0}) // Z2 = ∞, which the sigmoid makes finite
	_, err = e.Loss(theta.Values, batch)
	assert.EqualError(t, err, "graph: the logit of row 0 is +Inf, want a finite number")

	copy(theta.Values, []float64{0, 0, 0, 0, 0, 0, 1e200, 0, -1}) // dW1 = -0.7·1e200·1e200
	before := theta.Clone()
	_, err = e.Step(theta.Values, batch, 1)
	assert.EqualError(t, err, "graph: the gradient's element W1[0,0] is -Inf, want a finite number")
	assert.Equal(t, before.Values, theta.Values)
}

func TestStepDescendsAlongTheGradient(t *testing.T) {
	e, theta, batch := random(t, specOf(network.Shared, 2, 4, 1), 6, 1, 1)
	gradient := make([]float64, theta.Size)
	want := theta.Clone()
	loss, err := e.Gradient(gradient, theta.Values, batch)
	require.NoError(t, err)
	network.Descend(want.Values, gradient, 0.1)

	before, err := e.Step(theta.Values, batch, 0.1)
	require.NoError(t, err)
	assert.Equal(t, loss, before, "the loss before the update")
	assert.Equal(t, want.Values, theta.Values)
}

// A caller that reuses the slices of its spec does not change the engine.
func TestEngineKeepsItsSpec(t *testing.T) {
	spec := specOf(network.Shared, 2, 4, 1)
	e, theta, _ := random(t, spec, 6, 1, 1)
	same := specOf(network.Shared, 2, 4, 1)
	spec.Layers[1], spec.Activations[0] = 9, network.Tanh
	_, _, other := random(t, same, 7, 2, 1) // a size that the engine has yet to build
	requireReference(t, e, same, theta, other)
}

func TestEveryPartOfASetupIsMeasured(t *testing.T) {
	s, err := MeasureSetup(specOf(network.Shared, 2, 3, 1), 4)
	require.NoError(t, err)
	for name, took := range map[string]time.Duration{"building": s.Build, "differentiating": s.Differentiate,
		"compiling": s.Compile, "compiling for the TapeMachine": s.CompileTape} {
		assert.Positive(t, took, name)
	}
}
