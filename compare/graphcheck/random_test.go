package graphcheck_test

import (
	"fmt"
	"hash"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"slices"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// fault is a mistake in a derivative: of the gradients dx of the operands x, where dy is that of the result.
type fault struct {
	name  string
	plant func(x G.Nodes, dy *G.Node, dx G.Nodes) bool // false if it cannot be made here
}

func times(n *G.Node, factor float64) *G.Node {
	if n.Dtype() == tensor.Float32 {
		return G.Must(G.HadamardProd(n, G.NewConstant(float32(factor))))
	}
	return G.Must(G.HadamardProd(n, G.NewConstant(factor)))
}

func sameShapes(a, b *G.Node) bool { return a.Shape().Eq(b.Shape()) }

// none is no fault, in a graph that is the same otherwise.
var none = fault{"none", func(G.Nodes, *G.Node, G.Nodes) bool { return true }}

var faults = []fault{
	{"factor", func(_ G.Nodes, _ *G.Node, dx G.Nodes) bool { dx[0] = times(dx[0], 1.25); return true }},
	{"sign", func(_ G.Nodes, _ *G.Node, dx G.Nodes) bool {
		dx[len(dx)-1] = times(dx[len(dx)-1], -1)
		return true
	}},
	{"dropped", func(_ G.Nodes, _ *G.Node, dx G.Nodes) bool { dx[len(dx)-1] = times(dx[len(dx)-1], 0); return true }},
	{"missing factor", func(x G.Nodes, dy *G.Node, dx G.Nodes) bool {
		dx[0] = dy
		return sameShapes(x[0], dy)
	}},
	{"missing term", func(x G.Nodes, _ *G.Node, dx G.Nodes) bool {
		dx[0] = G.Must(G.Sub(dx[0], times(x[0], 0.125)))
		return true
	}},
	{"transposed", func(x G.Nodes, _ *G.Node, dx G.Nodes) bool {
		s := x[0].Shape()
		if len(s) != 2 || s[0] != s[1] || s[0] == 1 {
			return false
		}
		dx[0] = G.Must(G.Transpose(dx[0], 1, 0))
		return true
	}},
	{"wrong operand", func(x G.Nodes, _ *G.Node, dx G.Nodes) bool {
		if len(x) != 2 || !sameShapes(x[0], x[1]) {
			return false
		}
		dx[0], dx[1] = dx[1], dx[0]
		return true
	}},
}

// faulty is an operation with a fault in SymDiff, and a factor in DoDiff.
type faulty struct {
	G.SDOp
	fault
}

func (f faulty) String() string        { return "faulty " + f.SDOp.String() }
func (f faulty) WriteHash(h hash.Hash) { io.WriteString(h, f.String()) }
func (f faulty) Hashcode() uint32      { h := fnv.New32a(); f.WriteHash(h); return h.Sum32() }
func (f faulty) CallsExtern() bool     { return false }
func (f faulty) OverwritesInput() int  { return -1 }

func (f faulty) SymDiff(x G.Nodes, y, dy *G.Node) (G.Nodes, error) {
	dx, err := f.SDOp.SymDiff(x, y, dy)
	if err == nil && !f.plant(x, dy, dx) {
		err = fmt.Errorf("%w: %s", errUnfit, f.name)
	}
	return dx, err
}

func (f faulty) DoDiff(ctx G.ExecutionContext, x G.Nodes, y *G.Node) error {
	dy, err := y.Grad()
	if err != nil {
		return err
	}
	if f.name == none.name {
		return f.SDOp.(G.ADOp).DoDiff(ctx, x, y)
	}
	switch dy := dy.(type) {
	case *G.F64:
		*dy *= 1.25
	case *tensor.Dense:
		for i, d := range dy.Float64s() {
			dy.Float64s()[i] = 1.25 * d
		}
	}
	return f.SDOp.(G.ADOp).DoDiff(ctx, x, y)
}

var errUnfit = fmt.Errorf("the fault does not fit")

// drawn is a random graph in which operation number at has a fault.
type drawn struct {
	*rand.Rand
	dt         tensor.Dtype
	graph      *G.ExprGraph
	parameters G.Nodes
	results    G.Nodes // of operations, and parameters
	used       map[*G.Node]bool
	applied    int
	at         int
	fault      fault
	planted    *G.Node
	loss       *G.Node
}

// draw draws the graph of a seed, of float32 if it is odd. Graphs of one seed are the same but for the fault. It
// returns nil where Gorgonia does not accept its own nodes, as Concat does not a matrix that it takes for a vector.
func draw(seed uint64, f fault) (d *drawn) {
	defer func() {
		if recover() != nil {
			d = nil
		}
	}()
	d = &drawn{Rand: rand.New(rand.NewPCG(seed, 12)), dt: tensor.Float64, graph: G.NewGraph(), fault: f,
		used: make(map[*G.Node]bool)}
	if seed%2 == 1 {
		d.dt = tensor.Float32
	}
	operations := 3 + d.IntN(5)
	d.at = d.IntN(operations)
	for range 2 + d.IntN(2) {
		d.parameter(1+d.IntN(3), 1+d.IntN(3))
	}
	for d.applied < operations {
		d.apply()
	}
	var terms G.Nodes
	for _, n := range d.results {
		if n.Op() != nil && !d.used[n] {
			terms = append(terms, G.Must(G.Sum(G.Must(G.HadamardProd(n, d.constant(n.Shape()))))))
		}
	}
	d.loss = G.Must(G.ReduceAdd(terms))
	d.parameters = slices.DeleteFunc(d.parameters, func(n *G.Node) bool { return !d.used[n] })
	return d
}

func (d *drawn) value(shape tensor.Shape) any {
	v := make([]float64, max(1, shape.TotalSize()))
	single := make([]float32, len(v))
	for i := range v {
		v[i] = float64(200+d.IntN(1200)) / 1000 * float64(1-2*d.IntN(2))
		single[i] = float32(v[i])
	}
	switch {
	case len(shape) == 0 && d.dt == tensor.Float32:
		return single[0]
	case len(shape) == 0:
		return v[0]
	case d.dt == tensor.Float32:
		return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(single))
	}
	return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(v))
}

func (d *drawn) constant(shape tensor.Shape) *G.Node {
	return G.NodeFromAny(d.graph, d.value(shape), G.WithName(fmt.Sprint("constant", len(d.graph.AllNodes()))))
}

func (d *drawn) parameter(shape ...int) *G.Node {
	n := G.NodeFromAny(d.graph, d.value(shape), G.WithName(fmt.Sprint("W", len(d.parameters))))
	d.parameters, d.results = append(d.parameters, n), append(d.results, n)
	return n
}

// like returns a result of a shape, or a new parameter.
func (d *drawn) like(shape ...int) *G.Node {
	var fit G.Nodes
	for _, n := range d.results {
		if n.Shape().Eq(tensor.Shape(shape)) {
			fit = append(fit, n)
		}
	}
	if len(fit) == 0 || d.IntN(3) == 0 {
		return d.parameter(shape...)
	}
	return fit[d.IntN(len(fit))]
}

// bounded are functions that are applied to numbers from -1 to 1, and unbounded those of any.
var (
	bounded = []func(*G.Node) (*G.Node, error){
		G.Exp, G.Square, G.Cube, G.Sigmoid, G.Softplus, G.Expm1, G.Sin, G.Mish,
		func(x *G.Node) (*G.Node, error) { return G.Log1p(G.Must(G.Square(x))) },
		func(x *G.Node) (*G.Node, error) { return G.Sqrt(G.Must(G.Exp(x))) },
		func(x *G.Node) (*G.Node, error) { return G.Inverse(G.Must(G.Exp(x))) },
		func(x *G.Node) (*G.Node, error) { return G.Log(G.Must(G.Exp(x))) },
	}
	unbounded = []func(*G.Node) (*G.Node, error){G.Tanh, G.Neg, G.Cos, G.Abs, G.Rectify,
		func(x *G.Node) (*G.Node, error) { return G.LeakyRelu(x, 0.1) }}
	pairs = []func(a, b *G.Node) (*G.Node, error){G.Add, G.Sub, G.HadamardProd,
		func(a, b *G.Node) (*G.Node, error) { return G.HadamardDiv(a, G.Must(G.Exp(G.Must(G.Tanh(b))))) },
		func(a, b *G.Node) (*G.Node, error) { return G.Pow(G.Must(G.Exp(G.Must(G.Tanh(a)))), b) }}
)

// apply applies a random operation to random operands.
func (d *drawn) apply() {
	x := d.results[d.IntN(len(d.results))]
	operands := G.Nodes{x}
	var y *G.Node
	s := x.Shape()
	matrix := len(s) == 2
	switch kind := d.IntN(12); {
	case kind < 3:
		y = G.Must(bounded[d.IntN(len(bounded))](G.Must(G.Tanh(x))))
	case kind < 5:
		y = G.Must(unbounded[d.IntN(len(unbounded))](x))
	case kind < 7:
		operands = append(operands, d.like(s...))
		y = G.Must(pairs[d.IntN(len(pairs))](x, operands[1]))
	case !matrix:
		return
	case kind == 7:
		operands = append(operands, d.like(s[1], 1+d.IntN(3)))
		y = G.Must(G.Mul(x, operands[1]))
	case kind == 8 && s[0] > 1 && s[1] > 1:
		operands = append(operands, d.like(1, s[1]))
		y = G.Must(G.BroadcastAdd(x, operands[1], nil, []byte{0}))
	case kind == 8 || kind == 9:
		y = G.Must([]func(*G.Node, ...int) (*G.Node, error){G.Sum, G.Mean}[d.IntN(2)](x, d.IntN(2)))
	case kind == 10:
		y = []func() *G.Node{
			func() *G.Node { return G.Must(G.Transpose(x, 1, 0)) },
			func() *G.Node { return G.Must(G.Reshape(x, tensor.Shape{s[1], s[0]})) },
			func() *G.Node { return G.Must(G.Reshape(x, tensor.Shape{s[0], 1, s[1]})) },
		}[d.IntN(3)]()
	case s[1] > 2:
		y = []func() *G.Node{
			func() *G.Node { return G.Must(G.SoftMax(x, 1)) },
			func() *G.Node { return G.Must(G.Slice(x, nil, G.S(1, s[1]))) },
			func() *G.Node { operands = append(operands, d.like(s...)); return G.Must(G.Concat(0, x, operands[1])) },
		}[d.IntN(3)]()
	default:
		return
	}
	if op, ok := y.Op().(G.SDOp); ok && d.applied == d.at {
		var x G.Nodes
		for it := d.graph.From(y.ID()); it.Next(); {
			x = append(x, it.Node().(*G.Node))
		}
		y = G.Must(G.ApplyOp(faulty{op, d.fault}, x...))
		d.planted = y
	}
	for _, n := range operands {
		d.used[n] = true
	}
	d.results = append(d.results, y)
	d.applied++
}
