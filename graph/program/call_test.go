package program_test

import (
	"testing"

	"github.com/chewxy/hm"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// intoRoom is an operation that only works into memory that it is given.
type intoRoom struct{ faulty }

func (intoRoom) UsePreallocDo(room gorgonia.Value, in ...gorgonia.Value) (gorgonia.Value, error) {
	return in[0].(*tensor.Dense).MulScalar(3.0, true, tensor.WithReuse(room.(*tensor.Dense)))
}

// Where Do fails, the operation is run as the TapeMachine may run it.
func TestAnOperationMayNeedMemoryForItsResult(t *testing.T) {
	g := gorgonia.NewGraph()
	x := matrix(g, "X", 1, 2)
	p := compile(t, gorgonia.Nodes{gorgonia.Must(gorgonia.ApplyOp(intoRoom{}, x))}, let(x, 1, 2))
	for range 2 {
		require.NoError(t, p.Run())
		assert.Equal(t, []float64{3, 6}, p.Output(0))
	}
}

// toFloats is an operation on a matrix of integers, with a function for one of float64.
type toFloats struct{ halved }

func (toFloats) Type() hm.Type {
	return hm.NewFnType(gorgonia.TensorType{Dims: 2, Of: tensor.Int}, gorgonia.TensorType{Dims: 2, Of: tensor.Float64})
}
func (toFloats) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	halves := tensor.New(tensor.Of(tensor.Float64), tensor.WithShape(in[0].Shape()...))
	for i, v := range in[0].Data().([]int) {
		halves.Set(i, float64(v)/2)
	}
	return halves, nil
}

// Kernels are for elements that are floating-point numbers: of others the operation is run by its Do.
func TestAFunctionIsNotOfIntegers(t *testing.T) {
	g := gorgonia.NewGraph()
	x := variable(g, "x", tensor.New(tensor.WithShape(1, 2), tensor.WithBacking([]int{3, 4})))
	p := compile(t, gorgonia.Nodes{gorgonia.Must(gorgonia.ApplyOp(toFloats{}, x))})
	require.NoError(t, p.Run())
	assert.Equal(t, []float64{1.5, 2}, p.Output(0))
}

// What stands along an axis is summed, sliced and put in another order by kernels.
func TestAxesHaveKernels(t *testing.T) {
	sum := func(axis int) func(node) (node, error) {
		return func(n node) (node, error) { return gorgonia.Sum(n, axis) }
	}
	axes := func(axes ...int) func(node) (node, error) {
		return func(n node) (node, error) { return gorgonia.Transpose(n, axes...) }
	}
	for name, c := range map[string]struct {
		build func(node) (node, error)
		shape tensor.Shape
		want  []float64 // of the elements 0, 1, 2, …
	}{
		"columns": {sum(0), tensor.Shape{2, 3}, []float64{3, 5, 7}},
		"rows":    {sum(1), tensor.Shape{2, 3}, []float64{3, 12}},
		"a single row": {func(n node) (node, error) { return gorgonia.Slice(n, gorgonia.S(1)) }, tensor.Shape{2, 3},
			[]float64{3, 4, 5}},
		"the last two axes":  {axes(0, 2, 1), tensor.Shape{1, 2, 3}, []float64{0, 3, 1, 4, 2, 5}},
		"the first two axes": {axes(1, 0, 2), tensor.Shape{2, 2, 2}, []float64{0, 1, 4, 5, 2, 3, 6, 7}},
	} {
		t.Run(name, func(t *testing.T) {
			elements := tensor.Range(tensor.Float64, 0, c.shape.TotalSize())
			x := tensor.New(tensor.WithShape(c.shape...), tensor.WithBacking(elements))
			p := compile(t, gorgonia.Nodes{gorgonia.Must(c.build(variable(gorgonia.NewGraph(), "x", x)))})
			assert.NotContains(t, p.String(), "by its Do")
			require.NoError(t, p.Run())
			assert.Equal(t, c.want, p.Output(0))
		})
	}
}

// Broadcast repeats also what is more than a row or a column: each row, or each element of a row.
func TestAMatrixIsRepeatedAsByGorgonia(t *testing.T) {
	for axis, want := range [][]float64{{1, 2, 1, 2, 3, 4, 3, 4}, {1, 1, 2, 2, 3, 3, 4, 4}} {
		g := gorgonia.NewGraph()
		x, like := matrix(g, "X", 2, 2), matrix(g, "like", 2, 2)
		repeated, _, err := gorgonia.Broadcast(x, like, gorgonia.NewBroadcastPattern([]byte{byte(axis)}, nil))
		require.NoError(t, err)
		p := compile(t, gorgonia.Nodes{repeated}, let(x, 1, 2, 3, 4), let(like, 0, 0, 0, 0))
		require.NoError(t, p.Run())
		assert.Equal(t, want, p.Output(0), "axis %d", axis)
	}
}
