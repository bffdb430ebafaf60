package graphcheck

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"gorgonia.org/gorgonia"

	"backprop/compare/gradcheck"
	"backprop/compare/internal/judge"
	"backprop/graph/program"
)

// Check compares the gradient of a loss with the loss itself, at the values that the leaves have. It is the
// gradient of [gorgonia.Grad]: the one that was made for these parameters, or else one that is made in a
// copy of the graph.
func Check(loss *gorgonia.Node, parameters ...*gorgonia.Node) (Report, error) {
	var made gorgonia.Nodes
	for _, n := range parameters {
		if n != nil && n.Deriv() != nil {
			made = append(made, n.Deriv())
		}
	}
	if len(made) < len(parameters) {
		return check(loss, parameters, symbolic, nil)
	}
	return check(loss, parameters, symbolic, func(c *checker) ([]gorgonia.Value, error) {
		return valuesOf(made, c.machine)
	})
}

// CheckLisp is Check for the gradient of the LispMachine.
func CheckLisp(loss *gorgonia.Node, parameters ...*gorgonia.Node) (Report, error) {
	return check(loss, parameters, lisp, nil)
}

// CheckValues is Check for gradients that somebody else computed, one for each parameter, such as their Grad
// after a machine has run.
func CheckValues(loss *gorgonia.Node, parameters gorgonia.Nodes, gradients []gorgonia.Value) (Report, error) {
	return check(loss, parameters, symbolic, func(*checker) ([]gorgonia.Value, error) { return gradients, nil })
}

// Assert is Check within a test, which fails with the full report if the gradient is wrong, and also if nothing
// could be certified. An inconclusive report is logged. A mistake in the arguments ends the test.
func Assert(tb testing.TB, loss *gorgonia.Node, parameters ...*gorgonia.Node) Report {
	tb.Helper()
	r, err := Check(loss, parameters...)
	switch {
	case err != nil:
		tb.Fatal(err)
	case r.Err() != nil:
		tb.Errorf("wrong gradient\n%v", r)
	case r.Gradient.Certified() == 0:
		tb.Errorf("nothing was certified\n%v", r)
	case r.Gradient.Verdict() != gradcheck.Pass:
		tb.Logf("not all was certified\n%v", r)
	}
	return r
}

// claim returns the values of a supposed gradient.
type claim func(*checker) ([]gorgonia.Value, error)

// check checks given gradients, or without them those that a method gives in a copy of the graph.
func check(loss *gorgonia.Node, x gorgonia.Nodes, by method, given claim) (r Report, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("graphcheck: %w", err)
		}
	}()
	defer catch(&err)
	c, err := newChecker(loss, x)
	if err != nil {
		return r, err
	}
	defer stateOf(c.order).restore()
	if err := c.settle(); err != nil {
		return r, err
	}
	anew := func(c *checker) ([]gorgonia.Value, error) { return by(c.machine, c.order, newValue(loss, one), x) }
	claim := given
	if claim == nil {
		claim = anew
	}
	whole, err := c.check(claim)
	if err != nil {
		for _, o := range c.guilty(by, true) {
			err = fmt.Errorf("%w; %v", err, o)
		}
		return r, err
	}
	r.Gradient, r.wrong = whole.Report, whole.Wrong
	outside := func(c gradcheck.Comparison) bool { return c.AbsDiff > c.Bar } // also where that proves nothing
	if whole.Wrong == "" && whole.Certified() > 0 && !slices.ContainsFunc(whole.Methods[0].Comparisons, outside) {
		return r, nil
	}
	if r.Operations = c.guilty(by, false); whole.Wrong != "" && len(r.Operations) == 0 && given != nil {
		again, err := c.check(anew)
		r.Outdated = err == nil && again.Verdict() == gradcheck.Pass
	}
	return r, nil
}

var one = []float64{1}

// checker is a loss with the operations on the way to it, and their values.
type checker struct {
	*machine
	loss  *gorgonia.Node
	x     gorgonia.Nodes
	order []program.Operation
}

func newChecker(loss *gorgonia.Node, x gorgonia.Nodes) (*checker, error) {
	switch {
	case loss == nil || loss.Graph() == nil:
		return nil, errors.New("the loss is nil or in no graph")
	case !isFloat(loss) || loss.Shape().TotalSize() != 1:
		return nil, fmt.Errorf("the loss, %s, is %v of shape %v: want one float64 or float32, as Sum or Mean gives",
			describe(loss), loss.Type(), loss.Shape())
	case len(x) == 0:
		return nil, errors.New("no parameter: want the leaves by which the loss is differentiated")
	}
	order, err := program.Operations(gorgonia.Nodes{loss})
	if err != nil {
		return nil, err
	}
	for i, n := range x {
		switch {
		case n == nil:
			return nil, fmt.Errorf("parameter %d is nil", i)
		case n.Op() != nil || !isFloat(n):
			return nil, fmt.Errorf("%s, %v, is no parameter: want a leaf of float64 or float32", describe(n), n.Type())
		case slices.Contains(x[:i], n):
			return nil, fmt.Errorf("%s is given twice", describe(n))
		}
	}
	if err := reached(order, x); err != nil {
		return nil, err
	}
	m, err := newMachine(order, x)
	return &checker{machine: m, loss: loss, x: x, order: order}, err
}

// reached returns an error if the loss does not depend on a parameter, or nothing on the way has a derivative.
func reached(order []program.Operation, x gorgonia.Nodes) error {
	depends, differentiable := make(map[*gorgonia.Node]bool), make(map[*gorgonia.Node]bool)
	loss := order[len(order)-1].Node
	depends[loss], differentiable[loss] = true, true
	var without *gorgonia.Node
	for _, o := range slices.Backward(order) {
		op, _ := o.Op().(gorgonia.SDOp)
		for i, operand := range o.Operands {
			depends[operand] = true
			if op == nil || op.DiffWRT(len(o.Operands))[i] {
				differentiable[operand] = differentiable[operand] || differentiable[o.Node]
			} else {
				without = o.Node
			}
		}
	}
	for _, n := range x {
		if !depends[n] {
			return fmt.Errorf("the loss does not depend on %s", describe(n))
		}
		if !differentiable[n] {
			return fmt.Errorf("between %s and the loss are only operations without a derivative, such as %s",
				describe(n), describe(without))
		}
	}
	return nil
}

// settle computes all values, and returns an error if the loss is not finite, or an operation gives another
// value the next time.
func (c *checker) settle() error {
	if err := c.run(c.order, nil); err != nil {
		return err
	}
	before := maps.Clone(c.values)
	if err := c.run(c.order, c.x); err != nil {
		return err
	}
	for _, o := range c.order {
		if !equal(before[o.Node], c.values[o.Node]) {
			return fmt.Errorf("%s: it draws random numbers, or keeps something from run to run, so that "+
				"the loss has no derivative: check the graph without it, or in evaluation mode", describe(o.Node))
		}
	}
	if finite(c.values[c.loss]) {
		return nil
	}
	for _, o := range c.order {
		if !finite(c.values[o.Node]) {
			return fmt.Errorf("the loss is %v: the first value that is not finite is that of %s",
				c.values[c.loss], describe(o.Node))
		}
	}
	return nil
}

// check compares gradients with the loss.
func (c *checker) check(claim claim) (r judge.Opinion, err error) {
	claimed, err := claim(c)
	if err != nil {
		return r, err
	}
	if len(claimed) != len(c.x) {
		return r, fmt.Errorf("%d gradients for %d parameters", len(claimed), len(c.x))
	}
	var variables []variable
	for i, n := range c.x {
		v, err := newVariable(describe(n), n, c.values[n], claimed[i])
		if err != nil {
			return r, err
		}
		variables = append(variables, v)
	}
	return c.compare(c.order, one, variables)
}
