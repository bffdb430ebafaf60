package program

import (
	"errors"
	"fmt"
	"slices"
	"strings"

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
	memory  []float64      // of all values
	fired   map[string]int // how often each rewrite rule applied
}

// Compile lowers what the outputs depend on. Each output is a scalar or tensor of float64,
// float32 or bool elements, or the Read of one. A leaf without a binding is read from its
// own value, which [gorgonia.Let] may replace between runs.
//
// It returns an error that names the node if an output has other elements, if a node on
// the way has a dimension below 1, or if a binding does not fit its leaf or is a second
// one. An operation that Compile does not know is no error: it is run by its Do.
func Compile(outputs gorgonia.Nodes, bindings ...Binding) (p *Program, err error) {
	defer func() { // Gorgonia panics where it could return an error
		if r := recover(); r != nil {
			p, err = nil, fmt.Errorf("compiling: %v", r)
		}
	}()
	if len(outputs) == 0 {
		return nil, errors.New("no output to compile for")
	}
	c := &compiler{
		bindings: make(map[*gorgonia.Node]Binding),
		of:       make(map[*gorgonia.Node]*value),
		fired:    make(map[string]int),
	}
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
	p = c.emit(c.schedule())
	for _, l := range p.leaves {
		if l.constant {
			if err := l.read(); err != nil {
				return nil, err
			}
		}
	}
	p.leaves = slices.DeleteFunc(p.leaves, func(l *leaf) bool { return l.constant || l.fixed })
	if err := run(p.once); err != nil {
		return nil, err
	}
	return p, nil
}

// Output returns the elements of output i of the last run, row-major, those of a bool as 0 and 1, as a view of
// the program's memory: the same slice after every run, to be read only, since an
// output that depends on no variable is computed once. It panics if i is not the index
// of an output.
func (p *Program) Output(i int) []float64 { return p.outputs[i].buffer.data }

// Outputs returns the elements of outputs from … to-1, one after another, as Output does those of one.
// It panics unless there are such outputs.
func (p *Program) Outputs(from, to int) []float64 {
	after := func(i int) (n int) {
		for _, m := range p.outputs[i:] {
			n += m.size
		}
		return n
	}
	end := len(p.memory)
	return p.memory[end-after(from) : end-after(to)]
}

// String lists the instructions, one a line: the loops over the rows, what each
// computes from what, which nodes of the graph went into it, and which are run by
// their Do, and where Gorgonia's own operation is wrong, of which the program computes what the
// graph says nevertheless. Nodes are called by their name or, as Gorgonia prints them, by their ID.
func (p *Program) String() string {
	var b strings.Builder
	for _, st := range p.once {
		st.describe(&b, "once")
	}
	for _, st := range p.steps {
		st.describe(&b, "every run")
	}
	return b.String()
}
