package opcheck

import (
	"hash/fnv"
	"math"
	"math/rand/v2"

	"gorgonia.org/gorgonia"
)

// Op is the record of one operation.
type Op struct {
	Name    string // as Gorgonia exports it
	Samples []Sample
	// Convention says what the derivative is defined to be where there is none.
	Convention string
}

// Sample is a way to apply an operation, with what its value should be.
type Sample struct {
	// Call is Build in Go, in terms of the names of the operands, with Gorgonia
	// imported with a dot, such as "Sum(x, 0)". Before holds the statements that it
	// needs before, and begins each on a line.
	Call, Before string
	Operands     []Operand
	Build        func(x []*gorgonia.Node) (*gorgonia.Node, error)
	// Oracle computes the value of Build from the values of the operands, in plain
	// Go, sharing nothing with Gorgonia.
	Oracle func(x []Array) Array
	// Convention, if not empty, says why Gorgonia's gradient may differ from that of
	// Oracle here without being wrong.
	Convention string
}

// Operand is an input of a sample.
type Operand struct {
	Name  string
	Shape []int
	// Low and High bound the elements, which are drawn, all different, unless Values
	// holds them.
	Low, High float64
	Values    []float64
	// Ints marks integers, such as labels. They are not differentiated.
	Ints bool
}

// Seed is that of all that is drawn: operands and cotangents.
const Seed = 1

// stream returns the random stream of one purpose in sample i.
func (op *Op) stream(i int, purpose string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(op.Name + "/" + purpose))
	return rand.New(rand.NewPCG(Seed, h.Sum64()+uint64(i)))
}

// values returns the operands of sample i. What is drawn has two decimals, so that
// a reproduction of the case is short.
func (op *Op) values(i int) []Array {
	var all []Array
	for _, x := range op.Samples[i].Operands {
		a := Array{Shape: x.Shape, Data: x.Values}
		if a.Data == nil {
			// One element in each of n equal parts of the range, in random order.
			r := op.stream(i, x.Name)
			n := size(x.Shape)
			a.Data = make([]float64, n)
			for k, part := range r.Perm(n) {
				at := (float64(part) + 0.25 + float64(r.Float64()/2)) / float64(n)
				a.Data[k] = twoDecimals(x.Low + float64(at*(x.High-x.Low)))
			}
		}
		all = append(all, a)
	}
	return all
}

// cotangents returns n numbers from 0.5 to 1.5 with random signs: a gradient that
// is right for ones alone does not pass.
func (op *Op) cotangents(i, n int, purpose string) []float64 {
	r := op.stream(i, purpose)
	w := make([]float64, n)
	for k := range w {
		w[k] = twoDecimals((0.5 + r.Float64()) * float64(1-2*r.IntN(2)))
	}
	return w
}

func twoDecimals(v float64) float64 { return math.Round(v*100) / 100 }

// reals, positive and others are ranges of operands.
func reals(name string, shape ...int) Operand {
	return Operand{Name: name, Shape: shape, Low: -2, High: 2}
}
func positive(name string, shape ...int) Operand {
	return Operand{Name: name, Shape: shape, Low: 0.4, High: 2.4}
}
func exactly(name string, shape []int, values ...float64) Operand {
	return Operand{Name: name, Shape: shape, Values: values}
}
func ints(name string, shape []int, values ...float64) Operand {
	return Operand{Name: name, Shape: shape, Values: values, Ints: true}
}
