package compare_test

import (
	"flag"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/compare/gradcheck"
	"backprop/compare/mutant"
	"backprop/manual"
	"backprop/network"
)

// point is a network, where it stands, and what it sees.
type point struct {
	spec       network.Spec
	parameters *network.Parameters
	batch      network.Batch
}

// normalPoint is a network at normal parameters on XOR.
func normalPoint(t testing.TB, bias network.Bias, layers []int, hidden ...network.Activation) point {
	t.Helper()
	spec := network.Spec{Layers: layers, Activations: append(hidden, network.Sigmoid), Bias: bias}
	if len(hidden) == 0 {
		spec.Activations = network.DefaultActivations(layers)
	}
	stream, err := network.NewStream(1)
	require.NoError(t, err)
	task := compare.XOR()
	parameters, err := network.NewNormal(spec, task.Rows, stream)
	require.NoError(t, err)
	return point{spec, parameters, task.Draw(nil)}
}

func (p point) checker(t testing.TB, methods ...gradcheck.Method) *compare.Checker {
	t.Helper()
	c, err := compare.NewChecker(p.spec, p.parameters, p.batch, &compare.CheckSettings{Methods: methods})
	require.NoError(t, err)
	return c
}

// right returns the hand-written engine's gradient.
func (p point) right(t testing.TB) []float64 {
	t.Helper()
	engine, err := manual.New(p.spec, p.batch.Rows)
	require.NoError(t, err)
	gradient := make([]float64, len(p.parameters.Values))
	_, err = engine.Gradient(gradient, p.parameters.Values, p.batch)
	require.NoError(t, err)
	return gradient
}

// randomData gives a point another batch of its size, of normal inputs and
// labels by toss: in XOR's symmetric one some mistakes look like others.
func randomData(p point) point {
	random := rand.New(rand.NewPCG(1, 2))
	p.batch = network.Batch{X: make([]float64, len(p.batch.X)), Y: make([]float64, p.batch.Rows), Rows: p.batch.Rows,
		Cols: p.batch.Cols}
	for i := range p.batch.X {
		p.batch.X[i] = random.NormFloat64()
	}
	for i := range p.batch.Y {
		p.batch.Y[i] = float64(random.IntN(2))
	}
	return p
}

// Every mistake, wherever it shows, fails in exactly the elements that are wrong,
// and the first hint says what kind of mistake it is.
func TestEveryMistakeIsCaughtNamedAndExplained(t *testing.T) {
	t.Parallel()
	explained := []point{
		randomData(normalPoint(t, network.Shared, []int{2, 4, 4, 1})),
		randomData(normalPoint(t, network.Shared, []int{2, 3, 5, 1}, network.ReLU, network.Tanh)),
		randomData(normalPoint(t, network.Shared, []int{2, 4, 4, 1}, network.Tanh, network.Sigmoid)),
	}
	// Where few rows or units carry the gradient, a pattern proves little; but two
	// mistakes show nowhere else.
	nasty := []point{
		saturated(t, randomData(normalPoint(t, network.Shared, []int{2, 4, 4, 1}))),
		onKink(normalPoint(t, network.Shared, []int{2, 4, 4, 1})),
	}
	for _, m := range mutant.All() {
		t.Run(m.Name, func(t *testing.T) {
			shown := 0
			for i, p := range slices.Concat(explained, nasty) {
				wrong := m.Gradient(p.spec, p.parameters.Layout, p.parameters.Values, p.batch)
				right := p.right(t)
				if !visible(right, wrong) {
					continue
				}
				shown++
				claim, err := p.checker(t).Claim(m.Name, wrong)
				require.NoError(t, err)
				require.Equal(t, gradcheck.Fail, claim.Verdict(), "%v\n%v", p.spec, claim)
				requireExactly(t, p, right, wrong, claim)
				if i < len(explained) {
					assert.True(t, m.Explains(claim.Hints), "%v: want %v, got %v", p.spec, m.Hints, claim.Hints)
				}
			}
			assert.Positive(t, shown, "the mistake shows in none of the networks")
		})
	}
}

// requireExactly requires the elements that fail to be those that are wrong: by
// dual numbers, whose bar is the claim's own rounding, all of them.
func requireExactly(t *testing.T, p point, right, wrong []float64, claim gradcheck.Report) {
	t.Helper()
	for _, m := range claim.Methods {
		if m.Directional {
			continue
		}
		for i, c := range m.Comparisons {
			require.Equal(t, p.parameters.ElementName(i), c.Name)
			switch {
			case right[i] == wrong[i]:
				assert.NotEqual(t, gradcheck.Fail, c.Verdict, "%v: %s is right", m.Method, c.Name)
			case m.Method == gradcheck.Dual && math.Abs(wrong[i]-c.Numerical) > c.Bar:
				assert.Equal(t, gradcheck.Fail, c.Verdict, "%s is wrong", c.Name)
			}
		}
	}
}

// visible reports whether two gradients differ by more than rounding.
func visible(right, wrong []float64) bool {
	for i, v := range right {
		if d := wrong[i] - v; d*d > 1e-20*max(1, v*v) {
			return true
		}
	}
	return false
}

// saturated moves a point's output bias until η clamps a row of label 0, whose
// derivative the report's formula passes through, at ZL = 25.
func saturated(t testing.TB, p point) point {
	t.Helper()
	engine, err := manual.New(p.spec, p.batch.Rows)
	require.NoError(t, err)
	logits := make([]float64, p.batch.Rows)
	require.NoError(t, engine.Predict(nil, logits, p.parameters.Values, p.batch))
	p.parameters = p.parameters.Clone()
	p.parameters.Values[p.parameters.Size-1] += 25 - logits[slices.Index(p.batch.Y, 0)]
	return p
}

// onKink moves a point to zero biases with a row of zeros in the data, where relu
// stands exactly at 0.
func onKink(p point) point {
	p.parameters = p.parameters.Clone()
	for _, tensor := range p.parameters.Tensors {
		if tensor.Bias {
			clear(tensor.Of(p.parameters.Values))
		}
	}
	return p
}

// The mutants' own backpropagation, without a mistake, is right: else they would
// show something else.
func TestTheMutantsComeFromARightGradient(t *testing.T) {
	for _, p := range []point{
		normalPoint(t, network.Shared, []int{2, 4, 4, 1}),
		normalPoint(t, network.Row, []int{2, 3, 5, 1}, network.Tanh, network.Sigmoid),
	} {
		assert.InDeltaSlice(t, p.right(t), mutant.Right(p.spec, p.parameters.Layout, p.parameters.Values, p.batch),
			1e-12)
	}
}

// The finding that explains the report. Its db = dZ is the exact gradient of a
// network in which every training row has a private bias; of the network that it
// describes, with one bias per unit, it is no gradient: dW passes, so dZ is
// right, and db is not its sum over the rows.
func TestTheReportsBiasGradientIsThatOfPrivateBiases(t *testing.T) {
	described := normalPoint(t, network.Shared, []int{2, 4, 4, 1})
	trained := normalPoint(t, network.Row, []int{2, 4, 4, 1}) // the same start, every row's bias equal
	dZ := reportsGradient(t, trained)

	claim, err := trained.checker(t).Claim("the report", dZ)
	require.NoError(t, err)
	assert.Equal(t, gradcheck.Pass, claim.Verdict(), "%v", claim)
	t.Logf("db = dZ, in the network with private biases: %v", claim.Verdict())

	// What the report's db means for the one bias row that the network has before
	// the first update: every row i of the training set descends along dZ[i].
	for row := range described.batch.Rows {
		claim, err := described.checker(t).Claim("the report", withBiasesOf(described, trained, dZ, row))
		require.NoError(t, err)
		require.Equal(t, gradcheck.Fail, claim.Verdict())
		assert.Equal(t, gradcheck.BiasNotSummed, claim.Hints[0].Kind, "row %d: %v", row, claim.Hints)
		for _, c := range claim.Failures() {
			assert.Contains(t, []string{"b1", "b2", "b3", ""}, c.Block, c.Name)
		}
		if row == 0 {
			t.Logf("in the network that the report describes: %v\n%s", claim.Verdict(), claim.Hints[0].Text)
		}
	}
}

// reportsGradient is the report's backpropagation, db = dZ, by the engine.
func reportsGradient(t testing.TB, p point) []float64 {
	t.Helper()
	require.Equal(t, network.Row, p.spec.Bias)
	return p.right(t)
}

// withBiasesOf is the report's gradient in the layout of the network with shared
// biases, where db is what training row descends along.
func withBiasesOf(shared, rows point, dZ []float64, row int) []float64 {
	gradient := make([]float64, shared.parameters.Size)
	for i, t := range shared.parameters.Tensors {
		of := rows.parameters.Tensors[i].Of(dZ)
		if t.Bias {
			of = of[row*t.Cols : (row+1)*t.Cols]
		}
		copy(t.Of(gradient), of)
	}
	return gradient
}

// networks is how many networks are drawn.
var networks = flag.Int("networks", 80, "random networks whose gradients are mistaken on purpose")

// Power and false alarms over random networks: every mistake that is
// outside an error bar is caught, no right gradient fails, and nothing fails in
// an element that is right.
func TestPowerOverRandomNetworks(t *testing.T) {
	t.Parallel()
	drawn := *networks
	if testing.Short() {
		drawn = min(drawn, 50)
	}
	power, err := compare.MeasurePower(t.Context(), drawn, 1, nil)
	require.NoError(t, err)
	assert.Empty(t, power.Faults)
	assert.Zero(t, power.Right[gradcheck.Fail])
	assert.GreaterOrEqual(t, power.Right[gradcheck.Pass], drawn*9/10,
		"most right gradients are certified in every element")
	for _, m := range power.Mutants {
		assert.Equal(t, m.Differs, m.Caught, m.Name)
		assert.Positive(t, m.Differs, m.Name)
	}
	t.Logf("%d networks, %d parameters: right gradients %v", power.Networks, power.Elements, power.Right)
}
