package program_test

import (
	"errors"
	"fmt"
	"hash"
	"hash/fnv"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// faulty is an operation of a user's that fails.
type faulty struct{}

func (faulty) Arity() int { return 1 }
func (faulty) Type() hm.Type {
	m := gorgonia.TensorType{Dims: 2, Of: hm.TypeVariable('a')}
	return hm.NewFnType(m, m)
}
func (faulty) InferShape(in ...gorgonia.DimSizer) (tensor.Shape, error) {
	return in[0].(tensor.Shape).Clone(), nil
}
func (faulty) Do(...gorgonia.Value) (gorgonia.Value, error) {
	return nil, errors.New("it does not work")
}
func (faulty) ReturnsPtr() bool        { return true }
func (faulty) CallsExtern() bool       { return false }
func (faulty) OverwritesInput() int    { return -1 }
func (f faulty) WriteHash(h hash.Hash) { fmt.Fprint(h, f) }
func (f faulty) Hashcode() uint32      { h := fnv.New32a(); f.WriteHash(h); return h.Sum32() }
func (faulty) String() string          { return "faulty" }
