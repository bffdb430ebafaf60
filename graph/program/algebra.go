package program

import "gorgonia.org/gorgonia"

// plain returns a value for r, its negative if that is what r says.
func (c *compiler) plain(r ref) *value {
	if !r.neg {
		return r.value
	}
	if r.kind == uniform {
		return c.uniformLike(r.value, -r.number)
	}
	for _, v := range c.values { // made before
		if v.kind == apply && v.fn == negate && v.args[0] == r.value {
			return v
		}
	}
	return c.addLike(r.value, apply, negate, r.value)
}

// addLike makes a value of the shape and the node of another.
func (c *compiler) addLike(of *value, k kind, f *Function, args ...*value) *value {
	v := &value{kind: k, rows: of.rows, cols: of.cols, args: args, fn: f, nodes: of.nodes[len(of.nodes)-1:], fixed: true}
	for _, a := range args {
		v.fixed = v.fixed && a.fixed
	}
	c.values = append(c.values, v)
	return v
}

func (c *compiler) uniformLike(of *value, number float64) *value {
	v := c.addLike(of, uniform, nil)
	v.number = number
	return v
}

// negative makes -a, which costs nothing yet.
func (c *compiler) negative(n *gorgonia.Node, a ref) ref {
	return c.same(n, ref{a.value, !a.neg})
}

// lowerFunction makes f of the operands with the given indices.
func (c *compiler) lowerFunction(n *gorgonia.Node, f *Function, indices []int, operands []ref) (ref, bool) {
	var args []*value
	rows, cols := dimensions(n)
	for _, i := range indices {
		a := operands[i]
		if a.rows != rows || a.cols != cols {
			return ref{}, false
		}
		args = append(args, c.plain(a))
	}
	v := c.add(n, apply, args...)
	v.fn = f
	return ref{value: v}, true
}

// lowerBinary makes a ∘ b. Signs of the operands end up in the sign of the result
// where that is the same number, and neutral numbers disappear.
func (c *compiler) lowerBinary(n *gorgonia.Node, o *arithmetic, a, b ref) (ref, bool) {
	rows, cols := dimensions(n)
	for _, r := range []ref{a, b} {
		if r.size() != 1 && (r.rows != rows || r.cols != cols) {
			return ref{}, false
		}
	}
	if a.size() != rows*cols && b.size() != rows*cols {
		return ref{}, false
	}
	neg := false
	switch o {
	case plus, minus:
		if o == minus {
			b.neg = !b.neg
		}
		switch { // now a + b, with signs
		case a.neg && b.neg:
			neg, o = true, plus
		case a.neg:
			a, b, o = b, a, minus
		case b.neg:
			o = minus
		default:
			o = plus
		}
		a.neg, b.neg = false, false
	case times, quotient:
		neg = a.neg != b.neg
		a.neg, b.neg = false, false
	}
	x, y := c.plain(a), c.plain(b)
	if x.kind == uniform && y.kind == uniform {
		return ref{c.uniform(n, o.numbers(x.number, y.number)), neg}, true
	}
	if o == times || o == quotient {
		// 1 and -1 are exact.
		switch whole := func(v *value) bool { return v.size() == rows*cols }; {
		case whole(x) && isNumber(y, 1):
			return c.same(n, ref{x, neg}), true
		case whole(x) && isNumber(y, -1):
			return c.same(n, ref{x, !neg}), true
		case o == times && whole(y) && isNumber(x, 1):
			return c.same(n, ref{y, neg}), true
		case o == times && whole(y) && isNumber(x, -1):
			return c.same(n, ref{y, !neg}), true
		}
	}
	v := c.add(n, apply, x, y)
	// One number everywhere is a number only beside a matrix, not beside a scalar.
	number := func(v, other *value) bool {
		return v.size() != rows*cols || v.kind == uniform && other.size() == rows*cols
	}
	switch {
	case number(x, y):
		v.fn = o.left
	case number(y, x):
		v.fn = o.right
	default:
		v.fn = o.vectors
	}
	return ref{v, neg}, true
}

// same makes n another name of r.
func (c *compiler) same(n *gorgonia.Node, r ref) ref {
	r.value.nodes = append(gorgonia.Nodes{n}, r.value.nodes...)
	return r
}

// lowerProduct makes A × B, or A × Bᵀ, row by row. A column of equal numbers on the
// left repeats the row on the right.
func (c *compiler) lowerProduct(n *gorgonia.Node, a, b ref, transB bool) (ref, bool) {
	rows, cols := dimensions(n)
	inner, out := b.rows, b.cols
	if transB {
		inner, out = out, inner
	}
	if a.rows != rows || a.cols != inner || out != cols {
		return ref{}, false
	}
	if a.kind == uniform && inner == 1 && rows > 1 {
		row := b.value
		if a.number != 1 {
			row = c.addLike(row, apply, times.right, row, c.uniformLike(a.value, a.number))
		}
		return ref{c.add(n, repeatRow, row), a.neg != b.neg}, true
	}
	v := c.add(n, product, a.value, b.value)
	v.transB = transB
	return ref{v, a.neg != b.neg}, true
}

// lowerReduction makes Aᵀ × B, a sum over rows.
func (c *compiler) lowerReduction(n *gorgonia.Node, a, b ref) (ref, bool) {
	rows, cols := dimensions(n)
	if a.rows != b.rows || a.cols != rows || b.cols != cols {
		return ref{}, false
	}
	neg := a.neg != b.neg
	if isNumber(a.value, 1) && rows == 1 {
		return ref{c.add(n, columnSum, b.value), neg}, true
	}
	return ref{c.add(n, reduce, a.value, b.value), neg}, true
}

// lowerSum makes Σ over all elements, over the rows or over the columns.
func (c *compiler) lowerSum(n *gorgonia.Node, name string, a ref) (ref, bool) {
	rows, cols := dimensions(n)
	switch {
	case rows*cols == 1:
		v := c.add(n, total)
		v.fixed = a.fixed
		v.terms = []term{{scale: 1, factors: []*value{a.value}}}
		return ref{v, a.neg}, true
	case name == "Σ[0]" && a.cols == rows*cols:
		return ref{c.add(n, columnSum, a.value), a.neg}, true
	case name == "Σ[1]" && a.rows == rows && cols == 1:
		return ref{c.add(n, rowSum, a.value), a.neg}, true
	}
	return ref{}, false
}

// lowerRepeat makes a row, a column or a number, repeated. The shape of n says how
// often.
func (c *compiler) lowerRepeat(n *gorgonia.Node, name string, a, times ref) (ref, bool) {
	rows, cols := dimensions(n)
	if times.kind != uniform || times.neg || float64(a.size())*times.number != float64(rows*cols) {
		return ref{}, false
	}
	switch {
	case a.kind == uniform:
		return ref{c.uniform(n, a.number), a.neg}, true
	case a.rows == rows && a.cols == cols:
		return c.same(n, a), true
	case name == "Repeat0" && a.rows == 1 && a.cols == cols:
		return ref{c.add(n, repeatRow, a.value), a.neg}, true
	case name == "Repeat1" && a.cols == 1 && a.rows == rows:
		return ref{c.add(n, repeatCol, a.value), a.neg}, true
	}
	return ref{}, false
}

// lowerReshape makes the elements of a, row-major, in the shape of n.
func (c *compiler) lowerReshape(n *gorgonia.Node, a ref) (ref, bool) {
	rows, cols := dimensions(n)
	switch {
	case a.size() != rows*cols:
		return ref{}, false
	case a.kind == uniform:
		return ref{c.uniform(n, a.number), a.neg}, true
	case a.rows == rows && a.cols == cols:
		return c.same(n, a), true
	case a.kind == data:
		v := c.add(n, data)
		v.fixed, v.leaf = a.fixed, a.leaf
		return ref{v, a.neg}, true
	}
	return ref{c.add(n, reshaped, a.value), a.neg}, true
}
