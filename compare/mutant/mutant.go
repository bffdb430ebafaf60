// Package mutant has wrong gradients made on purpose: the mistakes that people
// make in backpropagation by hand, for testing a gradient checker. A checker that
// lets one of them pass is no checker; see [All].
package mutant

import (
	"slices"

	"backprop/compare/gradcheck"
	"backprop/network"
)

// Mutant is one mistake. Its loss is right; only its gradient is not.
type Mutant struct {
	// Name says what is wrong: "relu mask missing".
	Name string
	// Place is the part of a program in which it is made.
	Place Place
	// Hints are the patterns by which a checker may recognise it, in a network
	// large enough to show one.
	Hints []gradcheck.HintKind
	fault fault
}

// Place is a part of a program in which a mistake in a gradient, and in nothing else, is made.
type Place string

// The places. By automatic differentiation only the first three are left to whoever writes the
// network: a derivative of a function of his own, the expression that is differentiated, which
// need not be the one that is reported, and the list of what it is differentiated by.
const (
	Function   Place = "the derivative of a function of one's own"
	Objective  Place = "the choice of what is differentiated"
	Parameters Place = "the list of parameters"
	// Library is the derivative of a function that a library of automatic differentiation has
	// as the network needs it, as Gorgonia has tanh.
	Library Place = "the derivative of a library's function"
	// Backward is the backward pass: its order, its products and its sums.
	Backward Place = "the backward pass"
)

// Places returns all of them, in order.
func Places() []Place { return []Place{Function, Objective, Parameters, Library, Backward} }

// InAutodiff reports whether a program whose backward pass is derived has such a place.
func (p Place) InAutodiff() bool { return p == Function || p == Objective || p == Parameters }

// Gradient returns the wrong gradient of the summed loss at theta, in the layout
// of [network.NewLayout] for spec and the batch's rows. In a network that the
// mistake does not touch, such as one without relu, it is the right gradient.
func (m Mutant) Gradient(spec network.Spec, layout network.Layout, theta []float64, batch network.Batch) []float64 {
	return newPass(spec, layout, theta, batch).gradient(m.fault)
}

// Explains reports whether the first of a checker's hints is one by which the
// mistake may be recognised.
func (m Mutant) Explains(hints []gradcheck.Hint) bool {
	return len(hints) > 0 && slices.Contains(m.Hints, hints[0].Kind)
}

// Right returns the gradient without a mistake, computed by the same code.
func Right(spec network.Spec, layout network.Layout, theta []float64, batch network.Batch) []float64 {
	return newPass(spec, layout, theta, batch).gradient(fault{})
}

// fault is where a mistake enters. A nil function is none.
type fault struct {
	// slope is activation'(z) of a layer, where a = activation(z); right is the
	// right value.
	slope func(p *pass, layer int, z, a, right float64) float64
	// input is the A of dW = Aᵀ dZ, rows×m.
	input func(p *pass, layer int) []float64
	// back is the W of dA = dZ Wᵀ, m×n, where dW is already known.
	back func(p *pass, layer int, dW []float64) []float64
	// db is the flat db, 1×n or rows×n, from dZ, rows×n.
	db func(p *pass, layer int, dZ []float64) []float64
	// gradient changes the whole gradient at the end, in place.
	gradient func(p *pass, gradient []float64)
	// yhat is dŷ of a row, where right is the right value.
	yhat func(p *pass, i int, right float64) float64
}
