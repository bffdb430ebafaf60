package program

import (
	"slices"
)

// fuse rewrites values into fewer: what it absorbs is used no more, and dropped.
// Everything it does follows from the operations and shapes around a value.
func (c *compiler) fuse() {
	for _, rewrite := range []func(*value){c.maskByActivation, c.addBias, c.finishProduct, c.negateTotal, c.splitTotal, c.pair} {
		c.count()
		for _, v := range c.values {
			rewrite(v)
		}
	}
	c.count()
	c.joinSums()
}

// count drops the values that no output depends on and counts the uses of the
// others.
func (c *compiler) count() {
	for _, v := range c.values {
		v.uses, v.output = 0, false
	}
	for _, v := range c.outputs {
		v.uses++
		v.output = true
	}
	for _, v := range slices.Backward(c.values) {
		if v.uses > 0 {
			v.operands(func(o **value) { (*o).uses++ })
		}
	}
	c.values = slices.DeleteFunc(c.values, func(v *value) bool { return v.uses == 0 })
}

// absorb makes v's nodes those of both, v's own last.
func (v *value) absorb(other *value) {
	if len(v.nodes) == 1 && other.nodes[len(other.nodes)-1] == v.nodes[0] { // its negative, say
		v.nodes = other.nodes
		return
	}
	v.nodes = append(slices.Clone(other.nodes), v.nodes...)
}

// maskByActivation lets WherePositive look at relu(z) instead of z, which says the
// same, so that z need not be kept.
func (c *compiler) maskByActivation(v *value) {
	if v.kind != apply || v.fn != WherePositive {
		return
	}
	for _, a := range c.values {
		if a == v { // relu(z) must come before
			return
		}
		if a.kind == apply && a.fn == ReLU && a.args[0] == v.args[0] {
			v.args[0] = a
			return
		}
	}
}

// addBias makes the row that is added to every row of a product the product's bias.
func (c *compiler) addBias(v *value) {
	if v.kind != apply || v.fn != plus.vectors {
		return
	}
	for i := range v.args {
		p, row := v.args[i], v.args[1-i]
		if p.kind == product && p.uses == 1 && p.bias == nil && len(p.finish) == 0 && row.kind == repeatRow {
			v.absorb(row)
			v.absorb(p)
			v.kind, v.fn, v.args, v.transB, v.bias = product, nil, p.args, p.transB, row.args[0]
			return
		}
	}
}

// finishProduct applies a function to a product's columns in place.
func (c *compiler) finishProduct(v *value) {
	if v.kind != apply || len(v.args) > 2 {
		return
	}
	last := len(v.args) - 1
	if (v.fn == plus.vectors || v.fn == times.vectors) && v.args[0].kind == product && v.args[0].uses == 1 {
		v.args[0], v.args[1] = v.args[1], v.args[0] // the same by either order
	}
	p := v.args[last]
	if p.kind != product || p.uses != 1 || p.size() != v.size() || (last == 1 && (v.args[0] == p || v.args[0].size() != v.size())) {
		return
	}
	f := finish{fn: v.fn}
	if last == 1 {
		f.other = v.args[0]
	}
	v.absorb(p)
	v.kind, v.fn, v.args, v.transB, v.bias, v.finish = product, nil, p.args, p.transB, p.bias, append(slices.Clone(p.finish), f)
}

// joinSums lets 1ᵀ × B be computed along with an Aᵀ × B.
func (c *compiler) joinSums() {
	for _, s := range c.values {
		if s.kind != columnSum || s.args[0].kind == uniform {
			continue
		}
		for _, r := range c.values {
			if r.kind == reduce && r.joined == nil && r.args[1] == s.args[0] && r.fixed == s.fixed {
				r.joined = s
				break
			}
		}
	}
}
