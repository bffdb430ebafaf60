package graphcheck

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// elements returns a copy of the elements of a value, row-major whatever its strides. It reports whether they
// are float64 or float32.
func elements(v gorgonia.Value) ([]float64, bool) {
	if t, ok := v.(*tensor.Dense); ok {
		v = tensor.Materialize(t).(*tensor.Dense)
	}
	switch data := v.Data().(type) {
	case float64:
		return []float64{data}, true
	case float32:
		return []float64{float64(data)}, true
	case []float64:
		return append([]float64(nil), data...), true
	case []float32:
		all := make([]float64, len(data))
		for i, e := range data {
			all[i] = float64(e)
		}
		return all, true
	}
	return nil, false
}

// newValue returns elements, row-major, as a value of the type and shape of a node.
func newValue(n *gorgonia.Node, elements []float64) gorgonia.Value {
	single := make([]float32, len(elements))
	for i, e := range elements {
		single[i] = float32(e)
	}
	float32s := dtype(n) == tensor.Float32
	switch {
	case n.IsScalar() && float32s:
		return gorgonia.NewF32(single[0])
	case n.IsScalar():
		return gorgonia.NewF64(elements[0])
	case float32s:
		return tensor.New(tensor.WithShape(n.Shape()...), tensor.WithBacking(single))
	}
	return tensor.New(tensor.WithShape(n.Shape()...), tensor.WithBacking(append([]float64(nil), elements...)))
}

// overwrite puts the elements of w, float64 or float32, in place of those of v.
func overwrite(v, w gorgonia.Value) {
	from, _ := elements(w)
	switch v := v.(type) {
	case *gorgonia.F64:
		*v = gorgonia.F64(from[0])
	case *gorgonia.F32:
		*v = gorgonia.F32(from[0])
	case *tensor.Dense:
		for i, e := range from {
			if v.Dtype() == tensor.Float32 {
				v.Float32s()[i] = float32(e)
			} else {
				v.Float64s()[i] = e
			}
		}
	}
}

// dtype is the type of a node's elements; none of a statement.
func dtype(n *gorgonia.Node) tensor.Dtype {
	switch t := n.Type().(type) {
	case tensor.Dtype:
		return t
	case gorgonia.TensorType:
		of, _ := t.Of.(tensor.Dtype)
		return of
	}
	return tensor.Dtype{}
}

// isFloat reports whether a node has elements by which something can be differentiated: a size has not.
func isFloat(n *gorgonia.Node) bool {
	t := dtype(n)
	_, size := n.Op().(gorgonia.DimSizer)
	return !size && (t == tensor.Float64 || t == tensor.Float32)
}
