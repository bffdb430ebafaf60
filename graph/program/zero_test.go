package program_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
	"pgregory.net/rapid"

	"backprop/graph/program"
)

var minusZero = math.Copysign(0, -1)

// 1/x tells 0 from -0. No rule may turn one into the other.
func TestNegationsKeepTheSignOfZero(t *testing.T) {
	neg := func(n *gorgonia.Node) *gorgonia.Node { return gorgonia.Must(gorgonia.Neg(n)) }
	must := gorgonia.Must
	for name, c := range map[string]struct {
		build      func(a, b *gorgonia.Node) *gorgonia.Node
		a, b, want float64
	}{
		"(-a) + (-b)": {func(a, b *gorgonia.Node) *gorgonia.Node { return must(gorgonia.Add(neg(a), neg(b))) }, 1, -1, 0},
		"(-a) - b":    {func(a, b *gorgonia.Node) *gorgonia.Node { return must(gorgonia.Sub(neg(a), b)) }, 1, -1, 0},
		"-(a - b)":    {func(a, b *gorgonia.Node) *gorgonia.Node { return neg(must(gorgonia.Sub(a, b))) }, 1, 1, minusZero},
		"-(a + b)":    {func(a, b *gorgonia.Node) *gorgonia.Node { return neg(must(gorgonia.Add(a, b))) }, 1, -1, minusZero},
		"(-a) ⊙ b": {func(a, b *gorgonia.Node) *gorgonia.Node { return must(gorgonia.HadamardProd(neg(a), b)) }, 0, 1,
			minusZero},
		"-Σ a":   {func(a, _ *gorgonia.Node) *gorgonia.Node { return neg(must(gorgonia.Sum(a))) }, 0, 0, minusZero},
		"Σ (-a)": {func(a, _ *gorgonia.Node) *gorgonia.Node { return must(gorgonia.Sum(neg(a))) }, 0, 0, 0},
		"-Σ (a - b)": {func(a, b *gorgonia.Node) *gorgonia.Node { return neg(must(gorgonia.Sum(must(gorgonia.Sub(a, b))))) },
			1, 1, minusZero},
		"(-A) × B": {func(a, b *gorgonia.Node) *gorgonia.Node { return must(gorgonia.Mul(neg(a), b)) }, 0, 1, 0},
		"-(A × B)": {func(a, b *gorgonia.Node) *gorgonia.Node { return neg(must(gorgonia.Mul(a, b))) }, 0, 1, minusZero},
		"A × B + 1×b": {func(a, b *gorgonia.Node) *gorgonia.Node {
			return must(gorgonia.Add(must(gorgonia.Mul(a, b)), must(gorgonia.Mul(ones(1), b))))
		}, 1, minusZero, 0},
		"1 × b": {func(_, b *gorgonia.Node) *gorgonia.Node { return must(gorgonia.Mul(ones(2), b)) }, 0, minusZero, 0},
		"a, repeated": {func(a, _ *gorgonia.Node) *gorgonia.Node {
			return must(gorgonia.Sum(must(gorgonia.Mul(ones(3), a)),
				0))
		}, minusZero, 0, 0},
		"a ⊙ (-1) ⊙ b": {func(a, b *gorgonia.Node) *gorgonia.Node {
			return must(gorgonia.HadamardProd(must(gorgonia.HadamardProd(a, gorgonia.NewConstant(-1.0))), b))
		}, 0, 1, minusZero},
	} {
		t.Run(name, func(t *testing.T) {
			g := gorgonia.NewGraph()
			a, b := matrix(g, "a", 1, 1), matrix(g, "b", 1, 1)
			p := compile(t, gorgonia.Nodes{c.build(a, b)}, let(a, c.a), let(b, c.b))
			require.NoError(t, p.Run())
			assert.Equal(t, 1/c.want, 1/p.Output(0)[0])
		})
	}
}

// Where a program computes the negative of a node first, its text calls that so.
func TestTheNegativeOfANodeIsNamed(t *testing.T) {
	must := gorgonia.Must
	for name, build := range map[string]func(a, b *gorgonia.Node) (*gorgonia.Node, error){
		"⊙": func(a, b *gorgonia.Node) (*gorgonia.Node, error) {
			return gorgonia.HadamardProd(must(gorgonia.Neg(a)), b)
		},
		"÷": func(a, b *gorgonia.Node) (*gorgonia.Node, error) {
			return gorgonia.HadamardDiv(a, must(gorgonia.Neg(b)))
		},
	} {
		g := gorgonia.NewGraph()
		a, b := matrix(g, "a", 2, 1), matrix(g, "b", 2, 1)
		y := must(build(a, b))
		p := compile(t, gorgonia.Nodes{y, must(gorgonia.Exp(y))}, let(a, 1, 2), let(b, 3, 4))
		text := p.String()
		assert.Regexp(t, `-(%\w+) = a `+name+` b\n +%\w+ = neg\(-%\w+\)\n`, text)
		assert.NotContains(t, text, "exp(-%")
		require.NoError(t, p.Run())
	}
}

// The same for random trees of operations over 0, -0 and small integers, whose values
// are exact: bit by bit what the operations' own Do gives.
func TestRandomTreesKeepTheSignOfZero(t *testing.T) {
	trees, zeros := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		source := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		for range 5 {
			trees++
			g := &generator{expression: &expression{graph: gorgonia.NewGraph()}, source: source}
			g.leaf(between(source, 1, 3), between(source, 1, 5))
			g.outputs = gorgonia.Nodes{g.exact(between(source, 1, 5), g.nodes[0].Shape())}
			var bindings []program.Binding
			for i, n := range g.leaves {
				for k := range g.values[i] {
					g.values[i][k] = pick(source, []float64{0, minusZero, 1, -1, 2})
				}
				bindings = append(bindings, program.Variable(n, &g.values[i]))
			}
			p, err := program.Compile(g.outputs, bindings...)
			if err == nil {
				err = p.Run()
			}
			require.NoError(t, err)
			want, err := g.byDo(nil)
			require.NoError(t, err)
			for k, w := range floats(want[0]) {
				if got := p.Output(0)[k]; math.Float64bits(got) != math.Float64bits(w) {
					t.Fatalf("%v: element %d is %v, want %v\n%s", g.outputs[0], k, got, w, p)
				}
				if w == 0 {
					zeros++
				}
			}
		}
	})
	assert.Greater(t, zeros, trees/2, "of %d trees", trees)
}

// exact returns a matrix made of operations that are exact for small integers. Sums have
// terms of which one is not -0.
func (g *generator) exact(depth int, shape []int) *gorgonia.Node {
	rows, cols := shape[0], shape[1]
	if depth == 0 {
		return g.leaf(rows, cols)
	}
	below := func() *gorgonia.Node { return g.exact(depth-1, shape) }
	switch pick(g.source, []string{"neg", "neg", "+", "-", "⊙", "⊙", "number", "product", "layer", "repeat", "transpose",
		"relu", "ones"}) {
	case "neg":
		return gorgonia.Must(gorgonia.Neg(below()))
	case "+":
		return gorgonia.Must(gorgonia.Add(below(), below()))
	case "-":
		return gorgonia.Must(gorgonia.Sub(below(), below()))
	case "⊙":
		return gorgonia.Must(gorgonia.HadamardProd(below(), below()))
	case "number":
		return g.scaled(below())
	case "product":
		return gorgonia.Must(gorgonia.Mul(g.exact(depth-1, []int{rows, 2}), g.exact(depth-1, []int{2, cols})))
	case "layer":
		bias := gorgonia.Must(gorgonia.Mul(ones(rows), g.exact(depth-1, []int{1, cols})))
		return gorgonia.Must(gorgonia.Add(gorgonia.Must(gorgonia.Mul(below(), g.leaf(cols, cols))), bias))
	case "repeat":
		return gorgonia.Must(gorgonia.BroadcastAdd(below(), g.exact(depth-1, []int{1, cols}), nil, []byte{0}))
	case "transpose":
		return gorgonia.Must(gorgonia.Transpose(g.exact(depth-1, []int{cols, rows})))
	case "ones":
		return gorgonia.Must(gorgonia.Mul(ones(rows), g.exact(depth-1, []int{1, cols})))
	}
	return gorgonia.Must(gorgonia.ApplyOp(ofOwn{program.ReLU}, below()))
}
