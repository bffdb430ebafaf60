package program

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The program keeps the elements of native values, float64, float32 and bool, as float64.
// float32 is rounded where it leaves the program: in outputs, and in operands of
// operations that are run by their Do.

// isNative tells whether n has elements that the program keeps.
func isNative(n *gorgonia.Node) bool {
	t := dtype(n)
	return t == tensor.Float64 || t == tensor.Float32 || t == tensor.Bool
}

// dtype is the type of n's elements, or none, for a statement such as Read.
func dtype(n *gorgonia.Node) (t tensor.Dtype) {
	switch t := n.Type().(type) {
	case tensor.Dtype:
		return t
	case gorgonia.TensorType:
		t0, _ := t.Of.(tensor.Dtype)
		return t0
	case *gorgonia.TensorType:
		t0, _ := t.Of.(tensor.Dtype)
		return t0
	}
	return t
}

// dimensions returns the shape of a node as a matrix. It is 1×1 for a scalar; more than two
// dimensions are one column, row-major.
func dimensions(n *gorgonia.Node) (rows, cols int) {
	switch s := n.Shape(); s.Dims() {
	case 0:
		return 1, 1
	case 2:
		return s[0], s[1]
	default:
		return s.TotalSize(), 1
	}
}

func size(n *gorgonia.Node) int {
	rows, cols := dimensions(n)
	return rows * cols
}

// rounded is v as the nearest float32.
var rounded = elementwise("float32", func(v float64) float64 { return float64(float32(v)) })

// newValue returns a copy of elements, row-major, as a value of the type and shape of n.
func newValue(n *gorgonia.Node, elements []float64) gorgonia.Value {
	v := tensor.New(tensor.Of(dtype(n)), tensor.WithShape(n.Shape()...))
	if n.Shape().Dims() > 0 {
		setElements(v, elements)
		return v
	}
	switch dtype(n) {
	case tensor.Float32:
		return gorgonia.NewF32(float32(elements[0]))
	case tensor.Bool:
		return gorgonia.NewB(elements[0] != 0)
	}
	return gorgonia.NewF64(elements[0])
}

// setElements copies elements into a tensor of its own memory, row-major.
func setElements(v *tensor.Dense, elements []float64) {
	switch to := v.Data().(type) {
	case []float64:
		copy(to, elements)
	case []float32:
		for i, e := range elements {
			to[i] = float32(e)
		}
	case []bool:
		for i, e := range elements {
			to[i] = e != 0
		}
	}
}

// getElements copies the elements of a value, row-major, to dst. It returns an error if they
// are of another type or number.
func getElements(dst []float64, v gorgonia.Value) error {
	var data any
	switch v := v.(type) {
	case *gorgonia.F64:
		data = []float64{float64(*v)}
	case *gorgonia.F32:
		data = []float32{float32(*v)}
	case *gorgonia.B:
		data = []bool{bool(*v)}
	case *tensor.Dense:
		if v.RequiresIterator() || v.IsView() {
			v = v.Materialize().(*tensor.Dense)
		}
		if !v.DataOrder().IsColMajor() || v.Dims() < 2 {
			data = v.Data()
		}
	}
	n := 0
	switch from := data.(type) {
	case float64:
		n, dst[0] = 1, from
	case float32:
		n, dst[0] = 1, float64(from)
	case []float64:
		n = len(from)
		copy(dst, from)
	case []float32:
		n = len(from)
		for i, e := range from[:min(n, len(dst))] {
			dst[i] = float64(e)
		}
	case []bool:
		n = len(from)
		for i, e := range from[:min(n, len(dst))] {
			dst[i] = 0
			if e {
				dst[i] = 1
			}
		}
	}
	if n != len(dst) {
		return fmt.Errorf("%v of shape %v", v.Dtype(), v.Shape())
	}
	return nil
}
