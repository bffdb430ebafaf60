package graph

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/network"
)

// newTutorial returns a training step of the network [2,4,4,1] as Gorgonia's
// tutorials write it: BroadcastAdd, the stock activations, y ln ŷ + (1-y) ln (1-ŷ),
// Grad, a TapeMachine with BindDualValues, the VanillaSolver. It starts from theta
// and returns the loss.
func newTutorial(t testing.TB, theta *network.Parameters, batch network.Batch, rate float64) func() float64 {
	g := gorgonia.NewGraph()
	leaf := func(name string, rows, cols int, values []float64) *gorgonia.Node {
		return gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithName(name), gorgonia.WithShape(rows, cols),
			gorgonia.WithValue(tensor.New(tensor.WithShape(rows, cols),
				tensor.WithBacking(append([]float64(nil), values...)))))
	}
	a, y := leaf("X", batch.Rows, batch.Cols, batch.X), leaf("y", batch.Rows, 1, batch.Y)
	var parameters gorgonia.Nodes
	for l := 1; l <= 3; l++ {
		W, b := theta.Weight(l), theta.Bias(l)
		weight := leaf(W.Name, W.Rows, W.Cols, W.Of(theta.Values))
		bias := leaf(b.Name, b.Rows, b.Cols, b.Of(theta.Values))
		parameters = append(parameters, weight, bias)
		a = gorgonia.Must(gorgonia.BroadcastAdd(gorgonia.Must(gorgonia.Mul(a, weight)), bias, nil, []byte{0}))
		if l == 2 {
			a = gorgonia.Must(gorgonia.Rectify(a))
		}
	}
	p, one := gorgonia.Must(gorgonia.Sigmoid(a)), gorgonia.NewConstant(1.0)
	ofOnes := gorgonia.Must(gorgonia.HadamardProd(y, gorgonia.Must(gorgonia.Log(p))))
	ofZeros := gorgonia.Must(gorgonia.HadamardProd(gorgonia.Must(gorgonia.Sub(one, y)),
		gorgonia.Must(gorgonia.Log(gorgonia.Must(gorgonia.Sub(one, p))))))
	loss := gorgonia.Must(gorgonia.Neg(gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Add(ofOnes, ofZeros))))))
	var value gorgonia.Value
	gorgonia.Read(loss, &value)
	_, err := gorgonia.Grad(loss, parameters...)
	require.NoError(t, err)
	machine := gorgonia.NewTapeMachine(g, gorgonia.BindDualValues(parameters...))
	solver := gorgonia.NewVanillaSolver(gorgonia.WithLearnRate(rate))
	return func() float64 {
		require.NoError(t, machine.RunAll())
		require.NoError(t, solver.Step(gorgonia.NodesToValueGrads(parameters)))
		machine.Reset()
		return value.Data().(float64)
	}
}

// The benchmark compares steps of one training. With larger weights the stock
// operations saturate: see ops_test.go.
func TestTheTutorialTrainsTheSameNetwork(t *testing.T) {
	e, theta, batch := random(t, specOf(network.Shared, 2, 4, 4, 1), 21, 1, 0.3)
	step := newTutorial(t, theta, batch, 0.01)
	for range 10 {
		want, err := e.Step(theta.Values, batch, 0.01)
		require.NoError(t, err)
		requireBlock(t, "the loss", []float64{step()}, []float64{want})
	}
}
