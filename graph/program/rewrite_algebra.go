package program

import "slices"

// replacedBy makes v's nodes further names of w.
func (v *value) replacedBy(w *value) *value {
	if w.node() == v.node() {
		w.negative = v.negative
		return w
	}
	w.nodes = slices.Concat(v.nodes, w.nodes)
	return w
}

// mapLike makes f of args, of the shape and the node of v.
func (c *compiler) mapLike(v *value, f *Function, args ...*value) *value {
	w := c.addLike(v, opMap, args...)
	w.function = f
	return w
}

func (c *compiler) splatLike(v *value, number float64) *value {
	w := c.addLike(v, opSplat)
	w.number = number
	return w
}

// foldNumbers: a function of numbers is a number.
func foldNumbers(c *compiler, v *value) *value {
	if v.op != opMap || slices.ContainsFunc(v.args, func(a *value) bool { return a.op != opSplat }) {
		return nil
	}
	var args [][]float64
	for _, a := range v.args {
		args = append(args, []float64{a.number})
	}
	var number [1]float64
	v.function.Apply(number[:], args)
	return c.splatLike(v, number[0])
}

// moveNumber: a matrix of one number is that in any shape.
func moveNumber(c *compiler, v *value) *value {
	if (v.op == opBroadcastRow || v.op == opReshape || v.op == opTranspose) && v.args[0].op == opSplat {
		return c.splatLike(v, v.args[0].number)
	}
	return nil
}

func sameShape(_ *compiler, v *value) *value {
	if a := v.args; v.op == opReshape && a[0].rows == v.rows && a[0].cols == v.cols {
		return v.replacedBy(a[0])
	}
	return nil
}

// reshapeLeaf: the elements of a leaf are row-major in any shape.
func reshapeLeaf(c *compiler, v *value) *value {
	if v.op != opReshape || v.args[0].op != opLeaf {
		return nil
	}
	w := c.addLike(v, opLeaf)
	w.invariant, w.leaf = v.invariant, v.args[0].leaf
	return w
}

// unitFactor: x ⊙ 1 = 1 ⊙ x = x ÷ 1 = x, and -x for -1, exactly.
func unitFactor(c *compiler, v *value) *value {
	if !times.is(v) && !quotient.is(v) {
		return nil
	}
	unit := func(x, number *value) *value {
		switch {
		case x.size() != v.size():
		case number.isNumber(1):
			return v.replacedBy(x)
		case number.isNumber(-1):
			return c.mapLike(v, negate, x)
		}
		return nil
	}
	w := unit(v.args[0], v.args[1])
	if w == nil && times.is(v) {
		w = unit(v.args[1], v.args[0])
	}
	return w
}

func doubleNegative(_ *compiler, v *value) *value {
	if v.isMap(negate) && v.args[0].isMap(negate) {
		return v.replacedBy(v.args[0].args[0])
	}
	return nil
}

// unnegated returns x if v is -x, and whether it is.
func (v *value) unnegated() (x *value, negated bool) {
	if v.isMap(negate) {
		return v.args[0], true
	}
	return v, false
}

// negativeFactor: (-a) b = a (-b) = -(a b), (-a) (-b) = a b; the same for quotients.
func negativeFactor(c *compiler, v *value) *value {
	o := times
	if quotient.is(v) {
		o = quotient
	}
	if !o.is(v) {
		return nil
	}
	a, negA := v.args[0].unnegated()
	b, negB := v.args[1].unnegated()
	if !negA && !negB {
		return nil
	}
	w := c.simplify(c.mapLike(v, o.of(a, b), a, b))
	if negA == negB {
		return w
	}
	if w.node() == v.node() {
		w.negative = !v.negative
	}
	return c.mapLike(v, negate, w)
}

// negativeTerm: a + (-b) = a - b, a - (-b) = a + b and (-a) + b = b - a. There is no
// rule for (-a) - b, since -(a + b) is -0 where that is 0.
func negativeTerm(c *compiler, v *value) *value {
	o, opposite := plus, minus
	if minus.is(v) {
		o, opposite = minus, plus
	}
	if !o.is(v) {
		return nil
	}
	a, negA := v.args[0].unnegated()
	b, negB := v.args[1].unnegated()
	var w *value
	switch {
	case negB:
		w = c.mapLike(v, opposite.of(v.args[0], b), v.args[0], b)
		w.absorb(v.args[1])
	case negA && o == plus:
		w = c.mapLike(v, minus.of(b, a), b, a)
		w.absorb(v.args[0])
	}
	return w
}

// onesTimesRow: a column of ones times a row is the row, in every row. The product is a
// sum, which is never -0, and neither is the row plus 0.
func onesTimesRow(c *compiler, v *value) *value {
	if v.op != opMatMul || !v.args[0].isNumber(1) || v.args[0].cols != 1 {
		return nil
	}
	zero := c.splatLike(v, 0)
	zero.rows, zero.cols = 1, 1
	row := c.mapLike(v, plus.right, v.args[1], zero)
	row.rows, row.cols = v.args[1].rows, v.args[1].cols
	if v.rows == row.rows && v.cols == row.cols {
		return row
	}
	return c.addLike(v, opBroadcastRow, c.simplify(row))
}

// onesTimesMatrix: 1ᵀ × B adds up the columns of B.
func onesTimesMatrix(c *compiler, v *value) *value {
	if v.op == opMatMulTN && v.args[0].isNumber(1) && v.rows == 1 {
		return c.addLike(v, opColSum, v.args[1])
	}
	return nil
}
