package graphcheck

import (
	"fmt"
	"slices"

	"gorgonia.org/gorgonia"

	"backprop/graph/program"
)

// method is a way of Gorgonia's to differentiate: it returns the gradients of Σ w⊙y by leaves x, where y is the
// last of the operations that m has run.
type method func(m *machine, order []program.Operation, w gorgonia.Value, x gorgonia.Nodes) ([]gorgonia.Value, error)

// symbolic is that of Grad, in a copy of the graph.
func symbolic(m *machine, order []program.Operation, w gorgonia.Value, x gorgonia.Nodes,
) (d []gorgonia.Value, err error) {
	defer catch(&err)
	g := gorgonia.NewGraph()
	of := make(map[*gorgonia.Node]*gorgonia.Node)
	for _, o := range order {
		if !m.moving[o.Node] || o.Op() == nil {
			of[o.Node] = leafLike(g, fmt.Sprint("node ", o.ID()), o.Node, m.values[o.Node])
			continue
		}
		if of[o.Node], err = gorgonia.ApplyOp(o.Op(), nodes(o.Operands, of)...); err != nil {
			return nil, fmt.Errorf("copying %s: %w", describe(o.Node), err)
		}
	}
	y := of[order[len(order)-1].Node]
	cotangent := leafLike(g, "cotangent", y, w)
	gradients, err := gorgonia.Backpropagate(gorgonia.Nodes{y}, gorgonia.Nodes{cotangent}, nodes(x, of))
	if err != nil {
		return nil, err
	}
	return valuesOf(gradients, nil)
}

func nodes(of gorgonia.Nodes, by map[*gorgonia.Node]*gorgonia.Node) (all gorgonia.Nodes) {
	for _, n := range of {
		all = append(all, by[n])
	}
	return all
}

// valuesOf returns the values of nodes; those of leaves, and of what depends on no parameter, are m's if it has them.
func valuesOf(nodes gorgonia.Nodes, m *machine) (values []gorgonia.Value, err error) {
	order, err := program.Operations(nodes)
	if err != nil {
		return nil, err
	}
	again, err := newMachine(order, nil)
	if err != nil {
		return nil, err
	}
	if m != nil {
		for n, v := range m.values {
			if n.Op() == nil || !m.moving[n] {
				again.values[n] = v
			}
		}
	}
	if err := again.run(order, nil); err != nil {
		return nil, err
	}
	for _, n := range nodes {
		values = append(values, again.values[n])
	}
	return values, nil
}

// lisp is that of the LispMachine: DoDiff of the operations from the last to the first. A panic in the machine's
// goroutine could not be caught, so that it is only asked to give each value, as that of a leaf, a derivative.
func lisp(m *machine, order []program.Operation, w gorgonia.Value, x gorgonia.Nodes) (d []gorgonia.Value, err error) {
	defer catch(&err)
	g := gorgonia.NewGraph()
	of := make(map[*gorgonia.Node]*gorgonia.Node)
	for _, o := range order {
		of[o.Node] = leafLike(g, fmt.Sprint("node ", o.ID()), o.Node, m.values[o.Node])
	}
	vm := gorgonia.NewLispMachine(g, gorgonia.ExecuteFwdOnly())
	defer vm.Close()
	if err := vm.RunAll(); err != nil {
		return nil, err
	}
	root, err := of[order[len(order)-1].Node].Grad()
	if err != nil {
		return nil, err
	}
	overwrite(root, w)
	for _, o := range slices.Backward(order) {
		if op, ok := o.Op().(gorgonia.ADOp); ok && m.moving[o.Node] {
			err := op.DoDiff(gorgonia.ExecutionContext{External: vm}, nodes(o.Operands, of), of[o.Node])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", describe(o.Node), err)
			}
		}
	}
	for _, n := range nodes(x, of) {
		v, err := n.Grad()
		if err != nil {
			return nil, err
		}
		d = append(d, v)
	}
	return d, nil
}

// leafLike returns a leaf like a node, with a copy of its value. A constant remains one, as operations ask for that.
func leafLike(g *gorgonia.ExprGraph, name string, n *gorgonia.Node, v gorgonia.Value) *gorgonia.Node {
	if _, constant := n.Op().(interface{ Value() gorgonia.Value }); constant {
		return n.CloneTo(g)
	}
	if _, size := n.Op().(gorgonia.DimSizer); size { // Gorgonia asks the operation, not its value
		of := n.Graph().From(n.ID())
		of.Next()
		sized := of.Node().(*gorgonia.Node)
		zeros := newValue(sized, make([]float64, max(1, sized.Shape().TotalSize())))
		return gorgonia.Must(gorgonia.ApplyOp(n.Op(), leafLike(g, name+", sized", sized, zeros)))
	}
	own, err := gorgonia.CloneValue(v)
	if err != nil {
		panic(err)
	}
	if e, float := elements(v); float { // no view, which some operations refuse
		own = newValue(n, e)
	}
	return gorgonia.NewUniqueNode(gorgonia.In(g), gorgonia.WithType(n.Type()), gorgonia.WithShape(n.Shape()...),
		gorgonia.WithName(name), gorgonia.WithValue(own))
}
