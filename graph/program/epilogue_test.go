package program_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"

	"backprop/graph/program"
)

// Products of any width, with and without a bias, to whose columns one function after the other
// is applied, are the TapeMachine's: nothing else uses what lies between, and so there are kernels
// that do all of it in one pass.
func TestAnyFunctionsOfAProductsColumns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 4))
		for shape := range 15 {
			g := &generator{expression: &expression{graph: gorgonia.NewGraph()}, source: source}
			rows, inner, cols := pick(source, []int{1, 2, 7, 21, 300}), 1+shape/3, []int{1, 2, 4}[shape%3]
			if source.IntN(8) == 0 { // the product is large
				inner, cols = 20, 30
			}
			a := gorgonia.Must(gorgonia.Mul(g.leaf(rows, inner), g.eitherOrder(inner, cols)))
			if source.IntN(3) == 0 && rows > 1 {
				a = gorgonia.Must(gorgonia.BroadcastAdd(a, g.leaf(1, cols), nil, []byte{0}))
			}
			a = gorgonia.Must(g.ofColumns(a, "relu", "mask"))
			for range source.IntN(3) {
				a = gorgonia.Must(g.ofColumns(a, "relu", "mask", "tanh", "neg", "+", "-", "⊙"))
			}
			g.outputs = gorgonia.Nodes{a}
			requireTape(t, g.expression)
		}
	})
}

// eitherOrder is a matrix whose elements are kept row-major, or by columns.
func (g *generator) eitherOrder(rows, cols int) *gorgonia.Node {
	if g.source.IntN(2) > 0 {
		return g.leaf(rows, cols)
	}
	return gorgonia.Must(gorgonia.Mul(g.leaf(rows, 1), g.leaf(1, cols)))
}

// ofColumns is one of these functions of the elements of a, and perhaps of another matrix's.
func (g *generator) ofColumns(a *gorgonia.Node, names ...string) (*gorgonia.Node, error) {
	other := func() *gorgonia.Node { return g.eitherOrder(a.Shape()[0], a.Shape()[1]) }
	switch pick(g.source, names) {
	case "relu":
		return gorgonia.ApplyOp(ofOwn{program.ReLU}, a)
	case "mask":
		return gorgonia.ApplyOp(ofOwn{program.ReLUMask}, other(), a)
	case "tanh":
		return gorgonia.Tanh(a)
	case "neg":
		return gorgonia.Neg(a)
	case "+":
		return gorgonia.Add(other(), a)
	case "-":
		return gorgonia.Sub(other(), a)
	}
	return gorgonia.HadamardProd(a, other())
}

// The gradient of Σ X w is wᵀ in every row, also where X is a square.
func TestTheGradientOfASumOfAProduct(t *testing.T) {
	for _, rows := range []int{1, 2, 3, 4} {
		g := gorgonia.NewGraph()
		x, w := matrix(g, "X", rows, 3), matrix(g, "w", 3, 1)
		gradients, err := gorgonia.Grad(gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Mul(x, w)))), x)
		require.NoError(t, err)
		p := compile(t, gradients, let(x, repeat(7, 3*rows)...), let(w, 1, 2, 3))
		require.NoError(t, p.Run())
		require.Len(t, p.Output(0), 3*rows)
		for i, d := range p.Output(0) {
			assert.Equal(t, float64(i%3+1), d, "element %d of %d rows", i, rows)
		}
	}
}

// A sum along an axis of three is a matrix, also where that is a square or a column.
func TestSumsAlongAnAxisOfThree(t *testing.T) {
	for _, shape := range []tensor.Shape{{3, 3, 3}, {2, 3, 1}, {1, 3, 4}, {2, 1, 2}} {
		for axis, length := range shape {
			t.Run(fmt.Sprint(shape, " along ", axis), func(t *testing.T) {
				g := gorgonia.NewGraph()
				x := variable(g, "x", filled(tensor.Float64, 0, shape...))
				p := compile(t, gorgonia.Nodes{gorgonia.Must(gorgonia.Sum(x, axis))})
				require.NoError(t, p.Run())
				stride := tensor.Shape(shape[axis+1:]).TotalSize()
				if axis == 2 {
					stride = 1
				}
				want := make([]float64, shape.TotalSize()/length)
				for i, v := range numbers(x.Value().Data()) {
					want[i/(stride*length)*stride+i%stride] += v
				}
				assert.InDeltaSlice(t, want, p.Output(0), 1e-15)
			})
		}
	}
}
