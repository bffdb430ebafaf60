package graph

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/graph/program"
)

// operation is an element-wise operation on a node, Gorgonia's or ours.
type operation func(*gorgonia.Node) (*gorgonia.Node, error)

// evaluate returns f(v) and, by Grad, f'(v) for every v.
func evaluate(t *testing.T, f operation, v ...float64) (values, derivatives []float64) {
	t.Helper()
	g := gorgonia.NewGraph()
	z := gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithName("z"), gorgonia.WithShape(len(v), 1),
		gorgonia.WithValue(tensor.New(tensor.WithShape(len(v), 1), tensor.WithBacking(append([]float64(nil), v...)))))
	a, err := f(z)
	require.NoError(t, err)
	var read gorgonia.Value
	gorgonia.Read(a, &read)
	sum, err := gorgonia.Sum(a)
	require.NoError(t, err)
	gradients, err := gorgonia.Grad(sum, z)
	require.NoError(t, err)
	require.NoError(t, gorgonia.NewTapeMachine(g).RunAll())
	return floats(read), floats(gradients[0].Value())
}

// mended is what a test says when the fault it documents is gone.
const mended = "Gorgonia has mended this: consider its own operation again"

func TestSigmoidIsTheFormulaForEveryZ(t *testing.T) {
	z := []float64{-800, -700, -40, -1, 0, 1, 18, 20, 30, 40, 700}
	values, derivatives := evaluate(t, sigmoid.apply, z...)
	for i, v := range z {
		a := 1 / (1 + math.Exp(-v)) // package math may round exp otherwise
		assert.InDelta(t, a, values[i], 4e-16*a, "sigmoid(%v)", v)
		a = values[i]
		assert.Equal(t, a*(1-a), derivatives[i], "sigmoid'(%v)", v)
	}
}

func TestStockSigmoidSaturatesEarly(t *testing.T) {
	values, _ := evaluate(t, gorgonia.Sigmoid, 20)
	assert.Equal(t, 1.0, values[0], mended)
	values, _ = evaluate(t, sigmoid.apply, 20)
	assert.InDelta(t, 2.06e-9, 1-values[0], 1e-11, "what it loses")

	// The loss of a row with label 0, -ln η(1-sigmoid(z)), has derivative
	// sigmoid(z), about 1.
	lossAfter := func(sigmoid operation) operation {
		return func(z *gorgonia.Node) (*gorgonia.Node, error) {
			b := &builder{graph: z.Graph(), names: make(map[*gorgonia.Node]string)}
			one := gorgonia.NewConstant(tensor.New(tensor.WithShape(1, 1), tensor.WithBacking([]float64{1})))
			q := b.node(eta.apply(b.node(gorgonia.Sub(one, b.node(sigmoid(z))))))
			return b.node(gorgonia.Neg(b.node(gorgonia.Log(q)))), b.err
		}
	}
	values, derivatives := evaluate(t, lossAfter(gorgonia.Sigmoid), 20)
	assert.InDelta(t, 23.03, values[0], 0.01, mended)
	assert.InDelta(t, 20.6, derivatives[0], 0.1, mended)
	values, derivatives = evaluate(t, lossAfter(sigmoid.apply), 20)
	assert.InDelta(t, 20, values[0], 1e-6)
	assert.InDelta(t, 1, derivatives[0], 1e-6)
}

func TestReluIsZeroAndFlatAtZero(t *testing.T) {
	z := []float64{math.Inf(-1), -3, math.Copysign(0, -1), 0, 5e-324, 3}
	values, derivatives := evaluate(t, relu.apply, z...)
	assert.Equal(t, []float64{0, 0, 0, 0, 5e-324, 3}, values)
	assert.Equal(t, []float64{0, 0, 0, 0, 1, 1}, derivatives)
	values, _ = evaluate(t, relu.apply, math.NaN())
	assert.True(t, math.IsNaN(values[0]), "a NaN must not pass for 0")
}

func TestStockRectifyHasSlopeOneAtZero(t *testing.T) {
	_, derivatives := evaluate(t, gorgonia.Rectify, 0)
	assert.Equal(t, 1.0, derivatives[0], mended)
}

func TestReluAsAProductIsNaNAtMinusInfinity(t *testing.T) {
	product := func(z *gorgonia.Node) (*gorgonia.Node, error) {
		positive, err := gorgonia.Gt(z, gorgonia.NewConstant(0.0), true)
		if err != nil {
			return nil, err
		}
		return gorgonia.HadamardProd(z, positive)
	}
	values, derivatives := evaluate(t, product, -1, 0, 2)
	assert.InDeltaSlice(t, []float64{0, 0, 2}, values, 0)
	assert.InDeltaSlice(t, []float64{0, 0, 1}, derivatives, 0)
	values, _ = evaluate(t, product, math.Inf(-1))
	assert.True(t, math.IsNaN(values[0]), mended)
}

func TestEtaClampsTheValueAndNotTheDerivative(t *testing.T) {
	values, derivatives := evaluate(t, eta.apply, 0, 1e-11, 1e-10, 0.5, 1)
	assert.Equal(t, []float64{1e-10, 1e-10, 1e-10, 0.5, 1}, values)
	assert.Equal(t, []float64{1, 1, 1, 1, 1}, derivatives)
}

func TestStockClampStopsTheGradient(t *testing.T) {
	clamp := func(v *gorgonia.Node) (*gorgonia.Node, error) { // rectify(v - η) + η
		eta := gorgonia.NewConstant(1e-10)
		above, err := gorgonia.Sub(v, eta)
		if err != nil {
			return nil, err
		}
		if above, err = gorgonia.Rectify(above); err != nil {
			return nil, err
		}
		return gorgonia.Add(above, eta)
	}
	values, derivatives := evaluate(t, clamp, 0)
	assert.Equal(t, 1e-10, values[0])
	assert.Equal(t, 0.0, derivatives[0], mended)
}

// Gorgonia's own tanh serves: it is math.Tanh, with derivative 1-a².
func TestStockTanhIsRight(t *testing.T) {
	z := []float64{-700, -20, -1, -1e-9, 0, 1e-9, 1, 20, 700}
	values, derivatives := evaluate(t, gorgonia.Tanh, z...)
	for i, v := range z {
		a := math.Tanh(v)
		assert.Equal(t, a, values[i], "tanh(%v)", v)
		assert.Equal(t, 1-float64(a*a), derivatives[i], "tanh'(%v)", v)
	}
}

// A clamp, a relu and a sigmoid of one operand must not pass for one node.
func TestOperationsHaveHashesOfTheirOwn(t *testing.T) {
	seen := make(map[uint32]string)
	for _, f := range []*elementwise{sigmoid, relu, eta} {
		for _, op := range []gorgonia.Op{f.forward(), f.backward()} {
			other, taken := seen[op.Hashcode()]
			assert.False(t, taken, "%v and %v have one hash", op, other)
			seen[op.Hashcode()] = fmt.Sprint(op)
		}
	}
}

// An executor may run the operations without memory of its own.
func TestOperationsAllocateWhenAsked(t *testing.T) {
	column := func(v ...float64) gorgonia.Value {
		return tensor.New(tensor.WithShape(len(v), 1), tensor.WithBacking(v))
	}
	a, err := relu.forward().Do(column(-1, 2))
	require.NoError(t, err)
	assert.Equal(t, []float64{0, 2}, floats(a))
	dz, err := relu.backward().Do(column(-1, 2), a, column(5, 7))
	require.NoError(t, err)
	assert.Equal(t, []float64{0, 7}, floats(dz))
}

// What the compiler is told of a function is one thing, for numbers and for elements.
func TestFunctionsOfNumbersAreThoseOfElements(t *testing.T) {
	for _, f := range []*program.Function{sigmoid.compiled, sigmoid.gradient, eta.compiled} {
		for _, a := range []float64{0, math.Copysign(0, -1), 1e-11, 0.3, 1, -1, 30, -30, 800, -800,
			math.Inf(1), math.Inf(-1), math.NaN()} {
			for _, b := range []float64{0, 1, -0.7} {
				var element [1]float64
				f.Apply(element[:], [][]float64{{a}, {b}})
				if got := f.Number(a, b, 0, 0); got != element[0] && !(math.IsNaN(got) && math.IsNaN(element[0])) {
					t.Errorf("%s of %v, %v: %v for numbers, %v for elements", f.Name, a, b, got, element[0])
				}
			}
		}
	}
}
