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
	fired    map[string]int
}

// emit makes the program of the steps.
func (c *compiler) emit(s *scheduler, once, always []*step) *Program {
	p := &Program{once: once, steps: always, fired: c.fired}
	for _, v := range c.values {
		if v.op == opLeaf {
			if !slices.Contains(p.leaves, v.leaf) {
				p.leaves = append(p.leaves, v.leaf)
			}
			if v.leaf.buffer.callers && v.size() <= smallLeaf {
				v.leaf.copied = make([]float64, v.size())
				v.leaf.buffer.data, v.leaf.buffer.callers = v.leaf.copied, false
			}
			v.matrix = &matrix{v.leaf.buffer, v.cols, 1}
		}
	}
	e := &emitter{scheduler: s, products: matmul.New(), fired: c.fired}
	steps := slices.Concat(once, always)
	for _, st := range steps {
		e.allocate(st)
		e.current = st
		for _, v := range st.values {
			if st.fusesColSum(v) {
				continue
			}
			if compute := ops[v.op].kernel(e, v); compute != nil {
				st.kernels = append(st.kernels, compute)
			}
		}
	}
	for _, v := range c.outputs {
		p.outputs = append(p.outputs, e.wholeOf(v))
	}
	p.memory = e.pool.allocate(p.outputs)
	e.fixViews(steps)
	return p
}

// smallLeaf is the number of elements up to which a leaf is copied in every run: to find it in
// the same place saves more.
const smallLeaf = 64

// call connects an operation that is run by its Do with its operands and its result.
func (e *emitter) call(v *value) kernel {
	for i, a := range v.args {
		if v.call.args[i].call == nil {
			v.call.args[i].from = e.wholeOf(a)
		}
	}
	if isNative(v.call.node) {
		v.call.into = v.matrix
	}
	return nil
}

func (e *emitter) reshape(v *value) kernel {
	from, to := e.wholeOf(v.args[0]), v.matrix
	if from.buffer == to.buffer {
		return nil
	}
	return func(int, int) { copy(to.data, from.data) }
}

func (e *emitter) transpose(v *value) kernel {
	from, to := e.wholeOf(v.args[0]), v.matrix
	return func(int, int) {
		for i := range v.rows {
			gather(to.data[i*v.cols:][:v.cols], from.data[i*from.colStride:], from.rowStride)
		}
	}
}

// wholeFunction returns the kernel of a function of all elements, piece by piece on all cores.
func (e *emitter) wholeFunction(v *value) kernel {
	to, from := v.matrix, make([]*matrix, len(v.args))
	largest := v.size()
	for i, a := range v.args {
		from[i], largest = e.wholeOf(a), max(largest, a.size())
	}
	task := max(1, taskElements*v.pieces/largest) // so many pieces at a time
	args := make([][][]float64, (v.pieces+task-1)/task)
	for i := range args {
		args[i] = make([][]float64, len(from))
	}
	return e.onAllCores(v.pieces, task, func(lo, hi int) {
		args := args[lo/task]
		piece := func(m []float64) []float64 { return m[len(m)/v.pieces*lo : len(m)/v.pieces*hi] }
		for i, m := range from {
			args[i] = piece(m.data)
		}
		v.compute(piece(to.data), args)
	})
}

// taskElements is the number of elements from which work is worth a goroutine.
const taskElements = 1 << 14

// onAllCores returns the kernel that does work for 0 … n-1, a task of so many at a time.
func (e *emitter) onAllCores(n, task int, work func(lo, hi int)) kernel {
	return func(int, int) { e.products.Each(n, task, work) }
}

func (e *emitter) broadcastRow(v *value) kernel {
	from, to := e.wholeOf(v.args[0]), e.columnsOf(v)
	return func(lo, n int) {
		for j, c := range to.column {
			fill(c, from.data[j])
		}
	}
}

func (e *emitter) broadcastCol(v *value) kernel {
	from, to := e.columnsOf(v.args[0]), e.columnsOf(v)
	return func(lo, n int) {
		for _, c := range to.column {
			copy(c, from.column[0])
		}
	}
}

func (e *emitter) toColumns(v *value) kernel {
	from, to := e.wholeOf(v.args[0]), e.columnsOf(v)
	return func(lo, n int) {
		for j, c := range to.column {
			gather(c, from.data[lo*from.rowStride+j:], from.rowStride)
		}
	}
}

func (e *emitter) toRows(v *value) kernel {
	from, to := e.columnsOf(v.args[0]), v.matrix
	return func(lo, n int) {
		for j, c := range from.column {
			scatter(to.data[lo*to.rowStride+j:], to.rowStride, c)
		}
	}
}

// apply returns the kernel of an element-wise function.
func (e *emitter) apply(v *value) kernel {
	if v.size() == 1 && v.function.Number != nil && !leftOut[numbersAlone] {
		return e.applyToNumbers(v)
	}
	to, f := e.columnsOf(v), v.function.Apply
	moving := make([]*columns, len(v.args)) // nil for a number
	numbers := make([]*buffer, len(v.args))
	for i, a := range v.args {
		switch {
		case a.size() != v.size():
			numbers[i] = e.wholeOf(a).buffer
		case a.op == opSplat && v.function.scalar == i+1:
			numbers[i] = &buffer{data: []float64{a.number}}
		default:
			moving[i] = e.columnsOf(a)
		}
	}
	// Columns that follow one another without a gap are one.
	packed := true
	for _, c := range append(moving, to) {
		packed = packed && (c == nil || e.packed(c))
	}
	calls := make([][][]float64, 1) // the result and the arguments of every call of f
	if !packed {
		calls = make([][][]float64, to.cols)
	}
	for j := range calls {
		calls[j] = make([][]float64, 1+len(moving))
	}
	block := func(c *columns, j, n int) []float64 {
		if packed {
			return c.all(n)
		}
		return c.column[j]
	}
	fixed := false
	return func(lo, n int) {
		if !fixed {
			fixed = !to.moves
			for j, call := range calls {
				call[0] = block(to, j, n)
				for i, c := range moving {
					if c == nil {
						call[1+i] = numbers[i].data
						fixed = fixed && !numbers[i].callers
					} else {
						call[1+i] = block(c, j, n)
						fixed = fixed && !c.moves
					}
				}
			}
		}
		for _, call := range calls {
			f(call[0], call[1:])
		}
	}
}

const numbersAlone = "f(a) of one element"

// applyToNumbers is apply for matrices of one element, without a loop: a graph of one row has many.
func (e *emitter) applyToNumbers(v *value) kernel {
	e.fired[numbersAlone]++
	f, to, zero := v.function.Number, e.wholeOf(v).buffer, &buffer{data: []float64{0}}
	from := [4]*buffer{zero, zero, zero, zero}
	for i, a := range v.args {
		from[i] = e.wholeOf(a).buffer
	}
	a, b, c, d := from[0], from[1], from[2], from[3]
	return func(int, int) { to.data[0] = f(a.data[0], b.data[0], c.data[0], d.data[0]) }
}

// packed tells whether there is no gap between the columns of a block.
func (e *emitter) packed(c *columns) bool {
	return !c.whole || e.current.block == e.current.rows
}
