package network

import (
	"cmp"
	"fmt"
	"slices"
)

// Tensor is one named matrix inside a flat parameter vector.
type Tensor struct {
	Name       string // "W1", "b1", "W2", …
	Layer      int    // 1 … L
	Bias       bool
	Rows, Cols int
	Offset     int // of element [0,0] in the flat vector
}

// Size is the number of elements, Rows·Cols.
func (t Tensor) Size() int { return t.Rows * t.Cols }

// Of returns the tensor's elements inside the flat vector values, row-major, as
// a view.
func (t Tensor) Of(values []float64) []float64 {
	return values[t.Offset : t.Offset+t.Size() : t.Offset+t.Size()]
}

// Layout says where each weight and bias of a network lies in a flat vector:
// W1, b1, W2, b2, …, each row-major.
type Layout struct {
	Tensors []Tensor
	Size    int // the number of elements of all tensors
	// BiasForm is that of every bias. With Row bias a batch must have as many rows
	// as a bias has.
	BiasForm Bias
}

// NewLayout returns the layout of a network. Wl is n(l-1)×nl; bl is 1×nl for
// Shared bias and rows×nl for Row bias, where rows is the number of rows of
// every batch. It returns an error if spec is not valid or too large (see
// [Spec.ValidateRows]).
func NewLayout(spec Spec, rows int) (Layout, error) {
	if err := spec.ValidateRows(rows); err != nil {
		return Layout{}, err
	}
	layout := Layout{BiasForm: cmp.Or(spec.Bias, Shared)}
	add := func(prefix string, layer, rows, cols int) {
		layout.Tensors = append(layout.Tensors, Tensor{
			Name: fmt.Sprintf("%s%d", prefix, layer), Layer: layer, Bias: prefix == "b",
			Rows: rows, Cols: cols, Offset: layout.Size,
		})
		layout.Size += rows * cols
	}
	for l := 1; l <= spec.Depth(); l++ {
		add("W", l, spec.Layers[l-1], spec.Layers[l])
		add("b", l, spec.biasRows(rows), spec.Layers[l])
	}
	return layout, nil
}

// Weight returns the tensor Wl. It panics unless l is one of 1 … L.
func (y Layout) Weight(l int) Tensor { return y.Tensors[2*(l-1)] }

// Bias returns the tensor bl. It panics unless l is one of 1 … L.
func (y Layout) Bias(l int) Tensor { return y.Tensors[2*(l-1)+1] }

// Check reports the first thing that keeps a network of this layout from running
// at the parameters theta on a batch: a batch that is not valid, whose width is
// not the first layer's or whose rows are not those of Row biases; parameters of
// another number, or not finite. It allocates nothing when all is well.
func (y Layout) Check(theta []float64, batch Batch) error {
	if err := batch.Validate(); err != nil {
		return err
	}
	inputs, biasRows := y.Tensors[0].Rows, y.Tensors[1].Rows
	switch {
	case batch.Cols != inputs:
		return fmt.Errorf("batch has %d columns, want %d, the width of the first layer", batch.Cols, inputs)
	case y.BiasForm == Row && batch.Rows != biasRows:
		return fmt.Errorf("batch has %d rows, want %d: with row bias every row has its own", batch.Rows, biasRows)
	case len(theta) != y.Size:
		return fmt.Errorf("%d parameters, want %d", len(theta), y.Size)
	}
	return y.CheckFinite("parameter", theta)
}

// CheckFinite returns a [NotFinite] error for the first of values, in this layout,
// that is NaN or infinite: what, and the element's name.
func (y Layout) CheckFinite(what string, values []float64) error {
	if i := FirstNonFinite(values); i >= 0 {
		return &NotFinite{what + " " + y.ElementName(i), values[i]}
	}
	return nil
}

// ElementName names element i of the flat vector: "W2[1,3]". It panics if i is
// out of range.
func (y Layout) ElementName(i int) string {
	for _, t := range y.Tensors {
		if k := i - t.Offset; 0 <= k && k < t.Size() {
			return fmt.Sprintf("%s[%d,%d]", t.Name, k/t.Cols, k%t.Cols)
		}
	}
	panic(fmt.Sprintf("network: no parameter %d, have %d", i, y.Size))
}

// Parameters are all weights and biases of a network in one flat vector. A
// gradient has the same layout.
type Parameters struct {
	Layout
	Values []float64
}

// NewParameters returns the parameters of a network, all zero, and the errors
// of [NewLayout].
func NewParameters(spec Spec, rows int) (*Parameters, error) {
	layout, err := NewLayout(spec, rows)
	if err != nil {
		return nil, err
	}
	return &Parameters{Layout: layout, Values: make([]float64, layout.Size)}, nil
}

// Clone returns a copy that shares no values with p.
func (p *Parameters) Clone() *Parameters {
	return &Parameters{Layout: p.Layout, Values: slices.Clone(p.Values)}
}

// Descend takes one step of gradient descent, θ ← θ - rate·dθ, in place. It
// panics if the lengths differ.
func Descend(theta, gradient []float64, rate float64) {
	if len(theta) != len(gradient) {
		panic(fmt.Sprintf("network: %d parameters, %d gradients", len(theta), len(gradient)))
	}
	for i, d := range gradient {
		// The conversion keeps a compiler from fusing product and difference,
		// which would change the last digit from one architecture to another.
		theta[i] -= float64(rate * d)
	}
}
