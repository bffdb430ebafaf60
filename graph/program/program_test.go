package program_test

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"

	"backprop/graph/program"
)

func matrix(g *gorgonia.ExprGraph, name string, rows, cols int) *gorgonia.Node {
	return gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(rows, cols), gorgonia.WithName(name))
}

func dense(rows, cols int, values ...float64) *tensor.Dense {
	return tensor.New(tensor.WithShape(rows, cols), tensor.WithBacking(values))
}

func compile(t rapid.TB, outputs gorgonia.Nodes, bindings ...program.Binding) *program.Program {
	t.Helper()
	p, err := program.Compile(outputs, bindings...)
	require.NoError(t, err)
	return p
}

// What cannot be compiled is an error that names it.
func TestCompileRefuses(t *testing.T) {
	g := gorgonia.NewGraph()
	x, y := matrix(g, "X", 3, 2), matrix(g, "Y", 3, 2)
	three, two := make([]float64, 3), make([]float64, 6)
	sum := gorgonia.Must(gorgonia.Add(x, y))
	whole := gorgonia.NewMatrix(g, tensor.Int, gorgonia.WithShape(2, 2), gorgonia.WithName("I"))
	z := matrix(g, "Z", 3, 2)
	for want, c := range map[string]struct {
		outputs  gorgonia.Nodes
		bindings []program.Binding
	}{
		"no output to compile for":        {},
		"an output is nil or in no graph": {outputs: gorgonia.Nodes{nil}},
		"leaf X of shape (3, 2) has 3 values, want 6": {gorgonia.Nodes{sum},
			[]program.Binding{program.Variable(x, &three)}},
		"leaf Y of shape (3, 2) has 3 values, want 6": {gorgonia.Nodes{sum},
			[]program.Binding{program.Constant(y, three)}},
		"leaf Z of shape (3, 2) has 3 values, want 6": {gorgonia.Nodes{z},
			[]program.Binding{program.Fixed(z, three)}},
		"%2 + is bound to values, but is no leaf": {gorgonia.Nodes{sum},
			[]program.Binding{program.Variable(sum, &two)}},
		"leaf I of type Matrix int is bound to float64 values": {gorgonia.Nodes{sum},
			[]program.Binding{program.Variable(whole, &two)}},
		"output I is Matrix int of shape (2, 2), want float64, float32 or bool elements": {outputs: gorgonia.Nodes{whole}},
		"leaf X is bound twice": {gorgonia.Nodes{sum},
			[]program.Binding{program.Variable(x, &two), program.Variable(x, &two)}},
		"a binding without a leaf or without values": {gorgonia.Nodes{sum},
			[]program.Binding{{}}},
	} {
		t.Run(want, func(t *testing.T) {
			p, err := program.Compile(c.outputs, c.bindings...)
			assert.ErrorContains(t, err, want)
			assert.Nil(t, p)
		})
	}
}

// An empty matrix, which would panic in a goroutine of the TapeMachine's.
func TestCompileRefusesNoRows(t *testing.T) {
	g := gorgonia.NewGraph()
	x := matrix(g, "X", 0, 2)
	_, err := program.Compile(gorgonia.Nodes{gorgonia.Must(gorgonia.Neg(x))})
	assert.EqualError(t, err, "X has shape (0, 2), want at least one row and one column")
}

// What a run needs and does not find, or cannot do, is its error.
func TestRunRefuses(t *testing.T) {
	g := gorgonia.NewGraph()
	x := matrix(g, "X", 1, 2)
	values := []float64{1, 2}
	p := compile(t, gorgonia.Nodes{gorgonia.Must(gorgonia.Square(x))}, program.Variable(x, &values))
	require.NoError(t, p.Run())
	values = []float64{1}
	assert.EqualError(t, p.Run(), "leaf X of shape (1, 2) has 1 values, want 2")
	values = nil
	assert.EqualError(t, p.Run(), "leaf X of shape (1, 2) has 0 values, want 2")
	values = []float64{3, 4}
	require.NoError(t, p.Run())
	assert.Equal(t, []float64{9, 16}, p.Output(0))

	p = compile(t, gorgonia.Nodes{gorgonia.Must(gorgonia.Square(x))})
	assert.EqualError(t, p.Run(), "leaf X has no value: bind it or Let it")
	require.NoError(t, gorgonia.Let(x, dense(1, 2, 5, 6)))
	require.NoError(t, p.Run())
	assert.Equal(t, []float64{25, 36}, p.Output(0))

	p = compile(t, gorgonia.Nodes{gorgonia.Must(gorgonia.ApplyOp(faulty{}, x))})
	assert.EqualError(t, p.Run(), "running %2 faulty by its Do: it does not work")
}

func TestRunRefusesASliceThatBecameNilBeforeTheFirstRun(t *testing.T) {
	g := gorgonia.NewGraph()
	x := matrix(g, "X", 1, 2)
	values := []float64{1, 2}
	p := compile(t, gorgonia.Nodes{gorgonia.Must(gorgonia.Mul(x, gorgonia.Must(gorgonia.Transpose(x))))},
		program.Variable(x, &values))
	values = nil
	assert.EqualError(t, p.Run(), "leaf X of shape (1, 2) has 0 values, want 2")
}

// An operation without a kernel is run by its own Do, on copies of its operands, and
// the program says so.
func TestUnknownOperationsAreRunByTheirDo(t *testing.T) {
	g := gorgonia.NewGraph()
	x := matrix(g, "X", 2, 2)
	values := []float64{-1, 0, 1, 2}
	squares := gorgonia.Must(gorgonia.Square(x))
	total := gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Concat(0, squares, squares))))
	gradients, err := gorgonia.Grad(total, x)
	require.NoError(t, err)
	p := compile(t, gorgonia.Nodes{total, gradients[0]}, program.Variable(x, &values))
	assert.Equal(t, 1, strings.Count(p.String(), ", by its Do"), "the concatenation\n%s", p)
	require.NoError(t, p.Run())
	assert.Equal(t, []float64{12}, p.Output(0))
	assert.Equal(t, []float64{-4, 0, 4, 8}, p.Output(1))
	assert.Equal(t, []float64{-1, 0, 1, 2}, values)
}

// Values that are no float64 matrices pass from one operation's Do to the next.
func TestValuesOfOtherTypesPassThrough(t *testing.T) {
	g := gorgonia.NewGraph()
	x := matrix(g, "X", 2, 3)
	values := []float64{1, 2, 3, 4, 5, 6}
	cube := gorgonia.Must(gorgonia.Reshape(x, tensor.Shape{1, 2, 3})) // of three dimensions
	back := gorgonia.Must(gorgonia.Reshape(gorgonia.Must(gorgonia.Neg(cube)), tensor.Shape{3, 2}))
	p := compile(t, gorgonia.Nodes{back}, program.Variable(x, &values))
	require.NoError(t, p.Run())
	assert.Equal(t, []float64{-1, -2, -3, -4, -5, -6}, p.Output(0))
}

// Nobody asked for the rest of the graph, and constants are computed once.
func TestOnlyWhatIsAskedForIsRun(t *testing.T) {
	g := gorgonia.NewGraph()
	x, c := matrix(g, "X", 3, 2), matrix(g, "C", 3, 2)
	values := make([]float64, 6)
	squares := gorgonia.Must(gorgonia.Square(c))
	sum := gorgonia.Must(gorgonia.Add(x, squares))
	gorgonia.Must(gorgonia.Exp(sum))
	p := compile(t, gorgonia.Nodes{sum}, program.Variable(x, &values), program.Constant(c, []float64{1, 2, 3, 4, 5, 6}))
	assert.Equal(t, `once, 6 rows:
  %2 = square(C)
every run, 6 rows:
  %3 = X + %2
`, p.String())
	require.NoError(t, p.Run())
	assert.Equal(t, []float64{1, 4, 9, 16, 25, 36}, p.Output(0))
}

// Layers become one instruction each, and a column of ones becomes no operand.
func TestFusion(t *testing.T) {
	g := gorgonia.NewGraph()
	x, w, b, ones := matrix(g, "X", 3, 2), matrix(g, "W", 2, 4), matrix(g, "b", 1, 4), matrix(g, "1", 3, 1)
	y := matrix(g, "y", 3, 4)
	z := gorgonia.Must(gorgonia.Add(gorgonia.Must(gorgonia.Mul(x, w)), gorgonia.Must(gorgonia.Mul(ones, b))))
	a := gorgonia.Must(gorgonia.Tanh(z))
	loss := gorgonia.Must(gorgonia.Neg(gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.HadamardProd(y,
		gorgonia.Must(gorgonia.Log(a))))))))
	gradients, err := gorgonia.Grad(loss, w, b)
	require.NoError(t, err)
	p := compile(t, append(gorgonia.Nodes{loss}, gradients...), program.Constant(ones, []float64{1, 1, 1}),
		let(x, 1, 2, 3, 4, 5, 6), let(w, .1, .2, .3, .4, .5, .6, .7, .8), let(b, 1, 2, 3, 4), let(y, 0, 1, 1, 0, 1, 0, 0, 1,
			.5, 2, 1, 1))
	text := p.String()
	assert.Contains(t, text, "= tanh(X × W + b)    fuses ")
	assert.Contains(t, text, "= -Σ y ln %8    fuses ")
	assert.Regexp(t, `= Xᵀ × %\w+, %\w+ = 1ᵀ × %`, text)
	assert.NotContains(t, text, "by its Do")
}

func let(n *gorgonia.Node, values ...float64) program.Binding { return program.Variable(n, &values) }

// A run allocates nothing, in one block or several.
func TestRunsAllocateNothing(t *testing.T) {
	for _, rows := range []int{1, 21, 1000} {
		p, _ := logistic(t, rows)
		assert.Zero(t, testing.AllocsPerRun(20, func() {
			if err := p.Run(); err != nil {
				t.Error(err)
			}
		}), "%d rows", rows)
	}
}

// logistic returns a program for the loss of logistic regression and its gradient
// with respect to the weights, with a leaf of the weights.
func logistic(t testing.TB, rows int) (*program.Program, []float64) {
	g := gorgonia.NewGraph()
	x, w, y := matrix(g, "X", rows, 3), matrix(g, "w", 3, 1), matrix(g, "y", rows, 1)
	one := gorgonia.NewConstant(1.0)
	p := gorgonia.Must(gorgonia.Inverse(gorgonia.Must(gorgonia.Add(one,
		gorgonia.Must(gorgonia.Exp(gorgonia.Must(gorgonia.Neg(gorgonia.Must(gorgonia.Mul(x, w))))))))))
	ofOnes := gorgonia.Must(gorgonia.HadamardProd(y, gorgonia.Must(gorgonia.Log(p))))
	ofZeros := gorgonia.Must(gorgonia.HadamardProd(gorgonia.Must(gorgonia.Sub(one, y)),
		gorgonia.Must(gorgonia.Log(gorgonia.Must(gorgonia.Sub(one, p))))))
	loss := gorgonia.Must(gorgonia.Neg(gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Add(ofOnes, ofZeros))))))
	gradients, err := gorgonia.Grad(loss, w)
	require.NoError(t, err)
	xs, ys, ws := make([]float64, 3*rows), make([]float64, rows), []float64{0.3, -0.2, 0.1}
	for i := range xs {
		xs[i] = math.Sin(float64(i))
	}
	for i := range ys {
		ys[i] = float64(i % 2)
	}
	return compile(t, gorgonia.Nodes{loss, gradients[0]}, program.Variable(x, &xs), program.Variable(w, &ws),
		program.Variable(y, &ys)), ws
}

// Blocks of rows give what one block would: the sums of its parts.
func TestBlocksAddUp(t *testing.T) {
	const rows = 1000
	p, w := logistic(t, rows)
	assert.Contains(t, p.String(), "1000 rows in blocks of 250")
	require.NoError(t, p.Run())
	loss, gradient := 0.0, make([]float64, 3)
	for i := range rows {
		z, y := 0.0, float64(i%2)
		for j := range 3 {
			z += w[j] * math.Sin(float64(3*i+j))
		}
		q := 1 / (1 + math.Exp(-z))
		loss -= y*math.Log(q) + (1-y)*math.Log(1-q)
		for j := range 3 {
			gradient[j] += (q - y) * math.Sin(float64(3*i+j))
		}
	}
	assert.InEpsilon(t, loss, p.Output(0)[0], 1e-12)
	assert.InDeltaSlice(t, gradient, p.Output(1), 1e-11)
}

// Programs share nothing: run this with -race.
func TestProgramsRunInParallel(t *testing.T) {
	var group sync.WaitGroup
	want, _ := logistic(t, 300)
	require.NoError(t, want.Run())
	for range 4 {
		p, _ := logistic(t, 300) // Gorgonia builds graphs in one goroutine
		group.Go(func() {
			for range 10 {
				assert.NoError(t, p.Run())
				assert.Equal(t, want.Output(0), p.Output(0))
				assert.Equal(t, want.Output(1), p.Output(1))
			}
		})
	}
	group.Wait()
}

// Large products are package matmul's, and blocks of them add up too.
func TestLargeProducts(t *testing.T) {
	for _, rows := range []int{64, 1030, 2100} {
		g := gorgonia.NewGraph()
		x, w := matrix(g, "X", rows, 200), matrix(g, "W", 200, 210)
		z := gorgonia.Must(gorgonia.Tanh(gorgonia.Must(gorgonia.Mul(x, w))))
		loss := gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Square(z))))
		gradients, err := gorgonia.Grad(loss, w, x)
		require.NoError(t, err)
		xs, ws := make([]float64, rows*200), make([]float64, 200*210)
		for i := range xs {
			xs[i] = math.Sin(float64(i))
		}
		for i := range ws {
			ws[i] = 0.1 * math.Cos(float64(i))
		}
		e := &expression{graph: g, leaves: gorgonia.Nodes{x, w}, values: [][]float64{xs, ws},
			outputs: append(gorgonia.Nodes{loss, z}, gradients...)}
		p := compile(t, e.outputs, program.Variable(x, &xs), program.Variable(w, &ws))
		require.NoError(t, p.Run())
		want, err := e.tape(e.values)
		require.NoError(t, err)
		for i := range e.outputs {
			assert.InDeltaSlice(t, floats(want[i]), p.Output(i), 1e-11*math.Abs(floats(want[0])[0]),
				fmt.Sprint(rows, " rows, output ", i))
		}
	}
}
