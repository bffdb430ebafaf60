package program_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/graph/program"
)

// A constant matrix of equal elements is a number, but beside a scalar it is still
// the matrix.
func TestAConstantMatrixBesideAScalar(t *testing.T) {
	half := dense(2, 2, .5, .5, .5, .5)
	for name, c := range map[string]struct {
		operation   func(a, b *gorgonia.Node) (*gorgonia.Node, error)
		left, right float64 // of constant ∘ scalar, and of scalar ∘ constant
	}{
		"+": {gorgonia.Add, 2.5, 2.5},
		"-": {gorgonia.Sub, -1.5, 1.5},
		"⊙": {gorgonia.HadamardProd, 1, 1},
		"÷": {gorgonia.HadamardDiv, .25, 4},
		">": {func(a, b *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Gt(a, b, true) }, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			g := gorgonia.NewGraph()
			s := gorgonia.NewScalar(g, tensor.Float64, gorgonia.WithName("s"))
			constant := gorgonia.NewConstant(half)
			p := compile(t, gorgonia.Nodes{gorgonia.Must(c.operation(constant, s)), gorgonia.Must(c.operation(s, constant))},
				let(s, 2))
			require.NoError(t, p.Run())
			assert.Equal(t, slices.Repeat([]float64{c.left}, 4), p.Output(0))
			assert.Equal(t, slices.Repeat([]float64{c.right}, 4), p.Output(1))
		})
	}
}

// 0 and -0 are equal and not the same.
func TestAConstantKeepsTheSignsOfItsZeros(t *testing.T) {
	g := gorgonia.NewGraph()
	x, c := matrix(g, "X", 1, 2), matrix(g, "C", 1, 2)
	p := compile(t, gorgonia.Nodes{gorgonia.Must(gorgonia.HadamardDiv(x, c))}, let(x, 1, 1),
		program.Constant(c, []float64{0, math.Copysign(0, -1)}))
	require.NoError(t, p.Run())
	assert.Equal(t, []float64{math.Inf(1), math.Inf(-1)}, p.Output(0))
}
