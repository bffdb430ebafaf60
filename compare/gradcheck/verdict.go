package gradcheck

import "fmt"

// Verdict is the outcome of one comparison, of one method or of a whole check.
// Its zero value is Inconclusive, so that nothing passes by being forgotten.
// Verdicts are ordered: of several the largest prevails.
type Verdict int

const (
	// Inconclusive: the claim could be neither certified nor refuted.
	Inconclusive Verdict = iota
	// Pass: the claim agrees with a value known well enough to say so.
	Pass
	// Fail: the claim differs by more than the error bar, whichever way one looks.
	Fail
)

// String returns "inconclusive", "pass" or "FAIL".
func (v Verdict) String() string {
	names := [...]string{Inconclusive: "inconclusive", Pass: "pass", Fail: "FAIL"}
	if v < 0 || int(v) >= len(names) {
		return fmt.Sprintf("Verdict(%d)", int(v))
	}
	return names[v]
}

// MarshalText returns the name of the verdict.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// Reason says in one or two words why a verdict was given.
type Reason string

const (
	// Agrees (Pass): the difference is within the error bar, and the bar is
	// small beside the element.
	Agrees Reason = "agrees"
	// Flat (Pass): f did not change by a single bit and the claim is 0.
	Flat Reason = "flat"
	// Stationary (Pass): the claim is 0 but for its own rounding, and the slope is 0 within a
	// bar that is small beside the change of f around, as at a minimum.
	Stationary Reason = "stationary"
	// Differs (Fail): the difference exceeds the error bar.
	Differs Reason = "differs"
	// Kink (Inconclusive): the slopes to the left and right of x differ, and a
	// derivative is a matter of convention. Where several kinks meet, a
	// convention such as relu'(0) = 0 may lie outside of both slopes.
	Kink Reason = "kink"
	// Clamp (Inconclusive): Settings.StraightThrough says that the claim is
	// deliberately not the derivative of f here.
	Clamp Reason = "clamp"
	// NoiseFloor (Inconclusive): the difference is within the error bar, but
	// so would be a wrong claim of this size: an absolute tolerance may
	// excuse, never certify.
	NoiseFloor Reason = "noise floor"
	// Stairs (Inconclusive): f does not change near x, and jumps a little further out,
	// as what is rounded does: the slope may be 0, or that of the whole staircase.
	Stairs Reason = "staircase"
	// NonDeterministic (Inconclusive): f gives another value when it is asked again.
	NonDeterministic Reason = "not deterministic"
	// NonFinite (Inconclusive): f is NaN or infinite at x or around it.
	NonFinite Reason = "not finite"
	// Unresolved (Inconclusive): f varies on a shorter scale than the steps that its
	// rounding allows.
	Unresolved Reason = "unresolved"
	// Unsettled (Inconclusive): estimates from different steps contradict
	// each other, so none of them may accuse.
	Unsettled Reason = "unsettled"
)

// Method is a way to find out what the gradient should have been.
type Method string

const (
	// Central compares every element with central differences, extrapolated
	// to step 0 and carrying their own error bar.
	Central Method = "central"
	// Dual compares every element with forward-mode dual numbers; it needs
	// Settings.Dual.
	Dual Method = "dual"
	// Taylor looks at how fast f(x+hu) - f(x) - h g·u vanishes with h.
	Taylor Method = "taylor"

	// These appear in reports only, beside the others, and must all pass as well.

	// Gradient compares the gradient, of which a Hessian is claimed to be the derivative, with f.
	Gradient Method = "gradient"
	// Symmetry compares H[i,j] with H[j,i].
	Symmetry Method = "symmetry"
	// Pattern compares, for each row of a sparse Jacobian, the slope along one direction: the
	// zeros off the pattern are tested together.
	Pattern Method = "pattern"
)

// aside reports whether the comparisons are not those of the elements that are claimed.
func (m Method) aside() bool { return m == Gradient || m == Symmetry || m == Pattern }

// ParseMethod returns the method of that name. Any other word is an error.
func ParseMethod(word string) (Method, error) {
	switch m := Method(word); m {
	case Central, Dual, Taylor:
		return m, nil
	}
	return "", fmt.Errorf("gradcheck: no method %q: have central, dual, taylor", word)
}
