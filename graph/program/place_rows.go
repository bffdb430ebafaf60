package program

import "slices"

// takesEither tells whether v's kernel takes an operand as it is, row-major or by columns.
func (v *value) takesEither(operand **value) bool {
	switch v.op {
	case opGemm:
		return operand == &v.args[0] || operand == &v.args[1]
	case opColSum, opRowSum:
		return true
	}
	return false
}

// keepsRows tells whether the elements of v are row-major, and not the same by columns.
func (v *value) keepsRows() bool { return v.isMatrix() && !ops[v.op].byColumns }

// placements keep row-major what else would be copied by columns. They are tried in turn, and
// tell whether they apply.
func placements() []struct {
	name  string
	apply func(p placement, v *value) bool
} {
	return []struct {
		name  string
		apply func(p placement, v *value) bool
	}{
		{"A × B by BLAS, row-major", productOfRows},
		{"Aᵀ × B by BLAS, row-major", productOverRows},
		{"f(A), row-major", functionOfRows},
		{"Σ A, row-major", sumOfRows},
		{"sums along A, row-major", sumsAlongRows},
	}
}

func productOfRows(_ placement, v *value) bool {
	if v.op != opMatMul || !v.args[0].keepsRows() || !isGemm(v.rows, v.args[0].cols, v.cols) {
		return false
	}
	v.op = opGemm
	return true
}

// productOverRows leaves it to the loops where BLAS would have to transpose both.
func productOverRows(_ placement, v *value) bool {
	if v.op != opMatMulTN || !v.args[1].keepsRows() || !isGemm(v.rows, v.args[0].rows, v.cols) {
		return false
	}
	v.op, v.transA, v.colSum = opGemm, true, nil
	return true
}

// functionOfRows is one of columns: to a function of elements a matrix is one long column.
func functionOfRows(p placement, v *value) bool {
	if v.op != opMap || !v.isMatrix() || !p.flatten(v.args) {
		return false
	}
	flat := p.addLike(v, opMap, v.args...)
	flat.rows, flat.cols, flat.function, flat.nodes = v.size(), 1, v.function, v.nodes
	v.op, v.function, v.args = opReshape, nil, []*value{flat}
	return true
}

func sumOfRows(p placement, v *value) bool {
	var factors []*value
	for _, t := range v.terms {
		factors = append(factors, t.factors...)
	}
	if v.op != opSum || !p.flatten(factors) {
		return false
	}
	for _, t := range v.terms {
		factors = factors[copy(t.factors, factors):]
	}
	return true
}

// sumsAlongRows have kernels for either order.
func sumsAlongRows(_ placement, v *value) bool {
	return (v.op == opColSum || v.op == opRowSum) && v.args[0].keepsRows()
}

// flatten puts a column in place of each matrix, if one of them is row-major and all can be.
func (p placement) flatten(matrices []*value) bool {
	if !slices.ContainsFunc(matrices, (*value).keepsRows) {
		return false
	}
	flat := slices.Clone(matrices)
	for i, a := range matrices {
		switch {
		case !a.isMatrix():
			continue // a number
		case p.flat[a] != nil:
		case a.op == opSplat || a.op == opLeaf:
			p.flat[a] = p.addLike(a, a.op)
			p.flat[a].number, p.flat[a].leaf, p.flat[a].invariant = a.number, a.leaf, a.invariant
		case a.op == opReshape && a.args[0].cols == 1:
			p.flat[a] = a.args[0]
		case a.op == opBroadcastRow || a.op == opBroadcastCol:
			p.flat[a] = p.broadcast(a)
		case !a.keepsRows():
			return false
		default:
			p.flat[a] = p.addLike(a, opReshape, a)
		}
		flat[i] = p.flat[a]
		flat[i].rows, flat[i].cols = a.size(), 1
	}
	copy(matrices, flat)
	return true
}

const broadcastOfRows = "row or column for every other, row-major"

// broadcast makes a row for every row, or a column for every column, row-major.
func (p placement) broadcast(a *value) *value {
	p.fired[broadcastOfRows]++
	v := p.addLike(a, opWhole, a.args[0])
	v.pieces, v.compute = 1, func(dst []float64, args [][]float64) {
		for ; len(dst) > 0; dst = dst[a.cols:] {
			copy(dst, args[0])
		}
	}
	if a.op == opBroadcastCol {
		v.compute = func(dst []float64, args [][]float64) {
			for i, x := range args[0] {
				fill(dst[i*a.cols:][:a.cols], x)
			}
		}
	}
	return v
}
