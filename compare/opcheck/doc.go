// Package opcheck checks the operations of Gorgonia, or of your own, one by one: their
// values, and their gradients by Grad and the TapeMachine, by the LispMachine, by package
// program, and by Grad of Grad. The verdicts on Gorgonia v0.9.18 are a reference of what in
// it is wrong.
//
//	results, err := opcheck.Run(ctx, opcheck.Ops(), 2, nil)
//
// # What a verdict rests on
//
// A record ([Op]) holds an operation, the same function in plain Go, its oracle, and samples of
// use: shapes from scalars to four dimensions, views, axes, ties and extreme numbers. A
// sample is Go source, evaluated once with Gorgonia's functions and once with the oracles. The
// loss is f(x) = Σ w⊙op(x) with random weights w, since what is right for ones alone is not right.
//
// A value is compared with the oracle's. A gradient is compared with two derivatives of f, as
// the oracle computes it: that of package gradcheck, and Ridders' extrapolation. Wrong means that
// both say so. Where they do not, or f has a kink or is not finite, the case is inconclusive: what a
// derivative is at a kink is a convention, but one that the slope along (1,…,1) does not bear out,
// as when each of two equal maxima gets all of the gradient, is wrong.
//
// # Processes
//
// A panic in a goroutine of Gorgonia's cannot be recovered. Run starts the program that it is
// part of again for every operation, and again after each panic; so main, or TestMain, begins
// with [Child].
//
// # What it cannot see
//
// Anything that no sample shows. Dropout is checked where it is not random. A gradient that is smaller
// than the rounding of f is not judged, and derivatives at poles are not. Samples of float32 are held
// against the same oracles, to six digits. cuDNN's forms of the layers are not checked.
package opcheck
