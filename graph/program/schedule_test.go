package program_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/graph/program"
)

// gradientOfProduct returns dW for the loss Σ b ⊙ (a × W): aᵀ × b.
func gradientOfProduct(t *testing.T, g *gorgonia.ExprGraph, a, b *gorgonia.Node) *gorgonia.Node {
	w := matrix(g, "W", a.Shape()[1], b.Shape()[1])
	loss := gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.HadamardProd(b, gorgonia.Must(gorgonia.Mul(a, w))))))
	gradients, err := gorgonia.Grad(loss, w)
	require.NoError(t, err)
	return gradients[0]
}

// 1ᵀ × B is computed along with Aᵀ × B, but not where A itself needs it.
func TestAColumnSumIsNotComputedAfterItsUse(t *testing.T) {
	g := gorgonia.NewGraph()
	x, b := matrix(g, "X", 2, 2), matrix(g, "B", 2, 2)
	sums := gorgonia.Must(gorgonia.Reshape(gorgonia.Must(gorgonia.Sum(b, 0)), tensor.Shape{1, 2}))
	a := gorgonia.Must(gorgonia.BroadcastAdd(x, gorgonia.Must(gorgonia.Square(sums)), nil, []byte{0}))
	p := compile(t, gorgonia.Nodes{gradientOfProduct(t, g, a, b), sums}, let(x, 1, 2, 3, 4), let(b, 1, 0, 2, 1))
	require.NoError(t, p.Run())
	// a = X + (9, 1) in every row
	assert.Equal(t, []float64{10*1 + 12*2, 12, 3*1 + 5*2, 5}, p.Output(0))
	assert.Equal(t, []float64{3, 1}, p.Output(1))
}

// What depends on constants alone is computed once, also where it could be computed along
// with what does not.
func TestAColumnSumOfAConstantIsComputedOnce(t *testing.T) {
	g := gorgonia.NewGraph()
	x, b := matrix(g, "X", 2, 2), matrix(g, "B", 2, 2)
	squares := gorgonia.Must(gorgonia.Square(gorgonia.Must(gorgonia.Sum(b, 0))))
	p := compile(t, gorgonia.Nodes{gradientOfProduct(t, g, x, b), squares}, let(x, 1, 2, 3, 4),
		program.Constant(b, []float64{1, 0, 2, 1}))
	require.NoError(t, p.Run())
	assert.Equal(t, []float64{7, 3, 10, 4}, p.Output(0))
	assert.Equal(t, []float64{9, 1}, p.Output(1))
}

// A value that can be computed in several loops is computed in that of its first consumer.
func TestAValueSharesALoopWithItsConsumer(t *testing.T) {
	g := gorgonia.NewGraph()
	x := matrix(g, "X", 3, 2)
	sums := gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Exp(x)), 0))
	row := gorgonia.Must(gorgonia.Reshape(sums, tensor.Shape{1, 2}))
	y := gorgonia.Must(gorgonia.BroadcastAdd(gorgonia.Must(gorgonia.Tanh(x)), row, nil, []byte{0}))
	p := compile(t, gorgonia.Nodes{y}, let(x, 1, 2, 3, 4, 5, 6))
	assert.Regexp(t, `every run, 6 rows:\n  %\w+ = exp\(X\)\nevery run`, p.String())
	assert.Regexp(t, `every run, 6 rows:\n  %\w+ = tanh\(X\)\n  %\w+ = %\w+ \+ %\w+\n$`, p.String())
}

// Random numbers are drawn anew in every run, also where they depend on nothing, or on
// constants alone.
func TestRandomNodesAreNotFrozen(t *testing.T) {
	g := gorgonia.NewGraph()
	c := matrix(g, "C", 3, 4)
	dropped := gorgonia.Must(gorgonia.Dropout(c, 0.5))
	outputs := gorgonia.Nodes{
		gorgonia.GaussianRandomNode(g, tensor.Float64, 0, 1, 3, 4),
		gorgonia.UniformRandomNode(g, tensor.Float64, 0, 1, 3, 4),
		gorgonia.Must(gorgonia.Square(gorgonia.BinomialRandomNode(g, tensor.Float64, 10, 0.5, 3, 4))),
		dropped,
	}
	p := compile(t, outputs, program.Constant(c, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}))
	seen := make(map[int]map[float64]bool)
	for range 20 {
		require.NoError(t, p.Run())
		for i := range outputs {
			if seen[i] == nil {
				seen[i] = make(map[float64]bool)
			}
			seen[i][p.Output(i)[0]+math.Pi*p.Output(i)[5]] = true
		}
	}
	for i, n := range outputs {
		assert.Greater(t, len(seen[i]), 1, "%v", n)
	}
}
