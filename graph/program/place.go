package program

// place inserts the copies between row-major and by-columns that the operands of
// values need, and gives the outputs row-major memory.
func (c *compiler) place() {
	old := c.values
	c.values = nil
	p := placement{c, make(map[*value]*value), make(map[*value]*value)}
	for _, v := range old {
		rows := make(map[*value]bool)
		for _, a := range v.rowOperands() {
			rows[a] = true
		}
		v.operands(func(o **value) {
			switch a := *o; {
			case rows[a]:
				*o = p.byColumns(a)
			case v.kind == reshaped || v.kind == external:
				*o = p.rowMajor(a)
			}
		})
		c.values = append(c.values, v)
	}
	for i, v := range c.outputs {
		if v.kind == data || v.kind == uniform { // its memory is not the program's to give
			c.outputs[i] = c.addLike(v, reshaped, nil, v)
		} else {
			c.outputs[i] = p.rowMajor(v)
		}
	}
	c.count()
}

type placement struct {
	*compiler
	loads, stores map[*value]*value
}

// byColumns returns a, or a copy of it, by columns. A single row or column is that
// in any case.
func (p placement) byColumns(a *value) *value {
	if a.kind.byColumns() || !a.wide() {
		return a
	}
	if p.loads[a] == nil {
		p.loads[a] = p.addLike(a, loaded, nil, a)
	}
	return p.loads[a]
}

// rowMajor returns a, or a copy of it, row-major.
func (p placement) rowMajor(a *value) *value {
	if !a.kind.byColumns() || !a.wide() || a.kind == uniform {
		return a
	}
	if p.stores[a] == nil {
		p.stores[a] = p.addLike(a, stored, nil, a)
	}
	return p.stores[a]
}
