// Package program compiles an expression graph of Gorgonia's to loops over float64
// slices and runs it without interpreter: any graph of float64 and float32 scalars and
// tensors, with the nodes that gorgonia.Grad added to it. It knows no network, and
// no derivative.
//
//	p, err := program.Compile(gorgonia.Nodes{loss, dW}, program.Variable(X, &x), …)
//	err = p.Run()                      // reads x anew
//	fmt.Println(p.Output(0), p.Output(1))
//
// # From nodes to values
//
// Compile lowers what the outputs depend on, operands first, to values (value.go,
// lower.go), each computed by one of the operations of ops.go:
//
//	node                        value
//	leaf                        leaf, or a splat, a number, if it is a Constant of equal elements
//	+ - ⊙ ÷, comparisons        map: a function of elements, of matrices or a number
//	neg, ln, exp, tanh, …;      map
//	  Lowerer
//	A×B, A×Bᵀ, A×b, a⊗b         matMul, by the rows of A
//	Aᵀ×B, a⋅b                   matMulTN, a sum over the rows of both
//	Σ, Σ[0], Σ[1]               sum, colSum, rowSum
//	Repeat of a row, a column   broadcastRow, broadcastCol
//	Reshape, Aᵀ, SizeOf         reshape, transpose, a splat
//	slice, softmax, im2col,     whole: a function of all elements of its operands
//	  pooling, more than two
//	  axes in another order
//	any other, or one whose     call: run by its own Do, on copies of its
//	  operands are not such       operands, which allocates
//
// A tensor of more than two dimensions is one column, row-major. What depends on no
// variable is computed once, but for a call, which may draw random numbers. What no
// output depends on is dropped, but for an operation that shares memory with one that
// is needed, as the forward and the backward operation of a normalisation, a pooling or
// a loss do: that is run before it.
//
// # From many values to few
//
// By rules (rewrite.go), each a function that looks at operations, shapes and numbers of
// uses alone. Those of rewrite_algebra.go take out negations, factors of 1 and functions of
// numbers as soon as a value is lowered. The others fuse:
//
//	A×B + 1×b                   one product, with b as the first term of its sums, the last
//	                              of one row
//	f(A×B)                      an epilogue: f on the columns of the product, in place;
//	                              ReLU and ReLUMask in the inner loop
//	1ᵀ×B beside Aᵀ×B            one pass over B
//	Σ a⊙b, -Σ                   the sum of the products, which are not kept
//	Σ(a ± b), of logarithms     Σa ± Σb, of which neither is kept
//	Σ w⊙ln v                    the logarithm of the product of 24 v at a time, where
//	                              every w is 0 or 1 and it costs no digits
//	a⊙b ± c⊙d, a÷b ± c÷d,       one loop
//	  a⊙b⊙c, a÷b⊙c
//	f(a) of one element         a call of f, without a loop
//
// # Memory
//
// A value that is computed row by row is kept by columns, so that every inner loop
// runs along the rows with its weights in registers; leaves, sums and outputs are
// row-major. Where one is needed as the other, place.go inserts a copy. What depends on
// row-major matrices alone stays so (place_rows.go): functions of elements, to which a
// matrix is one long column, sums, and products that are worth a call of BLAS. Values of
// one number of rows, of which none needs another to be complete, share a loop
// (schedule.go), which computes blocks of at most 256 rows, so that they stay in the
// first-level cache; sums go on from block to block. A column of which nothing but
// the loop itself reads has memory for a block only, which other values take over
// after its last use. The outputs lie side by side at the end. Large products are package matmul's, on all
// cores, and so is what a whole does image by image or row by row.
//
// # What the results are
//
// Sums are added in another order than by Gorgonia's TapeMachine, so that results
// differ from its results in the last digits. Five differences are not rounding:
// a division by zero gives what IEEE 754 says (Gorgonia's vectors give +Inf, also
// for -1/0 and 0/0), and so does 0·∞ or 0·NaN in a product that is not large (BLAS
// may skip factors of 0); exp, ln and tanh are package portable's (math's exp on amd64 is
// +Inf already from 709.4362 on, where e^x is finite up to 709.7827); a sum that is 0 is
// +0 (the TapeMachine gives -0 where all terms of a sum along an axis are -0); and an
// operation cannot overwrite another's operand. A float32 graph is computed in float64,
// also what it keeps for later, and rounded where it leaves the program, in outputs and in the
// operands of calls: its sums have the digits that the TapeMachine's lose, and do not overflow
// on the way. Results are the same bytes on every architecture where nothing
// is run by Do, no product is large, and the graph has no sin, cos, log2, expm1 or power,
// which are package math's.
//
// An operation of which Gorgonia's value or gradient is wrong is computed as the graph says, with
// what is wrong (faults.go): [Program.String] says so. But the softmax of rows is right here.
//
// # To add an operation
//
// A function of elements: an entry in unary or binary (function.go), by the name that
// Gorgonia prints; or, for an operation of your own package, the method Lower of
// [Lowerer]. Anything else: an entry in ops (ops.go), with its kernel and how it is
// written, and a case in compiler.lowerKnown. The random graphs of graphs_test.go then
// compare it with Gorgonia's.
package program
