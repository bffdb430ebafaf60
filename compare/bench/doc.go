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
// [Measure] times every operation by every backend on one workload. The ratios by
// which the project holds itself to its promises are benchmarks of this package:
// go test ./compare/bench -run '^$' -bench Ratio.
//
// [MeasureTrainings] times a whole training, also by differences, by dual numbers, and by
// programs in C and numpy; [MeasureSweep] says from which size on autodiff costs nothing.
package bench
