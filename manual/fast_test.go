package manual

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"pgregory.net/rapid"

	internal "backprop/manual/internal/fast"
	"backprop/network"
)

// fastTolerance bounds the difference between the fast forms and the plain one,
// relative to the sum of the absolute values of all that is added up: dZ of the
// output differs by 3·2^-53 and products are rounded in another order, a few units
// in each of at most 5 layers.
const fastTolerance = 1e-13

// twins returns an engine, and one for the same network that only ever uses the
// plain form.
func twins(t require.TestingT, spec network.Spec, rows int) (fast, plain *Engine) {
	fast, err := New(spec, rows)
	require.NoError(t, err)
	plain, err = New(spec, rows)
	require.NoError(t, err)
	plain.fast = nil
	return fast, plain
}

// example is a network with parameters and a batch.
type example struct {
	spec  network.Spec
	theta *network.Parameters
	batch network.Batch
}

// drawExample draws a network of any shape, with parameters and inputs of a scale
// that may saturate every unit or leave each near 0.
func drawExample(t *rapid.T) example {
	layers := rapid.SliceOfN(rapid.IntRange(1, 9), 1, 5).Draw(t, "layers")
	layers = append(layers, 1)
	activations := make([]network.Activation, len(layers)-1)
	for l := range activations {
		activations[l] = rapid.SampledFrom(network.Activations()).Draw(t, "activation")
	}
	activations[len(activations)-1] = network.Sigmoid
	e := example{spec: network.Spec{Layers: layers, Activations: activations,
		Bias: rapid.SampledFrom(network.Biases()).Draw(t, "bias")}}
	rows := rapid.OneOf(rapid.IntRange(1, 3), rapid.IntRange(4, 300)).Draw(t, "rows")
	scale := math.Pow(10, rapid.Float64Range(-3, 3).Draw(t, "log of the parameters' scale"))
	random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))

	var err error
	e.theta, err = network.NewParameters(e.spec, rows)
	require.NoError(t, err)
	for i := range e.theta.Values {
		e.theta.Values[i] = scale * random.NormFloat64()
	}
	x, y := make([]float64, rows*layers[0]), make([]float64, rows)
	for i := range x {
		x[i] = 2*random.Float64() - 1
	}
	for i := range y {
		y[i] = float64(random.IntN(2))
	}
	e.batch, err = network.NewBatch(x, y, layers[0])
	require.NoError(t, err)
	return e
}

func TestTheFastFormsEqualThePlainOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawExample(t)
		fast, plain := twins(t, e.spec, e.batch.Rows)
		theta := e.theta.Values
		require.True(t, fast.fast.Accepts(theta, &e.batch))
		got, want := make([]float64, len(theta)), make([]float64, len(theta))
		fastLoss, err := fast.Gradient(got, theta, e.batch)
		require.NoError(t, err)
		plainLoss, err := plain.Gradient(want, theta, e.batch)
		require.NoError(t, err)

		rows := e.batch.Rows
		gotP, gotZ, wantP, wantZ := make([]float64, rows), make([]float64, rows), make([]float64, rows), make([]float64, rows)
		require.NoError(t, fast.Predict(gotP, gotZ, theta, e.batch))
		require.NoError(t, plain.Predict(wantP, wantZ, theta, e.batch))
		require.Equal(t, wantZ, gotZ, "logits, to the last bit")
		require.Equal(t, wantP, gotP, "probabilities, to the last bit")
		require.InDelta(t, plainLoss, fastLoss, fastTolerance*plainLoss, "loss")
		terms := e.terms(plain)
		for _, block := range e.theta.Tensors {
			difference := floats.Distance(block.Of(got), block.Of(want), 2)
			require.LessOrEqual(t, difference, fastTolerance*floats.Norm(block.Of(terms), 2)+tiny, block.Name)
		}
	})
}

// tiny is where numbers have fewer digits, with a margin for factors up to 2^100.
const tiny = 0x1p-1022 * 0x1p100

// terms returns, for every element of the gradient, the sum over rows and paths of
// the absolute values that make it up, after a call of plain's Gradient.
func (e example) terms(plain *Engine) []float64 {
	terms := make([]float64, len(e.theta.Values))
	last := len(plain.layers) - 1
	for row := range e.batch.Rows {
		dZ := []float64{math.Abs(plain.layers[last].dZ[row])}
		for l := last; l >= 0; l-- {
			y := plain.layers[l]
			m, n := y.weight.Rows, y.weight.Cols
			A := e.batch.X
			if l > 0 {
				A = plain.layers[l-1].A
			}
			dBelow := make([]float64, m)
			for j, d := range dZ {
				terms[y.bias.Offset+row%y.bias.Rows*n+j] += d
				for i, a := range A[row*m : (row+1)*m] {
					terms[y.weight.Offset+i*n+j] += math.Abs(a) * d
					dBelow[i] += math.Abs(e.theta.Values[y.weight.Offset+i*n+j]) * d
				}
			}
			if l > 0 {
				a := A[row*m : (row+1)*m]
				plain.layers[l-1].activation.backward(dBelow, dBelow, a, a)
			}
			dZ = dBelow
		}
	}
	return terms
}

// Wide layers, whose products the plain form leaves to BLAS: also where the pieces of
// its own work are not whole.
func TestTheFastFormEqualsTheOneWithBLAS(t *testing.T) {
	for _, layers := range [][]int{{2, 70, 90, 1}, {1, 100, 1}, {50, 65, 3, 40, 1}} {
		for _, bias := range []network.Bias{network.Shared, network.Row} {
			spec := network.Spec{Layers: layers, Activations: network.DefaultActivations(layers), Bias: bias}
			rows := 130
			stream, err := network.NewStream(3)
			require.NoError(t, err)
			theta, err := network.NewNormal(spec, rows, stream)
			require.NoError(t, err)
			batch := network.Batch{X: make([]float64, layers[0]*rows), Y: make([]float64, rows), Rows: rows,
				Cols: layers[0]}
			for i := range batch.X {
				batch.X[i] = stream.Uniform() - 0.5
				batch.Y[i/layers[0]] = float64(i % 2)
			}
			for i := range theta.Values {
				theta.Values[i] /= 8
			}
			fast, plain := twins(t, spec, rows)
			fast.fast, err = internal.New(spec, fast.layout, rows) // too large for it to be used
			require.NoError(t, err)
			got, want := make([]float64, theta.Size), make([]float64, theta.Size)
			fastLoss, err := fast.Gradient(got, theta.Values, batch)
			require.NoError(t, err)
			plainLoss, err := plain.Gradient(want, theta.Values, batch)
			require.NoError(t, err)
			require.InDelta(t, plainLoss, fastLoss, fastTolerance*plainLoss)
			for _, block := range theta.Tensors {
				difference := floats.Distance(block.Of(got), block.Of(want), 2)
				require.LessOrEqual(t, difference, fastTolerance*floats.Norm(block.Of(want), 2),
					"%v %s", spec, block.Name)
			}
		}
	}
}

// Fresh weights of the report's network: there the difference is small in terms of
// the gradient itself, block by block.
func TestTheFastFormsOnTheReportsNetwork(t *testing.T) {
	for _, rows := range []int{1, 21, 100} {
		for seed := range uint64(100) {
			random := rand.New(rand.NewPCG(seed, 2))
			layers := []int{2, 4, 4, 1}
			spec := network.Spec{Layers: layers, Activations: network.DefaultActivations(layers)}
			theta, err := network.NewParameters(spec, rows)
			require.NoError(t, err)
			for i := range theta.Values {
				theta.Values[i] = random.NormFloat64()
			}
			batch := network.Batch{X: make([]float64, 2*rows), Y: make([]float64, rows), Rows: rows, Cols: 2}
			for i := range batch.X {
				batch.X[i] = random.Float64()
				batch.Y[i/2] = float64(random.IntN(2))
			}
			fast, plain := twins(t, spec, rows)
			got, want := make([]float64, theta.Size), make([]float64, theta.Size)
			fastLoss, err := fast.Gradient(got, theta.Values, batch)
			require.NoError(t, err)
			plainLoss, err := plain.Gradient(want, theta.Values, batch)
			require.NoError(t, err)
			require.InDelta(t, plainLoss, fastLoss, fastTolerance*plainLoss)
			for _, block := range theta.Tensors {
				difference := floats.Distance(block.Of(got), block.Of(want), 2)
				require.LessOrEqual(t, difference, fastTolerance*floats.Norm(block.Of(want), 2),
					"%s, %d rows, seed %d", block.Name, rows, seed)
			}
		}
	}
}

// A step is the gradient and an update, but for the rounding of rate·dθ.
func TestAStepGoesAlongTheGradient(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawExample(t)
		fast, _ := twins(t, e.spec, e.batch.Rows)
		const rate = 0.1
		got, gradient := e.theta.Clone().Values, make([]float64, e.theta.Size)
		loss, err := fast.Gradient(gradient, got, e.batch)
		require.NoError(t, err)
		before, err := fast.Step(got, e.batch, rate)
		require.NoError(t, err)
		require.Equal(t, loss, before)
		only, err := fast.Loss(e.theta.Values, e.batch)
		require.NoError(t, err)
		require.Equal(t, loss, only)
		for i, v := range e.theta.Values {
			update := rate * gradient[i]
			require.InDelta(t, v-update, got[i], 0x1p-51*max(math.Abs(v), math.Abs(update)))
		}
	})
}

// A certain label costs nothing, and not -0, which would be printed as such.
func TestALossOfZeroHasNoSign(t *testing.T) {
	layers := []int{1, 1}
	spec := network.Spec{Layers: layers, Activations: network.DefaultActivations(layers)}
	for _, rows := range []int{1, 2} {
		batch := network.Batch{X: make([]float64, rows), Y: slices.Repeat([]float64{1}, rows), Rows: rows, Cols: 1}
		fast, plain := twins(t, spec, rows)
		for _, e := range []*Engine{fast, plain} {
			theta := []float64{0, 750} // ŷ = 1
			loss, err := e.Loss(theta, batch)
			require.NoError(t, err)
			assert.Equal(t, uint64(0), math.Float64bits(loss), "Loss, %d rows", rows)
			loss, err = e.Gradient(make([]float64, 2), theta, batch)
			require.NoError(t, err)
			assert.Equal(t, uint64(0), math.Float64bits(loss), "Gradient, %d rows", rows)
			loss, err = e.Step(theta, batch, 1)
			require.NoError(t, err)
			assert.Equal(t, uint64(0), math.Float64bits(loss), "Step, %d rows", rows)
		}
	}
}

// A logit of 0 neither, also where all that it sums is -0.
func TestALogitOfZeroHasNoSign(t *testing.T) {
	layers := []int{1, 1}
	spec := network.Spec{Layers: layers, Activations: network.DefaultActivations(layers)}
	for _, rows := range []int{1, 2} {
		batch := network.Batch{X: make([]float64, rows), Y: make([]float64, rows), Rows: rows, Cols: 1}
		fast, plain := twins(t, spec, rows)
		for _, e := range []*Engine{fast, plain} {
			logits := make([]float64, rows)
			require.NoError(t, e.Predict(nil, logits, []float64{-1, math.Copysign(0, -1)}, batch))
			for _, z := range logits {
				assert.Equal(t, uint64(0), math.Float64bits(z), "%d rows", rows)
			}
		}
	}
}
