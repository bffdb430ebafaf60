package program

import (
	"fmt"

	"gorgonia.org/gorgonia"
)

// Binding says where the elements of a leaf are.
type Binding struct {
	node     *gorgonia.Node
	values   *[]float64
	constant bool
	fixed    bool
}

// Variable binds a leaf to a slice of the caller's, row-major, which every run
// reads anew. The caller may put another slice of the same length in its place.
func Variable(leaf *gorgonia.Node, values *[]float64) Binding {
	return Binding{node: leaf, values: values}
}

// Fixed binds a leaf to the elements of a slice of the caller's, row-major, which every run
// reads where they are: the caller may change them between runs, and saves what it takes
// to look for another slice, or to copy.
func Fixed(leaf *gorgonia.Node, values []float64) Binding {
	return Binding{node: leaf, values: &values, fixed: true}
}

// Constant binds a leaf to values that never change, row-major: what depends on
// constants alone is computed once, by [Compile], and a leaf of equal values, such
// as a column of ones, becomes a number.
func Constant(leaf *gorgonia.Node, values []float64) Binding {
	return Binding{node: leaf, values: &values, constant: true}
}

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
		return fmt.Errorf("leaf %s of shape %v has %d values, want %d",
			describe(b.node), b.node.Shape(), len(*b.values), want)
	}
	return nil
}
