package opcheck

import (
	"fmt"
	"math"
	"slices"
	"strings"

	G "gorgonia.org/gorgonia"
)

func sum(v []float64) (s float64) {
	for _, x := range v {
		s += x
	}
	return s
}

func mean(v []float64) float64 { return sum(v) / float64(len(v)) }

// reductions are samples of a function along axes; none means all.
func reduction(name string, apply func(x node, along ...int) (node, error), f func(v []float64) float64) Op {
	op := Op{Name: name}
	add := func(x Operand, axes ...int) {
		op.Samples = append(op.Samples, Sample{
			Call: name + "(x" + list(axes) + ")", Operands: []Operand{x},
			Build:  func(x []node) (node, error) { return apply(x[0], axes...) },
			Oracle: func(x []Array) Array { return reduce(x[0], axes, f) },
		})
	}
	add(reals("x"))
	for _, c := range []struct {
		shape []int
		axes  [][]int
	}{
		{[]int{1}, [][]int{nil, {0}}}, {[]int{5}, [][]int{nil, {0}}}, {[]int{1, 1}, [][]int{nil, {0}, {1}}},
		{[]int{1, 3}, [][]int{nil, {0}, {1}}}, {[]int{3, 1}, [][]int{{0}, {1}}}, {[]int{2, 3}, [][]int{nil, {0}, {1}, {0, 1}}},
		{[]int{2, 3, 2}, [][]int{nil, {0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}}}, {[]int{2, 1, 2, 3}, [][]int{nil, {0}, {1}, {3}, {2, 3}, {0, 2, 3}}},
	} {
		for _, axes := range c.axes {
			add(reals("x", c.shape...), axes...)
		}
	}
	add(exactly("x", []int{3}, 1.5, 1.5, -1)) // a tie
	add(exactly("x", []int{2, 2}, 1.5, 1.5, -1, 0.5), 1)
	add(exactly("x", []int{3}, 1e300, -1e300, 1))
	op.Samples = append(op.Samples, Sample{
		Call: fmt.Sprintf("%s("+middleCall+", 1)", name, "x"), Operands: []Operand{reals("x", 3, 4)},
		Build:  func(x []node) (node, error) { return apply(middle(x[0]), 1) },
		Oracle: func(x []Array) Array { return reduce(middleOf(x[0]), []int{1}, f) },
	})
	return op
}

// list returns numbers as further arguments of a call.
func list(numbers []int) (words string) {
	for _, n := range numbers {
		words += fmt.Sprintf(", %d", n)
	}
	return words
}

// onAxis is the record of an operation with one axis, on the given shapes.
func onAxis(op *Op, call string, x Operand, axis int, apply func(x node) (node, error), f oracle) {
	if strings.Contains(call, "%") {
		call = fmt.Sprintf(call, axis)
	}
	op.Samples = append(op.Samples, Sample{Call: call, Operands: []Operand{x},
		Build: func(x []node) (node, error) { return apply(x[0]) }, Oracle: f})
}

func reductionsOf() []Op {
	norm, logSumExp := Op{Name: "Norm"}, Op{Name: "LogSumExp"}
	for _, shape := range [][]int{{1}, {4}, {2, 3}, {2, 3, 2}} {
		for axis := range shape {
			for p := 1; p <= 4; p++ {
				f := func(v []float64) (s float64) {
					for _, x := range v {
						s += math.Pow(math.Abs(x), float64(p))
					}
					return math.Pow(s, 1/float64(p))
				}
				onAxis(&norm, fmt.Sprintf("Norm(x, %%d, %d)", p), reals("x", shape...), axis,
					func(x node) (node, error) { return G.Norm(x, axis, p) },
					func(x []Array) Array { return reduce(x[0], []int{axis}, f) })
			}
			onAxis(&logSumExp, "LogSumExp(x, %d)", reals("x", shape...), axis,
				func(x node) (node, error) { return G.LogSumExp(x, axis) },
				func(x []Array) Array {
					return reduce(x[0], []int{axis}, func(v []float64) (s float64) {
						for _, x := range v {
							s += math.Exp(x)
						}
						return math.Log(s)
					})
				})
		}
	}
	keep := Op{Name: "KeepDims"}
	for axis, left := range []bool{true, false} {
		onAxis(&keep, fmt.Sprintf("KeepDims(x, %v, func(x *Node) (*Node, error) { return Sum(x, %d) })", left, axis), reals("x", 2, 3), axis,
			func(x node) (node, error) {
				return G.KeepDims(x, left, func(x node) (node, error) { return G.Sum(x, axis) })
			},
			func(x []Array) Array {
				a := reduce(x[0], []int{axis}, sum)
				a.Shape = [][]int{{1, 3}, {2, 1}}[axis]
				return a
			})
	}
	greatest := reduction("Max", G.Max, func(v []float64) float64 { return slices.Max(v) })
	return []Op{reduction("Sum", G.Sum, sum), reduction("Mean", G.Mean, mean), greatest, norm, logSumExp, keep}
}
