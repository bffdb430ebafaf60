package program_test

import (
	"fmt"
	"hash"
	"hash/fnv"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/graph/program"
)

// ofOwn is an operation of another package, a Function of all its operands.
type ofOwn struct{ f *program.Function }

func (o ofOwn) Lower() (f *program.Function, operands []int) {
	for i := range o.Arity() {
		operands = append(operands, i)
	}
	return o.f, operands
}

func (o ofOwn) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	result := tensor.New(tensor.Of(tensor.Float64), tensor.WithShape(in[0].Shape().Clone()...))
	var args [][]float64
	for _, v := range in {
		args = append(args, floats(v))
	}
	o.f.Apply(floats(result), args)
	return result, nil
}

func (o ofOwn) Arity() int {
	if o.f == program.ReLUMask {
		return 2
	}
	return 1
}

func (o ofOwn) Type() hm.Type {
	m := gorgonia.TensorType{Dims: 2, Of: hm.TypeVariable('a')}
	return hm.NewFnType(append([]hm.Type{m, m}, m)[2-o.Arity():]...)
}

func (ofOwn) InferShape(in ...gorgonia.DimSizer) (tensor.Shape, error) {
	return in[0].(tensor.Shape).Clone(), nil
}
func (ofOwn) ReturnsPtr() bool        { return true }
func (ofOwn) CallsExtern() bool       { return false }
func (ofOwn) OverwritesInput() int    { return -1 }
func (o ofOwn) WriteHash(h hash.Hash) { fmt.Fprint(h, o) }
func (o ofOwn) Hashcode() uint32      { h := fnv.New32a(); o.WriteHash(h); return h.Sum32() }
func (o ofOwn) String() string        { return "own " + o.f.Name }
