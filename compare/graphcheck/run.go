package graphcheck

import (
	"fmt"
	"slices"

	"gorgonia.org/gorgonia"

	"backprop/graph/program"
)

// machine runs operations one by one by their Do, on copies of their operands, and keeps every value.
// It shares no memory with the graph.
type machine struct {
	values map[*gorgonia.Node]gorgonia.Value
	moving map[*gorgonia.Node]bool // depends on what is differentiated
}

// newMachine returns a machine with the values of the leaves.
func newMachine(order []program.Operation, moving gorgonia.Nodes) (*machine, error) {
	m := &machine{make(map[*gorgonia.Node]gorgonia.Value), make(map[*gorgonia.Node]bool)}
	for _, n := range moving {
		m.moving[n] = true
	}
	for _, o := range order {
		if o.Op() != nil {
			for _, x := range o.Operands {
				m.moving[o.Node] = m.moving[o.Node] || m.moving[x]
			}
			continue
		}
		if o.Value() == nil {
			return nil, fmt.Errorf("%s has no value: give it one by Let, or by WithValue", describe(o.Node))
		}
		v, err := gorgonia.CloneValue(o.Value())
		if err != nil {
			return nil, fmt.Errorf("the value of %s: %w", describe(o.Node), err)
		}
		m.values[o.Node] = v
	}
	return m, nil
}

// run computes what has no value yet, and what depends on nodes whose values have changed.
func (m *machine) run(order []program.Operation, nodes gorgonia.Nodes) error {
	changed := make(map[*gorgonia.Node]bool)
	for _, n := range nodes {
		changed[n] = true
	}
	depends := func(n *gorgonia.Node) bool { return changed[n] }
	for _, o := range order {
		if m.values[o.Node] == nil || slices.ContainsFunc(o.Operands, depends) || slices.ContainsFunc(o.After, depends) {
			v, err := m.do(o)
			m.values[o.Node], changed[o.Node] = v, true
			if err != nil { // the next run tries again, as there is no value
				return fmt.Errorf("%s: %w", describe(o.Node), err)
			}
		}
	}
	return nil
}

func (m *machine) do(o program.Operation) (v gorgonia.Value, err error) {
	defer catch(&err)
	operands := make([]gorgonia.Value, len(o.Operands))
	for i, x := range o.Operands {
		if operands[i], err = gorgonia.CloneValue(m.values[x]); err != nil {
			return nil, err
		}
	}
	if v, err = o.Op().Do(operands...); err == nil && v == nil {
		err = fmt.Errorf("it returns no value")
	}
	return v, err
}

// catch makes an error of a panic.
func catch(err *error) {
	if p := recover(); p != nil && *err == nil {
		*err = fmt.Errorf("it panics: %v", p)
	}
}
