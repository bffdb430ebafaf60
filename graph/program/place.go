package program

import "slices"

// place decides the order of the elements of each value, row-major or by columns: it
// inserts the copies that operands need, and makes the outputs row-major.
func (c *compiler) place() {
	old := c.values
	c.values = nil
	p := placement{c, make(map[*value]*value), make(map[*value]*value), make(map[*value]*value)}
	for _, v := range old {
		for _, r := range placements() {
			if !leftOut[r.name] && r.apply(p, v) {
				c.fired[r.name]++
				break
			}
		}
		v.operands(func(o **value, whole bool) {
			switch {
			case v.takesEither(o):
			case !whole:
				*o = p.byColumns(*o)
			case v.op == opReshape || v.op == opWhole || v.op == opCall || v.op == opGemm:
				*o = p.rowMajor(*o)
			}
		})
		c.values = append(c.values, v)
	}
	for i, v := range c.outputs {
		w := p.rowMajor(v)
		if w.op == opLeaf || w.op == opSplat || slices.Contains(c.outputs[:i], w) { // its memory is not to be given
			w = c.addLike(w, opReshape, w)
		}
		c.outputs[i] = w
	}
	c.count()
}

// placement holds the copies of each value that there are.
type placement struct {
	*compiler
	toColumns, toRows, flat map[*value]*value
}

// byColumns returns a, or a copy of it, by columns. A single row or column is that
// in any case.
func (p placement) byColumns(a *value) *value {
	if ops[a.op].byColumns || !a.isMatrix() {
		return a
	}
	if p.toColumns[a] == nil {
		p.toColumns[a] = p.addLike(a, opToColumns, a)
	}
	return p.toColumns[a]
}

// rowMajor returns a, or a copy of it, row-major.
func (p placement) rowMajor(a *value) *value {
	if !ops[a.op].byColumns || !a.isMatrix() || a.op == opSplat {
		return a
	}
	if p.toRows[a] == nil {
		p.toRows[a] = p.addLike(a, opToRows, a)
	}
	return p.toRows[a]
}
