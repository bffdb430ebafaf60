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

// reshaping is an operation of a user's whose result has a shape of its own.
type reshaping struct {
	strange
	shape tensor.Shape
}

func (r reshaping) InferShape(...gorgonia.DimSizer) (tensor.Shape, error) {
	return r.shape.Clone(), nil
}

// Where the operand has another shape than the result, the operation is none of elements, and
// is run by its Do, whatever function it names.
func TestAFunctionOfElementsKeepsTheShape(t *testing.T) {
	for _, shape := range []tensor.Shape{{2, 2}, {4, 3}, {3, 2}, {1, 3}, {2, 1}} {
		g := gorgonia.NewGraph()
		x := matrix(g, "X", 2, 3)
		answer := filled(tensor.Float64, 5, shape...)
		op := reshaping{strange{answer: answer, function: program.ReLU, operands: []int{0}}, shape}
		p := compile(t, gorgonia.Nodes{gorgonia.Must(gorgonia.ApplyOp(op, x))}, let(x, 1, 2, 3, 4, 5, 6))
		require.NoError(t, p.Run())
		assert.Equal(t, answer.Data(), p.Output(0), "%v of (2, 3)", shape)
	}
}

// A function of another package is given as many elements of a constant, also of one whose
// elements are all the same, as of a variable.
func TestAFunctionIsGivenAllElementsOfAConstant(t *testing.T) {
	for name, constants := range map[string][2]bool{
		"the first": {true, false}, "the second": {false, true}, "both": {true, true},
	} {
		t.Run(name, func(t *testing.T) {
			g := gorgonia.NewGraph()
			z, x := matrix(g, "Z", 300, 2), matrix(g, "X", 300, 2)
			bind := func(n *gorgonia.Node, constant bool, v float64) program.Binding {
				if constant {
					return program.Constant(n, repeat(v, 600))
				}
				return let(n, repeat(v, 600)...)
			}
			masked := gorgonia.Must(gorgonia.ApplyOp(ofOwn{program.ReLUMask}, z, x))
			p := compile(t, gorgonia.Nodes{masked}, bind(z, constants[0], 1), bind(x, constants[1], 7))
			require.NoError(t, p.Run())
			assert.Equal(t, repeat(7, 600), p.Output(0))
		})
	}
}

// knotted is an operation of a user's that points to itself, and so comes upon what it points to
// more than once.
type knotted struct {
	faulty
	self *knotted
}

func (*knotted) Do(in ...gorgonia.Value) (gorgonia.Value, error) { return in[0], nil }

// What an operation points to is looked for also where that is the operation itself.
func TestAnOperationMayPointToItself(t *testing.T) {
	op := new(knotted)
	op.self = op
	g := gorgonia.NewGraph()
	x := matrix(g, "X", 1, 2)
	p := compile(t, gorgonia.Nodes{gorgonia.Must(gorgonia.ApplyOp(op, x))}, let(x, 1, 2))
	require.NoError(t, p.Run())
	assert.Equal(t, []float64{1, 2}, p.Output(0))
}

// Grad makes the gradient of a network's inputs too. Nobody asked for it, and it is not computed.
func TestVMComputesNoGradientThatNobodyAskedFor(t *testing.T) {
	g := gorgonia.NewGraph()
	x, w := variable(g, "x", filled(tensor.Float64, 0, 2, 3)), variable(g, "W", filled(tensor.Float64, 1, 3, 2))
	squares := gorgonia.Must(gorgonia.Square(gorgonia.Must(gorgonia.Mul(x, w))))
	_, err := gorgonia.Grad(gorgonia.Must(gorgonia.Sum(squares)), w)
	require.NoError(t, err)
	vm, err := program.NewVM(g)
	require.NoError(t, err)
	require.NoError(t, vm.RunAll())
	assert.NotContains(t, vm.String(), "Wᵀ")
}

// The text says where Gorgonia is wrong: in a value, in a gradient if there is one, and in its own
// Do only if the program runs that.
func TestTheTextNamesGorgoniasFaults(t *testing.T) {
	for name, c := range map[string]struct {
		build    func(x node) (node, error)
		shape    []int
		gradient bool
		want     string
	}{
		"a value":                  {gorgonia.Sigmoid, []int{2, 3}, false, "value is wrong: 1 from 19 on"},
		"a gradient":               {gorgonia.Log2, []int{2, 3}, true, "gradient is wrong: Grad multiplies by ln 2"},
		"a gradient, not asked":    {gorgonia.Log2, []int{2, 3}, false, ""},
		"its Do, not run":          {gorgonia.Sign, []int{2, 3}, false, ""},
		"its Do, run for a scalar": {gorgonia.Sign, nil, false, "value is wrong: 1 for 0"},
		"right":                    {gorgonia.Square, []int{2, 3}, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			g := gorgonia.NewGraph()
			x := variable(g, "x", filled(tensor.Float64, 3, 2, 3))
			if c.shape == nil {
				x = gorgonia.NewScalar(g, tensor.Float64, gorgonia.WithName("x"), gorgonia.WithValue(2.))
			}
			y := gorgonia.Must(c.build(x))
			outputs := gorgonia.Nodes{y}
			if c.gradient {
				gradients, err := gorgonia.Grad(gorgonia.Must(gorgonia.Sum(y)), x)
				require.NoError(t, err)
				outputs = append(outputs, gradients...)
			}
			text := compile(t, outputs).String()
			if c.want == "" {
				assert.NotContains(t, text, "is wrong")
			} else {
				assert.Contains(t, text, "Gorgonia's "+c.want)
			}
		})
	}
}

// Gorgonia lets pass some operands that do not fit. What its own operation then does, the program
// does: it is run.
func TestOperandsThatDoNotFitAreLeftToGorgonia(t *testing.T) {
	for name, c := range map[string]struct {
		build func(a, b node) (node, error)
		a, b  tensor.Shape
	}{
		"row + vector":            {gorgonia.Add, tensor.Shape{1, 5}, tensor.Shape{5}},
		"column × vector":         {gorgonia.Mul, tensor.Shape{3, 1}, tensor.Shape{3}},
		"vectors of two lengths":  {gorgonia.Mul, tensor.Shape{4}, tensor.Shape{5}},
		"the longer vector first": {gorgonia.Mul, tensor.Shape{5}, tensor.Shape{4}},
	} {
		t.Run(name, func(t *testing.T) {
			g := gorgonia.NewGraph()
			a, b := variable(g, "a", filled(tensor.Float64, 0, c.a...)), variable(g, "b", filled(tensor.Float64, 1, c.b...))
			n, err := c.build(a, b)
			require.NoError(t, err)
			want, wantErr := n.Op().Do(a.Value(), b.Value())
			p := compile(t, gorgonia.Nodes{n})
			err = p.Run()
			if wantErr != nil {
				assert.ErrorContains(t, err, wantErr.Error())
				return
			}
			require.NoError(t, err)
			assert.Equal(t, numbers(want.Data()), p.Output(0))
		})
	}
}

// The softmax of a matrix is that of each row by itself, however large the others are.
func TestSoftMaxIsOfEachRowByItself(t *testing.T) {
	for name, f := range map[string]func(*gorgonia.Node, ...int) (*gorgonia.Node, error){
		"softmax": gorgonia.SoftMax, "log": gorgonia.LogSoftMax,
	} {
		t.Run(name, func(t *testing.T) {
			g := gorgonia.NewGraph()
			x := matrix(g, "x", 3, 2)
			p := compile(t, gorgonia.Nodes{gorgonia.Must(f(x))}, let(x, 2000, 2001, -3, -2, -2000, -1999))
			require.NoError(t, p.Run())
			for i, got := range p.Output(0) {
				want := -math.Log1p(math.Exp(float64(1 - 2*(i%2)))) // ln of 1/(1+e) and of e/(1+e)
				if name == "softmax" {
					want = math.Exp(want)
				}
				assert.InEpsilon(t, want, got, 1e-14, "element %d", i)
			}
		})
	}
}
