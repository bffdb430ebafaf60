package opcheck

import (
	"fmt"
	"math"
	"strings"

	G "gorgonia.org/gorgonia"
)

type (
	node    = *G.Node
	builder = func(x []node) (node, error)
	oracle  = func(x []Array) Array
)

// shapes are those of every operation on elements.
var shapes = [][]int{{}, {1}, {5}, {1, 1}, {1, 4}, {3, 1}, {2, 3}, {2, 3, 2}, {2, 1, 2, 3}}

// middle is a view of the middle columns of a matrix: its rows do not follow each
// other in memory.
func middle(x node) node { return G.Must(G.Slice(x, nil, G.S(1, 3))) }

const middleCall = "Must(Slice(%s, nil, S(1, 3)))"

func middleOf(x Array) Array {
	return fill([]int{x.Shape[0], 2}, func(i []int) float64 { return x.at(i[0], i[1]+1) })
}

// unary is the record of an operation on single elements. Special values are
// sampled one by one, as scalars, and together as a vector.
func unary(name string, apply func(node) (node, error), f func(float64) float64, low, high float64,
	special ...float64) Op {
	return unaryCall(name, name+"(%s)", apply, f, low, high, special...)
}

func unaryCall(name, call string, apply func(node) (node, error), f func(float64) float64, low, high float64,
	special ...float64) Op {
	build := func(x []node) (node, error) { return apply(x[0]) }
	each := func(x []Array) Array { return fill(x[0].Shape, func(i []int) float64 { return f(x[0].at(i...)) }) }
	op := Op{Name: name}
	add := func(x Operand) {
		op.Samples = append(op.Samples, Sample{Call: fmt.Sprintf(call, "x"), Operands: []Operand{x}, Build: build, Oracle: each})
	}
	for _, shape := range shapes {
		add(Operand{Name: "x", Shape: shape, Low: low, High: high})
	}
	for _, v := range special {
		add(exactly("x", nil, v))
	}
	if len(special) > 0 {
		add(exactly("x", []int{len(special)}, special...))
	}
	op.Samples = append(op.Samples, Sample{
		Call: fmt.Sprintf(call, fmt.Sprintf(middleCall, "x")), Operands: []Operand{{Name: "x", Shape: []int{3, 4}, Low: low, High: high}},
		Build:  func(x []node) (node, error) { return apply(middle(x[0])) },
		Oracle: func(x []Array) Array { return each([]Array{middleOf(x[0])}) },
	})
	return op
}

func sigmoid(z float64) float64  { return 1 / (1 + math.Exp(-z)) }
func softplus(z float64) float64 { return max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))) }

const subnormal = 5e-310

// unaries are the operations on single elements.
func unaries() []Op {
	sign := func(v float64) float64 {
		switch {
		case v > 0:
			return 1
		case v < 0:
			return -1
		}
		return 0
	}
	leaky := func(v float64) float64 { return max(v, 0) + float64(0.1*min(v, 0)) }
	return []Op{
		unary("Abs", G.Abs, math.Abs, -2, 2, 0, 1e300, -subnormal),
		unary("Sign", G.Sign, sign, -2, 2, 0, -1e300, subnormal),
		unary("Ceil", G.Ceil, math.Ceil, -2, 2, 0, 1e300),
		unary("Floor", G.Floor, math.Floor, -2, 2, 0, 1e300),
		unary("Sin", G.Sin, math.Sin, -2, 2, 0, 1000, subnormal),
		unary("Cos", G.Cos, math.Cos, -2, 2, 0, 1000, subnormal),
		unary("Exp", G.Exp, math.Exp, -2, 2, 0, 700, -700, -740),
		unary("Log", G.Log, math.Log, 0.4, 2.4, 1, 1e300, 1e-300, subnormal),
		unary("Log2", G.Log2, math.Log2, 0.4, 2.4, 1, 1e300, 1e-300, subnormal),
		unary("Neg", G.Neg, func(v float64) float64 { return -v }, -2, 2, 0, 1e300, subnormal),
		unary("Square", G.Square, func(v float64) float64 { return v * v }, -2, 2, 0, 1e150, 1e-200),
		unary("Sqrt", G.Sqrt, math.Sqrt, 0.4, 2.4, 0, 1e300, subnormal),
		unary("Inverse", G.Inverse, func(v float64) float64 { return 1 / v }, 0.4, 2.4, -1, 1e300, 1e-300),
		unary("InverseSqrt", G.InverseSqrt, func(v float64) float64 { return 1 / math.Sqrt(v) }, 0.4, 2.4, 1, 1e300, subnormal),
		unary("Cube", G.Cube, func(v float64) float64 { return v * v * v }, -2, 2, 0, 1e100, 1e-150),
		unary("Tanh", G.Tanh, math.Tanh, -2, 2, 0, 15, -400, subnormal),
		unary("Sigmoid", G.Sigmoid, sigmoid, -2, 2, 0, 20, -20, 40, -700, 800),
		unary("Log1p", G.Log1p, math.Log1p, -0.6, 2, 0, 1e-20, 1e300),
		unary("Expm1", G.Expm1, math.Expm1, -2, 2, 0, 1e-20, 700, -700),
		unary("Softplus", G.Softplus, softplus, -2, 2, 0, 17, -20, -40, 800, -800),
		unary("Mish", G.Mish, func(v float64) float64 { return v * math.Tanh(softplus(v)) }, -2, 2, 0, 17, -20, 800),
		unary("Rectify", G.Rectify, func(v float64) float64 { return max(v, 0) }, -2, 2, 0, 1e300, -1e300, subnormal),
		unaryCall("LeakyRelu", "LeakyRelu(%s, 0.1)", func(x node) (node, error) { return G.LeakyRelu(x, 0.1) }, leaky, -2, 2, 0, 1e300, -1e300),
	}
}

// pair describes the operands of a binary operation: a and b, as they are or
// through a view.
type pair struct{ a, b []int }

// binary is the record of an operation on pairs of elements: of one shape, and of a
// scalar beside an array.
func binary(name, call string, apply func(a, b node) (node, error), f func(a, b float64) float64, b func(string, ...int) Operand,
	pairs []pair, special ...[2]float64) Op {
	build := func(x []node) (node, error) { return apply(x[0], x[1]) }
	each := func(x []Array) Array {
		shape := x[0].Shape
		if len(shape) == 0 {
			shape = x[1].Shape
		}
		return fill(shape, func(i []int) float64 { return f(x[0].at(i...), x[1].at(i...)) })
	}
	op := Op{Name: name}
	add := func(a, b Operand) {
		op.Samples = append(op.Samples, Sample{Call: fmt.Sprintf(call, "a", "b"), Operands: []Operand{a, b}, Build: build, Oracle: each})
	}
	for _, p := range pairs {
		add(b("a", p.a...), b("b", p.b...))
	}
	for _, v := range special {
		add(exactly("a", nil, v[0]), exactly("b", nil, v[1]))
		add(exactly("a", []int{2}, v[0], 1.5), exactly("b", []int{2}, v[1], 1.25))
	}
	op.Samples = append(op.Samples, Sample{
		Call:     fmt.Sprintf(call, fmt.Sprintf(middleCall, "a"), "b"),
		Operands: []Operand{b("a", 3, 4), b("b", 3, 2)},
		Build:    func(x []node) (node, error) { return apply(middle(x[0]), x[1]) },
		Oracle:   func(x []Array) Array { return each([]Array{middleOf(x[0]), x[1]}) },
	}, Sample{
		Call: fmt.Sprintf(call, "a", "a"), Operands: []Operand{b("a", 2, 3)},
		Build:  func(x []node) (node, error) { return apply(x[0], x[0]) },
		Oracle: func(x []Array) Array { return each([]Array{x[0], x[0]}) },
	})
	return op
}

// alike are pairs of one shape, mixed also pairs with a scalar.
func alike() (pairs []pair) {
	for _, s := range shapes {
		pairs = append(pairs, pair{s, s})
	}
	return pairs
}

func mixed() []pair {
	pairs := alike()
	for _, s := range [][]int{{1}, {4}, {1, 1}, {2, 3}, {1, 3}, {3, 1}, {2, 1, 2}} {
		pairs = append(pairs, pair{s, nil}, pair{nil, s})
	}
	return pairs
}

// broadcasts are pairs that a pattern makes equal: a and b, the axes along which
// each is repeated.
var broadcasts = []struct{ a, b, left, right []int }{
	{[]int{2, 3}, []int{1, 3}, nil, []int{0}}, {[]int{2, 3}, []int{2, 1}, nil, []int{1}},
	{[]int{1, 3}, []int{2, 3}, []int{0}, nil}, {[]int{2, 1}, []int{2, 3}, []int{1}, nil},
	{[]int{2, 1}, []int{1, 3}, []int{1}, []int{0}}, {[]int{2, 3}, []int{1, 1}, nil, []int{0, 1}},
	{[]int{2, 3, 2}, []int{1, 3, 1}, nil, []int{0, 2}}, {[]int{1, 3, 1, 1}, []int{2, 3, 1, 2}, []int{0, 3}, nil},
}

func broadcast(name string, apply func(a, b node, left, right []byte) (node, error), f func(a, b float64) float64,
	operand func(string, ...int) Operand) Op {
	op := Op{Name: name}
	for _, c := range broadcasts {
		axes := func(axes []int) (all []byte, words string) {
			for _, axis := range axes {
				all = append(all, byte(axis))
				words += fmt.Sprintf(", %d", axis)
			}
			if all == nil {
				return nil, "nil"
			}
			return all, "[]byte{" + strings.TrimPrefix(words, ", ") + "}"
		}
		left, leftWords := axes(c.left)
		right, rightWords := axes(c.right)
		op.Samples = append(op.Samples, Sample{
			Call:     fmt.Sprintf("%s(a, b, %s, %s)", name, leftWords, rightWords),
			Operands: []Operand{operand("a", c.a...), operand("b", c.b...)},
			Build:    func(x []node) (node, error) { return apply(x[0], x[1], left, right) },
			Oracle: func(x []Array) Array {
				shape := make([]int, len(c.a))
				for d := range shape {
					shape[d] = max(c.a[d], c.b[d])
				}
				return fill(shape, func(i []int) float64 { return f(x[0].at(i...), x[1].at(i...)) })
			},
		})
	}
	return op
}

// binaries are the operations on pairs of elements.
func binaries() []Op {
	plus := func(a, b float64) float64 { return a + b }
	minus := func(a, b float64) float64 { return a - b }
	times := func(a, b float64) float64 { return a * b }
	over := func(a, b float64) float64 { return a / b }
	is := func(truth bool) float64 {
		if truth {
			return 1
		}
		return 0
	}
	huge, tie := [2]float64{1e300, -1e10}, [2]float64{1.5, 1.5}
	ops := []Op{
		binary("Add", "Add(%s, %s)", G.Add, plus, reals, mixed(), huge),
		binary("Sub", "Sub(%s, %s)", G.Sub, minus, reals, mixed(), huge, tie),
		binary("HadamardProd", "HadamardProd(%s, %s)", G.HadamardProd, times, reals, mixed(), [2]float64{0, 2}, [2]float64{1e-200, 1e150}),
		binary("HadamardDiv", "HadamardDiv(%s, %s)", G.HadamardDiv, over, positive, mixed(), [2]float64{0, 2}, [2]float64{1, 1e-300},
			[2]float64{-1, 0}, [2]float64{0, 0}),
		binary("Div", "Div(%s, %s)", G.Div, over, positive, mixed()),
		binary("Pow", "Pow(%s, %s)", G.Pow, math.Pow, positive, mixed(), [2]float64{0, 2}, [2]float64{0, 1}, [2]float64{-1.5, 2},
			[2]float64{-1.5, 3}, [2]float64{1e-300, 0.5}),
		binary("MinBetween", "MinBetween(%s, %s)", G.MinBetween, math.Min, reals, alike(), tie, huge),
		binary("MaxBetween", "MaxBetween(%s, %s)", G.MaxBetween, math.Max, reals, alike(), tie, huge),
	}
	for _, c := range []struct {
		name  string
		apply func(a, b node, same bool) (node, error)
		f     func(a, b float64) float64
	}{
		{"Lt", G.Lt, func(a, b float64) float64 { return is(a < b) }}, {"Lte", G.Lte, func(a, b float64) float64 { return is(a <= b) }},
		{"Gt", G.Gt, func(a, b float64) float64 { return is(a > b) }}, {"Gte", G.Gte, func(a, b float64) float64 { return is(a >= b) }},
		{"Eq", G.Eq, func(a, b float64) float64 { return is(a == b) }}, {"Ne", G.Ne, func(a, b float64) float64 { return is(a != b) }},
	} {
		ops = append(ops, binary(c.name, c.name+"(%s, %s, true)", func(a, b node) (node, error) { return c.apply(a, b, true) },
			c.f, reals, mixed(), tie))
	}
	auto := broadcast("Auto", func(a, b node, _, _ []byte) (node, error) { return G.Auto(G.BroadcastAdd, a, b) }, plus, reals)
	for i := range auto.Samples {
		auto.Samples[i].Call = "Auto(BroadcastAdd, a, b)"
	}
	return append(ops, auto,
		broadcast("BroadcastAdd", G.BroadcastAdd, plus, reals), broadcast("BroadcastSub", G.BroadcastSub, minus, reals),
		broadcast("BroadcastHadamardProd", G.BroadcastHadamardProd, times, reals),
		broadcast("BroadcastHadamardDiv", G.BroadcastHadamardDiv, over, positive), broadcast("BroadcastPow", G.BroadcastPow, math.Pow, positive),
		folds("ReduceAdd", G.ReduceAdd, plus), folds("ReduceMul", G.ReduceMul, times))
}

// folds is the record of an operation over a list of nodes.
func folds(name string, apply func(G.Nodes, ...G.NodeConsOpt) (node, error), f func(a, b float64) float64) Op {
	op := Op{Name: name}
	for _, shape := range [][]int{{}, {3}} {
		for n := 1; n <= 3; n++ {
			names := []string{"a", "b", "c"}[:n]
			s := Sample{Call: fmt.Sprintf("%s(Nodes{%s})", name, strings.Join(names, ", ")),
				Build: func(x []node) (node, error) { return apply(x) },
				Oracle: func(x []Array) Array {
					return fill(shape, func(i []int) float64 {
						v := x[0].at(i...)
						for _, y := range x[1:] {
							v = f(v, y.at(i...))
						}
						return v
					})
				}}
			for _, operand := range names {
				s.Operands = append(s.Operands, reals(operand, shape...))
			}
			op.Samples = append(op.Samples, s)
		}
	}
	if name == "ReduceMul" {
		op.Samples = op.Samples[:3] // of vectors, Mul is the inner product
	}
	return op
}
