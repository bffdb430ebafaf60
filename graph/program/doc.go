// Package program compiles an expression graph of Gorgonia's to loops over float64
// slices and runs it without interpreter: any graph of float64 scalars, vectors and
// matrices, with the nodes that gorgonia.Grad added to it. It knows no network, and
// no derivative.
//
//	p, err := program.Compile(gorgonia.Nodes{loss, dW}, program.Variable(X, &x), …)
//	err = p.Run()                      // reads x anew
//	fmt.Println(p.Output(0), p.Output(1))
//
// # From nodes to values
//
// Compile lowers what the outputs depend on, operands first, to values (value.go):
//
//	node                        value
//	leaf                        data, or a number if it is a Constant of equal elements
//	+ - ⊙ ÷, comparisons        apply: a function of elements, of matrices or a number
//	ln exp tanh square cube     apply
//	  sqrt inv abs, Lowerer
//	neg                         a sign, carried along to where it costs nothing
//	A×B, A×Bᵀ, A×b              product, of the rows of A; 1×b is a repeatRow
//	Aᵀ×B, a⋅b                   reduce, over the rows of both; 1ᵀ×B is a columnSum
//	Σ, Σ[0], Σ[1]               total, columnSum, rowSum
//	Repeat of a row, a column   repeatRow, repeatCol
//	Reshape, Aᵀ, SizeOf         reshaped, transposed, a number
//	any other, or one whose     external: run by its own Do, on copies of its
//	  operands are not such       operands, which allocates
//
// What depends on no variable is computed once. What no output depends on is
// dropped.
//
// # From many values to few
//
// By operations, shapes and numbers of uses alone (fuse.go, pair.go, total.go):
//
//	A×B + 1×b                   one product, with b as the first term of its sums
//	f(A×B)                      f on the columns of the product, in place; max(z,0) and
//	WherePositive(z, A×B)         WherePositive in the inner loop
//	1ᵀ×B beside Aᵀ×B            one pass over B
//	Σ a⊙b, -Σ                   the sum of the products, which are not kept
//	Σ(a ± b), of logarithms     Σa ± Σb, of which neither is kept
//	Σ w⊙ln v                    the logarithm of the product of 24 v at a time, where
//	                              every w is 0 or 1 and it costs no digits; 0 ln v is 0
//	a⊙b ± c⊙d, a÷b ± c÷d,       one loop
//	  a⊙b⊙c, a÷b⊙c
//
// # Memory
//
// A value that is computed row by row is kept by columns, so that every inner loop
// runs along the rows with its weights in registers; leaves, sums and outputs are
// row-major. Where one is needed as the other, place.go inserts a copy. Values of
// one number of rows, of which none needs another to be complete, share a loop
// (schedule.go), which computes blocks of at most 256 rows, so that they stay in the
// first-level cache; sums go on from block to block. A column of which nothing but
// the loop itself reads has memory for a block only, which other values take over
// after its last use. Large products are package matmul's.
//
// # What the results are
//
// Sums are added in another order than by Gorgonia's TapeMachine, so that results
// differ from its results in the last digits. Four differences are not rounding:
// a division by zero gives what IEEE 754 says (Gorgonia's vectors give +Inf, also
// for -1/0 and 0/0), and so does 0·∞ or 0·NaN in a product that is not large (BLAS
// may skip factors of 0); exp, ln and tanh are package portable's; and an operation
// cannot overwrite another's operand. Results are the same bytes on every
// architecture where nothing is run by Do and no product is large.
//
// # To add an operation
//
// A function of elements: an entry in unary (function.go) or binary
// (arithmetic.go), by the name that Gorgonia prints; or, for an operation of your
// own package, the method Lower of [Lowerer]. Anything else: a kind in value.go with
// the operands that it needs row by row and those that it needs whole, a case in
// compiler.lowerKnown, one in emitter.kernel and one in value.formula. The random
// graphs of graphs_test.go then compare it with Gorgonia's.
package program
