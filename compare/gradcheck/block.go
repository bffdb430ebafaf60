package gradcheck

import (
	"fmt"
	"math"
	"strconv"
)

// Block names a run of consecutive elements of x, such as the weights of one
// layer. Blocks lie in order, row-major, and together cover x exactly.
type Block struct {
	Name string
	Rows int
	Cols int
	// Layer counts from 1 at the input; 0 means that no layer is known.
	Layer int
	// Bias marks a bias vector: one that enters its layer after the product
	// of weights and inputs.
	Bias bool
}

// span is a block together with its place in x: elements start to end-1.
type span struct {
	Block
	start, end int
}

// element appends the name of the element at flat index i of x: "W2[1,3]", or "x[3]" where
// there are no blocks.
func (s span) element(to []byte, i int) []byte {
	i -= s.start
	to = append(append(to, s.Name...), '[')
	if s.Rows > 0 {
		to = append(strconv.AppendInt(to, int64(i/s.Cols), 10), ',')
		i %= s.Cols
	}
	return append(strconv.AppendInt(to, int64(i), 10), ']')
}

// layout places the blocks in an x of n elements. Without blocks it is one
// block called "x" that has no shape.
func layout(blocks []Block, n int) ([]span, error) {
	if len(blocks) == 0 {
		return []span{{Block: Block{Name: "x"}, end: n}}, nil
	}
	spans := make([]span, len(blocks))
	seen := make(map[string]bool, len(blocks))
	at := 0
	for i, b := range blocks {
		switch {
		case b.Name == "":
			return nil, fmt.Errorf("gradcheck: block %d has no name", i)
		case seen[b.Name]:
			return nil, fmt.Errorf("gradcheck: two blocks are called %q; names must be unique", b.Name)
		case b.Rows < 1 || b.Cols < 1:
			return nil, fmt.Errorf("gradcheck: block %s is %d×%d; both must be at least 1", b.Name, b.Rows, b.Cols)
		case b.Layer < 0:
			return nil, fmt.Errorf("gradcheck: block %s is in layer %d; layers count from 1, 0 means unknown",
				b.Name, b.Layer)
		case b.Rows > (n-at)/b.Cols:
			return nil, fmt.Errorf("gradcheck: blocks up to %s (%d×%d) need more than the %d elements of x",
				b.Name, b.Rows, b.Cols, n)
		}
		seen[b.Name] = true
		spans[i] = span{b, at, at + b.Rows*b.Cols}
		at = spans[i].end
	}
	if at != n {
		return nil, fmt.Errorf("gradcheck: the blocks cover %d of the %d elements of x; they must cover all", at, n)
	}
	return spans, nil
}

// blockNorms returns the Euclidean norm of v over the block of each element.
// Elements that are not finite count as 0.
func (p *problem) blockNorms(v []float64) []float64 {
	norms := make([]float64, len(v))
	for _, s := range p.spans {
		part := make([]float64, 0, s.end-s.start)
		for _, value := range v[s.start:s.end] {
			if finite(value) {
				part = append(part, value)
			}
		}
		size := norm(part)
		for i := s.start; i < s.end; i++ {
			norms[i] = size
		}
	}
	return norms
}

// dot and norm are those of gonum's floats, whose last digits are the processor's,
// with the same digits on every architecture.

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += float64(v * b[i])
	}
	return sum
}

// norm is the Euclidean norm, taken relative to the largest element, whose square
// may be too large or too small for a float64. It is NaN or +Inf where an element is.
func norm(v []float64) float64 {
	largest := 0.0
	for _, x := range v {
		largest = max(largest, math.Abs(x)) // NaN if either is
	}
	if largest == 0 || !finite(largest) {
		return largest
	}
	sum := 0.0
	for _, x := range v {
		r := x / largest
		sum += float64(r * r)
	}
	return largest * math.Sqrt(sum)
}
