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
// matrix: the value and the derivative of one elementary function, and nothing of
// the network.
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
	return gorgonia.ApplyOp(f.forward(), z)
}

// forward is the operation z ↦ a.
func (f *elementwise) forward() gorgonia.Op {
	return differentiable{matrixOp{f.name, 1, func(args [][]float64, i int) float64 { return f.value(args[0][i]) },
		f.compiled, []int{0}}, f}
}

// backward is the operation (z, a, da) ↦ dz that f contributes to a gradient.
func (f *elementwise) backward() gorgonia.Op {
	return matrixOp{f.name + "′", 3, func(args [][]float64, i int) float64 {
		return f.pullback(args[0][i], args[1][i], args[2][i])
	}, f.gradient, f.gradientOf}
}

// differentiable is the forward operation of a function, with what [gorgonia.Grad]
// asks of it.
type differentiable struct {
	matrixOp
	of *elementwise
}

func (f differentiable) DiffWRT(int) []bool { return []bool{true} }

func (f differentiable) SymDiff(inputs gorgonia.Nodes, output, grad *gorgonia.Node) (gorgonia.Nodes, error) {
	if f.of.pullback == nil {
		return gorgonia.Nodes{grad}, nil
	}
	dz, err := gorgonia.ApplyOp(f.of.backward(), inputs[0], output, grad)
	return gorgonia.Nodes{dz}, err
}

// matrixOp is an operation of Gorgonia's on the elements of matrices of one shape.
type matrixOp struct {
	name    string
	arity   int
	element func(args [][]float64, i int) float64 // of the result
	// lowered is the same for slices, of the arguments listed.
	lowered *program.Function
	args    []int
}

// Lower tells the compiler what o computes.
func (o matrixOp) Lower() (*program.Function, []int) { return o.lowered, o.args }

func (o matrixOp) UsePreallocDo(prealloc gorgonia.Value, inputs ...gorgonia.Value) (gorgonia.Value, error) {
	args := make([][]float64, len(inputs))
	for k, v := range inputs {
		args[k] = floats(v)
	}
	for i, dst := 0, floats(prealloc); i < len(dst); i++ {
		dst[i] = o.element(args, i)
	}
	return prealloc, nil
}

func (o matrixOp) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	like := tensor.WithShape(inputs[0].Shape().Clone()...)
	return o.UsePreallocDo(tensor.New(tensor.Of(tensor.Float64), like), inputs...)
}

// Type is that of an operation from matrices to one of the same element type:
// Matrix a → … → Matrix a.
func (o matrixOp) Type() hm.Type {
	types := make([]hm.Type, o.arity+1)
	for i := range types {
		types[i] = gorgonia.TensorType{Dims: 2, Of: hm.TypeVariable('a')}
	}
	return hm.NewFnType(types...)
}

func (o matrixOp) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	return inputs[0].(tensor.Shape).Clone(), nil
}

func (o matrixOp) Arity() int            { return o.arity }
func (o matrixOp) String() string        { return o.name }
func (o matrixOp) ReturnsPtr() bool      { return true }
func (o matrixOp) CallsExtern() bool     { return true } // true: the machine preallocates the result
func (o matrixOp) OverwritesInput() int  { return -1 }
func (o matrixOp) WriteHash(h hash.Hash) { fmt.Fprintf(h, "backprop elementwise %s", o.name) }

func (o matrixOp) Hashcode() uint32 {
	h := fnv.New32a()
	o.WriteHash(h)
	return h.Sum32()
}

// floats returns the elements of a matrix, row-major, as a view.
func floats(v gorgonia.Value) []float64 { return v.(*tensor.Dense).Float64s() }
