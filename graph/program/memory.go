package program

import "slices"

// buffer is memory for the elements of a matrix. That of a leaf is the caller's; that
// of the program's values is given to all of them at once, when all are known.
type buffer struct {
	data    []float64
	size    int
	callers bool // the data is the caller's, who may replace it between runs
	output  bool
}

// matrix is a row-major matrix, or, if rowStride is 1, one by columns: element [i,j] is
// data[i*rowStride+j*colStride].
type matrix struct {
	*buffer
	rowStride, colStride int
}

// columns is a matrix by columns, which a loop computes block by block of rows. It
// has room for one block, packed, without a gap between columns, or for all of it.
type columns struct {
	*buffer
	rows, cols int // rows of all, or of the longest block
	whole      bool
	moves      bool        // the current block is not the same in every run
	column     [][]float64 // of the current block
}

func newColumns(b *buffer, rows, cols int, whole bool) *columns {
	return &columns{buffer: b, rows: rows, cols: cols, whole: whole, column: make([][]float64, cols)}
}

// move makes rows lo … lo+n-1 the current block.
func (c *columns) move(lo, n int) {
	for j := range c.column {
		at := j * n
		if c.whole {
			at = j*c.rows + lo
		}
		c.column[j] = c.data[at : at+n]
	}
}

// all returns the elements of a packed block of n rows.
func (c *columns) all(n int) []float64 { return c.data[:n*c.cols] }

// layout says where the elements of a value are: row-major, by columns, or both,
// where that is the same.
type layout struct {
	matrix  *matrix
	columns *columns
}

// pool hands out buffers for blocks and takes them back.
type pool struct{ all, free []*buffer }

// own returns a buffer of n elements that is not to be handed on.
func (p *pool) own(n int) *buffer {
	b := &buffer{size: n}
	p.all = append(p.all, b)
	return b
}

// take returns a buffer of at least n elements, the smallest that there is.
func (p *pool) take(n int) *buffer {
	best := -1
	for i, b := range p.free {
		if b.size >= n && (best < 0 || b.size < p.free[best].size) {
			best = i
		}
	}
	if best < 0 {
		return p.own(n)
	}
	b := p.free[best]
	p.free[best] = p.free[len(p.free)-1]
	p.free = p.free[:len(p.free)-1]
	return b
}

func (p *pool) give(b *buffer) { p.free = append(p.free, b) }

// cacheLine is the number of float64 in a line of the cache, on any common processor.
const cacheLine = 8

// allocate gives all buffers their memory, side by side and each in lines of its own, but
// for the outputs, which come last, without gaps: one allocation, which it returns, and the
// same places relative to one another in every program.
func (p *pool) allocate(outputs []*matrix) []float64 {
	p.all = slices.DeleteFunc(p.all, func(b *buffer) bool { return b.output })
	lines := func(b *buffer) int { return (b.size + cacheLine - 1) / cacheLine * cacheLine }
	total := 0
	for _, b := range p.all {
		total += lines(b)
	}
	for _, m := range outputs {
		total += m.size
	}
	memory := make([]float64, total)
	rest := memory
	for _, b := range p.all {
		b.data, rest = rest[:b.size:b.size], rest[lines(b):]
	}
	for _, m := range outputs {
		m.data, rest = rest[:m.size:m.size], rest[m.size:]
	}
	return memory
}
