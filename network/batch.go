package network

import "fmt"

// Batch is a set of labelled rows: X is Rows×Cols, row-major, and Y is Rows×1
// with labels 0 or 1.
type Batch struct {
	X, Y       []float64
	Rows, Cols int
}

// NewBatch returns the batch of rows of width cols over x and y, which it does
// not copy. It returns an error that [Batch.Validate] would.
func NewBatch(x, y []float64, cols int) (Batch, error) {
	b := Batch{X: x, Y: y, Rows: len(y), Cols: cols}
	return b, b.Validate()
}

// Validate reports the first thing wrong with the batch: no rows, slices that
// do not fit the shape, a value that is not finite, a label that is not 0 or 1.
func (b Batch) Validate() error {
	if b.Rows < 1 || b.Cols < 1 {
		return fmt.Errorf("batch is %d×%d, want at least one row and one column", b.Rows, b.Cols)
	}
	if len(b.X) != b.Rows*b.Cols || len(b.Y) != b.Rows {
		return fmt.Errorf("batch of %d×%d has %d inputs and %d labels, want %d and %d",
			b.Rows, b.Cols, len(b.X), len(b.Y), b.Rows*b.Cols, b.Rows)
	}
	if i := FirstNonFinite(b.X); i >= 0 {
		return &NotFinite{fmt.Sprintf("input X[%d,%d]", i/b.Cols, i%b.Cols), b.X[i]}
	}
	for i, v := range b.Y {
		if v != 0 && v != 1 {
			return fmt.Errorf("label Y[%d] is %v, want 0 or 1", i, v)
		}
	}
	return nil
}

// NotFinite says which value of a run is NaN or infinite.
type NotFinite struct {
	What  string // "parameter W1[0,1]", "the logit of row 3"
	Value float64
}

// Error says it in one line.
func (e *NotFinite) Error() string {
	return fmt.Sprintf("%s is %v, want a finite number", e.What, e.Value)
}

// FirstNonFinite returns the index of the first NaN or infinity in values, or -1.
func FirstNonFinite(values []float64) int {
	// The sum of some is NaN or infinite, as a sum of finite numbers seldom is.
	var s0, s1, s2, s3 float64
	v := values
	for ; len(v) >= 4; v = v[4:] {
		s0, s1, s2, s3 = s0+v[0], s1+v[1], s2+v[2], s3+v[3]
	}
	for _, w := range v {
		s0 += w
	}
	if s := (s0 + s1) + (s2 + s3); s-s == 0 {
		return -1
	}
	for i, w := range values {
		if w-w != 0 {
			return i
		}
	}
	return -1
}

// Slice returns rows from … to-1 as a view. It panics if they are out of range.
func (b Batch) Slice(from, to int) Batch {
	return Batch{X: b.X[from*b.Cols : to*b.Cols], Y: b.Y[from:to], Rows: to - from, Cols: b.Cols}
}
