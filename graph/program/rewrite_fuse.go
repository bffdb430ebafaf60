package program

import "slices"

// maskByReLU lets ReLUMask look at relu(z) instead of z, which says the same, so that
// z need not be kept.
func maskByReLU(c *compiler, v *value) *value {
	if !v.isMap(ReLUMask) {
		return nil
	}
	for _, a := range c.values[:slices.Index(c.values, v)] { // those computed before v
		if a.isMap(ReLU) && a.args[0] == v.args[0] {
			v.args[0] = a
			return v
		}
	}
	return nil
}

// addBias makes the row that is added to every row of a product the product's bias.
func addBias(_ *compiler, v *value) *value {
	if !v.isMap(plus.vectors) {
		return nil
	}
	for i := range v.args {
		p, row := v.args[i], v.args[1-i]
		if p.op != opMatMul || p.uses != 1 || p.bias != nil || len(p.epilogue) > 0 {
			continue
		}
		bias := row // of one row
		switch {
		case row.op == opBroadcastRow:
			bias = row.args[0]
			v.absorb(row)
		case v.rows > 1 || row == p || row.op == opMatMul:
			continue
		}
		bias = bias.withoutZero()
		v.absorb(p)
		v.op, v.function, v.args, v.transB, v.bias = opMatMul, nil, p.args, p.transB, bias
		return v
	}
	return nil
}

// withoutZero returns x if v is x + 0. A sum of products is never -0, so that it adds 0 itself
// to what is added to it.
func (v *value) withoutZero() *value {
	if v.isMap(plus.right) && v.args[1].isNumber(0) {
		return v.args[0]
	}
	return v
}

// addEpilogue applies a function to a product's columns in place.
func addEpilogue(_ *compiler, v *value) *value {
	if v.op != opMap || len(v.args) > 2 {
		return nil
	}
	last := len(v.args) - 1
	if (v.function == plus.vectors || v.function == times.vectors) && v.args[0].op == opMatMul && v.args[0].uses == 1 {
		v.args[0], v.args[1] = v.args[1], v.args[0] // the same by either order
	}
	p := v.args[last]
	if p.op != opMatMul || p.uses != 1 || p.size() != v.size() {
		return nil
	}
	e := epilogue{function: v.function}
	if last == 1 {
		if v.args[0] == p || v.args[0].size() != v.size() {
			return nil
		}
		e.other = v.args[0]
		if v.function == plus.vectors {
			e.other = e.other.withoutZero()
		}
	}
	v.absorb(p)
	v.op, v.function, v.args, v.transB, v.bias = opMatMul, nil, p.args, p.transB, p.bias
	v.epilogue = append(slices.Clone(p.epilogue), e)
	return v
}

// fuseArithmetic computes an operation in one loop with those that make its operands.
func fuseArithmetic(_ *compiler, v *value) *value {
	for _, f := range []struct {
		of          *Function
		left, right *arithmetic // nil: any
		fused       *Function
	}{
		{minus.vectors, quotient, quotient, quotientDifference},
		{plus.vectors, quotient, quotient, quotientSum},
		{minus.vectors, times, times, productDifference},
		{plus.vectors, times, times, productSum},
		{times.vectors, times, nil, productOfThree},
		{times.vectors, quotient, nil, quotientProduct},
	} {
		if !v.isMap(f.of) {
			continue
		}
		a, b := v.args[0], v.args[1]
		once := func(x *value, o *arithmetic) bool { return x.isMap(o.vectors) && x.uses == 1 }
		if !once(a, f.left) || f.right != nil && !once(b, f.right) {
			continue
		}
		v.function, v.args = f.fused, slices.Clone(a.args)
		if f.right == nil {
			v.args = append(v.args, b)
		} else {
			v.args = append(v.args, b.args...)
			v.absorb(b)
		}
		v.absorb(a)
		return v
	}
	return nil
}

// fuseColSum lets 1ᵀ × B be computed along with an Aᵀ × B.
func fuseColSum(c *compiler, s *value) *value {
	fused := func(p *value) bool { return p.colSum == s }
	if s.op != opColSum || s.args[0].op == opSplat || slices.ContainsFunc(c.values, fused) {
		return nil
	}
	for _, p := range c.values {
		if p.op != opMatMulTN || p.args[1] != s.args[0] || p.invariant != s.invariant {
			continue
		}
		if p.colSum == nil && !isLarge(p) {
			p.colSum = s
			return s
		}
	}
	return nil
}
