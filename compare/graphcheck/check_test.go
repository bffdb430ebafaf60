package graphcheck_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/compare/gradcheck"
	"backprop/compare/graphcheck"
)

func sum(n *G.Node) *G.Node { return G.Must(G.Sum(n)) }

// filled is a node of numbers around 1.
func filled(g *G.ExprGraph, name string, shape ...int) *G.Node {
	elements := make([]float64, tensor.Shape(shape).TotalSize())
	for i := range elements {
		elements[i] = 1 + 0.5*math.Sin(float64(3*i+len(name)))
	}
	return G.NodeFromAny(g, tensor.New(tensor.WithShape(shape...), tensor.WithBacking(elements)), G.WithName(name))
}

func TestMistakesOfTheCallerAreErrors(t *testing.T) {
	g := G.NewGraph()
	x, other := matrix(g, "x", 1, 2, 0.5, 2), matrix(g, "other", 1, 1, 1)
	empty := G.NewMatrix(g, G.Float64, G.WithShape(1, 2), G.WithName("empty"))
	labels := G.NodeFromAny(g, tensor.New(tensor.WithShape(2), tensor.WithBacking([]int{0, 1})), G.WithName("labels"))
	square := G.Must(G.Square(x))
	loss := sum(square)
	check := func(loss *G.Node, x ...*G.Node) error { _, err := graphcheck.Check(loss, x...); return err }
	for says, err := range map[string]error{
		"the loss is nil or in no graph":          check(nil, x),
		"Square, node 4, is Matrix float64 of":    check(square, x),
		"no parameter: want the leaves":           check(loss),
		"parameter 1 is nil":                      check(loss, x, nil),
		"Square, node 4, Matrix float64, is no p": check(loss, square),
		"labels, Vector int, is no parameter":     check(loss, labels),
		"x is given twice":                        check(loss, x, x),
		"the loss does not depend on other":       check(loss, x, other),
		"empty has no value: give it one by Let":  check(sum(G.Must(G.Add(x, empty))), x),
		"between x and the loss are only operations without a derivative, such as Floor": check(
			sum(G.Must(G.Floor(x))), x),
		"the loss is NaN: the first value that is not finite is that of Log": check(
			sum(G.Must(G.Exp(G.Must(G.Log(G.Must(G.Neg(x))))))), x),
		"Expected left value to be Tensor": check(sum(G.Must(G.HadamardProd(G.Must(G.Slice(x, nil, G.S(1))),
			G.NodeFromAny(g, tensor.New(tensor.WithShape(1), tensor.WithBacking([]float64{1})))))), x),
	} {
		require.Error(t, err, says)
		assert.Contains(t, err.Error(), "graphcheck: ")
		assert.Contains(t, err.Error(), says)
	}
	for says, values := range map[string][]G.Value{
		"0 gradients for 1 parameters":                                 {},
		"the gradient of x has 1 elements of type float64 in place of": {G.NewF64(1)},
	} {
		_, err := graphcheck.CheckValues(loss, G.Nodes{x}, values)
		assert.ErrorContains(t, err, says)
	}
}

func TestWhatIsRandomIsRefused(t *testing.T) {
	g := G.NewGraph()
	x := filled(g, "x", 100)
	loss := sum(G.Must(G.Dropout(x, 0.5)))
	_, err := graphcheck.Check(loss, x)
	assert.ErrorContains(t, err, "Dropout, node 1: it draws random numbers")
	vm := G.NewTapeMachine(g, G.EvalMode())
	defer vm.Close()
	report, err := graphcheck.Check(loss, x)
	require.NoError(t, err)
	assert.Contains(t, report.Operations[0].String(), "the claim is 2 times the gradient") // Gorgonia's fault
}

// Where Grad panics, the error names the operation that has no derivative.
func TestPanicsBecomeErrors(t *testing.T) {
	g := G.NewGraph()
	x := filled(g, "x", 1, 2, 2, 2)
	_, err := graphcheck.Check(sum(G.Must(G.GlobalAveragePool2D(G.Must(G.Tanh(x))))), x)
	assert.ErrorContains(t, err, "it panics: ")
	assert.ErrorContains(t, err, "GlobalAveragePool2D, node 2: it has no derivative")
}

func TestElementsHaveCoordinates(t *testing.T) {
	g := G.NewGraph()
	x := filled(g, "x", 2, 1, 3)
	b := G.NewScalar(g, G.Float64, G.WithName("b"), G.WithValue(1.5))
	product := G.Must(G.HadamardProd(x, x))
	report, err := graphcheck.Check(sum(G.Must(G.Log2(G.Must(G.Add(product, b))))), x, b)
	require.NoError(t, err)
	comparisons := report.Gradient.Methods[0].Comparisons
	assert.Equal(t, "x[0,0,0]", comparisons[0].Name)
	assert.Equal(t, "x[1,0,2]", comparisons[5].Name)
	assert.Equal(t, "b", comparisons[6].Name)
	require.Len(t, report.Operations, 1)
	assert.Equal(t, "node 3[0,0,1]", report.Operations[0].Gradient.Methods[0].Comparisons[1].Name)
	assert.Contains(t, report.String(), "x[0,0,0] is wrong")
}

// Values, gradients, the graph, and what a BatchNorm keeps, are as before.
func TestNothingOfTheGraphChanges(t *testing.T) {
	g := G.NewGraph()
	x, scale, bias := filled(g, "x", 3, 2), filled(g, "scale", 1, 2), filled(g, "bias", 1, 2)
	y, _, _, op, err := G.BatchNorm(x, scale, bias, 0.9, 1e-3)
	require.NoError(t, err)
	loss := sum(G.Must(G.Square(y)))
	_, err = G.Grad(loss, x, scale, bias)
	require.NoError(t, err)
	vm := G.NewTapeMachine(g, G.BindDualValues(x, scale, bias), G.EvalMode())
	defer vm.Close()
	require.NoError(t, vm.RunAll())
	seen := func() []any {
		var all []any
		for _, n := range (G.Nodes{x, scale, bias}) {
			d, err := n.Grad()
			require.NoError(t, err)
			all = append(all, n.Value().Data(), d.Data())
		}
		cloned, err := G.CloneValue(loss.Value())
		require.NoError(t, err)
		vm.Reset()
		require.NoError(t, vm.RunAll())
		return append(all, cloned, *op, len(g.AllNodes()))
	}
	before := seen()
	_, err = graphcheck.Check(loss, x, scale, bias)
	require.NoError(t, err)
	_, err = graphcheck.CheckLisp(loss, x, scale, bias)
	assert.ErrorContains(t, err, "BatchNorm, node 3: it panics") // its DoDiff expects three operands
	assert.NotContains(t, err.Error(), "Repeat")
	assert.Equal(t, before, seen())
}

// A second Grad on one graph takes the derivatives of the first loss for those of the second. No operation is to
// blame for that.
func TestOutdatedGradients(t *testing.T) {
	g := G.NewGraph()
	x := filled(g, "x", 3)
	_, err := G.Grad(sum(G.Must(G.Square(x))), x)
	require.NoError(t, err)
	report, err := graphcheck.Check(sum(G.Must(G.Cube(x))), x)
	require.NoError(t, err)
	assert.True(t, report.Outdated)
	assert.Empty(t, report.Operations)
	assert.ErrorContains(t, report.Err(), "or of a second Grad on one graph")
	assert.Contains(t, report.String(), "or of a second Grad on one graph")
}

// A leaf that is drawn keeps what it drew; float32 and what has more elements than are compared pass.
func TestRightGraphsPass(t *testing.T) {
	g := G.NewGraph()
	x := filled(g, "x", 20, 20)
	half := tensor.New(tensor.WithShape(2), tensor.WithBacking([]float32{0.5, 1}))
	single := G.NodeFromAny(g, half, G.WithName("single"))
	noise := G.GaussianRandomNode(g, G.Float64, 0, 1, 20, 20)
	pool := filled(g, "pool", 1, 1, 4, 4)
	for name, c := range map[string]struct {
		loss, x  *G.Node
		compared int
	}{
		"large":   {sum(G.Must(G.Tanh(x))), x, 256},
		"drawn":   {sum(G.Must(G.HadamardProd(x, noise))), x, 256},
		"float32": {sum(G.Must(G.Exp(single))), single, 2},
		"pool":    {sum(G.Must(G.Square(G.Must(G.MaxPool2D(pool, tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2}))))), pool, 16},
	} {
		report, err := graphcheck.Check(c.loss, c.x)
		require.NoError(t, err, name)
		assert.Equal(t, gradcheck.Pass, report.Verdict(), "%s: %v", name, report)
		assert.NoError(t, report.Err())
		assert.Len(t, report.Gradient.Methods[0].Comparisons, c.compared)
	}
}

// recorder is a test that keeps what is said to it.
type recorder struct {
	testing.TB
	failed, logged bool
}

func (r *recorder) Helper()               {}
func (r *recorder) Errorf(string, ...any) { r.failed = true }
func (r *recorder) Fatal(...any)          { r.failed = true }
func (r *recorder) Logf(string, ...any)   { r.logged = true }

func TestAssert(t *testing.T) {
	g := G.NewGraph()
	x, kink := matrix(g, "x", 1, 2, 0.5, 2), matrix(g, "kink", 1, 2, 0, 2)
	constant := matrix(g, "constant", 1, 2, 0, 0)
	for name, c := range map[string]struct {
		loss, x        *G.Node
		failed, logged bool
	}{
		"right":             {loss: sum(G.Must(G.Exp(x))), x: x},
		"wrong":             {loss: sum(G.Must(G.Log2(x))), x: x, failed: true},
		"refused":           {loss: G.Must(G.Exp(x)), x: x, failed: true},
		"a kink":            {loss: sum(G.Must(G.Rectify(kink))), x: kink, logged: true},
		"nothing but kinks": {loss: sum(G.Must(G.Rectify(constant))), x: constant, failed: true},
	} {
		var r recorder
		graphcheck.Assert(&r, c.loss, c.x)
		assert.Equal(t, c.failed, r.failed, name)
		assert.Equal(t, c.logged, r.logged, name)
	}
}
