package bench

import (
	"errors"
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/compare"
	"backprop/network"
)

// tutorial is the network as Gorgonia's tutorials write it: a bias by
// BroadcastAdd, the stock activations, the loss -Σ [ y ln ŷ + (1-y) ln (1-ŷ) ]
// without a clamp, Grad, a TapeMachine with BindDualValues and, for a step, the
// VanillaSolver. It is what autodiff in Go is believed to cost. Away from
// saturation it is right; package graph says where it is not.
//
// It knows shared bias and one number of rows, and checks nothing. It is not safe
// for concurrent use.
type tutorial struct {
	layout        network.Layout
	loss          *tutorialGraph // without gradients
	gradient      *tutorialGraph
	probabilities gorgonia.Value
	logits        gorgonia.Value
}

// tutorialGraph is one expression graph with its machine.
type tutorialGraph struct {
	x, y    *gorgonia.Node
	theta   gorgonia.Nodes // W1, b1, W2, …
	logits  *gorgonia.Node
	output  *gorgonia.Node
	loss    *gorgonia.Node
	machine gorgonia.VM
	value   gorgonia.Value // of the loss
}

func newTutorial(spec network.Spec, rows int) (t *tutorial, err error) {
	defer func() { // Gorgonia panics where it could return an error
		if r := recover(); r != nil {
			t, err = nil, fmt.Errorf("tutorial: %v", r)
		}
	}()
	layout, err := network.NewLayout(spec, rows)
	if err != nil {
		return nil, err
	}
	if layout.BiasForm != network.Shared {
		return nil, errors.New("tutorial: a row bias is not what tutorials have; want shared")
	}
	t = &tutorial{layout: layout}
	if t.loss, err = newTutorialGraph(spec, layout, rows); err != nil {
		return nil, err
	}
	gorgonia.Read(t.loss.output, &t.probabilities)
	gorgonia.Read(t.loss.logits, &t.logits)
	t.loss.machine = gorgonia.NewTapeMachine(t.loss.x.Graph())

	if t.gradient, err = newTutorialGraph(spec, layout, rows); err != nil {
		return nil, err
	}
	if _, err := gorgonia.Grad(t.gradient.loss, t.gradient.theta...); err != nil {
		return nil, err
	}
	t.gradient.machine = gorgonia.NewTapeMachine(t.gradient.x.Graph(), gorgonia.BindDualValues(t.gradient.theta...))
	return t, nil
}

func newTutorialGraph(spec network.Spec, layout network.Layout, rows int) (*tutorialGraph, error) {
	g := gorgonia.NewGraph()
	matrix := func(name string, rows, cols int) *gorgonia.Node {
		n := gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(rows, cols), gorgonia.WithName(name))
		gorgonia.Let(n, tensor.New(tensor.WithShape(rows, cols), tensor.WithBacking(make([]float64, rows*cols))))
		return n
	}
	t := &tutorialGraph{x: matrix("x", rows, spec.Inputs()), y: matrix("y", rows, 1)}
	a := t.x
	for l, activation := range spec.Activations {
		W, b := layout.Weight(l+1), layout.Bias(l+1)
		w, bias := matrix(W.Name, W.Rows, W.Cols), matrix(b.Name, b.Rows, b.Cols)
		t.theta = append(t.theta, w, bias)
		t.logits = gorgonia.Must(gorgonia.BroadcastAdd(gorgonia.Must(gorgonia.Mul(a, w)), bias, nil, []byte{0}))
		switch activation {
		case network.Identity:
			a = t.logits
		case network.ReLU:
			a = gorgonia.Must(gorgonia.Rectify(t.logits))
		case network.Sigmoid:
			a = gorgonia.Must(gorgonia.Sigmoid(t.logits))
		case network.Tanh:
			a = gorgonia.Must(gorgonia.Tanh(t.logits))
		default:
			return nil, fmt.Errorf("tutorial: no activation %q", activation)
		}
	}
	t.output = a
	one := gorgonia.NewConstant(1.0)
	ofOnes := gorgonia.Must(gorgonia.HadamardProd(t.y, gorgonia.Must(gorgonia.Log(a))))
	ofZeros := gorgonia.Must(gorgonia.HadamardProd(gorgonia.Must(gorgonia.Sub(one, t.y)),
		gorgonia.Must(gorgonia.Log(gorgonia.Must(gorgonia.Sub(one, a))))))
	t.loss = gorgonia.Must(gorgonia.Neg(gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Add(ofOnes, ofZeros))))))
	gorgonia.Read(t.loss, &t.value)
	return t, nil
}

// run binds the arguments and runs the graph.
func (g *tutorialGraph) run(layout network.Layout, theta []float64, batch network.Batch) (float64, error) {
	copy(elements(g.x.Value()), batch.X)
	copy(elements(g.y.Value()), batch.Y)
	for i, t := range layout.Tensors {
		copy(elements(g.theta[i].Value()), t.Of(theta))
	}
	defer g.machine.Reset()
	if err := g.machine.RunAll(); err != nil {
		return 0, fmt.Errorf("tutorial: %w", err)
	}
	return g.value.Data().(float64), nil
}

// Loss runs the graph without gradients.
func (t *tutorial) Loss(theta []float64, batch network.Batch) (float64, error) {
	return t.loss.run(t.layout, theta, batch)
}

// Gradient runs the graph with them. BindDualValues adds to what the last run
// left, so they are set to zero afterwards, as a solver does.
func (t *tutorial) Gradient(dst, theta []float64, batch network.Batch) (float64, error) {
	loss, err := t.gradient.run(t.layout, theta, batch)
	if err != nil {
		return 0, err
	}
	for i, tensor := range t.layout.Tensors {
		d, err := t.gradient.theta[i].Grad()
		if err != nil {
			return 0, fmt.Errorf("tutorial: %w", err)
		}
		copy(tensor.Of(dst), elements(d))
		clear(elements(d))
	}
	return loss, nil
}

// Step lets the VanillaSolver take the step, which also sets the gradients to
// zero.
func (t *tutorial) Step(theta []float64, batch network.Batch, rate float64) (float64, error) {
	loss, err := t.gradient.run(t.layout, theta, batch)
	if err != nil {
		return 0, err
	}
	solver := gorgonia.NewVanillaSolver(gorgonia.WithLearnRate(rate))
	if err := solver.Step(gorgonia.NodesToValueGrads(t.gradient.theta)); err != nil {
		return 0, fmt.Errorf("tutorial: %w", err)
	}
	for i, tensor := range t.layout.Tensors {
		copy(tensor.Of(theta), elements(t.gradient.theta[i].Value()))
	}
	return loss, nil
}

// Predict reads the values out of the graph without gradients.
func (t *tutorial) Predict(probabilities, logits, theta []float64, batch network.Batch) error {
	if _, err := t.loss.run(t.layout, theta, batch); err != nil {
		return err
	}
	copy(probabilities, elements(t.probabilities))
	copy(logits, elements(t.logits))
	return nil
}

// elements returns the elements of a matrix, row-major, as a view.
func elements(v gorgonia.Value) []float64 { return v.(*tensor.Dense).Float64s() }

var _ compare.Engine = (*tutorial)(nil)
