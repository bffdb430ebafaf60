package program

import (
	"fmt"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// VM runs a compiled graph in place of Gorgonia's TapeMachine. It implements
// [gorgonia.VM]. It is not safe for concurrent use.
type VM struct {
	program *Program
	results []result
}

// result is an output of the program and where its value is wanted: in a node, in the
// gradient of a leaf, and in what a Read points to.
type result struct {
	output       int
	node, ofLeaf *gorgonia.Node
	into         *gorgonia.Value
}

// NewVM compiles a graph, after the calls of [gorgonia.Grad] and [gorgonia.Read], for the
// values that a program takes from it: of every Read, of a cost and of every other node that
// nothing uses, and the gradient of every leaf that has one. A leaf has its own value, which [gorgonia.Let] may
// replace between runs. In a program that trains by a TapeMachine,
//
//	vm := gorgonia.NewTapeMachine(g, gorgonia.BindDualValues(w, b))
//
// becomes
//
//	vm, err := program.NewVM(g, gorgonia.BindDualValues(w, b))
//
// Gradients are there without BindDualValues too; they are those of the last run alone, and a
// solver may overwrite them. A value in the middle of the graph is there if it is Read: the
// TapeMachine too keeps no other for sure. EvalMode is the other option that NewVM knows.
//
// It returns an error that names the option if it cannot take it over, as it cannot
// loggers, watches, a tracer, another engine or a precompiled program; an error if two
// leaves have one node for a gradient, as v and w of v + w have; and the errors of [Compile].
func NewVM(g *gorgonia.ExprGraph, options ...gorgonia.VMOpt) (*VM, error) {
	training := true
	for _, o := range options {
		switch name := nameOf(o); name {
		case "BindDualValues":
		case "EvalMode":
			training = false
		default:
			return nil, fmt.Errorf("the option %s is the TapeMachine's own: leave it out, or use the TapeMachine", name)
		}
	}
	vm := new(VM)
	var outputs gorgonia.Nodes
	leafOf := make(map[*gorgonia.Node]*gorgonia.Node) // by gradients
	add := func(n *gorgonia.Node, r result) {
		r.output, r.node = len(outputs), n
		outputs, vm.results = append(outputs, n), append(vm.results, r)
	}
	used := make(map[*gorgonia.Node]bool)
	for _, n := range g.AllNodes() {
		if op, ok := n.Op().(gorgonia.TrainModeOp); ok {
			if err := op.SetTraining(training); err != nil {
				return nil, fmt.Errorf("%s: %w", describe(n), err)
			}
		}
		for _, o := range operandsOf(n) {
			used[o] = true
		}
	}
	for _, n := range g.AllNodes() {
		switch {
		case n.Op() == nil:
			if n.Deriv() == nil {
				continue
			}
			if other := leafOf[n.Deriv()]; other != nil {
				return nil, fmt.Errorf("the gradients of %s and %s are one node, which a solver that updates the first "+
					"overwrites: multiply one of the two by the constant 1 where it is used", describe(other), describe(n))
			}
			leafOf[n.Deriv()] = n
			add(n.Deriv(), result{ofLeaf: n})
		case isRead(n):
			read := operandsOf(n)[0]
			add(read, result{into: (*gorgonia.Value)(reflect.ValueOf(n.Op()).FieldByName("into").UnsafePointer())})
		case isNative(n) && (isCost(n) || !used[n] && !isStray(n)):
			add(n, result{})
		}
	}
	var err error
	if vm.program, err = Compile(outputs); err != nil {
		return nil, err
	}
	return vm, nil
}

// nameOf returns the name of the function that returned an option.
func nameOf(o gorgonia.VMOpt) string {
	parts := strings.Split(runtime.FuncForPC(reflect.ValueOf(o).Pointer()).Name(), ".")
	for _, part := range slices.Backward(parts) { // the last are the closure's own, func1, or 2 if it was inlined
		if !regexp.MustCompile(`^(func)?\d+$`).MatchString(part) {
			return part
		}
	}
	return "without a name"
}

// isCost tells whether Grad was called for n, whose own gradient is then the number 1. The
// gradients of others may use its value.
func isCost(n *gorgonia.Node) bool {
	return n.Deriv() != nil && fmt.Sprintf("%T", n.Deriv().Op()) == "gorgonia.constantScalar"
}

// isStray tells whether Grad made n along with the derivatives that it was asked for, such as
// the one with respect to the inputs of a network.
func isStray(n *gorgonia.Node) bool {
	group := reflect.ValueOf(n).Elem().FieldByName("group").String()
	return len(n.DerivOf()) == 0 && (group == "gradients" || group == "undifferentiated nodes")
}

// RunAll computes the graph from the leaves' values. Its errors are those of [Program.Run].
func (vm *VM) RunAll() error {
	if err := vm.program.Run(); err != nil {
		return err
	}
	for _, r := range vm.results {
		if err := r.store(vm.program.Output(r.output)); err != nil {
			return fmt.Errorf("the value of %s: %w", describe(r.node), err)
		}
	}
	return nil
}

// store puts elements where they are wanted, into the value that is there if there is one.
func (r result) store(elements []float64) error {
	value := r.node.Value()
	if r.ofLeaf != nil {
		if v, err := r.ofLeaf.Grad(); err == nil {
			value = v
		}
	}
	switch v := value.(type) {
	case *gorgonia.F64:
		*v = gorgonia.F64(elements[0])
	case *gorgonia.F32:
		*v = gorgonia.F32(elements[0])
	case *gorgonia.B:
		*v = gorgonia.B(elements[0] != 0)
	case *tensor.Dense:
		setElements(v, elements)
	default:
		value = newValue(r.node, elements)
		if err := gorgonia.UnsafeLet(r.node, value); err != nil {
			return err
		}
	}
	if r.into != nil {
		*r.into = value
	}
	return nil
}

// Reset does nothing: a run leaves nothing behind that the next would have to clear.
func (vm *VM) Reset() {}

// Close does nothing: there is nothing to free.
func (vm *VM) Close() error { return nil }

// String is that of the compiled [Program].
func (vm *VM) String() string { return vm.program.String() }
