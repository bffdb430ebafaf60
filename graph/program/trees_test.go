package program_test

import (
	"math"
	"slices"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// tree returns a matrix made of operations of which nothing else uses the results.
func (g *generator) tree(depth int, shape tensor.Shape) *gorgonia.Node {
	rows, cols := shape[0], shape[1]
	if depth == 0 {
		if n := g.any(); n.Shape().Eq(shape) {
			return n
		}
		return g.leaf(rows, cols)
	}
	below := func() *gorgonia.Node { return g.tree(depth-1, shape) }
	switch pick(g.source, []string{"neg", "neg", "+", "+", "-", "-", "⊙", "⊙", "÷", "÷", "ln", "number", "number",
		"product", "ones"}) {
	case "neg":
		return gorgonia.Must(gorgonia.Neg(below()))
	case "+":
		return gorgonia.Must(gorgonia.Add(below(), below()))
	case "-":
		return gorgonia.Must(gorgonia.Sub(below(), below()))
	case "⊙":
		return gorgonia.Must(gorgonia.HadamardProd(below(), below()))
	case "÷":
		return gorgonia.Must(gorgonia.HadamardDiv(below(), positive(g.leaf(rows, cols))))
	case "ln":
		return gorgonia.Must(gorgonia.Log(positive(below())))
	case "number":
		return g.scaled(below())
	case "product":
		inner := between(g.source, 1, 5)
		return gorgonia.Must(gorgonia.Mul(g.leaf(rows, inner), g.leaf(inner, cols)))
	}
	return gorgonia.Must(gorgonia.Mul(ones(rows), g.leaf(1, cols)))
}

// likelihood returns a matrix of weighted logarithms, their sums and multiples.
func (g *generator) likelihood(depth int, shape tensor.Shape) *gorgonia.Node {
	rows, cols := shape[0], shape[1]
	log := func() *gorgonia.Node {
		v := g.leaf(rows, cols)
		values := g.values[len(g.values)-1]
		scale := pick(g.source, []float64{1, 1, 1e-3, 1e-10, 1e10, 1e-200, 1e200})
		for i := range values {
			values[i] = scale * math.Exp(g.source.NormFloat64())
		}
		return gorgonia.Must(gorgonia.Log(v))
	}
	below := func() *gorgonia.Node { return g.likelihood(depth-1, shape) }
	if depth == 0 {
		return log()
	}
	switch pick(g.source, []string{"weights", "weights", "+", "+", "-", "neg", "number"}) {
	case "weights":
		w := g.leaf(rows, cols)
		weights := pick(g.source, [][]float64{{0, 1}, {0, 1}, {0, 1, 0.5, -3}})
		for i := range g.values[len(g.values)-1] {
			g.values[len(g.values)-1][i] = pick(g.source, weights)
		}
		if pick(g.source, []bool{false, true}) {
			return gorgonia.Must(gorgonia.HadamardProd(log(), w))
		}
		return gorgonia.Must(gorgonia.HadamardProd(w, log()))
	case "+":
		return gorgonia.Must(gorgonia.Add(below(), below()))
	case "-":
		return gorgonia.Must(gorgonia.Sub(below(), below()))
	case "neg":
		return gorgonia.Must(gorgonia.Neg(below()))
	}
	return g.scaled(below())
}

// scaled returns a multiple of n.
func (g *generator) scaled(n *gorgonia.Node) *gorgonia.Node {
	number := gorgonia.NewConstant(pick(g.source, []float64{-2, -1, 1, 0.5}))
	if pick(g.source, []bool{false, true}) {
		return gorgonia.Must(gorgonia.HadamardProd(number, n))
	}
	return gorgonia.Must(gorgonia.HadamardProd(n, number))
}

func (g *generator) perhapsNegative(n *gorgonia.Node) *gorgonia.Node {
	if pick(g.source, []bool{false, true}) {
		return gorgonia.Must(gorgonia.Neg(n))
	}
	return n
}

func ones(rows int) *gorgonia.Node {
	return gorgonia.NewConstant(tensor.New(tensor.WithShape(rows, 1),
		tensor.WithBacking(slices.Repeat([]float64{1}, rows))))
}
