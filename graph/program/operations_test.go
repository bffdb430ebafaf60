package program_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/graph/program"
)

type node = *gorgonia.Node

// form is an operation of Gorgonia's with the shapes of its operands.
type form struct {
	name   string
	shapes []tensor.Shape
	build  func(x []node) (node, error)
}

// forms are the operations of Gorgonia's, over scalars, vectors, matrices and more
// dimensions, where the TapeMachine runs them.
func forms() (all []form) {
	one := func(name string, f func(node) (node, error), shapes ...tensor.Shape) {
		for _, s := range shapes {
			all = append(all, form{name, []tensor.Shape{s}, func(x []node) (node, error) { return f(x[0]) }})
		}
	}
	two := func(name string, f func(a, b node) (node, error), pairs ...[2]tensor.Shape) {
		for _, s := range pairs {
			all = append(all, form{name, s[:], func(x []node) (node, error) { return f(x[0], x[1]) }})
		}
	}
	every := []tensor.Shape{{}, {5}, {1, 4}, {4, 1}, {3, 4}, {1, 1}, {2, 3, 4}, {2, 1, 3, 2}}
	for name, f := range map[string]func(node) (node, error){
		"Abs": gorgonia.Abs, "Sin": gorgonia.Sin, "Cos": gorgonia.Cos, "Exp": gorgonia.Exp, "Log": gorgonia.Log,
		"Log2": gorgonia.Log2,
		"Neg":  gorgonia.Neg, "Square": gorgonia.Square, "Sqrt": gorgonia.Sqrt, "Inverse": gorgonia.Inverse,
		"InverseSqrt": gorgonia.InverseSqrt,
		"Cube":        gorgonia.Cube, "Tanh": gorgonia.Tanh, "Sigmoid": gorgonia.Sigmoid, "Log1p": gorgonia.Log1p,
		"Expm1":    gorgonia.Expm1,
		"Softplus": gorgonia.Softplus, "Mish": gorgonia.Mish, "Rectify": gorgonia.Rectify,
		"LeakyRelu": func(n node) (node, error) { return gorgonia.LeakyRelu(n, 0.1) },
	} {
		one(name, f, every...)
	}
	for name, f := range map[string]func(a, b node) (node, error){
		"Add": gorgonia.Add, "Sub": gorgonia.Sub, "HadamardProd": gorgonia.HadamardProd, "HadamardDiv": gorgonia.HadamardDiv,
		"Pow": gorgonia.Pow,
		"Gt":  func(a, b node) (node, error) { return gorgonia.Gt(a, b, true) },
		"Lte": func(a, b node) (node, error) { return gorgonia.Lte(a, b, false) },
	} {
		for _, s := range every {
			two(name, f, [2]tensor.Shape{s, s})
			if len(s) > 0 {
				two(name, f, [2]tensor.Shape{s, {}}, [2]tensor.Shape{{}, s})
			}
		}
	}
	broadcast := func(f func(a, b node, left, right []byte) (node, error)) func(a, b node) (node, error) {
		return func(a, b node) (node, error) { return f(a, b, nil, []byte{0}) }
	}
	for name, f := range map[string]func(a, b node, left, right []byte) (node, error){
		"BroadcastAdd": gorgonia.BroadcastAdd, "BroadcastSub": gorgonia.BroadcastSub,
		"BroadcastHadamardProd": gorgonia.BroadcastHadamardProd, "BroadcastHadamardDiv": gorgonia.BroadcastHadamardDiv,
	} {
		two(name, broadcast(f), [2]tensor.Shape{{3, 4}, {1, 4}}, [2]tensor.Shape{{3, 2, 4}, {1, 2, 4}})
	}
	two("Mul", gorgonia.Mul, [2]tensor.Shape{{3, 4}, {4, 2}}, [2]tensor.Shape{{3, 4}, {4}},
		[2]tensor.Shape{{1, 4}, {4, 1}}, [2]tensor.Shape{{4}, {4}})
	two("Mul, transposed", func(a, b node) (node, error) { return gorgonia.Mul(gorgonia.Must(gorgonia.Transpose(a)), b) },
		[2]tensor.Shape{{4, 3}, {4, 2}})
	two("BatchedMatMul", func(a, b node) (node, error) { return gorgonia.BatchedMatMul(a, b) },
		[2]tensor.Shape{{2, 3, 4}, {2, 4, 2}})
	two("OuterProd", gorgonia.OuterProd, [2]tensor.Shape{{3}, {3}})
	two("Tensordot", func(a, b node) (node, error) { return gorgonia.Tensordot([]int{1}, []int{0}, a, b) },
		[2]tensor.Shape{{3, 4}, {4, 2}})
	two("Concat", func(a, b node) (node, error) { return gorgonia.Concat(0, a, b) }, [2]tensor.Shape{{2, 3}, {4, 3}},
		[2]tensor.Shape{{2, 3, 2}, {1, 3, 2}})
	two("Concat, axis 1", func(a, b node) (node, error) { return gorgonia.Concat(1, a, b) },
		[2]tensor.Shape{{2, 3}, {2, 1}})
	two("MaxBetween", gorgonia.MaxBetween, [2]tensor.Shape{{3, 4}, {3, 4}}, [2]tensor.Shape{{5}, {5}})
	two("MinBetween", gorgonia.MinBetween, [2]tensor.Shape{{3, 4}, {3, 4}})
	two("Conv2d", func(a, b node) (node, error) {
		return gorgonia.Conv2d(a, b, tensor.Shape{2, 2}, []int{0, 0}, []int{1, 1}, []int{1, 1})
	}, [2]tensor.Shape{{2, 2, 4, 4}, {3, 2, 2, 2}})
	two("Conv2d, padded, with strides and holes", func(a, b node) (node, error) {
		return gorgonia.Conv2d(a, b, tensor.Shape{2, 3}, []int{1, 2}, []int{2, 1}, []int{1, 2})
	}, [2]tensor.Shape{{2, 2, 5, 6}, {3, 2, 2, 3}})
	for name, f := range map[string]func(a node, along ...int) (node, error){"Sum": gorgonia.Sum, "Mean": gorgonia.Mean,
		"Max": gorgonia.Max} {
		one(name, func(n node) (node, error) { return f(n) }, tensor.Shape{5}, tensor.Shape{3, 4}, tensor.Shape{1, 4},
			tensor.Shape{2, 3, 4})
		for axis := range 3 {
			for _, s := range []tensor.Shape{{3, 4}, {2, 3, 4}, {4, 1}, {1, 4}} {
				if axis < len(s) {
					one(fmt.Sprint(name, ", axis ", axis), func(n node) (node, error) { return f(n, axis) }, s)
				}
			}
		}
	}
	one("Transpose", func(n node) (node, error) { return gorgonia.Transpose(n) }, tensor.Shape{3, 4}, tensor.Shape{1, 4})
	one("Transpose, three axes", func(n node) (node, error) { return gorgonia.Transpose(n, 2, 0, 1) },
		tensor.Shape{2, 3, 4})
	one("Transpose, each matrix by itself", func(n node) (node, error) { return gorgonia.Transpose(n, 0, 2, 1) },
		tensor.Shape{4, 2, 2}, tensor.Shape{2, 3, 4})
	one("Transpose, the first two axes", func(n node) (node, error) { return gorgonia.Transpose(n, 1, 0, 2) },
		tensor.Shape{2, 2, 4}, tensor.Shape{2, 3, 4})
	one("Transpose, many axes", func(n node) (node, error) {
		backward := make([]int, n.Dims())
		for i := range backward {
			backward[i] = n.Dims() - 1 - i
		}
		return gorgonia.Transpose(n, backward...)
	}, tensor.Shape{2, 1, 3, 1, 1, 2, 1, 2}, tensor.Shape{2, 1, 3, 1, 1, 2, 1, 1, 1, 1, 2})
	one("Reshape", func(n node) (node, error) { return gorgonia.Reshape(n, tensor.Shape{4, 6}) }, tensor.Shape{2, 3, 4},
		tensor.Shape{3, 8})
	one("Ravel", gorgonia.Ravel, tensor.Shape{3, 4}, tensor.Shape{2, 3, 2})
	one("Slice", func(n node) (node, error) { return gorgonia.Slice(n, gorgonia.S(1, 3)) }, tensor.Shape{5},
		tensor.Shape{4, 3}, tensor.Shape{3, 2, 2})
	one("Slice, one row", func(n node) (node, error) { return gorgonia.Slice(n, gorgonia.S(1)) }, tensor.Shape{4, 3},
		tensor.Shape{3, 2, 2})
	one("Slice, one column", func(n node) (node, error) { return gorgonia.Slice(n, nil, gorgonia.S(1)) },
		tensor.Shape{4, 3})
	one("SoftMax", func(n node) (node, error) { return gorgonia.SoftMax(n) }, tensor.Shape{5}, tensor.Shape{3, 4})
	one("LogSoftMax", func(n node) (node, error) { return gorgonia.LogSoftMax(n) }, tensor.Shape{3, 4})
	one("Sparsemax", func(n node) (node, error) { return gorgonia.Sparsemax(n) }, tensor.Shape{3, 4})
	one("Norm", func(n node) (node, error) { return gorgonia.Norm(n, 1, 2) }, tensor.Shape{3, 4})
	for _, w := range [][][]int{{{2, 2}, {0, 0}, {2, 2}}, {{3, 2}, {1, 1}, {1, 2}}, {{2, 2}, {0, 1, 1, 0}, {1, 1}}} {
		one(fmt.Sprint("MaxPool2D", w), func(n node) (node, error) { return gorgonia.MaxPool2D(n, w[0], w[1], w[2]) },
			tensor.Shape{1, 2, 4, 4}, tensor.Shape{2, 3, 5, 4})
	}
	one("MaxPool1D", func(n node) (node, error) { return gorgonia.MaxPool1D(n, 2, 0, 2) }, tensor.Shape{2, 1, 1, 6})
	one("Upsample2D", func(n node) (node, error) { return gorgonia.Upsample2D(n, 2) }, tensor.Shape{1, 2, 3, 3})
	return all
}

// Every operation's value and gradients, together and alone, are those of the TapeMachine,
// where it computes them.
func TestOperationsAreTheTapes(t *testing.T) {
	for _, f := range forms() {
		for dt, tolerance := range map[tensor.Dtype]float64{tensor.Float64: 1e-12, tensor.Float32: 1e-5} {
			t.Run(fmt.Sprint(f.name, " ", f.shapes, " ", dt), func(t *testing.T) {
				build := func() (outputs gorgonia.Nodes) {
					defer func() {
						if r := recover(); r != nil {
							outputs = outputs[:min(len(outputs), 1)]
						}
					}()
					g := gorgonia.NewGraph()
					var x gorgonia.Nodes
					for i, s := range f.shapes {
						name := fmt.Sprint("x", i)
						if len(s) > 0 {
							x = append(x, variable(g, name, filled(dt, 1.5+float64(i)/3, s...)))
							continue
						}
						var value any = 1.5 + float64(i)
						if dt == tensor.Float32 {
							value = float32(1.5 + float64(i))
						}
						x = append(x, gorgonia.NewScalar(g, dt, gorgonia.WithName(name), gorgonia.WithValue(value)))
					}
					y, err := f.build(x)
					require.NoError(t, err)
					outputs = gorgonia.Nodes{y}
					if y.Dtype() == tensor.Bool {
						return outputs
					}
					loss := y
					if y.Dims() > 0 {
						w := variable(g, "weights", filled(dt, 0.3, y.Shape()...))
						loss = gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.HadamardProd(w, y))))
					}
					gradients, err := gorgonia.Grad(loss, x...)
					if err != nil {
						return outputs
					}
					return append(append(outputs, loss), gradients...)
				}
				outputs := build()
				read := make([]gorgonia.Value, len(outputs))
				for i, n := range outputs {
					gorgonia.Read(n, &read[i])
				}
				machine := gorgonia.NewTapeMachine(outputs[0].Graph())
				defer machine.Close()
				if err := machine.RunAll(); err != nil {
					t.Skip("the TapeMachine:", err)
				}
				check := func(chosen []int) {
					nodes := build()
					var ask gorgonia.Nodes
					for _, i := range chosen {
						ask = append(ask, nodes[i])
					}
					p, err := program.Compile(ask)
					require.NoError(t, err)
					require.NoError(t, p.Run(), "%s", p)
					for k, i := range chosen {
						want := numbers(read[i].Data())
						require.Len(t, p.Output(k), len(want))
						scale := 1e-300
						for _, w := range want {
							scale = max(scale, math.Abs(w))
						}
						assert.InDeltaSlice(t, want, p.Output(k), tolerance*scale, "%v\n%s", ask[k], p)
					}
				}
				var all []int
				for i := range outputs {
					all = append(all, i)
					check([]int{i})
				}
				slices.Reverse(all)
				check(all)
			})
		}
	}
}
