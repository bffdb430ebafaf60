package graphcheck

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"gorgonia.org/gorgonia"

	"backprop/compare/gradcheck"
	"backprop/compare/internal/judge"
	"backprop/graph/program"
)

// guilty returns the operations whose own derivative is wrong; and if there is no gradient, those that have none.
func (c *checker) guilty(by method, none bool) (guilty []Operation) {
	for _, o := range c.order {
		if !c.moving[o.Node] || o.Op() == nil || !isFloat(o.Node) {
			continue
		}
		if slices.ContainsFunc(o.Operands, func(n *gorgonia.Node) bool { return !finite(c.values[n]) }) {
			continue
		}
		r, err := c.judge(o, by)
		if err != nil && none {
			guilty = append(guilty, Operation{Node: o.Node, Why: err.Error()})
		} else if err == nil && r.Wrong != "" {
			guilty = append(guilty, Operation{Node: o.Node, Why: why(r), Gradient: r.Report})
		}
	}
	return guilty
}

// judge checks the product of a random cotangent and the Jacobian of one operation, in a graph where its
// operands are leaves with the values that they had.
func (c *checker) judge(o program.Operation, by method) (r judge.Opinion, err error) {
	defer catch(&err)
	op, ok := o.Op().(gorgonia.SDOp)
	if !ok {
		return r, errors.New("it has no derivative: it is no SDOp")
	}
	g := gorgonia.NewGraph()
	var leaves, moving, x gorgonia.Nodes
	for i, operand := range o.Operands {
		leaf := leafLike(g, fmt.Sprint("operand", i), operand, c.values[operand])
		leaves = append(leaves, leaf)
		if c.moving[operand] && isFloat(operand) {
			if moving = append(moving, leaf); op.DiffWRT(len(o.Operands))[i] {
				x = append(x, leaf)
			}
		}
	}
	y, err := gorgonia.ApplyOp(op, leaves...)
	if err != nil {
		return r, err
	}
	order, err := program.Operations(gorgonia.Nodes{y})
	if err != nil {
		return r, err
	}
	m, err := newMachine(order, moving)
	if err != nil {
		return r, err
	}
	if err := m.run(order, nil); err != nil {
		return r, err
	}
	rnd := rand.New(rand.NewPCG(Seed, uint64(o.ID())))
	w := make([]float64, y.Shape().TotalSize())
	for k := range w {
		w[k] = float64(32+rnd.IntN(64)) / 64 * float64(1-2*rnd.IntN(2))
	}
	gradients := make(map[*gorgonia.Node]gorgonia.Value)
	if len(x) > 0 {
		values, err := by(m, order, newValue(y, w), x)
		if err != nil {
			return r, err
		}
		for i, n := range x {
			gradients[n] = values[i]
		}
	}
	var variables []variable
	for i, operand := range o.Operands {
		if !m.moving[leaves[i]] {
			continue
		}
		v, err := newVariable(briefly(operand), leaves[i], m.values[leaves[i]], gradients[leaves[i]])
		if err != nil {
			return r, err
		}
		variables = append(variables, v)
	}
	return m.compare(order, w, variables)
}

// why says in a few words what is wrong.
func why(o judge.Opinion) string {
	if len(o.Hints) > 0 && !slices.Contains(vague, o.Hints[0].Kind) {
		return o.Hints[0].Text
	}
	return o.Wrong
}

// vague are the hints that say no more of an operation than which element is wrong.
var vague = []gradcheck.HintKind{gradcheck.OneElement, gradcheck.NotFinite}
