// Package gradcheck checks a hand-written gradient against its function and
// gives a verdict.
//
// For f: Rⁿ → R and a claimed gradient at x, Check compares every element with
// a value derived from f alone:
//
//   - Central: central differences extrapolated to step 0, each with its own
//     error bar, drawn from the convergence and from the noise of f;
//   - Dual: forward-mode dual numbers, exact but for rounding;
//   - Taylor: the order at which f(x+hu) - f(x) - h g·u vanishes.
//
// There are three verdicts. Pass says that the claim agrees within half of the bar and that the bar is
// small beside the element, or for a claim of 0 beside the change of f around: an absolute tolerance
// may excuse, never certify. Fail says that the claim is outside the bar, and of difference methods
// that a second estimate from other steps says so too, and so does a close look at the smallest steps
// at which the rounding of f lets the difference be seen. A derivative by dual numbers accuses nobody
// where f itself is all noise, or bears out the claim and not the derivative. Everything else is
// Inconclusive, with its reason: a kink at x, a straight-through clamp, the noise floor, a staircase,
// values that are not finite. No tolerance is to be chosen.
//
// A Report that fails names the elements, shows the values behind the verdict
// and guesses at the mistake from the pattern: a factor, a sign, a transposed
// block, a bias that was not summed over the rows, a layer whose activation
// derivative is missing.
//
// Every comparison carries Missed, the largest error that may go unseen there: what is off by more
// fails, either way, but for a stroke of luck in about a thousand. It counts all that may hold a failure
// back, so it is often far wider than the bar, 1e-7 to 1e-4 of f over the scale of x; the report prints the
// largest. Where something else than the digits of float64 limits what can be seen, as with an f in float32 or
// by Monte Carlo, Limit says so and the report prints to what the claim is certified, and that no better is
// possible. How rough f is, the checker measures. An error that is as smooth as f, as of an iteration that
// stops at 1e-8, is Settings.Accuracy, and has to be told.
//
// # Beyond the gradient
//
// CheckJacobian does the same for f: Rⁿ → Rᵐ and its Jacobian, dense or sparse, CheckJVP and CheckVJP for
// J·v and Jᵀ·w. One call of f serves all its components. CheckHessian and CheckHVP do it for second
// derivatives, beside a gradient that is checked as well. CheckPoints makes any of these checks at many
// points, and keeps the worst.
//
// # What it cannot see
//
// An estimate by differences sees f at the steps it takes: from 1/8 of max(1,|x|) down to where f is
// smooth, at a few points further inside, and out to where it changes if it does not near x. A
// structure of f that is no higher than its rounding, or narrower than a few thousandths of the
// smallest step and not at x, goes unseen; where f is rougher than its last bits it may be taken for
// rounding. So a difference is no accusation where f could be a table of itself, no further from it
// than that: below about √(8·2⁻⁵³|f f″|), some 3e-8 where all are of order 1; and what passes may
// there be the slope of the function it is a table of. A staircase looks like rounding too: its slope
// is that of the whole where its steps are small, and Inconclusive where they are not, though that of
// each step is 0. Kinks that cancel each other's jump exactly at x look like a smooth function. f is
// assumed to be computed in float64. Dual numbers are as right as the function given for them.
package gradcheck
