// Package bench times engines against each other: how long a loss, a gradient and
// a training step take by hand and by autodiff, on the same network, the same
// data and in the same minutes.
//
// Engines are timed in turn, round after round, so that a machine that changes
// its speed changes it for all; a figure is the median over the rounds with its
// 95 % confidence interval, and a ratio is that of the two times of one round.
// Before an engine is timed its loss, gradient and step are compared with a
// derivation that no engine shares; a wrong one is reported, not timed.
//
// [Measure] times every operation by every contender on one workload. [Hold] times
// two operations against each other, of which [Goals] has those by which the
// project holds itself to its promises.
//
// # Against C
//
// One comparison needs a C compiler and is not made here. The anchor is one epoch
// of full-batch gradient descent on 2-4-4-1 with shared bias, loss included, written
// for that network alone: the sizes are constants, and so are unrolled by the
// compiler; each row goes through forward and backward pass at once, with the
// gradients summed in local arrays; one exp and one log from the C library a row,
// 1/(1+exp(-z)) and the clamp at 1e-10 as in the report; the update at the end of
// the epoch. Compiled by gcc -O3 -march=native -ffast-math, and timed as the median
// over runs of 700 epochs, in turn with as many calls of manual's Step on the same
// 21 or 100 rows.
package bench
