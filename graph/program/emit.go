package program

import (
	"slices"

	"backprop/network/matmul"
)

// emitter gives the values of steps memory and kernels.
type emitter struct {
	*scheduler
	pool     pool
	products *matmul.Multiplier
	current  *step
}

// allocate gives memory to the values of a step. Blocks are handed on to other
// values after their last use; no step needs those of another.
func (e *emitter) allocate(st *step) {
	last := make(map[*value]int)
	for i, v := range st.values {
		last[v] = i
		v.operands(func(o **value) { last[*o] = i })
	}
	for i, v := range st.values {
		switch n := v.size(); {
		case !v.kind.byColumns():
			v.matrix = &matrix{e.pool.own(n), v.cols, 1}
		case e.whole(v):
			v.columns = newColumns(e.pool.own(n), v.rows, v.cols, true)
		default:
			v.columns = newColumns(e.pool.take(st.block*v.cols), st.block, v.cols, false)
		}
		for a, at := range last {
			if at == i && a.columns != nil && !a.columns.whole {
				e.pool.give(a.columns.buffer)
				delete(last, a)
			}
		}
	}
	for a := range last { // left from the last value
		if a.columns != nil && !a.columns.whole && e.step[a] == st {
			e.pool.give(a.columns.buffer)
		}
	}
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
	case v.kind == uniform:
		v.columns = newColumns(&buffer{data: make([]float64, v.size())}, v.rows, v.cols, true)
		fill(v.columns.data, v.number)
	default: // a single row or column
		v.columns = newColumns(v.matrix.buffer, v.rows, v.cols, true)
		v.columns.callers = v.kind == data && !v.fixed
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

func (e *emitter) emit(st *step) {
	e.current = st
	joined := make(map[*value]bool)
	for _, v := range st.values {
		if v.joined != nil {
			joined[v.joined] = true
		}
	}
	for _, v := range st.values {
		if !joined[v] {
			if k := e.kernel(st, v); k != nil {
				st.kernels = append(st.kernels, k)
			}
		}
	}
}

func (e *emitter) kernel(st *step, v *value) kernel {
	switch v.kind {
	case external:
		for i, a := range v.args {
			if v.call.args[i].call == nil {
				v.call.args[i].from = e.wholeOf(a)
			}
		}
		if isNative(v.call.node) {
			v.call.into = v.matrix
		}
		return nil
	case reshaped:
		from, to := e.wholeOf(v.args[0]), v.matrix
		return func(int, int) { copy(to.data, from.data) }
	case transposed:
		from, to := e.wholeOf(v.args[0]), v.matrix
		rows, cols := v.rows, v.cols
		return func(int, int) {
			for i := range rows {
				for j := range cols {
					to.data[i*cols+j] = from.data[j*from.down+i*from.across]
				}
			}
		}
	case apply:
		return e.apply(st, v)
	case product:
		return e.product(st, v)
	case reduce:
		return e.reduce(st, v)
	case columnSum:
		return e.columnSum(v)
	case total:
		return e.total(v)
	case rowSum:
		from, to := e.columnsOf(v.args[0]), e.columnsOf(v)
		return func(lo, n int) {
			dst := to.column[0]
			copy(dst, from.column[0])
			for _, c := range from.column[1:] {
				add(dst, dst, c)
			}
		}
	case repeatRow:
		from, to := e.wholeOf(v.args[0]), e.columnsOf(v)
		return func(lo, n int) {
			for j, c := range to.column {
				fill(c, from.data[j])
			}
		}
	case repeatCol:
		from, to := e.columnsOf(v.args[0]), e.columnsOf(v)
		return func(lo, n int) {
			for _, c := range to.column {
				copy(c, from.column[0])
			}
		}
	case loaded:
		from, to := e.wholeOf(v.args[0]), e.columnsOf(v)
		return func(lo, n int) {
			for j, c := range to.column {
				gather(c, from.data[lo*from.down+j:], from.down)
			}
		}
	case stored:
		from, to := e.columnsOf(v.args[0]), v.matrix
		return func(lo, n int) {
			for j, c := range from.column {
				scatter(to.data[lo*to.down+j:], to.down, c)
			}
		}
	}
	panic("program: a value without a kernel")
}

func fill(dst []float64, number float64) {
	for i := range dst {
		dst[i] = number
	}
}

// gather copies every step-th element of src.
func gather(dst, src []float64, step int) {
	at := 0
	for i := range dst {
		dst[i] = src[at]
		at += step
	}
}

// scatter copies src to every step-th element of dst.
func scatter(dst []float64, step int, src []float64) {
	at := 0
	for _, v := range src {
		dst[at] = v
		at += step
	}
}

// apply returns the kernel of an element-wise function.
func (e *emitter) apply(st *step, v *value) kernel {
	to, f := e.columnsOf(v), v.fn.Apply
	moving := make([]*columns, len(v.args)) // nil for a number
	numbers := make([]*buffer, len(v.args))
	args := make([][]float64, len(v.args))
	for i, a := range v.args {
		switch {
		case a.size() != v.size():
			numbers[i] = e.wholeOf(a).buffer
		case a.kind == uniform && takesNumber(v, i):
			numbers[i] = &buffer{data: []float64{a.number}}
		default:
			moving[i] = e.columnsOf(a)
		}
	}
	// Columns that follow one another without a gap are one.
	packed := to.cols > 1
	for _, c := range append(moving, to) {
		packed = packed && (c == nil || e.packed(c))
	}
	if packed {
		return func(lo, n int) {
			for i, c := range moving {
				if c != nil {
					args[i] = c.all(n)
				} else {
					args[i] = numbers[i].data
				}
			}
			f(to.all(n), args)
		}
	}
	return func(lo, n int) {
		for j, dst := range to.column {
			for i, c := range moving {
				if c != nil {
					args[i] = c.column[j]
				} else {
					args[i] = numbers[i].data
				}
			}
			f(dst, args)
		}
	}
}

// takesNumber tells whether operand i of v is the number of an arithmetic
// operation on a matrix and a number.
func takesNumber(v *value, i int) bool {
	for _, o := range binary {
		if v.fn == o.right && i == 1 || v.fn == o.left && i == 0 {
			return true
		}
	}
	return false
}
