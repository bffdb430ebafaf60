// Package graph is the network of package network as an expression graph, with
// gradients by Gorgonia's symbolic differentiation: nobody has written a
// derivative of the network down.
//
// For batches of N rows the graph is
//
//	A0 = X                                      X  is N×n0
//	Zl = A(l-1) × Wl + 1 × bl   (shared bias)   Wl is n(l-1)×nl, bl is 1×nl, 1 is N×1
//	Zl = A(l-1) × Wl + bl       (row bias)      bl is N×nl
//	Al = activation(Zl)                         ŷ = AL, N×1
//	L  = -Σ [ y ⊙ ln η(ŷ) + (1-y) ⊙ ln η(1-ŷ) ]
//
// and dL/dWl and dL/dbl are the nodes that gorgonia.Grad adds to it. Package
// network says what the symbols mean; [Engine.WriteDOT] draws the result.
//
// Three elementary operations are the package's own, because Gorgonia's are not
// what the formulas say: the sigmoid, the relu and the clamp η, a file each,
// with the reason. A file holds a function of one number and its derivative;
// the chain rule, the products and the sums remain Gorgonia's. η passes
// gradients straight through, so that where it clamps a probability the gradient
// is the report's formula and not the derivative of L.
//
// A graph fits one number of rows. Two executors run it, for one Engine each:
//
//	New      has it compiled by package program: to loops over float64 slices that
//	         are allocated once, several nodes to a loop, those of Grad included
//	NewTape  hands the graph to Gorgonia's own TapeMachine, which interprets it in
//	         a goroutine of its own, at some microseconds a node
//
// They run the same derivatives, so that what lies between them in time is the
// price of an interpreter and not of automatic differentiation. The interpreter
// stays as the judge of the compiler: the tests hold the two equal but for the order
// in which they add. [MeasureSetup] says what is paid before the first run.
//
// # Where a step's nanoseconds go
//
// A Step of the report's network on one row takes some 240 ns on an AMD EPYC (Zen 5), 3.4
// times as long as by package manual, of which
//
//	25  looking at the arguments, and copying θ behind the leaves
//	35  the three products of the forward pass, with bias and ReLU
//	80  the 12 instructions on one element, from ŷ and L to dZ3
//	25  dZ2 and dZ1
//	35  the gradients of weights and biases
//	10  whether the gradient is finite
//	15  θ ← θ - rate·dθ
//	15  finding the graph of that size, passing batch and answers on
//
// An instruction takes 3 to 5 ns to be called and to find its operands in memory, where the one
// before has just written them; by hand they stay in registers. Rows share that: on 21 a
// Step takes 1.5 times as long as by hand.
package graph
