package program_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/graph/program"
)

// Outputs lie side by side, whatever they share: leaves, numbers, one value asked for twice, or
// the same elements in other shapes.
func TestOutputsFollowOneAnother(t *testing.T) {
	g := gorgonia.NewGraph()
	x := matrix(g, "x", 2, 3)
	square, number := gorgonia.Must(gorgonia.Square(x)), matrix(g, "c", 1, 1)
	shape := func(n *gorgonia.Node, rows, cols int) *gorgonia.Node {
		return gorgonia.Must(gorgonia.Reshape(n, tensor.Shape{rows, cols}))
	}
	doubled := gorgonia.Must(gorgonia.Add(x, x))
	p := compile(t, gorgonia.Nodes{square, x, shape(square, 3, 2), number, square, shape(square, 6, 1), x,
		shape(doubled, 6, 1), shape(doubled, 1, 6), gorgonia.Must(gorgonia.Sum(x))}, let(x, 1, 2, 3, 4, 5, 6),
		program.Constant(number, []float64{7}))
	require.NoError(t, p.Run())
	squares, doubles, values := []float64{1, 4, 9, 16, 25, 36}, []float64{2, 4, 6, 8, 10, 12}, []float64{1, 2, 3, 4, 5, 6}
	all := slices.Concat(squares, values, squares, []float64{7}, squares, squares, values, doubles, doubles, []float64{21})
	assert.Equal(t, all, p.Outputs(0, 10))
	assert.Equal(t, all[12:25], p.Outputs(2, 5))
	assert.Empty(t, p.Outputs(3, 3))
	for i, at := 0, 0; i < 10; i++ {
		assert.Equal(t, all[at:at+len(p.Output(i))], p.Output(i), "output %d", i)
		at += len(p.Output(i))
	}
}
