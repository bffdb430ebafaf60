// Package graphcheck checks the gradient of a Gorgonia graph, and names the operation that is to blame.
//
//	graphcheck.Assert(t, loss, W, b)
//
// # What is compared
//
// The loss is computed by the Do of its operations, one by one, on copies of their operands, and package gradcheck
// compares every element of the gradient with it: W[3,2] is wrong. If one of them is outside of its error bar, or
// none passes, each operation is checked by itself, at the values that it had: the product of its Jacobian and a
// random cotangent, as its SymDiff says, or for the LispMachine its DoDiff, against differences of its Do. So the
// report says which operation is wrong, of Gorgonia's or of your own. It is called wrong if both package gradcheck
// and Ridders' extrapolation say so.
//
// Nothing of the graph is changed: its nodes, their values and gradients, and what operations keep from run to run,
// such as the running mean of a BatchNorm. Panics of Gorgonia become errors. An operation that is random, as Dropout
// is in training, is refused, but for leaves that are drawn: what they drew is kept.
//
// float32 is checked as well, to fewer digits: what it rounds is seen as noise.
//
// # What it cannot see
//
// A value that is wrong, if the derivative is that of the wrong value: AveragePool1D of Gorgonia v0.9.18 is a maximum.
// Package opcheck sees these. Of a parameter, or an operand, of more than 256 elements a random sample is compared. An
// operation that is no pure function of its operands and leaves its state elsewhere than in its own fields or their
// tensors is not left as it was. It is not safe for concurrent use: building graphs in Gorgonia is not.
package graphcheck
