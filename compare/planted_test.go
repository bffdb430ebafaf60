package compare_test

import (
	"hash"
	"hash/fnv"
	"io"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/compare/mutant"
	"backprop/graph/program"
	"backprop/network"
)

// author is what of a network's gradient is left to whoever writes it as a graph, and of which the loss
// that is reported does not depend.
type author struct {
	// The derivatives of functions of his own: dz from z, a = f(z) and da.
	relu, sigmoid, output, clamp derivative
	// objective is what is handed to Grad.
	objective func(n *plantedGraph) *G.Node
	// asked tells whether Grad is asked for a parameter, and placed puts a derivative into the flat gradient.
	asked  func(n *plantedGraph, t network.Tensor) bool
	placed func(n *plantedGraph, t network.Tensor, dst, d []float64)
}

type derivative func(z, a, da *G.Node) *G.Node

// times is da ⊙ slope.
func times(slope func(z, a *G.Node) *G.Node) derivative {
	return func(z, a, da *G.Node) *G.Node { return G.Must(G.HadamardProd(da, slope(z, a))) }
}

var zero, one = G.NewConstant(0.0), G.NewConstant(1.0)

// less1 is v(1-v).
func less1(v *G.Node) *G.Node { return G.Must(G.HadamardProd(v, G.Must(G.Sub(one, v)))) }

func positive(z, _ *G.Node) *G.Node    { return G.Must(G.Gt(z, zero, true)) }
func negative(z, _ *G.Node) *G.Node    { return G.Must(G.Lte(z, zero, true)) }
func sigmoidAtA(_, a *G.Node) *G.Node  { return less1(a) }
func sigmoidAtZ(z, _ *G.Node) *G.Node  { return less1(z) }
func sigmoidOfA(_, a *G.Node) *G.Node  { return less1(G.Must(G.Sigmoid(a))) }
func missing(_, _, da *G.Node) *G.Node { return da }

// careful makes no mistake.
func careful() author {
	return author{
		relu: times(positive), sigmoid: times(sigmoidAtA), output: times(sigmoidAtA), clamp: missing,
		objective: func(n *plantedGraph) *G.Node { return n.loss },
		asked:     func(*plantedGraph, network.Tensor) bool { return true },
		placed:    func(_ *plantedGraph, _ network.Tensor, dst, d []float64) { copy(dst, d) },
	}
}

// plants are the mistakes of package mutant that a graph leaves room for, each a line of it.
var plants = map[string]func(a *author){
	"output sigmoid' missing":      func(a *author) { a.output = missing },
	"output sigmoid' taken at z":   func(a *author) { a.output = times(sigmoidAtZ) },
	"output sigmoid' applied to a": func(a *author) { a.output = times(sigmoidOfA) },
	"hidden sigmoid' missing":      func(a *author) { a.sigmoid = missing },
	"hidden sigmoid' taken at z":   func(a *author) { a.sigmoid = times(sigmoidAtZ) },
	"hidden sigmoid' applied to a": func(a *author) { a.sigmoid = times(sigmoidOfA) },
	"relu mask missing":            func(a *author) { a.relu = missing },
	"relu mask inverted":           func(a *author) { a.relu = times(negative) },
	"relu'(0) is 1": func(a *author) {
		a.relu = times(func(z, _ *G.Node) *G.Node { return G.Must(G.Gte(z, zero, true)) })
	},
	"relu leaks 1 %": func(a *author) {
		a.relu = times(func(z, _ *G.Node) *G.Node {
			return G.Must(G.Add(positive(z, nil), scaledBy(negative(z, nil), 0.01)))
		})
	},
	"clamp differentiated": func(a *author) {
		a.clamp = times(func(p, _ *G.Node) *G.Node { return G.Must(G.Gte(p, G.NewConstant(network.Eta), true)) })
	},

	"mean instead of sum":       scaledObjective(func(N float64) float64 { return 1 / N }),
	"averaged over the wrong N": scaledObjective(func(N float64) float64 { return N / (N + 1) }),
	"factor 2":                  scaledObjective(func(float64) float64 { return 2 }),
	"factor 1.000001":           scaledObjective(func(float64) float64 { return 1.000001 }),
	"sign flipped":              scaledObjective(func(float64) float64 { return -1 }),
	"last row forgotten": func(a *author) {
		a.objective = func(n *plantedGraph) *G.Node { return n.weighted(n.batch.Rows-1, 0) }
	},
	"first row counted twice": func(a *author) {
		a.objective = func(n *plantedGraph) *G.Node { return n.weighted(0, 2) }
	},
	"labels swapped": func(a *author) {
		a.objective = func(n *plantedGraph) *G.Node { return total(n.terms(n.notY, n.y)) }
	},

	"last layer only": func(a *author) {
		a.asked = func(n *plantedGraph, t network.Tensor) bool { return t.Offset >= n.layout.Weight(n.depth).Offset }
	},
	"first layer not wired": func(a *author) {
		a.asked = func(n *plantedGraph, t network.Tensor) bool { return t.Offset >= n.layout.Weight(2).Offset }
	},
	"first layer's weights not wired": func(a *author) {
		a.asked = func(_ *plantedGraph, t network.Tensor) bool { return t.Name != "W1" }
	},
	"b1 dropped": func(a *author) { a.asked = func(_ *plantedGraph, t network.Tensor) bool { return t.Name != "b1" } },
	"db dropped": func(a *author) { a.asked = func(_ *plantedGraph, t network.Tensor) bool { return !t.Bias } },
	"dW transposed": func(a *author) {
		a.placed = func(n *plantedGraph, t network.Tensor, dst, d []float64) {
			for i := range d {
				to := i
				if t == n.layout.Weight(n.depth-1) {
					to = i%t.Cols*t.Rows + i/t.Cols
				}
				dst[to] = d[i]
			}
		}
	},
}

// scaledObjective differentiates a multiple of the loss of N rows.
func scaledObjective(factor func(N float64) float64) func(a *author) {
	return func(a *author) {
		a.objective = func(n *plantedGraph) *G.Node { return scaledBy(n.loss, factor(float64(n.batch.Rows))) }
	}
}

// plantedGraph is a network as a graph, in which its author can make mistakes.
type plantedGraph struct {
	author
	batch            network.Batch
	layout           network.Layout
	depth            int
	graph            *G.ExprGraph
	bound            []program.Binding
	y, notY, p, loss *G.Node
	parameters       G.Nodes
}

// newPlantedGraph is the network at a point.
func newPlantedGraph(a author, p point) *plantedGraph {
	n := &plantedGraph{author: a, batch: p.batch, layout: p.parameters.Layout, depth: p.spec.Depth(),
		graph: G.NewGraph()}
	N := p.batch.Rows
	n.y = n.matrix("y", N, 1, p.batch.Y)
	n.notY = G.Must(G.Sub(one, n.y))
	for _, t := range n.layout.Tensors {
		n.parameters = append(n.parameters, n.matrix(t.Name, t.Rows, t.Cols, t.Of(p.parameters.Values)))
	}
	ones := n.matrix("ones", N, 1, slices.Repeat([]float64{1}, N))
	n.p = n.matrix("X", N, p.spec.Inputs(), p.batch.X)
	for l, activation := range p.spec.Activations {
		W, b := n.parameters[2*l], n.parameters[2*l+1]
		z := G.Must(G.Add(G.Must(G.Mul(n.p, W)), G.Must(G.Mul(ones, b))))
		switch {
		case l == n.depth-1:
			n.p = function("output", sigmoidOf, n.output, z)
		case activation == network.ReLU:
			n.p = function("relu", func(z float64) float64 { return max(z, 0) }, n.relu, z)
		case activation == network.Sigmoid:
			n.p = function("sigmoid", sigmoidOf, n.sigmoid, z)
		case activation == network.Tanh:
			n.p = G.Must(G.Tanh(z)) // the library's own
		default:
			n.p = z
		}
	}
	n.loss = total(n.terms(n.y, n.notY))
	return n
}

// terms are the losses of the rows, of labels and their complements.
func (n *plantedGraph) terms(y, notY *G.Node) *G.Node {
	log := func(p *G.Node) *G.Node {
		eta := func(v float64) float64 { return max(v, network.Eta) }
		return G.Must(G.Log(function("clamp", eta, n.clamp, p)))
	}
	ofOnes := G.Must(G.HadamardProd(y, log(n.p)))
	ofZeros := G.Must(G.HadamardProd(notY, log(G.Must(G.Sub(one, n.p)))))
	return G.Must(G.Neg(G.Must(G.Add(ofOnes, ofZeros))))
}

// weighted is the loss where that of one row has a weight.
func (n *plantedGraph) weighted(row int, weight float64) *G.Node {
	weights := slices.Repeat([]float64{1}, n.batch.Rows)
	weights[row] = weight
	return total(G.Must(G.HadamardProd(n.terms(n.y, n.notY), n.matrix("weights", n.batch.Rows, 1, weights))))
}

func (n *plantedGraph) matrix(name string, rows, cols int, values []float64) *G.Node {
	leaf := G.NewMatrix(n.graph, tensor.Float64, G.WithShape(rows, cols), G.WithName(name))
	n.bound = append(n.bound, program.Variable(leaf, &values))
	return leaf
}

func total(n *G.Node) *G.Node { return G.Must(G.Sum(n)) }

func scaledBy(n *G.Node, factor float64) *G.Node {
	return G.Must(G.HadamardProd(n, G.NewConstant(factor)))
}

func sigmoidOf(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// gradient returns the loss that is reported, and the gradient that the author takes for its.
func (n *plantedGraph) gradient(t *testing.T) (loss float64, flat []float64) {
	t.Helper()
	var asked G.Nodes
	var tensors []network.Tensor
	for i, tensor := range n.layout.Tensors {
		if n.asked(n, tensor) {
			asked, tensors = append(asked, n.parameters[i]), append(tensors, tensor)
		}
	}
	gradients, err := G.Grad(n.objective(n), asked...)
	require.NoError(t, err)
	p, err := program.Compile(append(G.Nodes{n.loss}, gradients...), n.bound...)
	require.NoError(t, err)
	require.NoError(t, p.Run())
	flat = make([]float64, n.layout.Size)
	for i, tensor := range tensors {
		n.placed(n, tensor, tensor.Of(flat), p.Output(i+1))
	}
	return p.Output(0)[0], flat
}

// function is a = f(z), element by element, with the author's derivative.
func function(name string, f func(float64) float64, d derivative, z *G.Node) *G.Node {
	like := G.Must(G.Square(z)).Op().(G.SDOp)
	return G.Must(G.ApplyOp(elementary{like, name, f, d}, z))
}

// elementary is the operation of a function: whatever is the same for all of one operand is another's.
type elementary struct {
	G.SDOp
	name  string
	value func(float64) float64
	d     derivative
}

func (e elementary) String() string        { return e.name }
func (e elementary) WriteHash(h hash.Hash) { io.WriteString(h, e.name) }
func (e elementary) Hashcode() uint32      { h := fnv.New32a(); e.WriteHash(h); return h.Sum32() }
func (e elementary) CallsExtern() bool     { return false }
func (e elementary) OverwritesInput() int  { return -1 }

func (e elementary) Do(inputs ...G.Value) (G.Value, error) {
	return inputs[0].(*tensor.Dense).Apply(e.value)
}

func (e elementary) SymDiff(inputs G.Nodes, output, grad *G.Node) (G.Nodes, error) {
	return G.Nodes{e.d(inputs[0], output, grad)}, nil
}

// Of package mutant's mistakes, those that a place in a graph leaves room for are made in one, where they are the
// same wrong gradient beside the right loss; for those of the backward pass and of the library's functions there is
// no place.
func TestWhichMistakesAGraphLeavesRoomFor(t *testing.T) {
	points := []point{
		randomData(normalPoint(t, network.Shared, []int{2, 4, 4, 1})),
		randomData(normalPoint(t, network.Shared, []int{2, 3, 5, 1}, network.ReLU, network.Tanh)),
		randomData(normalPoint(t, network.Shared, []int{2, 4, 4, 1}, network.Tanh, network.Sigmoid)),
		saturated(t, randomData(normalPoint(t, network.Shared, []int{2, 4, 4, 1}))),
		onKink(normalPoint(t, network.Shared, []int{2, 4, 4, 1})),
	}
	made := 0
	for _, m := range mutant.All() {
		plant, possible := plants[m.Name]
		assert.Equal(t, m.Place.InAutodiff(), possible, m.Name)
		if !possible {
			continue
		}
		made++
		t.Run(m.Name, func(t *testing.T) {
			shown := false
			for _, p := range points {
				a := careful()
				plant(&a)
				loss, wrong := newPlantedGraph(a, p).gradient(t)
				right := p.right(t)
				shown = shown || visible(right, wrong)
				mistaken := m.Gradient(p.spec, p.parameters.Layout, p.parameters.Values, p.batch)
				assert.InDeltaSlice(t, mistaken, wrong, 1e-13*max(1e4, floats.Norm(mistaken, math.Inf(1))), "%v", p.spec)
				reported, carefully := newPlantedGraph(careful(), p).gradient(t)
				assert.InDeltaSlice(t, right, carefully, 1e-9, "%v", p.spec)
				assert.Equal(t, reported, loss, "the loss is right")
			}
			assert.True(t, shown, "the mistake shows in none of the networks")
		})
	}
	assert.Len(t, plants, made, "a plant that is no mistake of package mutant")
}
