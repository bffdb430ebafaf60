package program

import "slices"

// allocate gives memory to the values of a step. Blocks are handed on to other
// values after their last use; no step needs those of another.
func (e *emitter) allocate(st *step) {
	last := make(map[*value]int)
	for i, v := range st.values {
		last[v] = i
		v.operands(func(o **value, _ bool) { last[*o] = i })
	}
	for i, v := range st.values {
		switch n := v.size(); {
		case e.sharesMemory(v):
			v.matrix = &matrix{e.wholeOf(v.args[0]).buffer, v.cols, 1}
		case !ops[v.op].byColumns:
			v.matrix = &matrix{e.pool.own(n), v.cols, 1}
		case e.whole(v):
			v.columns = newColumns(e.pool.own(n), v.rows, v.cols, true)
		default:
			v.columns = newColumns(e.pool.take(st.block*v.cols), st.block, v.cols, false)
		}
		if v.output {
			e.wholeOf(v).output = true
		}
		give := func(a *value) {
			if at, ok := last[a]; ok && at == i {
				delete(last, a)
				if a.columns != nil && !a.columns.whole {
					e.pool.give(a.columns.buffer)
				}
			}
		}
		v.operands(func(o **value, _ bool) { give(*o) })
		give(v)
	}
}

// sharesMemory tells whether v is its operand in another shape, and they are not two outputs.
func (e *emitter) sharesMemory(v *value) bool {
	return v.op == opReshape && v.args[0].op != opLeaf && v.args[0].op != opSplat &&
		!(v.output && e.wholeOf(v.args[0]).output)
}

// columnsOf returns an operand of the current step, or its result, by columns.
func (e *emitter) columnsOf(v *value) *columns {
	c := e.memoryOf(v)
	if !slices.Contains(e.current.operands, c) {
		e.current.operands = append(e.current.operands, c)
	}
	return c
}

func (e *emitter) memoryOf(v *value) *columns {
	switch {
	case v.columns != nil:
	case v.op == opSplat:
		v.columns = newColumns(&buffer{data: make([]float64, v.size())}, v.rows, v.cols, true)
		fill(v.columns.data, v.number)
	default: // a single row or column
		v.columns = newColumns(v.matrix.buffer, v.rows, v.cols, true)
	}
	return v.columns
}

// wholeOf returns an operand of which all elements are there.
func (e *emitter) wholeOf(v *value) *matrix {
	if v.matrix == nil {
		v.matrix = &matrix{e.memoryOf(v).buffer, 1, v.rows}
	}
	return v.matrix
}

// fixViews sets the views of columns that are the same in every run.
func (e *emitter) fixViews(steps []*step) {
	for _, st := range steps {
		for _, c := range st.operands {
			c.moves = c.moves || c.callers || st.block < st.rows
		}
	}
	for _, st := range steps {
		for _, c := range st.operands {
			if c.moves {
				st.views = append(st.views, c)
			} else {
				c.move(0, st.rows)
			}
		}
	}
}
