package opcheck

import (
	"fmt"
	"maps"

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
	Compiled Stage = "compiled" // Grad's gradient, by package program
	// Second is Grad's gradient of a combination of Grad's gradients, by the TapeMachine. Most
	// is wrong by one fault, that of the record Grad: on a graph that was differentiated before
	// it takes the old derivative of a node for the new one.
	Second Stage = "second"
)

// Stages returns all stages in their order.
func Stages() []Stage { return []Stage{Value, Tape, Lisp, Compiled, Second} }

// expression is a sample as a graph: the loss Σ w⊙y, where y is the operation.
type expression struct {
	graph   *G.ExprGraph
	wrt     G.Nodes // the operands that are differentiated
	y, loss *G.Node
}

// express builds the graph of a sample, without a loss if there are no cotangents.
func (op *Op) express(s *sample, w []float64) (e expression, err error) {
	e.graph = G.NewGraph()
	names := maps.Clone(op.apply)
	for k, a := range s.values() {
		x := leaf(e.graph, s.operands[k], a)
		names[x.Name()] = x
		if !s.operands[k].ints {
			e.wrt = append(e.wrt, x)
		}
	}
	y, err := names.run(s.body)
	if err != nil {
		return e, err
	}
	if e.y = y.(*G.Node); w == nil {
		return e, nil
	}
	if n := e.y.Shape().TotalSize(); n != len(w) {
		return e, fmt.Errorf("its shape is %v, with %d elements in place of %d", e.y.Shape(), n, len(w))
	}
	if e.loss = e.y; !s.cost {
		e.loss, err = weighted(e.graph, "w", e.y, w)
	}
	return e, err
}

// leaf is a node with a value.
func leaf(g *G.ExprGraph, x operand, a Array) *G.Node {
	if len(a.Shape) == 0 && !x.ints {
		return G.NewScalar(g, G.Float64, G.WithName(x.name), G.WithValue(a.Data[0]))
	}
	backing, kind := any(append([]float64(nil), a.Data...)), tensor.Float64
	if x.ints {
		whole := make([]int, len(a.Data))
		for k, v := range a.Data {
			whole[k] = int(v)
		}
		backing, kind = whole, tensor.Int
	}
	value := tensor.New(tensor.WithShape(a.Shape...), tensor.WithBacking(backing))
	return G.NewTensor(g, kind, len(a.Shape), G.WithShape(a.Shape...), G.WithName(x.name), G.WithValue(value))
}

// weighted returns Σ w⊙y.
func weighted(g *G.ExprGraph, name string, y *G.Node, w []float64) (*G.Node, error) {
	weights := leaf(g, operand{name: name}, Array{Shape: y.Shape(), Data: w})
	p, err := G.HadamardProd(y, weights)
	if err != nil {
		return nil, err
	}
	return G.Sum(p)
}

// options are those of the machine that runs the sample.
func (s *sample) options() (options []G.VMOpt) {
	if s.eval {
		options = append(options, G.EvalMode())
	}
	return options
}

// numbers returns what a stage computes for a sample: the elements of the value, or of the
// gradients of all operands that are differentiated.
func (op *Op) numbers(s *sample, stage Stage, w, v []float64) ([]float64, error) {
	if stage == Value {
		w = nil
	}
	e, err := op.express(s, w)
	if err != nil {
		return nil, err
	}
	switch stage {
	case Value:
		return run(e.graph, s.options(), e.y)
	case Lisp:
		m := G.NewLispMachine(e.graph, s.options()...)
		defer m.Close()
		if err := m.RunAll(); err != nil {
			return nil, err
		}
		var all []float64
		for _, x := range e.wrt {
			d, err := x.Grad()
			if err != nil {
				return nil, err
			}
			all = append(all, elements(d)...)
		}
		return all, nil
	}
	gradients, err := G.Grad(e.loss, e.wrt...)
	if err != nil {
		return nil, err
	}
	switch stage {
	case Compiled:
		for _, n := range e.graph.AllNodes() { // as the machines do
			if op, ok := n.Op().(G.TrainModeOp); ok && s.eval {
				op.SetTraining(false)
			}
		}
		p, err := program.Compile(gradients)
		if err != nil {
			return nil, err
		}
		if err := p.Run(); err != nil {
			return nil, err
		}
		var all []float64
		for k := range gradients {
			all = append(all, p.Output(k)...)
		}
		return all, nil
	case Second:
		var slope *G.Node // Σ v⊙gradient
		for k, d := range gradients {
			n := e.wrt[k].Shape().TotalSize()
			if d.Shape().TotalSize() != n {
				return nil, fmt.Errorf("the first gradient has shape %v, want %v", d.Shape(), e.wrt[k].Shape())
			}
			part, err := weighted(e.graph, fmt.Sprint("v", k), d, v[:n])
			if err != nil {
				return nil, err
			}
			v = v[n:]
			if slope == nil {
				slope = part
			} else if slope, err = G.Add(slope, part); err != nil {
				return nil, err
			}
		}
		if gradients, err = G.Grad(slope, e.wrt...); err != nil {
			return nil, err
		}
	}
	return run(e.graph, s.options(), gradients...)
}

// run returns the elements of nodes of a graph that a TapeMachine has run.
func run(g *G.ExprGraph, options []G.VMOpt, nodes ...*G.Node) ([]float64, error) {
	values := make([]G.Value, len(nodes))
	for k, n := range nodes {
		G.Read(n, &values[k])
	}
	m := G.NewTapeMachine(g, options...)
	defer m.Close()
	if err := m.RunAll(); err != nil {
		return nil, err
	}
	var all []float64
	for _, v := range values {
		all = append(all, elements(v)...)
	}
	return all, nil
}

// elements returns the elements of a value, row-major whatever its strides.
func elements(v G.Value) []float64 {
	switch v := v.(type) {
	case *tensor.Dense:
		if v.IsScalar() {
			return []float64{v.ScalarValue().(float64)}
		}
		v = tensor.Materialize(v).(*tensor.Dense)
		return append([]float64(nil), v.Data().([]float64)...)
	case *G.F64:
		return []float64{float64(*v)}
	}
	panic(fmt.Sprintf("a value of type %T", v))
}
