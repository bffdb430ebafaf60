package program_test

import (
	"errors"
	"fmt"
	"hash"
	"hash/fnv"
	"slices"
	"testing"

	"github.com/chewxy/hm"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/graph/program"
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

// strange is an operation of a user's that answers what it should not.
type strange struct {
	faulty
	answer   gorgonia.Value
	function *program.Function
	operands []int
}

func (s strange) Do(...gorgonia.Value) (gorgonia.Value, error) { return s.answer, nil }
func (s strange) Lower() (f *program.Function, operands []int) { return s.function, s.operands }

func TestStrangeOperationsAreErrors(t *testing.T) {
	fails := program.Unary("fails", func(dst, a []float64) { panic("it fails") })
	for want, op := range map[string]strange{
		"running: it fails":                                        {function: fails, operands: []int{0}},
		"compiling: runtime error":                                 {function: fails, operands: []int{1}},
		"faulty by its Do: it returned no value":                   {operands: []int{0}},
		"running: runtime error: invalid memory address":           {answer: (*gorgonia.F64)(nil)},
		"the result is float64 of shape (), want float64 of shape": {answer: gorgonia.NewF64(1), function: fails},
	} {
		t.Run(want, func(t *testing.T) {
			g := gorgonia.NewGraph()
			x := matrix(g, "X", 1, 2)
			p, err := program.Compile(gorgonia.Nodes{gorgonia.Must(gorgonia.ApplyOp(op, x))}, let(x, 1, 2))
			if err == nil {
				err = p.Run()
			}
			assert.ErrorContains(t, err, want)
		})
	}
}

// What a run writes to while it reads it would be neither old nor new.
func TestAnOutputIsNoInputOfItsProgram(t *testing.T) {
	g := gorgonia.NewGraph()
	a, x := matrix(g, "A", 2, 2), matrix(g, "x", 1, 2)
	values := []float64{1, 1}
	p := compile(t, gorgonia.Nodes{gorgonia.Must(gorgonia.Mul(x, a))}, let(a, 1, 1, 1, 0), program.Variable(x, &values))
	for _, want := range [][]float64{{2, 1}, {3, 2}, {5, 3}} {
		require.NoError(t, p.Run())
		assert.Equal(t, want, p.Output(0))
		values = p.Output(0)
		assert.EqualError(t, p.Run(), "leaf x is bound to an output of the program itself, want a copy")
		assert.Equal(t, want, p.Output(0))
		values = slices.Clone(p.Output(0))
	}
}
