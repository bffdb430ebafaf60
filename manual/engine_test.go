package manual_test

import (
	"fmt"
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/manual"
	"backprop/network"
)

// problem returns a network of the family with normal parameters and uniform
// inputs with alternating labels.
func problem(
	t testing.TB, bias network.Bias, rows int, layers []int, hidden ...network.Activation,
) (network.Spec, *network.Parameters, network.Batch) {
	t.Helper()
	spec := network.Spec{Layers: layers, Activations: append(hidden, network.Sigmoid), Bias: bias}
	if len(hidden) == 0 {
		spec.Activations = network.DefaultActivations(layers)
	}
	stream, err := network.NewStream(7)
	require.NoError(t, err)
	theta, err := network.NewNormal(spec, rows, stream)
	require.NoError(t, err)
	x, y := make([]float64, rows*layers[0]), make([]float64, rows)
	for i := range x {
		x[i] = stream.Uniform()
	}
	for i := range y {
		y[i] = float64(i % 2)
	}
	batch, err := network.NewBatch(x, y, layers[0])
	require.NoError(t, err)
	return spec, theta, batch
}

func newEngine(t testing.TB, spec network.Spec, rows int) *manual.Engine {
	t.Helper()
	e, err := manual.New(spec, rows)
	require.NoError(t, err)
	return e
}

// One unit, one row: every formula in closed form.
func TestOneSigmoidUnitIsLogisticRegression(t *testing.T) {
	spec := network.Spec{Layers: []int{2, 1}, Activations: []network.Activation{network.Sigmoid}}
	e := newEngine(t, spec, 1)
	theta := []float64{0.5, -1, 0.25} // z = 0.5·2 - 1·3 + 0.25 = -1.75
	batch, err := network.NewBatch([]float64{2, 3}, []float64{1}, 2)
	require.NoError(t, err)
	p := 1 / (1 + math.Exp(1.75))

	dst := make([]float64, 3)
	loss, err := e.Gradient(dst, theta, batch)
	require.NoError(t, err)
	assert.InDelta(t, -math.Log(p), loss, 1e-15)
	assert.InDeltaSlice(t, []float64{(p - 1) * 2, (p - 1) * 3, p - 1}, dst, 1e-15)

	probability, logit := make([]float64, 1), make([]float64, 1)
	require.NoError(t, e.Predict(probability, logit, theta, batch))
	assert.InDelta(t, p, probability[0], 1e-16)
	assert.Equal(t, -1.75, logit[0])

	before, err := e.Step(theta, batch, 0.1)
	require.NoError(t, err)
	assert.Equal(t, loss, before)
	assert.InDeltaSlice(t, []float64{0.5 - 0.1*(p-1)*2, -1 - 0.1*(p-1)*3, 0.25 - 0.1*(p-1)}, theta, 1e-15)
}

func TestSharedBiasGradientIsTheColumnSumOfTheRowBiasGradient(t *testing.T) {
	layers := []int{2, 4, 3, 1}
	shared, theta, batch := problem(t, network.Shared, 5, layers)
	row, rowTheta, _ := problem(t, network.Row, 5, layers) // the same draws, every row's bias equal
	sharedGradient, rowGradient := make([]float64, len(theta.Values)), make([]float64, len(rowTheta.Values))
	a, err := newEngine(t, shared, 5).Gradient(sharedGradient, theta.Values, batch)
	require.NoError(t, err)
	b, err := newEngine(t, row, 5).Gradient(rowGradient, rowTheta.Values, batch)
	require.NoError(t, err)
	assert.Equal(t, a, b)
	for l := 1; l <= 3; l++ {
		assert.Equal(t, theta.Weight(l).Of(sharedGradient), rowTheta.Weight(l).Of(rowGradient))
		sum := make([]float64, layers[l])
		for i, d := range rowTheta.Bias(l).Of(rowGradient) {
			sum[i%layers[l]] += d
		}
		assert.InDeltaSlice(t, sum, theta.Bias(l).Of(sharedGradient), 1e-14)
	}
}

// The gradient of a sum over rows is the sum of the rows' gradients, whatever
// the engine's buffers held before.
func TestABatchIsTheSumOfItsRows(t *testing.T) {
	spec, theta, batch := problem(t, network.Shared, 21, []int{2, 4, 4, 1})
	e := newEngine(t, spec, 21)
	whole, part := make([]float64, len(theta.Values)), make([]float64, len(theta.Values))
	loss, err := e.Gradient(whole, theta.Values, batch)
	require.NoError(t, err)
	for _, size := range []int{1, 5, 21} {
		t.Run(fmt.Sprint("batches of ", size), func(t *testing.T) {
			sumLoss, sum := 0.0, make([]float64, len(whole))
			for from := 0; from < batch.Rows; from += size {
				l, err := e.Gradient(part, theta.Values, batch.Slice(from, min(from+size, batch.Rows)))
				require.NoError(t, err)
				sumLoss += l
				for i, d := range part {
					sum[i] += d
				}
			}
			assert.InDelta(t, loss, sumLoss, 1e-13)
			assert.InDeltaSlice(t, whole, sum, 1e-13)
		})
	}
}

// A small network runs in blocks: what it needs does not grow with the data.
func TestASmallNetworkNeedsNoRoomForEveryRow(t *testing.T) {
	const rows = 100_000
	spec, theta, batch := problem(t, network.Shared, rows, []int{2, 4, 4, 1})
	p := make([]float64, rows)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	e := newEngine(t, spec, rows)
	_, err := e.Step(theta.Values, batch, 0.001)
	require.NoError(t, err)
	require.NoError(t, e.Predict(p, nil, theta.Values, batch))
	runtime.ReadMemStats(&after)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(rows), "bytes")
}

func TestNothingIsAllocatedPerStep(t *testing.T) {
	for name, p := range map[string]struct {
		bias   network.Bias
		rows   int
		layers []int
		hidden []network.Activation
	}{
		"report's network, shared bias":   {network.Shared, 21, []int{2, 4, 4, 1}, nil},
		"report's network, row bias":      {network.Row, 100, []int{2, 4, 4, 1}, nil},
		"wide, products by BLAS in tiles": {network.Shared, 130, []int{2, 200, 300, 1}, nil},
		"deep, every activation": {network.Shared, 3, []int{3, 4, 4, 4, 4, 1},
			[]network.Activation{network.Tanh, network.Sigmoid, network.ReLU, network.Identity}},
	} {
		t.Run(name, func(t *testing.T) {
			spec, theta, batch := problem(t, p.bias, p.rows, p.layers, p.hidden...)
			e := newEngine(t, spec, p.rows)
			gradient, output := make([]float64, len(theta.Values)), make([]float64, p.rows)
			assert.Zero(t, testing.AllocsPerRun(20, func() {
				if _, err := e.Step(theta.Values, batch, 1e-6); err != nil {
					t.Error(err)
				}
				if _, err := e.Loss(theta.Values, batch); err != nil {
					t.Error(err)
				}
				if _, err := e.Gradient(gradient, theta.Values, batch); err != nil {
					t.Error(err)
				}
				if err := e.Predict(output, nil, theta.Values, batch); err != nil {
					t.Error(err)
				}
			}))
		})
	}
}

func TestSaturatedOutputsAreFinite(t *testing.T) {
	spec := network.Spec{Layers: []int{1, 1}, Activations: []network.Activation{network.Sigmoid}}
	e := newEngine(t, spec, 1)
	for _, c := range []struct {
		z, y     float64
		loss, dZ float64
		explain  string
	}{
		{700, 1, 0, 0, "right and certain: no loss, no gradient"},
		{700, 0, -math.Log(1e-10), 0, "wrong and certain: the clamp's loss; 1-ŷ rounds to 0"},
		{-700, 0, 0, 0x1p-1009, "right and certain: a loss below the last digit"},
		{-700, 1, -math.Log(1e-10), -1e10 * math.Exp(-700),
			"wrong and certain: ŷ(1-ŷ)/η, the straight-through formula"},
		{-30, 1, -math.Log(1e-10), -1e10 * math.Exp(-30), "clamped, not saturated: the same formula"},
	} {
		t.Run(c.explain, func(t *testing.T) {
			batch, err := network.NewBatch([]float64{1}, []float64{c.y}, 1)
			require.NoError(t, err)
			dst := make([]float64, 2)
			loss, err := e.Gradient(dst, []float64{c.z, 0}, batch)
			require.NoError(t, err)
			assert.InDelta(t, c.loss, loss, 1e-14)
			assert.InEpsilon(t, 1+c.dZ, 1+dst[0], 1e-12)
			if c.dZ < 0 {
				assert.InEpsilon(t, c.dZ, dst[0], 1e-12)
			}
		})
	}
}

func TestMisuseIsAnErrorThatSaysWhatWouldBeRight(t *testing.T) {
	spec, theta, batch := problem(t, network.Shared, 3, []int{2, 4, 1})
	e := newEngine(t, spec, 3)
	_, _, larger := problem(t, network.Shared, 4, []int{2, 4, 1})
	_, _, wider := problem(t, network.Shared, 3, []int{3, 4, 1})
	nan := theta.Clone().Values
	nan[5] = math.NaN()
	huge := theta.Clone().Values
	for i := range huge {
		huge[i] = 1e308
	}
	row, rowTheta, _ := problem(t, network.Row, 3, []int{2, 4, 1})

	loss := func(e *manual.Engine, theta []float64, batch network.Batch) error {
		_, err := e.Loss(theta, batch)
		return err
	}
	gradient := func(dst, theta []float64) error {
		_, err := e.Gradient(dst, theta, batch)
		return err
	}
	step := func(rate float64) error {
		_, err := e.Step(theta.Values, batch, rate)
		return err
	}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"the rate is NaN":      {step(math.NaN()), "manual: the rate is NaN, want a finite number"},
		"the rate is infinite": {step(math.Inf(-1)), "manual: the rate is -Inf, want a finite number"},
		"no rows": {loss(e, theta.Values, network.Batch{Cols: 2}),
			"manual: batch is 0×2, want at least one row"},
		"too many rows": {loss(e, theta.Values, larger),
			"manual: batch has 4 rows, want at most the 3 given to New"},
		"too wide": {loss(e, theta.Values, wider),
			"manual: batch has 3 columns, want 2, the width of the first layer"},
		"row bias, fewer rows": {loss(newEngine(t, row, 3), rowTheta.Values, batch.Slice(0, 2)),
			"manual: batch has 2 rows, want 3: with row bias"},
		"too few parameters": {loss(e, theta.Values[1:], batch), "manual: 16 parameters, want 17"},
		"a parameter is NaN": {loss(e, nan, batch), "manual: parameter W1[1,1] is NaN, want a finite number"},
		"a logit overflows":  {loss(e, huge, batch), "manual: the logit of row 0 is +Inf"},
		"gradient's length": {gradient(make([]float64, 3), theta.Values),
			"manual: gradient has 3 elements, want 17"},
		"probabilities' length": {e.Predict(make([]float64, 2), nil, theta.Values, batch),
			"manual: room for 2 probabilities and 0 logits, want 3 or nil"},
		"logits' length": {e.Predict(nil, make([]float64, 4), theta.Values, batch),
			"manual: room for 0 probabilities and 4 logits, want 3 or nil"},
		"an engine not from New": {loss(new(manual.Engine), theta.Values, batch), "manual: an Engine comes from New"},
	} {
		t.Run(name, func(t *testing.T) { assert.ErrorContains(t, c.err, c.want) })
	}
	_, err := manual.New(network.Spec{Layers: []int{2}}, 3)
	assert.ErrorContains(t, err, "manual: layers 2: want at least two widths")
}

// A logit of 0 times a weight that is huge, and a gradient beyond any float64.
func TestAGradientThatOverflowsIsNamed(t *testing.T) {
	spec := network.Spec{Layers: []int{1, 1, 1}, Activations: []network.Activation{network.Identity, network.Sigmoid}}
	e := newEngine(t, spec, 1)
	batch := network.Batch{X: []float64{1e300}, Y: []float64{0}, Rows: 1, Cols: 1}
	theta := []float64{0, 0, 1e300, 0}
	_, err := e.Gradient(make([]float64, 4), theta, batch)
	assert.EqualError(t, err, "manual: the gradient's element W1[0,0] is +Inf, want a finite number")
	_, err = e.Step(theta, batch, 1)
	assert.Error(t, err)
	assert.Equal(t, []float64{0, 0, 1e300, 0}, theta)
}

func TestAFailedStepLeavesTheParametersAlone(t *testing.T) {
	spec, theta, batch := problem(t, network.Shared, 3, []int{2, 4, 1})
	for i := range theta.Values {
		theta.Values[i] = 1e308
	}
	before := theta.Clone()
	_, err := newEngine(t, spec, 3).Step(theta.Values, batch, 0.1)
	require.Error(t, err)
	assert.Equal(t, before.Values, theta.Values)
}
