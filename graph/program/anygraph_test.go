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
)

// filled returns a tensor of different values around offset.
func filled(dt tensor.Dtype, offset float64, shape ...int) *tensor.Dense {
	d := tensor.New(tensor.Of(dt), tensor.WithShape(shape...))
	for i := range d.DataSize() {
		v := offset + math.Sin(1.7*float64(i)+offset)
		switch to := d.Data().(type) {
		case []float64:
			to[i] = v
		case []float32:
			to[i] = float32(v)
		}
	}
	return d
}

func variable(g *gorgonia.ExprGraph, name string, value *tensor.Dense) *gorgonia.Node {
	return gorgonia.NewTensor(g, value.Dtype(), value.Dims(), gorgonia.WithShape(value.Shape()...),
		gorgonia.WithName(name), gorgonia.WithValue(value))
}

func numbers(v any) (values []float64) {
	switch v := v.(type) {
	case float64:
		return []float64{v}
	case float32:
		return []float64{float64(v)}
	case bool:
		return numbers([]bool{v})
	case []float64:
		return slices.Clone(v)
	case []float32:
		for _, x := range v {
			values = append(values, float64(x))
		}
	case []bool:
		for _, x := range v {
			values = append(values, map[bool]float64{true: 1}[x])
		}
	}
	return values
}

// graphCase builds a graph and returns the nodes to ask for.
type graphCase func(t *testing.T, g *gorgonia.ExprGraph, dt tensor.Dtype) gorgonia.Nodes

// withGradient returns the loss Σ w ⊙ n, and its gradients with respect to x.
func withGradient(t *testing.T, n *gorgonia.Node, x ...*gorgonia.Node) gorgonia.Nodes {
	if !n.IsScalar() {
		w := variable(n.Graph(), fmt.Sprint("weights", n.ID()), filled(n.Dtype(), 0.3, n.Shape()...))
		n = gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.HadamardProd(w, n))))
	}
	gradients, err := gorgonia.Grad(n, x...)
	require.NoError(t, err)
	return append(gorgonia.Nodes{n}, gradients...)
}

var graphCases = map[string]graphCase{
	"batch normalisation": func(t *testing.T, g *gorgonia.ExprGraph, dt tensor.Dtype) gorgonia.Nodes {
		x := variable(g, "x", filled(dt, 1, 3, 2, 2, 2))
		scale, bias := variable(g, "scale", filled(dt, 1, 3, 2, 2, 2)), variable(g, "bias", filled(dt, 2, 3, 2, 2, 2))
		y, _, _, op, err := gorgonia.BatchNorm(x, scale, bias, 0.9, 1e-5)
		require.NoError(t, err)
		require.NoError(t, op.SetTraining(true))
		return withGradient(t, y, x, scale, bias)
	},
	"group normalisation": func(t *testing.T, g *gorgonia.ExprGraph, dt tensor.Dtype) gorgonia.Nodes {
		x := variable(g, "x", filled(dt, 1, 2, 4, 2, 2))
		scale, bias := variable(g, "scale", filled(dt, 1, 1, 4, 1, 1)), variable(g, "bias", filled(dt, 2, 1, 4, 1, 1))
		y, err := gorgonia.GroupNorm(x, scale, bias, 2, 4, 1e-5)
		require.NoError(t, err)
		return withGradient(t, y, x)
	},
	"pooling": func(t *testing.T, g *gorgonia.ExprGraph, dt tensor.Dtype) gorgonia.Nodes {
		x := variable(g, "x", filled(dt, 1, 1, 2, 4, 4))
		y := gorgonia.Must(gorgonia.MaxPool2D(x, tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2}))
		return append(withGradient(t, y, x), y)
	},
	"connectionist temporal classification": func(t *testing.T, g *gorgonia.ExprGraph, dt tensor.Dtype) gorgonia.Nodes {
		x := variable(g, "x", filled(dt, 0, 4, 2, 3))
		ints := func(name string, values ...int) *gorgonia.Node {
			return gorgonia.NewVector(g, tensor.Int, gorgonia.WithShape(len(values)), gorgonia.WithName(name),
				gorgonia.WithValue(tensor.New(tensor.WithShape(len(values)), tensor.WithBacking(values))))
		}
		targets := gorgonia.NewMatrix(g, tensor.Int, gorgonia.WithShape(2, 2), gorgonia.WithName("targets"),
			gorgonia.WithValue(tensor.New(tensor.WithShape(2, 2), tensor.WithBacking([]int{1, 2, 2, 1}))))
		loss, err := gorgonia.CTCLoss(x, targets, ints("input lengths", 4, 4), ints("target lengths", 2, 2),
			gorgonia.ReductionSum)
		require.NoError(t, err)
		return withGradient(t, loss, x)
	},
	"binary cross-entropy": func(t *testing.T, g *gorgonia.ExprGraph, dt tensor.Dtype) gorgonia.Nodes {
		x, y := variable(g, "x", filled(dt, 0, 3, 2)), variable(g, "y", filled(dt, 1, 3, 2))
		p := gorgonia.Must(gorgonia.Sigmoid(x))
		entropy, err := gorgonia.BinaryXent(p, y)
		require.NoError(t, err)
		return append(withGradient(t, entropy, x), p, entropy)
	},
	"comparisons": func(t *testing.T, g *gorgonia.ExprGraph, dt tensor.Dtype) gorgonia.Nodes {
		x, y := variable(g, "x", filled(dt, 0, 2, 3)), variable(g, "y", filled(dt, 0.5, 2, 3))
		return gorgonia.Nodes{gorgonia.Must(gorgonia.Gt(x, y, false)), gorgonia.Must(gorgonia.Lte(x, y, false)),
			gorgonia.Must(gorgonia.Gt(x, y, true))}
	},
	"three and four dimensions": func(t *testing.T, g *gorgonia.ExprGraph, dt tensor.Dtype) gorgonia.Nodes {
		x, y := variable(g, "x", filled(dt, 0, 2, 3, 4)), variable(g, "y", filled(dt, 0.5, 2, 3, 4))
		z := gorgonia.Must(gorgonia.Tanh(gorgonia.Must(gorgonia.HadamardProd(x, y))))
		sums := gorgonia.Must(gorgonia.Sum(z, 1))
		four := gorgonia.Must(gorgonia.Reshape(z, tensor.Shape{2, 2, 3, 2}))
		return append(withGradient(t, gorgonia.Must(gorgonia.Square(four)), x, y), sums, four, z)
	},
	"convolution": func(t *testing.T, g *gorgonia.ExprGraph, dt tensor.Dtype) gorgonia.Nodes {
		x, w := variable(g, "x", filled(dt, 0, 2, 1, 5, 5)), variable(g, "w", filled(dt, 0.2, 3, 1, 3, 3))
		y := gorgonia.Must(gorgonia.Conv2d(x, w, tensor.Shape{3, 3}, []int{1, 1}, []int{1, 1}, []int{1, 1}))
		return withGradient(t, gorgonia.Must(gorgonia.Rectify(y)), x, w)
	},
	"elementary functions": func(t *testing.T, g *gorgonia.ExprGraph, dt tensor.Dtype) gorgonia.Nodes {
		x := variable(g, "x", filled(dt, 2, 3, 2))
		sum := x
		for _, f := range []func(*gorgonia.Node) (*gorgonia.Node, error){gorgonia.Sigmoid, gorgonia.Softplus, gorgonia.Log1p,
			gorgonia.Expm1,
			gorgonia.Log2, gorgonia.Sin, gorgonia.Cos, gorgonia.Sign, gorgonia.InverseSqrt, gorgonia.Ceil, gorgonia.Floor,
			gorgonia.Sqrt} {
			sum = gorgonia.Must(gorgonia.Add(sum, gorgonia.Must(f(x))))
		}
		powers := gorgonia.Must(gorgonia.Pow(x, gorgonia.Must(gorgonia.Abs(sum))))
		return gorgonia.Nodes{sum, powers}
	},
	"softmax regression": func(t *testing.T, g *gorgonia.ExprGraph, dt tensor.Dtype) gorgonia.Nodes {
		x, w, y := variable(g, "x", filled(dt, 0, 5, 3)), variable(g, "w", filled(dt, 0.2, 3, 4)), variable(g, "y",
			filled(dt, 1, 5, 4))
		p := gorgonia.Must(gorgonia.SoftMax(gorgonia.Must(gorgonia.Mul(x, w))))
		loss := gorgonia.Must(gorgonia.Neg(gorgonia.Must(gorgonia.Mean(gorgonia.Must(gorgonia.HadamardProd(y,
			gorgonia.Must(gorgonia.Log(p))))))))
		return append(withGradient(t, loss, w, x), p)
	},
	"slices, joined": func(t *testing.T, g *gorgonia.ExprGraph, dt tensor.Dtype) gorgonia.Nodes {
		x := variable(g, "x", filled(dt, 0, 4, 3))
		top := gorgonia.Must(gorgonia.Slice(x, gorgonia.S(0, 2)))
		column := gorgonia.Must(gorgonia.Slice(x, nil, gorgonia.S(1)))
		joined := gorgonia.Must(gorgonia.Concat(0, top, x))
		return append(withGradient(t, gorgonia.Must(gorgonia.Tanh(joined)), x), column, joined)
	},
	"larger and smaller": func(t *testing.T, g *gorgonia.ExprGraph, dt tensor.Dtype) gorgonia.Nodes {
		x, y := variable(g, "x", filled(dt, 0, 2, 3)), variable(g, "y", filled(dt, 0.2, 2, 3))
		return gorgonia.Nodes{gorgonia.Must(gorgonia.MaxBetween(x, y)), gorgonia.Must(gorgonia.MinBetween(x, y)),
			gorgonia.Must(gorgonia.Max(x, 1)), gorgonia.Must(gorgonia.Max(x))}
	},
}

// Any outputs in any order are what the TapeMachine computes for all of them: an operation
// that reads what another one left in memory has it run before it, also where nobody asks
// for the other's value.
func TestAnyOutputsInAnyOrderAreTheTapes(t *testing.T) {
	for name, build := range graphCases {
		for dt, tolerance := range map[tensor.Dtype]float64{tensor.Float64: 1e-12, tensor.Float32: 1e-5} {
			t.Run(fmt.Sprint(name, ", ", dt), func(t *testing.T) {
				compiled := func() (*gorgonia.ExprGraph, gorgonia.Nodes) {
					g := gorgonia.NewGraph()
					return g, build(t, g, dt)
				}
				g, outputs := compiled()
				read := make([]gorgonia.Value, len(outputs))
				for i, n := range outputs {
					gorgonia.Read(n, &read[i])
				}
				machine := gorgonia.NewTapeMachine(g)
				defer machine.Close()
				require.NoError(t, machine.RunAll())

				all := make([]int, len(outputs))
				orders := [][]int{all}
				for i := range outputs {
					all[i] = i
					orders = append(orders, []int{i})
				}
				backward := slices.Clone(all)
				slices.Reverse(backward)
				for _, order := range append(orders, backward) {
					_, nodes := compiled()
					var chosen gorgonia.Nodes
					for _, i := range order {
						chosen = append(chosen, nodes[i])
					}
					p := compile(t, chosen)
					for range 2 {
						require.NoError(t, p.Run(), "%s", p)
					}
					for k, i := range order {
						want := numbers(read[i].Data())
						require.Len(t, p.Output(k), len(want), "%v", chosen[k])
						scale := 0.0
						for _, w := range want {
							scale = max(scale, math.Abs(w))
						}
						require.InDeltaSlice(t, want, p.Output(k), tolerance*scale, "outputs %v: %v\n%s", order, chosen[k], p)
					}
				}
			})
		}
	}
}

// A Read node stands for what it reads.
func TestReadNodes(t *testing.T) {
	g := gorgonia.NewGraph()
	x := variable(g, "x", filled(tensor.Float64, 1, 2))
	var into gorgonia.Value
	p := compile(t, gorgonia.Nodes{gorgonia.Read(gorgonia.Must(gorgonia.Square(x)), &into)})
	require.NoError(t, p.Run())
	for i, v := range x.Value().Data().([]float64) {
		assert.Equal(t, v*v, p.Output(0)[i])
	}
}

// What is no float64 is read anew in every run too.
func TestFloat32LeavesAreReadAnew(t *testing.T) {
	g := gorgonia.NewGraph()
	s := gorgonia.NewScalar(g, tensor.Float32, gorgonia.WithName("s"), gorgonia.WithValue(float32(2)))
	x := variable(g, "x", filled(tensor.Float32, 1, 3))
	p := compile(t, gorgonia.Nodes{gorgonia.Must(gorgonia.HadamardProd(s, x))})
	for _, factor := range []float32{2, 0.1} {
		require.NoError(t, gorgonia.Let(s, factor))
		require.NoError(t, p.Run())
		for i, v := range x.Value().Data().([]float32) {
			assert.Equal(t, float64(factor*v), p.Output(0)[i])
		}
	}
}

// A product of float32 is summed in float64: it is rounded once.
func TestFloat32ProductsAreRoundedOnce(t *testing.T) {
	const inner = 300
	g := gorgonia.NewGraph()
	a := variable(g, "a", filled(tensor.Float32, 0, 60, inner))
	b := variable(g, "b", filled(tensor.Float32, 0.3, inner, 40))
	p := compile(t, gorgonia.Nodes{gorgonia.Must(gorgonia.Mul(a, b))})
	require.NoError(t, p.Run())
	A, B := numbers(a.Value().Data()), numbers(b.Value().Data())
	for i, got := range p.Output(0) {
		exact, size := 0.0, 0.0
		for l := range inner {
			term := A[i/40*inner+l] * B[l*40+i%40] // has no more digits than float64
			exact, size = exact+term, size+math.Abs(term)
		}
		assert.InDelta(t, exact, got, math.Abs(exact)*0x1p-24+size*0x1p-44)
	}
}
