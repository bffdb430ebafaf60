package opcheck

import (
	"fmt"
	"maps"
	"math"
	"slices"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/graph/program"
)

// Stage is a way to get numbers out of Gorgonia that are then judged.
type Stage string

// The stages of a case, in their order.
const (
	Value    Stage = "value"    // of the operation, by the TapeMachine
	Tape     Stage = "tape"     // Grad's gradient, by the TapeMachine
	Lisp     Stage = "lisp"     // the gradient of the LispMachine
	Compiled Stage = "compiled" // Grad's gradient, by package program, among outputs in several orders
	// Second is Grad's gradient of a combination of Grad's gradients, by the TapeMachine. Most
	// is wrong by one fault, that of the record Grad: on a graph that was differentiated before
	// it takes the old derivative of a node for the new one.
	Second Stage = "second"
)

// Stages returns all stages in their order.
func Stages() []Stage { return []Stage{Value, Tape, Lisp, Compiled, Second} }

// graph applies the operation to nodes: it returns the value, Σ w⊙value unless w is nil, and what is differentiated.
// It panics with a failure.
func (s *sample) graph(w []float64) (y, loss *G.Node, x G.Nodes) {
	g := G.NewGraph()
	names := maps.Clone(s.op.apply)
	for _, operand := range s.operands {
		n := s.leaf(g, operand)
		names[operand.name] = n
		if !operand.ints {
			x = append(x, n)
		}
	}
	y = names.run(s.body).(*G.Node)
	if w == nil || s.cost {
		return y, y, x
	}
	if n := y.Shape().TotalSize(); n != len(w) {
		check(fmt.Errorf("its shape is %v, with %d elements in place of %d", y.Shape(), n, len(w)))
	}
	return y, s.weighted(g, "w", y, w), x
}

// setMode puts the operations of a graph into evaluation mode, as the machines do.
func (s *sample) setMode(g *G.ExprGraph) {
	for _, n := range g.AllNodes() {
		if op, ok := n.Op().(G.TrainModeOp); ok && s.eval {
			op.SetTraining(false)
		}
	}
}

// numbers returns what a stage computes for a sample: the elements of the value, or of the
// gradients of all operands that are differentiated. It panics with a failure.
func (s *sample) numbers(stage Stage) (all []float64) {
	if stage == Value {
		y, _, _ := s.graph(nil)
		return s.tape(y.Graph(), y)
	}
	_, loss, x := s.graph(s.w)
	g := loss.Graph()
	if stage == Lisp {
		execute(G.NewLispMachine(g, s.options()...))
		for _, n := range x {
			all = append(all, elements(must(n.Grad()))...)
		}
		return all
	}
	gradients := must(G.Grad(loss, x...))
	switch stage {
	case Compiled:
		s.setMode(g)
		return s.inEveryOrder(loss, gradients)
	case Second:
		gradients = must(G.Grad(s.slope(g, x, gradients), x...))
	}
	return s.tape(g, gradients...)
}

// inEveryOrder returns gradients by package program, asked for alone. It panics with a disagreement if they are
// others beside the loss, in another order, or through Read.
func (s *sample) inEveryOrder(loss *G.Node, gradients G.Nodes) []float64 {
	var read G.Value
	alone := outputs(gradients)
	after := outputs(append(G.Nodes{loss}, gradients...))
	backwards := slices.Clone(gradients)
	slices.Reverse(backwards)
	before := outputs(append(backwards, G.Read(loss, &read)))
	for k := range gradients {
		for _, other := range [][]float64{after[k+1], before[len(gradients)-1-k]} {
			if !slices.EqualFunc(alone[k], other, s.same) {
				panic(disagreement(fmt.Sprintf("gradient %d is %v alone and %v beside the loss", k, alone[k], other)))
			}
		}
	}
	if value := after[0]; !slices.EqualFunc(value, before[len(gradients)], s.same) {
		panic(disagreement(fmt.Sprintf("the loss is %v, and read %v", value, before[len(gradients)])))
	}
	return slices.Concat(alone...)
}

// disagreement travels as a panic, as failure does.
type disagreement string

// same allows for sums in another order.
func (s *sample) same(a, b float64) bool {
	return a == b || math.IsNaN(a) && math.IsNaN(b) ||
		math.Abs(a-b) <= float64(0x1p13*s.unit()*max(math.Abs(a), math.Abs(b)))
}

// outputs returns what a program computes for nodes.
func outputs(nodes G.Nodes) (all [][]float64) {
	p := must(program.Compile(nodes))
	check(p.Run())
	for k := range nodes {
		all = append(all, slices.Clone(p.Output(k)))
	}
	return all
}

// slope returns Σ v⊙gradient.
func (s *sample) slope(g *G.ExprGraph, x, gradients G.Nodes) *G.Node {
	var parts G.Nodes
	v := s.v
	for k, d := range gradients {
		n := x[k].Shape().TotalSize()
		if d.Shape().TotalSize() != n {
			check(fmt.Errorf("the first gradient has shape %v, want %v", d.Shape(), x[k].Shape()))
		}
		parts = append(parts, s.weighted(g, fmt.Sprint("v", k), d, v[:n]))
		v = v[n:]
	}
	return must(G.ReduceAdd(parts))
}

// leaf is a node with the operand's value.
func (s *sample) leaf(g *G.ExprGraph, x operand) *G.Node {
	backing := any(slices.Clone(x.Data))
	switch {
	case len(x.Shape) == 0 && !x.ints && s.single:
		return G.NewScalar(g, G.Float32, G.WithName(x.name), G.WithValue(float32(x.Data[0])))
	case len(x.Shape) == 0 && !x.ints:
		return G.NewScalar(g, G.Float64, G.WithName(x.name), G.WithValue(x.Data[0]))
	case x.ints:
		backing = converted[int](x.Data)
	case s.single:
		backing = converted[float32](x.Data)
	}
	return G.NodeFromAny(g, tensor.New(tensor.WithShape(x.Shape...), tensor.WithBacking(backing)), G.WithName(x.name))
}

func converted[T int | float32](v []float64) []T {
	to := make([]T, len(v))
	for k, x := range v {
		to[k] = T(x)
	}
	return to
}

// weighted returns Σ w⊙y.
func (s *sample) weighted(g *G.ExprGraph, name string, y *G.Node, w []float64) *G.Node {
	weights := s.leaf(g, operand{name: name, Array: Array{Shape: y.Shape(), Data: w}})
	return must(G.Sum(must(G.HadamardProd(y, weights))))
}

// options are those of the machine that runs the sample.
func (s *sample) options() (options []G.VMOpt) {
	if s.eval {
		options = append(options, G.EvalMode())
	}
	return options
}

func execute(m G.VM) {
	defer m.Close()
	check(m.RunAll())
}

// tape returns the elements of nodes of a graph that a TapeMachine has run.
func (s *sample) tape(g *G.ExprGraph, nodes ...*G.Node) (all []float64) {
	values := make([]G.Value, len(nodes))
	for k, n := range nodes {
		G.Read(n, &values[k])
	}
	execute(G.NewTapeMachine(g, s.options()...))
	for _, v := range values {
		all = append(all, elements(v)...)
	}
	return all
}

// elements returns the elements of a value, row-major whatever its strides.
func elements(v G.Value) []float64 {
	if t, ok := v.(*tensor.Dense); ok {
		v = tensor.Materialize(t).(*tensor.Dense)
	}
	switch data := v.Data().(type) {
	case float64:
		return []float64{data}
	case float32:
		return []float64{float64(data)}
	case []float32:
		all := make([]float64, len(data))
		for k, e := range data {
			all[k] = float64(e)
		}
		return all
	default:
		return slices.Clone(data.([]float64))
	}
}
