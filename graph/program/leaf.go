package program

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Binding says where the elements of a leaf are.
type Binding struct {
	node   *gorgonia.Node
	values *[]float64
	fixed  bool
}

// Variable binds a leaf to a slice of the caller's, row-major, which every run
// reads anew. The caller may put another slice of the same length in its place.
func Variable(leaf *gorgonia.Node, values *[]float64) Binding { return Binding{leaf, values, false} }

// Constant binds a leaf to values that never change, row-major: what depends on
// constants alone is computed once, by [Compile], and a leaf of equal values, such
// as a column of ones, becomes a number.
func Constant(leaf *gorgonia.Node, values []float64) Binding { return Binding{leaf, &values, true} }

func (b Binding) check() error {
	switch {
	case b.node == nil || b.values == nil:
		return fmt.Errorf("a binding without a leaf or without values")
	case b.node.Op() != nil:
		return fmt.Errorf("%s is bound to values, but is no leaf", describe(b.node))
	case !isNative(b.node):
		return fmt.Errorf("leaf %s of type %v is bound to float64 values", describe(b.node), b.node.Type())
	}
	return b.fits()
}

// fits returns an error if the values are not as many as the leaf has elements.
func (b Binding) fits() error {
	if want := size(b.node); len(*b.values) != want {
		return fmt.Errorf("leaf %s of shape %v has %d values, want %d", describe(b.node), b.node.Shape(), len(*b.values), want)
	}
	return nil
}

// leaf is a leaf of the graph with its elements, row-major.
type leaf struct {
	Binding
	buffer *buffer
	number [1]float64 // room for the value of a scalar leaf
}

// read puts the elements of this run into the buffer.
func (l *leaf) read() error {
	if l.values != nil {
		if len(*l.values) != len(l.buffer.data) {
			if err := l.fits(); err != nil {
				return err
			}
		}
		l.buffer.data = *l.values
		return nil
	}
	switch v := l.node.Value().(type) {
	case nil:
		return fmt.Errorf("leaf %s has no value: bind it or Let it", describe(l.node))
	case *gorgonia.F64:
		if l.node.Shape().Dims() == 0 {
			l.number[0] = float64(*v)
			l.buffer.data = l.number[:]
			return nil
		}
	case *tensor.Dense:
		if v.Dtype() == tensor.Float64 && v.Shape().Eq(l.node.Shape()) && !v.RequiresIterator() && !v.DataOrder().IsColMajor() {
			if data := v.Float64s(); len(data) == size(l.node) {
				l.buffer.data = data
				return nil
			}
		}
	}
	v := l.node.Value()
	return fmt.Errorf("leaf %s holds %v of shape %v, want float64 of shape %v, row-major", describe(l.node), v.Dtype(), v.Shape(), l.node.Shape())
}
