package program

import (
	"slices"

	"gorgonia.org/gorgonia"
)

// value is what one or more nodes compute, a matrix: scalars are 1×1 and vectors of
// n elements n×1.
type value struct {
	op         op
	rows, cols int
	args       []*value
	nodes      gorgonia.Nodes // that went into it; the last is the node whose value it is
	negative   bool           // it is the negative of that node's value
	invariant  bool           // depends on no variable

	number   float64                               // opSplat
	leaf     *leaf                                 // opLeaf
	function *Function                             // opMap
	transA   bool                                  // opGemm: A is to be transposed
	transB   bool                                  // opMatMul, opGemm: B is to be transposed
	bias     *value                                // opMatMul, opGemm: a row that is added to every row, or nil
	epilogue []epilogue                            // opMatMul, opGemm: what is done to its elements next
	terms    []term                                // opSum
	negated  bool                                  // opSum: it is minus the sum of the terms
	colSum   *value                                // opMatMulTN: the opColSum of its B, computed in the same pass, or nil
	compute  func(dst []float64, args [][]float64) // opWhole
	pieces   int                                   // opWhole: the parts that compute can be given apart from one another
	call     *call                                 // opCall
	after    []*value                              // opCall: what must be run before it
	layout                                         // where it is

	uses   int
	output bool
}

// epilogue is an element-wise function of a product's columns, in place, and perhaps
// of another operand.
type epilogue struct {
	function *Function
	other    *value // the operand before the column, or nil
}

// term is a part of a sum over all elements: scale times the sum of a factor, of
// the product of two, or, if log, of the first factor times the logarithm of the
// last one.
type term struct {
	scale   float64
	factors []*value
	log     bool
}

func (v *value) size() int { return v.rows * v.cols }

// node is the node whose value v is.
func (v *value) node() *gorgonia.Node { return v.nodes[len(v.nodes)-1] }

// isMatrix tells whether v has rows and columns, so that row-major and by columns are
// different orders of its elements.
func (v *value) isMatrix() bool { return v.rows > 1 && v.cols > 1 }

// isMap tells whether v is f of its operands, element by element.
func (v *value) isMap(f *Function) bool { return v.op == opMap && v.function == f }

// isNumber tells whether v is that number everywhere.
func (v *value) isNumber(number float64) bool { return v.op == opSplat && v.number == number }

// operands calls visit with the place of every operand, and tells whether all of it
// must be there before the first row of v. Of the others row i is needed for row i.
func (v *value) operands(visit func(operand **value, whole bool)) {
	for i := range v.args {
		whole := ops[v.op].whole
		visit(&v.args[i], whole != nil && whole(v, i))
	}
	for i := range v.after {
		visit(&v.after[i], true)
	}
	if v.bias != nil {
		visit(&v.bias, true)
	}
	for i := range v.epilogue {
		if v.epilogue[i].other != nil {
			visit(&v.epilogue[i].other, v.op == opGemm)
		}
	}
	for _, t := range v.terms {
		for i := range t.factors {
			visit(&t.factors[i], false)
		}
	}
}

// needsWhole tells whether all of a must be there before the first row of v.
func (v *value) needsWhole(a *value) bool {
	found := false
	v.operands(func(o **value, whole bool) { found = found || whole && *o == a })
	return found
}

// loopRows is the number of rows that v's loop runs over.
func (v *value) loopRows() int {
	rows := v.rows
	if ops[v.op].reduces {
		v.operands(func(o **value, _ bool) { rows = (*o).rows })
	}
	return rows
}

// absorb makes v's nodes those of both, v's own last.
func (v *value) absorb(other *value) {
	if len(v.nodes) == 1 && other.node() == v.nodes[0] { // its negative, say
		v.nodes = other.nodes
		return
	}
	v.nodes = append(slices.Clone(other.nodes), v.nodes...)
}
