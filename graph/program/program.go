package program

import (
	"errors"
	"fmt"
	"slices"
	"unsafe"

	"gorgonia.org/gorgonia"
)

// Program is an expression graph compiled for the outputs that were asked for. It
// owns all memory that it writes to. It is not safe for concurrent use; programs
// are independent of one another, also those of one graph, and several may run at
// once in goroutines of their own, unless they read leaves that another writes.
type Program struct {
	leaves  []*leaf
	once    []*step // what depends on no variable: run by Compile
	steps   []*step // run by Run
	outputs []*matrix
	memory  []float64 // of all values
	text    string
}

// Compile lowers what the outputs depend on. Each output is a float64 scalar,
// vector or matrix. A leaf without a binding is read from its own value, which
// [gorgonia.Let] may replace between runs.
//
// It returns an error that names the node if an output is not float64 or has more
// than two dimensions, if a node on the way has a dimension below 1, has the ID of
// another node or no operation that could be run, or if a binding does not fit its
// leaf or is a second one. An operation that Compile does not know is no error: it is run by its Do.
func Compile(outputs gorgonia.Nodes, bindings ...Binding) (p *Program, err error) {
	defer func() { // Gorgonia panics where it could return an error
		if r := recover(); r != nil {
			p, err = nil, fmt.Errorf("compiling: %v", r)
		}
	}()
	if len(outputs) == 0 {
		return nil, errors.New("no output to compile for")
	}
	c := &compiler{bindings: make(map[*gorgonia.Node]Binding), refs: make(map[*gorgonia.Node]ref)}
	for _, b := range bindings {
		if err := b.check(); err != nil {
			return nil, err
		}
		if _, twice := c.bindings[b.node]; twice {
			return nil, fmt.Errorf("leaf %s is bound twice", describe(b.node))
		}
		c.bindings[b.node] = b
	}
	if err := c.lower(outputs); err != nil {
		return nil, err
	}
	c.fuse()
	c.place()
	p = c.schedule()
	for _, l := range p.leaves {
		if l.fixed {
			if err := l.read(); err != nil {
				return nil, err
			}
		}
	}
	p.leaves = slices.DeleteFunc(p.leaves, func(l *leaf) bool { return l.fixed })
	if err := run(p.once); err != nil {
		return nil, err
	}
	return p, nil
}

// Run computes the outputs from what is behind the leaves. It allocates nothing,
// but for operations that are run by their Do. It returns an error if a leaf has no
// value of its shape or lies in the program's own memory, as a slice from Output does,
// or if an operation of another package fails or panics. The outputs are then not
// specified, and the next run is not affected.
func (p *Program) Run() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("running: %v", r)
		}
	}()
	for _, l := range p.leaves {
		if err := l.read(); err != nil {
			return err
		}
		if p.owns(l.buffer.data) {
			return fmt.Errorf("leaf %s is bound to an output of the program itself, want a copy", describe(l.node))
		}
	}
	return run(p.steps)
}

// owns tells whether values lie in the program's memory, where a run would overwrite
// them while it reads them. Of two allocations no part of one lies in the other.
func (p *Program) owns(values []float64) bool {
	const size = unsafe.Sizeof(values[0])
	first, at := uintptr(unsafe.Pointer(unsafe.SliceData(p.memory))), uintptr(unsafe.Pointer(unsafe.SliceData(values)))
	return at-first < uintptr(len(p.memory))*size // at before first is a large number
}

func run(steps []*step) error {
	for _, s := range steps {
		if err := s.run(); err != nil {
			return err
		}
	}
	return nil
}

// Output returns the elements of output i of the last run, row-major, as a view of
// the program's memory: the same slice after every run, to be read only, since an
// output that depends on no variable is computed once. It panics if i is not the index
// of an output.
func (p *Program) Output(i int) []float64 { return p.outputs[i].buffer.data }

// String lists the instructions, one a line: the loops over the rows, what each
// computes from what, which nodes of the graph went into it, and which are run by
// their Do. Nodes are called by their name or, as Gorgonia prints them, by their ID.
func (p *Program) String() string { return p.text }
