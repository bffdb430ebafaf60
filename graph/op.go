package graph

import (
	"fmt"
	"hash"
	"hash/fnv"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/graph/program"
)

// elementwise is a function of one number, applied to every element of a
// matrix, as an operation that Gorgonia can differentiate: the value and the
// derivative of one elementary function, and nothing of the network.
type elementwise struct {
	name string
	// value returns a = f(z).
	value func(z float64) float64
	// pullback returns dz = f'(z)·da, where a = f(z). Nil stands for f' = 1:
	// the gradient passes straight through, and no node is made for it.
	pullback func(z, a, da float64) float64

	// compiled and gradient are the same for slices, for the compiler, where gradient
	// is a function of those of z, a and da that gradientOf lists as 0, 1 and 2.
	compiled, gradient *program.Function
	gradientOf         []int
}

// apply returns the node f(z), of the shape of z.
func (f *elementwise) apply(z *gorgonia.Node) (*gorgonia.Node, error) {
	return gorgonia.ApplyOp(f, z)
}

// Lower tells the compiler what f computes.
func (f *elementwise) Lower() (*program.Function, []int) { return f.compiled, []int{0} }

// DiffWRT and SymDiff make f differentiable by [gorgonia.Grad].
func (f *elementwise) DiffWRT(int) []bool { return []bool{true} }

func (f *elementwise) SymDiff(inputs gorgonia.Nodes, output, grad *gorgonia.Node) (gorgonia.Nodes, error) {
	if f.pullback == nil {
		return gorgonia.Nodes{grad}, nil
	}
	dz, err := gorgonia.ApplyOp(pullback{f}, inputs[0], output, grad)
	return gorgonia.Nodes{dz}, err
}

func (f *elementwise) UsePreallocDo(prealloc gorgonia.Value, inputs ...gorgonia.Value) (gorgonia.Value, error) {
	f.forward(floats(prealloc), floats(inputs[0]))
	return prealloc, nil
}

// forward computes a = f(z), element by element.
func (f *elementwise) forward(a, z []float64) {
	for i, v := range z {
		a[i] = f.value(v)
	}
}

// backward computes dz = f'(z)·da, element by element, where a = f(z).
func (f *elementwise) backward(dz, z, a, da []float64) {
	for i, v := range z {
		dz[i] = f.pullback(v, a[i], da[i])
	}
}

func (f *elementwise) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	return f.UsePreallocDo(matrixLike(inputs[0]), inputs...)
}

func (f *elementwise) Arity() int     { return 1 }
func (f *elementwise) Type() hm.Type  { return matrices(1) }
func (f *elementwise) String() string { return f.name }

func (f *elementwise) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	return inputs[0].(tensor.Shape).Clone(), nil
}

func (f *elementwise) ReturnsPtr() bool      { return true }
func (f *elementwise) CallsExtern() bool     { return true } // true: the machine preallocates the result
func (f *elementwise) OverwritesInput() int  { return -1 }
func (f *elementwise) WriteHash(h hash.Hash) { fmt.Fprintf(h, "backprop elementwise %s", f) }
func (f *elementwise) Hashcode() uint32      { return hashcode(f) }

// pullback is the operation (z, a, da) ↦ dz that an elementwise function
// contributes to a gradient.
type pullback struct{ of *elementwise }

// Lower tells the compiler what p computes.
func (p pullback) Lower() (*program.Function, []int) { return p.of.gradient, p.of.gradientOf }

func (p pullback) UsePreallocDo(prealloc gorgonia.Value, inputs ...gorgonia.Value) (gorgonia.Value, error) {
	p.of.backward(floats(prealloc), floats(inputs[0]), floats(inputs[1]), floats(inputs[2]))
	return prealloc, nil
}

func (p pullback) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	return p.UsePreallocDo(matrixLike(inputs[0]), inputs...)
}

func (p pullback) Arity() int     { return 3 }
func (p pullback) Type() hm.Type  { return matrices(3) }
func (p pullback) String() string { return p.of.name + "′" }

func (p pullback) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	return inputs[0].(tensor.Shape).Clone(), nil
}

func (p pullback) ReturnsPtr() bool      { return true }
func (p pullback) CallsExtern() bool     { return true }
func (p pullback) OverwritesInput() int  { return -1 }
func (p pullback) WriteHash(h hash.Hash) { fmt.Fprintf(h, "backprop pullback %s", p) }
func (p pullback) Hashcode() uint32      { return hashcode(p) }

// matrices is the type of an operation from arity matrices to one of the same
// element type: Matrix a → … → Matrix a.
func matrices(arity int) hm.Type {
	types := make([]hm.Type, arity+1)
	for i := range types {
		types[i] = gorgonia.TensorType{Dims: 2, Of: hm.TypeVariable('a')}
	}
	return hm.NewFnType(types...)
}

// matrixLike returns a new matrix of the shape of v.
func matrixLike(v gorgonia.Value) gorgonia.Value {
	return tensor.New(tensor.Of(tensor.Float64), tensor.WithShape(v.Shape().Clone()...))
}

// floats returns the elements of a matrix, row-major, as a view.
func floats(v gorgonia.Value) []float64 { return v.(*tensor.Dense).Float64s() }

func hashcode(op gorgonia.Op) uint32 {
	h := fnv.New32a()
	op.WriteHash(h)
	return h.Sum32()
}
