package program

import (
	"gorgonia.org/gorgonia"
)

// kind says how a value is computed.
type kind int

const (
	// Row-major, whole.
	data       kind = iota // a leaf
	reduce                 // Aᵀ × B, over the rows of both
	columnSum              // 1ᵀ × B
	total                  // Σ of all elements of some terms
	reshaped               // the same elements in another shape
	transposed             //
	external               // by an operation's own Do
	stored                 // row-major copy of columns

	// By columns, row after row.
	uniform   // one number everywhere
	apply     // an element-wise function
	product   // A × B, or A × Bᵀ, where B is whole
	rowSum    // A × 1
	repeatRow // a row for every row
	repeatCol // a column for every column
	loaded    // columns of a row-major matrix
)

// byColumns tells whether values of the kind are computed, and kept, by columns.
func (k kind) byColumns() bool { return k >= uniform }

// alone tells whether a value of the kind is computed at once and not in a loop
// over rows.
func (k kind) alone() bool { return k == reshaped || k == transposed || k == external }

// value is what one or more nodes of the graph compute, a matrix: scalars are 1×1
// and vectors of n elements n×1.
type value struct {
	kind       kind
	rows, cols int
	args       []*value
	nodes      gorgonia.Nodes // that went into it; the last is the node whose value it is
	fixed      bool           // depends on no variable

	number float64   // uniform
	leaf   *leaf     // data
	fn     *Function // apply
	transB bool      // product: B is to be transposed
	bias   *value    // product: a row that is added to every row, or nil
	finish []finish  // product: what is done to its columns before they are left
	terms  []term    // total
	call   *call     // external
	joined *value    // reduce: the columnSum of its B, computed along with it
	layout           // where it is

	uses   int
	output bool
}

// finish is an element-wise function of a product's columns, in place, and perhaps
// of another operand.
type finish struct {
	fn    *Function
	other *value // the operand before the column, or nil
}

func (v *value) size() int { return v.rows * v.cols }

// wide tells whether rows and columns make a difference to where elements are.
func (v *value) wide() bool { return v.rows > 1 && v.cols > 1 }

// rowOperands are those of which row i is needed for row i; v may run in one loop
// with them.
func (v *value) rowOperands() []*value {
	switch v.kind {
	case product:
		operands := []*value{v.args[0]}
		for _, f := range v.finish {
			if f.other != nil {
				operands = append(operands, f.other)
			}
		}
		return operands
	case repeatRow, loaded, external, reshaped, transposed:
		return nil
	case total:
		var operands []*value
		for _, t := range v.terms {
			operands = append(operands, t.factors...)
		}
		return operands
	case apply:
		var operands []*value
		for _, a := range v.args {
			if a.size() == v.size() {
				operands = append(operands, a)
			}
		}
		return operands
	}
	return v.args
}

// wholeOperands are those that must be complete before the first row.
func (v *value) wholeOperands() []*value {
	switch v.kind {
	case product:
		if v.bias != nil {
			return []*value{v.args[1], v.bias}
		}
		return v.args[1:]
	case repeatRow, loaded, external, reshaped, transposed:
		return v.args
	case apply:
		var operands []*value
		for _, a := range v.args {
			if a.size() != v.size() {
				operands = append(operands, a)
			}
		}
		return operands
	}
	return nil
}

// operands calls visit with the place of every operand.
func (v *value) operands(visit func(**value)) {
	for i := range v.args {
		visit(&v.args[i])
	}
	if v.bias != nil {
		visit(&v.bias)
	}
	for i := range v.finish {
		if v.finish[i].other != nil {
			visit(&v.finish[i].other)
		}
	}
	for _, t := range v.terms {
		for i := range t.factors {
			visit(&t.factors[i])
		}
	}
}

// loopRows is the number of rows that v's loop runs over.
func (v *value) loopRows() int {
	switch v.kind {
	case reduce, columnSum:
		return v.args[0].rows
	case total:
		return v.terms[0].factors[0].rows
	}
	return v.rows
}

// ref is a value or its negative: signs are carried along and cost nothing until
// something needs the negative itself.
type ref struct {
	*value
	neg bool
}
