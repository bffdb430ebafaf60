package graph

import (
	"fmt"
	"slices"
	"sync"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/network"
)

// building serialises the building of graphs: they share Gorgonia's constants,
// such as the 1 that Grad starts from, and a constant's hash is computed and
// stored when a graph first asks for it.
var building sync.Mutex

// expression is the graph of one network for one number of rows N. It holds no
// values: an executor binds them to the leaves and runs towards the outputs.
type expression struct {
	graph *gorgonia.ExprGraph

	// The leaves. Every one is a matrix, (1,n), (N,1) and (1,1) included,
	// because Gorgonia's shape inference goes astray with vectors and scalars.
	x    *gorgonia.Node // N×n0
	y    *gorgonia.Node // N×1
	ones *gorgonia.Node // N×1, all 1
	// parameters are W1, b1, W2, b2, …, in the order of [network.Parameters].
	parameters gorgonia.Nodes

	// The outputs.
	logits        *gorgonia.Node // ZL, N×1
	probabilities *gorgonia.Node // ŷ, N×1
	loss          *gorgonia.Node // L, a scalar
	gradients     gorgonia.Nodes // dL/dW1, dL/db1, …, one per parameter

	// names are those of the leaves and of the forward nodes that the formulas
	// name; the derivative of a node named v is dv.
	names map[*gorgonia.Node]string
}

// question is what one run of a graph answers. A run computes what its outputs
// depend on and nothing else, so that a loss costs no gradients and a gradient
// not the nodes that Grad leaves over, such as dL/dX.
type question int

const (
	lossQuestion       question = iota // L
	gradientQuestion                   // L and the gradients
	predictionQuestion                 // ŷ
	questions                          // how many there are
)

// outputs returns the nodes that answer q. The logits are always among them:
// whether they are finite is the test of every run.
func (e *expression) outputs(q question) gorgonia.Nodes {
	switch q {
	case lossQuestion:
		return gorgonia.Nodes{e.logits, e.loss}
	case gradientQuestion:
		return append(gorgonia.Nodes{e.logits, e.loss}, e.gradients...)
	}
	return gorgonia.Nodes{e.logits, e.probabilities}
}

// build returns the graph of a valid spec for batches of the given number of
// rows: the forward pass, and the backward pass that [gorgonia.Grad] derives
// from it.
func build(spec network.Spec, rows int) (*expression, error) {
	e, err := forward(spec, rows)
	if err != nil {
		return nil, err
	}
	return e, e.differentiate()
}

// forward returns the graph of the formulas, without gradients.
func forward(spec network.Spec, rows int) (e *expression, err error) {
	building.Lock()
	defer building.Unlock()
	// Gorgonia panics where it could return an error.
	defer func() {
		if r := recover(); r != nil {
			e, err = nil, fmt.Errorf("building the graph: %v", r)
		}
	}()

	layout, err := network.NewLayout(spec, rows)
	if err != nil {
		return nil, err
	}
	b := &builder{graph: gorgonia.NewGraph(), names: make(map[*gorgonia.Node]string)}
	e = &expression{graph: b.graph, names: b.names}
	e.x = b.matrix("X", rows, spec.Inputs())
	e.y = b.matrix("y", rows, 1)
	e.ones = b.matrix("1", rows, 1)
	for _, t := range layout.Tensors {
		e.parameters = append(e.parameters, b.matrix(t.Name, t.Rows, t.Cols))
	}

	a := e.x // A0 = X
	for l := 1; l <= spec.Depth(); l++ {
		weight, bias := e.parameters[2*(l-1)], e.parameters[2*(l-1)+1]
		if layout.BiasForm == network.Shared {
			// (N×1)·(1×n) repeats the row, and differentiates into the
			// column sum. It runs faster than BroadcastAdd.
			bias = b.node(gorgonia.Mul(e.ones, bias))
		}
		z := b.named(fmt.Sprintf("Z%d", l))(gorgonia.Add(b.node(gorgonia.Mul(a, weight)), bias))
		a = b.activate(spec.Activations[l-1], fmt.Sprintf("A%d", l), z)
		e.logits = z
	}
	e.probabilities = b.named("ŷ")(a, nil)
	e.loss = b.crossEntropy(a, e.y, e.ones)
	if b.err != nil {
		return nil, fmt.Errorf("building the graph: %w", b.err)
	}
	return e, nil
}

// differentiate adds the gradients of the loss to the graph.
func (e *expression) differentiate() (err error) {
	building.Lock()
	defer building.Unlock()
	defer func() { // as in forward
		if r := recover(); r != nil {
			err = fmt.Errorf("differentiating the graph: %v", r)
		}
	}()
	if e.gradients, err = gorgonia.Grad(e.loss, e.parameters...); err != nil {
		return fmt.Errorf("differentiating the graph: %w", err)
	}
	return checkHashes(e.graph)
}

// ancestry returns the outputs and the nodes on which they depend, in the order
// in which they were made: operands come first.
func (e *expression) ancestry(outputs gorgonia.Nodes) gorgonia.Nodes {
	var found gorgonia.Nodes
	seen := make(map[int64]bool)
	pending := slices.Clone(outputs)
	for len(pending) > 0 {
		n := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		if seen[n.ID()] {
			continue
		}
		seen[n.ID()] = true
		found = append(found, n)
		pending = append(pending, e.children(n)...)
	}
	slices.SortFunc(found, func(a, b *gorgonia.Node) int { return int(a.ID() - b.ID()) })
	return found
}

// children returns the operands of n, in order.
func (e *expression) children(n *gorgonia.Node) gorgonia.Nodes {
	var operands gorgonia.Nodes
	for it := e.graph.From(n.ID()); it.Next(); {
		operands = append(operands, it.Node().(*gorgonia.Node))
	}
	return operands
}

// builder adds nodes to a graph and keeps the first error, so that an
// expression can be written as one.
type builder struct {
	graph *gorgonia.ExprGraph
	names map[*gorgonia.Node]string
	err   error
}

// matrix adds a leaf. Leaves of one name and shape would be one node.
func (b *builder) matrix(name string, rows, cols int) *gorgonia.Node {
	n := gorgonia.NewMatrix(b.graph, tensor.Float64, gorgonia.WithShape(rows, cols), gorgonia.WithName(name))
	b.names[n] = name
	return n
}

// node takes the result of an operation. After an error it gives a leaf in the
// place of the node, for the rest of the expression to stand on.
func (b *builder) node(n *gorgonia.Node, err error) *gorgonia.Node {
	if err == nil {
		return n
	}
	if b.err == nil {
		b.err = err
	}
	return b.matrix("error", 1, 1)
}

// named is node for an operation whose result has a name.
func (b *builder) named(name string) func(*gorgonia.Node, error) *gorgonia.Node {
	return func(n *gorgonia.Node, err error) *gorgonia.Node {
		n = b.node(n, err)
		b.names[n] = name
		return n
	}
}

// activate adds A = activation(Z).
func (b *builder) activate(activation network.Activation, name string, z *gorgonia.Node) *gorgonia.Node {
	switch activation {
	case network.Identity:
		return z
	case network.ReLU:
		return b.named(name)(relu.apply(z))
	case network.Sigmoid:
		return b.named(name)(sigmoid.apply(z))
	case network.Tanh:
		return b.named(name)(gorgonia.Tanh(z))
	}
	return b.node(nil, fmt.Errorf("activation %q has no expression", activation))
}

// crossEntropy adds L = -Σ [ y ln η(ŷ) + (1-y) ln η(1-ŷ) ], where 1-ŷ is that
// difference in float64, as the report has it, and not sigmoid(-Z).
func (b *builder) crossEntropy(p, y, ones *gorgonia.Node) *gorgonia.Node {
	q := b.named("1-ŷ")(gorgonia.Sub(ones, p))
	notY := b.named("1-y")(gorgonia.Sub(ones, y))
	ofOnes := b.node(gorgonia.HadamardProd(y, b.node(gorgonia.Log(b.node(eta.apply(p))))))
	ofZeros := b.node(gorgonia.HadamardProd(notY, b.node(gorgonia.Log(b.node(eta.apply(q))))))
	sum := b.node(gorgonia.Sum(b.node(gorgonia.Add(ofOnes, ofZeros))))
	return b.named("L")(gorgonia.Neg(sum))
}

// checkHashes returns an error if two nodes of the graph have one hash.
// Gorgonia's compiler takes such nodes for one expression without comparing
// them, and its hash has 32 bits: about one graph in a million would otherwise
// compute something else.
func checkHashes(g *gorgonia.ExprGraph) error {
	seen := make(map[uint32]*gorgonia.Node)
	for _, n := range g.AllNodes() {
		if other, ok := seen[n.Hashcode()]; ok {
			return fmt.Errorf("gorgonia confuses the nodes %v and %v of this network: their hashes are equal", other, n)
		}
		seen[n.Hashcode()] = n
	}
	return nil
}
