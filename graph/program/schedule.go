package program

import (
	"cmp"
	"slices"

	"backprop/network/matmul"
)

// blockRows is the number of rows of a block: the columns that a loop works on
// then stay in the first-level cache. Blocks of large products are longer.
const (
	blockRows      = 256
	largeBlockRows = 1024
)

// step is a loop over the rows of a batch, block by block, or one operation run by
// its Do.
type step struct {
	rows, block int
	values      []*value
	kernels     []kernel
	operands    []*columns // of the kernels
	views       []*columns // those of operands that must be moved to each block
	call        *call
}

// A kernel computes rows lo … lo+n-1 of a value, or adds their part to a sum.
type kernel func(lo, n int)

// scheduler finds the step of each value.
type scheduler struct {
	stage     map[*value]int
	step      map[*value]*step
	consumers map[*value][]*value
}

// schedule collects values into steps: first those that depend on no variable, which
// are computed once, then the others.
func (c *compiler) schedule() (s *scheduler, once, always []*step) {
	s = &scheduler{stage: make(map[*value]int), step: make(map[*value]*step), consumers: make(map[*value][]*value)}
	var invariant, variable []*value
	for _, v := range c.values {
		v.operands(func(o **value, _ bool) { s.consumers[*o] = append(s.consumers[*o], v) })
		switch {
		case v.op == opLeaf || v.op == opSplat: // nothing to compute
		case v.invariant:
			invariant = append(invariant, v)
		default:
			variable = append(variable, v)
		}
	}
	return s, s.steps(invariant), s.steps(variable)
}

// together tells whether a, of which v needs row i for its row i, can be computed
// in one loop with v.
func together(a, v *value) bool {
	return ops[a.op].byColumns && a.op != opSplat && !ops[v.op].standalone && a.loopRows() == v.loopRows()
}

// steps puts values into as few steps as their operands allow. A value has a stage,
// one more than the last of those that must be complete before it.
func (s *scheduler) steps(values []*value) []*step {
	known := make(map[*value]bool)
	for _, v := range values {
		known[v] = true
		v.operands(func(o **value, whole bool) {
			switch a := *o; {
			case !known[a]: // a leaf, a number or computed once
			case !whole && together(a, v):
				s.stage[v] = max(s.stage[v], s.stage[a])
			default:
				s.stage[v] = max(s.stage[v], s.stage[a]+1)
			}
		})
	}
	// As late as their first consumer allows, for values to share a loop with it.
	for _, v := range slices.Backward(values) {
		latest := -1
		for _, to := range s.consumers[v] {
			at := s.stage[to] - 1
			if together(v, to) && !to.needsWhole(v) {
				at = s.stage[to]
			}
			if latest < 0 || at < latest {
				latest = at
			}
		}
		s.stage[v] = max(s.stage[v], latest)
	}
	// A column sum that is computed in the same pass as a product moves to its stage.
	for _, v := range values {
		switch {
		case v.colSum == nil || s.stage[v] == s.stage[v.colSum]:
		case len(s.consumers[v.colSum]) > 0:
			v.colSum = nil
		default:
			s.stage[v.colSum] = s.stage[v]
		}
	}

	var steps []*step
	type loop struct{ stage, rows int }
	loops := make(map[loop]*step)
	for _, v := range values {
		at := loop{s.stage[v], v.loopRows()}
		found := loops[at]
		if found == nil || ops[v.op].standalone {
			found = &step{rows: at.rows, block: at.rows}
			steps = append(steps, found)
			if ops[v.op].standalone {
				found.rows, found.block, found.call = 1, 1, v.call
			} else {
				loops[at] = found
			}
		}
		found.values = append(found.values, v)
		s.step[v] = found
	}
	slices.SortStableFunc(steps, func(a, b *step) int { return cmp.Compare(s.stage[a.values[0]], s.stage[b.values[0]]) })
	for _, found := range steps {
		found.block = s.block(found)
	}
	return steps
}

// block returns how many rows of a step are computed at a time. A large product
// wants its operands packed, as blocks are, and whole columns are not.
func (s *scheduler) block(st *step) int {
	longest := blockRows
	for _, v := range st.values {
		if !isLarge(v) {
			continue
		}
		longest = max(longest, largeBlockRows)
		packed := true
		check := func(a *value) {
			if a.isMatrix() && (s.whole(a) || !ops[a.op].byColumns) && a.rows == st.rows {
				packed = false
			}
		}
		check(v)
		v.operands(func(o **value, whole bool) {
			if !whole {
				check(*o)
			}
		})
		if !packed {
			return st.rows
		}
	}
	blocks := (st.rows + longest - 1) / longest
	return (st.rows + blocks - 1) / blocks
}

// whole tells whether all rows of a value by columns must be kept: for an output,
// for another step, or for an operand that must be complete.
func (s *scheduler) whole(v *value) bool {
	if v.output || v.invariant {
		return true
	}
	for _, to := range s.consumers[v] {
		if s.step[to] != s.step[v] || to.needsWhole(v) {
			return true
		}
	}
	return false
}

// From these numbers of rows and columns on package matmul, by gonum's BLAS, is faster than
// the loops of this package, even on one core: for 100 rows it takes 0.75 to 0.9 times as
// long from 32 columns of A on, and for 20 rows 1.2 times as long, whatever the width.
const (
	largeRows  = 64
	largeInner = 32
	largeCols  = 8
)

// isGemm tells whether a product of m×k by k×n is better done by package matmul row-major.
func isGemm(m, k, n int) bool { return k >= 8 && n >= 8 && matmul.Large(m, k, n) }

// isLarge tells whether v is a product for package matmul.
func isLarge(v *value) bool {
	if v.op != opMatMul && v.op != opMatMulTN {
		return false
	}
	rows, inner := v.args[0].rows, v.args[0].cols
	return rows >= largeRows && inner >= largeInner && v.cols >= largeCols && matmul.Large(rows, inner, v.cols)
}
