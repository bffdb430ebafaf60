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
	moving      []*columns // those of operands whose block must be set
	call        *call
}

// A kernel computes rows lo … lo+n-1 of a value, or adds their part to a sum.
type kernel func(lo, n int)

func (s *step) run() error {
	if s.call != nil {
		return s.call.run()
	}
	for lo := 0; lo < s.rows; lo += s.block {
		n := min(s.block, s.rows-lo)
		for _, c := range s.moving {
			c.move(lo, n)
		}
		for _, compute := range s.kernels {
			compute(lo, n)
		}
	}
	return nil
}

// schedule collects the values into steps, gives them memory and makes their
// kernels.
func (c *compiler) schedule() *Program {
	s := &scheduler{stage: make(map[*value]int), step: make(map[*value]*step), consumers: make(map[*value][]*value)}
	for _, v := range c.values {
		v.operands(func(o **value) { s.consumers[*o] = append(s.consumers[*o], v) })
	}
	p := new(Program)
	var once, always []*value
	for _, v := range c.values {
		switch {
		case v.kind == data:
			if !slices.Contains(p.leaves, v.leaf) {
				p.leaves = append(p.leaves, v.leaf)
			}
			v.matrix = &matrix{v.leaf.buffer, v.cols, 1}
		case v.kind == uniform: // filled where it is needed
		case v.fixed:
			once = append(once, v)
		default:
			always = append(always, v)
		}
	}
	p.once, p.steps = s.steps(once), s.steps(always)
	e := &emitter{scheduler: s, products: matmul.New()}
	for _, step := range slices.Concat(p.once, p.steps) {
		e.allocate(step)
		e.emit(step)
	}
	p.memory = e.pool.allocate()
	e.settle(slices.Concat(p.once, p.steps))
	for _, v := range c.outputs {
		p.outputs = append(p.outputs, e.wholeOf(v))
	}
	p.text = c.text(p)
	return p
}

// scheduler finds the step of each value.
type scheduler struct {
	stage     map[*value]int
	step      map[*value]*step
	consumers map[*value][]*value
}

// together tells whether a, of which v needs row i for its row i, can be computed
// in one loop with v.
func together(a, v *value) bool {
	return a.kind.byColumns() && a.kind != uniform && !v.kind.alone() && a.loopRows() == v.loopRows()
}

// steps puts values into as few steps as their operands allow. A value has a stage,
// one more than the last of those that must be complete before it.
func (s *scheduler) steps(values []*value) []*step {
	mine := make(map[*value]bool)
	for _, v := range values {
		mine[v] = true
	}
	for _, v := range values {
		for _, a := range v.wholeOperands() {
			if mine[a] {
				s.stage[v] = max(s.stage[v], s.stage[a]+1)
			}
		}
		for _, a := range v.rowOperands() {
			switch {
			case !mine[a]:
			case together(a, v):
				s.stage[v] = max(s.stage[v], s.stage[a])
			default:
				s.stage[v] = max(s.stage[v], s.stage[a]+1)
			}
		}
	}
	// As late as their first consumer allows, for values to share a loop with it.
	for _, v := range slices.Backward(values) {
		latest := -1
		for _, to := range s.consumers[v] {
			at := s.stage[to] - 1
			if together(v, to) && !slices.Contains(to.wholeOperands(), v) {
				at = s.stage[to]
			}
			if latest < 0 || at < latest {
				latest = at
			}
		}
		s.stage[v] = max(s.stage[v], latest)
	}
	// A sum that is computed along with another reduction moves to it.
	for _, v := range values {
		if v.joined != nil && s.stage[v] != s.stage[v.joined] {
			if len(s.consumers[v.joined]) > 0 || s.stage[v] < s.stage[v.joined] {
				v.joined = nil
			} else {
				s.stage[v.joined] = s.stage[v]
			}
		}
	}

	var steps []*step
	type loop struct{ stage, rows int }
	loops := make(map[loop]*step)
	for _, v := range values {
		at := loop{s.stage[v], v.loopRows()}
		found := loops[at]
		if found == nil || v.kind.alone() {
			found = &step{rows: at.rows, block: at.rows}
			steps = append(steps, found)
			if v.kind.alone() {
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
		for _, a := range append(v.rowOperands(), v) {
			if a.wide() && (s.whole(a) || !a.kind.byColumns()) && a.rows == st.rows {
				return st.rows
			}
		}
	}
	blocks := (st.rows + longest - 1) / longest
	return (st.rows + blocks - 1) / blocks
}

// settle sets the block of columns that never move.
func (e *emitter) settle(steps []*step) {
	steps = slices.Clone(steps)
	users := make(map[*columns]int)
	for _, st := range steps {
		for _, c := range st.operands {
			users[c]++
		}
	}
	for _, st := range steps {
		for _, c := range st.operands {
			if c.callers || st.block < st.rows || users[c] > 1 {
				st.moving = append(st.moving, c)
			} else {
				c.move(0, st.rows)
			}
		}
	}
}

// whole tells whether all rows of a value by columns must be kept: for an output,
// for another step, or for an operand that must be complete.
func (s *scheduler) whole(v *value) bool {
	if v.output || v.fixed {
		return true
	}
	for _, to := range s.consumers[v] {
		if s.step[to] != s.step[v] || slices.Contains(to.wholeOperands(), v) {
			return true
		}
	}
	return false
}

// wideFrom is the width from which on package matmul, by gonum's BLAS on two cores,
// is faster than the loops of this package on one, as measured for square weights and
// a thousand rows: at 128 it took 1.09 times as long, at 256 0.95 times.
const wideFrom = 192

// isLarge tells whether v is a product for package matmul.
func isLarge(v *value) bool {
	switch v.kind {
	case product:
		return min(v.args[0].cols, v.cols) >= wideFrom && matmul.Large(v.rows, v.args[0].cols, v.cols)
	case reduce:
		return min(v.rows, v.cols) >= wideFrom && matmul.Large(v.rows, v.args[0].rows, v.cols)
	}
	return false
}
