package program_test

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"

	"backprop/graph/program"
)

// expression is a random graph: leaves with values, and nodes to ask for.
type expression struct {
	graph   *gorgonia.ExprGraph
	leaves  gorgonia.Nodes
	values  [][]float64
	nodes   gorgonia.Nodes // of every operation, and the leaves
	outputs gorgonia.Nodes

	infinite bool // a value of the graph is not finite
	early    bool // and one would be if package math's exp were right everywhere
}

// pick and between draw by the seed alone: rapid's own draws prefer what is small,
// and would make the same few graphs.
func pick[T any](source *rand.Rand, choices []T) T { return choices[source.IntN(len(choices))] }

func between(source *rand.Rand, low, high int) int { return low + source.IntN(high-low+1) }

type generator struct {
	*expression
	source *rand.Rand
}

func (g *generator) leaf(rows, cols int) *gorgonia.Node {
	scale := pick(g.source, []float64{0, 1, 1, 1, 1, 40, 750})
	values := make([]float64, rows*cols)
	for i := range values {
		values[i] = scale * g.source.NormFloat64()
		if scale > 1 { // saturated
			values[i] = math.Copysign(scale, values[i])
		}
	}
	n := gorgonia.NewMatrix(g.graph, tensor.Float64, gorgonia.WithShape(rows, cols),
		gorgonia.WithName(fmt.Sprintf("L%d", len(g.leaves))))
	g.leaves = append(g.leaves, n)
	g.values = append(g.values, values)
	g.nodes = append(g.nodes, n)
	return n
}

func (g *generator) any() *gorgonia.Node { return pick(g.source, g.nodes) }

// matrix returns a node of two dimensions.
func (g *generator) matrix() *gorgonia.Node {
	for range 20 {
		if n := g.any(); n.Dims() == 2 {
			return n
		}
	}
	return g.nodes[0]
}

// like returns a node of the shape of n, perhaps n itself.
func (g *generator) like(n *gorgonia.Node) *gorgonia.Node {
	var candidates gorgonia.Nodes
	for _, m := range g.nodes {
		if m.Shape().Eq(n.Shape()) {
			candidates = append(candidates, m)
		}
	}
	return pick(g.source, candidates)
}

// positive returns n² + 1/4. Gorgonia's vectors take x/0 for +Inf whatever x is, in
// the derivatives of ln and sqrt too, so that only divisors away from 0 can be held
// against it.
func positive(n *gorgonia.Node) *gorgonia.Node {
	return gorgonia.Must(gorgonia.Add(gorgonia.Must(gorgonia.Square(n)), gorgonia.NewConstant(0.25)))
}

func ofPositive(f func(*gorgonia.Node) (*gorgonia.Node, error)) func(*gorgonia.Node) (*gorgonia.Node, error) {
	return func(n *gorgonia.Node) (*gorgonia.Node, error) { return f(positive(n)) }
}

var unary = map[string]func(*gorgonia.Node) (*gorgonia.Node, error){
	"neg": gorgonia.Neg, "ln": ofPositive(gorgonia.Log), "exp": gorgonia.Exp, "tanh": gorgonia.Tanh,
	"square": gorgonia.Square, "cube": gorgonia.Cube, "sqrt": ofPositive(gorgonia.Sqrt), "abs": gorgonia.Abs,
	"inverse": ofPositive(gorgonia.Inverse), "sigmoid": gorgonia.Sigmoid, "softplus": gorgonia.Softplus,
	"rectify": gorgonia.Rectify,
	"sign":    gorgonia.Sign, "sin": gorgonia.Sin, "log1p": ofPositive(gorgonia.Log1p),
}

var binary = map[string]func(a, b *gorgonia.Node) (*gorgonia.Node, error){
	"+": gorgonia.Add, "-": gorgonia.Sub, "⊙": gorgonia.HadamardProd, "÷": func(a, b *gorgonia.Node) (*gorgonia.Node,
		error) {
		return gorgonia.HadamardDiv(a, positive(b))
	},
	">":  func(a, b *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Gt(a, b, true) },
	"<=": func(a, b *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Lte(a, b, true) },
}

func names[F any](m map[string]F) []string { return slices.Sorted(maps.Keys(m)) } // the same order every time

// step adds a random operation, or nothing if Gorgonia refuses it.
func (g *generator) step() {
	n, err := g.operation()
	if err == nil && n != nil {
		g.nodes = append(g.nodes, n)
	}
}

func (g *generator) operation() (n *gorgonia.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			n, err = nil, fmt.Errorf("%v", r)
		}
	}()
	switch pick(g.source, []string{"unary", "unary", "binary", "binary", "binary", "product", "product", "product",
		"affine", "affine",
		"sum", "transpose", "slice", "concat", "number", "constant", "repeat", "reshape",
		"windows", "large product", "tree", "tree", "sum of a tree",
		"sum of a tree",
		"likelihood", "likelihood", "mask"}) {
	case "unary":
		return unary[pick(g.source, names(unary))](g.any())
	case "binary":
		a := g.any()
		return binary[pick(g.source, names(binary))](a, g.like(a))
	case "product":
		a := g.matrix()
		rows, cols := a.Shape()[0], a.Shape()[1]
		width := between(g.source, 1, 6)
		form := between(g.source, 0, 3)
		if rows > 21 || cols > 100 { // sums of 10⁵ equal terms differ by their roundings alone
			form = min(form, 1)
		}
		switch form {
		case 0:
			return gorgonia.Mul(a, g.leaf(cols, width))
		case 1:
			return gorgonia.Mul(g.leaf(width, rows), a)
		case 2: // the transposed forms appear in the gradients
			return gorgonia.Mul(gorgonia.Must(gorgonia.Transpose(a)), g.like(a))
		}
		return gorgonia.Mul(a, gorgonia.Must(gorgonia.Transpose(g.like(a))))
	case "large product":
		a := g.matrix()
		if a.Shape()[1] > 40 {
			return nil, nil
		}
		return gorgonia.Mul(a, g.leaf(a.Shape()[1], between(g.source, 30, 60)))
	case "windows":
		a := g.matrix()
		if a.Shape().TotalSize() > 10_000 {
			return nil, nil
		}
		images := gorgonia.Must(gorgonia.Reshape(a, g.images(a.Shape())))
		return g.windowed(images)
	case "affine":
		a := g.matrix()
		rows, cols := a.Shape()[0], a.Shape()[1]
		width := between(g.source, 1, 6)
		z := gorgonia.Must(gorgonia.Mul(a, g.leaf(cols, width)))
		if pick(g.source, []bool{false, true}) && rows > 1 {
			return gorgonia.BroadcastAdd(z, g.leaf(1, width), nil, []byte{0})
		}
		return gorgonia.Add(z, g.leaf(rows, width))
	case "tree":
		return g.tree(between(g.source, 1, 4), g.matrix().Shape()), nil
	case "sum of a tree":
		return g.perhapsNegative(gorgonia.Must(gorgonia.Sum(g.tree(between(g.source, 0, 3), g.matrix().Shape())))), nil
	case "likelihood":
		return g.perhapsNegative(gorgonia.Must(gorgonia.Sum(g.likelihood(between(g.source, 0, 4), g.matrix().Shape())))), nil
	case "mask":
		z := g.tree(2, g.matrix().Shape())
		a := gorgonia.Must(gorgonia.ApplyOp(ofOwn{program.ReLU}, z))
		if pick(g.source, []bool{false, true}) {
			z = a
		}
		g.nodes = append(g.nodes, a)
		return gorgonia.ApplyOp(ofOwn{program.ReLUMask}, z, g.tree(2, z.Shape()))
	case "sum":
		a := g.any()
		if a.IsScalar() { // Gorgonia cannot run it
			return nil, nil
		}
		if along := between(g.source, -1, 1); along >= 0 {
			return gorgonia.Sum(a, along)
		}
		return gorgonia.Sum(a)
	case "transpose":
		return gorgonia.Transpose(g.matrix())
	case "slice":
		a := g.matrix()
		end := between(g.source, 1, a.Shape()[0])
		return gorgonia.Slice(a, gorgonia.S(0, end))
	case "concat":
		a := g.matrix()
		return gorgonia.Concat(between(g.source, 0, 1), a, g.like(a))
	case "number":
		a, b := g.any(), gorgonia.NewConstant(pick(g.source, []float64{-2, -1, 0, 1, 3}))
		o := binary[pick(g.source, names(binary))]
		if pick(g.source, []bool{false, true}) {
			return o(b, a)
		}
		return o(a, b)
	case "constant":
		a := g.any()
		for _, s := range g.nodes {
			if s.IsScalar() {
				return gorgonia.HadamardProd(s, a)
			}
		}
		return nil, nil
	case "repeat":
		a := g.matrix()
		return gorgonia.BroadcastHadamardProd(a, g.leaf(a.Shape()[0], 1), nil, []byte{1})
	case "reshape":
		a := g.any()
		return gorgonia.Reshape(a, tensor.Shape{1, a.Shape().TotalSize()})
	}
	return nil, nil
}

// images returns a shape of images with the elements of a matrix.
func (g *generator) images(matrix tensor.Shape) tensor.Shape {
	rows, cols := matrix[0], matrix[1]
	shapes := []tensor.Shape{{1, 1, rows, cols}, {1, rows, 1, cols}, {rows, 1, cols, 1}}
	if rows%3 == 0 {
		shapes = append(shapes, tensor.Shape{1, 3, rows / 3, cols}, tensor.Shape{3, 1, rows / 3, cols})
	}
	return pick(g.source, shapes)
}

// windowed returns a matrix of the results of a convolution or a pooling.
func (g *generator) windowed(images *gorgonia.Node) (n *gorgonia.Node, err error) {
	two := func(low, high int) []int { return []int{between(g.source, low, high), between(g.source, low, high)} }
	s := images.Shape()
	size := two(1, 3)
	size[0], size[1] = min(size[0], s[2]), min(size[1], s[3])
	if pick(g.source, []bool{false, true}) {
		pad := two(0, 1)
		if pick(g.source, []bool{false, true}) {
			pad = append(two(0, 1), two(0, 1)...)
		}
		// The largest of nothing but padding is -MaxFloat64, of which sums overflow in one
		// order and not in another.
		for i := range pad {
			pad[i] = min(pad[i], size[i*2/len(pad)]-1)
		}
		n, err = gorgonia.MaxPool2D(images, size, pad, two(1, 2))
	} else {
		filters := between(g.source, 1, 3)
		filter := gorgonia.Must(gorgonia.Reshape(g.leaf(filters, s[1]*size[0]*size[1]),
			tensor.Shape{filters, s[1], size[0], size[1]}))
		n, err = gorgonia.Conv2d(images, filter, size, two(0, 1), two(1, 2), two(1, 2))
	}
	if err != nil || slices.Min(n.Shape()) < 1 {
		return nil, err
	}
	return gorgonia.Reshape(n, tensor.Shape{n.Shape()[0] * n.Shape()[1], n.Shape()[2] * n.Shape()[3]})
}

// differentiate adds gradients of the sum of a node, if Gorgonia knows how.
func (g *generator) differentiate() {
	defer func() { recover() }()
	sum := g.nodes[len(g.nodes)-1]
	if pick(g.source, []bool{false, true}) { // a layer, whose gradients are Xᵀ × dZ and 1ᵀ × dZ
		x := g.matrix()
		width := between(g.source, 1, 5)
		if pick(g.source, []bool{false, false, true}) { // whose products are large
			x, width = g.leaf(60, 20), 40
		}
		rows, cols := x.Shape()[0], x.Shape()[1]
		bias := gorgonia.Must(gorgonia.Mul(ones(rows), g.leaf(1, width)))
		z := gorgonia.Must(gorgonia.Add(gorgonia.Must(gorgonia.Mul(x, g.leaf(cols, width))), bias))
		sum = gorgonia.Must(pick(g.source, []func(*gorgonia.Node) (*gorgonia.Node, error){gorgonia.Tanh, gorgonia.Square,
			gorgonia.Neg})(z))
	}
	if !sum.IsScalar() {
		sum = gorgonia.Must(gorgonia.Sum(sum))
	}
	gradients, err := gorgonia.Grad(sum, g.below(sum)...)
	if err != nil {
		return
	}
	g.outputs = append(append(g.outputs, sum), gradients...)
}

// below returns the leaves on which n depends.
func (g *generator) below(n *gorgonia.Node) (leaves gorgonia.Nodes) {
	seen := make(map[*gorgonia.Node]bool)
	var visit func(n *gorgonia.Node)
	visit = func(n *gorgonia.Node) {
		if seen[n] {
			return
		}
		seen[n] = true
		for it := g.graph.From(n.ID()); it.Next(); {
			visit(it.Node().(*gorgonia.Node))
		}
	}
	visit(n)
	for _, l := range g.leaves {
		if seen[l] {
			leaves = append(leaves, l)
		}
	}
	return leaves
}

func draw(t *rapid.T) *expression {
	g := &generator{expression: &expression{graph: gorgonia.NewGraph()},
		source: rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))}
	g.leaf(pick(g.source, []int{1, 2, 3, 7, 21, 21, 300, 700}), between(g.source, 1, 9))
	for range rapid.IntRange(1, 15).Draw(t, "operations") {
		g.step()
	}
	for _, n := range g.nodes {
		if n.Op() != nil && g.source.IntN(3) > 0 {
			g.outputs = append(g.outputs, n)
		}
	}
	if last := g.nodes[len(g.nodes)-1]; last.Op() != nil {
		g.outputs = append(g.outputs, last)
	}
	if pick(g.source, []bool{false, true}) {
		g.differentiate()
	}
	return g.expression
}
