package graphcheck

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/compare/gradcheck"
	"backprop/compare/internal/judge"
	"backprop/graph/program"
)

// Seed is that of all that is drawn: cotangents, and which elements of large tensors are compared.
const Seed = 1

// most is how many elements of a tensor are compared.
const most = 256

// variable is a node by which something is differentiated, with its elements and those of the gradient.
type variable struct {
	name           string
	node           *gorgonia.Node
	value, claimed []float64
}

func newVariable(name string, n *gorgonia.Node, value, gradient gorgonia.Value) (v variable, err error) {
	v = variable{name: name, node: n}
	v.value, _ = elements(value)
	if v.claimed = make([]float64, len(v.value)); gradient != nil {
		v.claimed, _ = elements(gradient)
	}
	if len(v.claimed) != len(v.value) {
		err = fmt.Errorf("the gradient of %s has %d elements of type %v in place of %d",
			name, gradient.Shape().TotalSize(), gradient.Dtype(), len(v.value))
	}
	return v, err
}

// compare compares claimed gradients with Σ w⊙y, where y is the last operation. Of a large variable it takes
// a sample of the elements.
func (m *machine) compare(order []program.Operation, w []float64, variables []variable) (judge.Opinion, error) {
	rnd := rand.New(rand.NewPCG(Seed, uint64(len(variables))))
	var settings gradcheck.Settings
	unit := 0x1p-53
	var x, claimed []float64
	var names []string
	var put []func(e float64)
	values := make([][]float64, len(variables))
	for k, v := range variables {
		single := dtype(v.node) == tensor.Float32
		values[k] = slices.Clone(v.value)
		shape := v.node.Shape()
		block := gradcheck.Block{Name: v.name, Rows: len(v.value), Cols: 1}
		if len(shape) > 0 {
			block.Cols = shape[len(shape)-1]
			block.Rows /= block.Cols
		}
		if slices.ContainsFunc(settings.Blocks, func(b gradcheck.Block) bool { return b.Name == v.name }) {
			block.Name = fmt.Sprintf("%s, number %d", v.name, k+1)
		}
		taken := rnd.Perm(len(v.value))
		if len(taken) > most {
			taken = taken[:most]
			block.Rows, block.Cols = most, 1
		}
		slices.Sort(taken)
		for _, i := range taken {
			x, claimed = append(x, v.value[i]), append(claimed, v.claimed[i])
			names = append(names, elementName(block.Name, shape, i))
			put = append(put, func(e float64) {
				if values[k][i] = e; single {
					values[k][i] = dithered(e)
				}
			})
		}
		settings.Blocks = append(settings.Blocks, block)
		if single {
			unit, settings.ClaimRounding = 0x1p-24, 0x1p-20
		}
	}
	settings.Element = func(i int) string { return names[i] }
	f := func(x []float64) float64 {
		var bits uint64
		for i, e := range x {
			put[i](e)
			bits = scrambled(bits + math.Float64bits(e))
		}
		sum, size := m.weighted(order, w, variables, values)
		if unit > 0x1p-53 {
			sum += float64(unit * size * spread(bits))
		}
		return sum
	}
	size := math.Abs(f(x))
	o, err := judge.Gradient(f, x, claimed, size, unit, settings)
	for k, v := range variables {
		values[k] = v.value
	}
	m.weighted(order, w, variables, values)
	return o, err
}

// weighted is Σ w⊙y for other values of variables, which it leaves there, and the sum of the sizes of its terms. It
// is NaN if an operation fails.
func (m *machine) weighted(order []program.Operation, w []float64, x []variable, values [][]float64,
) (sum, size float64) {
	var changed gorgonia.Nodes
	for k, v := range x {
		if before, _ := elements(m.values[v.node]); !slices.Equal(before, values[k]) {
			m.values[v.node] = newValue(v.node, values[k])
			changed = append(changed, v.node)
		}
	}
	if m.run(order, changed) != nil {
		return math.NaN(), 0
	}
	y, _ := elements(m.values[order[len(order)-1].Node])
	for k, e := range y {
		term := w[k] * e
		sum, size = sum+float64(term), size+math.Abs(term)
	}
	return sum, size
}

// What float32 rounds must look like noise, at any step however small: rounded to the nearest, an operand would make
// a staircase of every function, and an operation hides small changes altogether. So what is rounded is moved by up
// to a unit in the last place, at random but always alike for the same x.

// dithered is x in float32.
func dithered(x float64) float64 {
	near := float32(math.Abs(x))
	unit := float64(math.Nextafter32(near, math.MaxFloat32)) - float64(near)
	return float64(float32(x + float64(unit*spread(scrambled(math.Float64bits(x))))))
}

func scrambled(bits uint64) uint64 {
	bits *= 0x9e3779b97f4a7c15
	return (bits ^ bits>>29) * 0xbf58476d1ce4e5b9
}

// spread is between -1 and 1.
func spread(bits uint64) float64 { return float64(bits>>11)*0x1p-52 - 1 }

// finite reports whether all elements are, if they are numbers.
func finite(v gorgonia.Value) bool {
	all, _ := elements(v)
	return !slices.ContainsFunc(all, func(e float64) bool { return math.IsNaN(e) || math.IsInf(e, 0) })
}

// equal reports whether two values have the same numbers, to the last bit.
func equal(a, b gorgonia.Value) bool {
	x, _ := elements(a)
	y, _ := elements(b)
	return slices.EqualFunc(x, y, func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) })
}
