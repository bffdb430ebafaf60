package program_test

import (
	"fmt"
	"hash"
	"hash/fnv"
	"log"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/graph/program"
)

// halved is an operation of a user's: v/2 for every element v of a matrix.
type halved struct{}

var halve = program.Unary("halve", func(dst, a []float64) {
	for i := range dst {
		dst[i] = a[i] / 2
	}
})

// Lower is all that the compiler needs.
func (halved) Lower() (*program.Function, []int) { return halve, []int{0} }

// Do is for the TapeMachine.
func (halved) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	return in[0].(*tensor.Dense).DivScalar(2.0, true)
}

func (halved) Arity() int { return 1 }
func (halved) Type() hm.Type {
	m := gorgonia.TensorType{Dims: 2, Of: hm.TypeVariable('a')}
	return hm.NewFnType(m, m)
}
func (halved) InferShape(in ...gorgonia.DimSizer) (tensor.Shape, error) {
	return in[0].(tensor.Shape).Clone(), nil
}
func (halved) ReturnsPtr() bool        { return true }
func (halved) CallsExtern() bool       { return false }
func (halved) OverwritesInput() int    { return -1 }
func (h halved) WriteHash(w hash.Hash) { fmt.Fprint(w, h) }
func (h halved) Hashcode() uint32      { w := fnv.New32a(); h.WriteHash(w); return w.Sum32() }
func (halved) String() string          { return "halve" }

// An operation of one's own, as the last thing done to the columns of a product.
func ExampleLowerer() {
	g := gorgonia.NewGraph()
	X := gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(2, 2), gorgonia.WithName("X"))
	W := gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(2, 2), gorgonia.WithName("W"))
	half := gorgonia.Must(gorgonia.ApplyOp(halved{}, gorgonia.Must(gorgonia.Mul(X, W))))
	p, err := program.Compile(gorgonia.Nodes{half},
		program.Variable(X, &[]float64{1, 2, 3, 4}), program.Variable(W, &[]float64{1, 0, 0, 1}))
	if err != nil {
		log.Fatal(err)
	}
	if err := p.Run(); err != nil {
		log.Fatal(err)
	}
	fmt.Println(p.Output(0))
	fmt.Print(p)
	// Output:
	// [0.5 1 1.5 2]
	// every run, 2 rows:
	//   X by columns
	//   %3 = halve(X × W)    fuses %2 A × B, %3 halve
	//   %3 row-major
}

// A Function computes one slice from another.
func ExampleUnary() {
	dst := make([]float64, 2)
	halve.Apply(dst, [][]float64{{3, 5}})
	fmt.Println(halve.Name, dst)
	// Output: halve [1.5 2.5]
}
