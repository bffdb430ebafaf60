package gradcheck

import "fmt"

// Method is a way to find out what the gradient should have been.
type Method int

const (
	// Central compares every element with central differences, extrapolated
	// to step 0 and carrying their own error bar.
	Central Method = iota
	// Dual compares every element with forward-mode dual numbers; it needs
	// Settings.Dual.
	Dual
	// Taylor looks at how fast f(x+hu) - f(x) - h g·u vanishes with h.
	Taylor
)

var methodNames = [...]string{Central: "central", Dual: "dual", Taylor: "taylor"}

// String returns "central", "dual" or "taylor".
func (m Method) String() string { return name(methodNames[:], int(m), "Method") }

// MarshalText returns the name of the method.
func (m Method) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// ParseMethod is the inverse of Method.String. Any other word is an error.
func ParseMethod(word string) (Method, error) {
	for m, name := range methodNames {
		if name == word {
			return Method(m), nil
		}
	}
	return 0, fmt.Errorf("gradcheck: no method %q: have central, dual, taylor", word)
}

// Verdict is the outcome of one comparison, of one method or of a whole check.
// Its zero value is Inconclusive, so that nothing passes by being forgotten.
type Verdict int

const (
	// Inconclusive: the claim could be neither certified nor refuted.
	Inconclusive Verdict = iota
	// Pass: the claim agrees with a value known well enough to say so.
	Pass
	// Fail: the claim differs by more than the error bar, twice over.
	Fail
)

var verdictNames = [...]string{Inconclusive: "inconclusive", Pass: "pass", Fail: "FAIL"}

// String returns "inconclusive", "pass" or "FAIL".
func (v Verdict) String() string { return name(verdictNames[:], int(v), "Verdict") }

// MarshalText returns the name of the verdict.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// Reason says why a verdict was given.
type Reason int

const (
	// None: no reason, because nothing was compared.
	None Reason = iota
	// Agrees (Pass): the difference is within the error bar, and the bar is
	// small beside the element.
	Agrees
	// Flat (Pass): f did not change by a single bit and the claim is 0.
	Flat
	// Differs (Fail): the difference exceeds the error bar.
	Differs
	// Kink (Inconclusive): the slopes to the left and right of x differ, and a
	// derivative is a matter of convention. Where several kinks meet, a
	// convention such as relu'(0) = 0 may lie outside of both slopes.
	Kink
	// Clamp (Inconclusive): Settings.StraightThrough says that the claim is
	// deliberately not the derivative of f here.
	Clamp
	// NoiseFloor (Inconclusive): the difference is within the error bar, but
	// so would be a wrong claim of this size: an absolute tolerance may
	// excuse, never certify.
	NoiseFloor
	// NonFinite (Inconclusive): f is NaN or infinite at x or around it.
	NonFinite
	// Unsettled (Inconclusive): estimates from different steps contradict
	// each other, so none of them may accuse.
	Unsettled
)

var reasonNames = [...]string{None: "none", Agrees: "agrees", Flat: "flat", Differs: "differs", Kink: "kink",
	Clamp: "clamp", NoiseFloor: "noise floor", NonFinite: "not finite", Unsettled: "unsettled"}

// String returns the reason in one or two words, such as "noise floor".
func (r Reason) String() string { return name(reasonNames[:], int(r), "Reason") }

// MarshalText returns the name of the reason.
func (r Reason) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

func name(names []string, i int, kind string) string {
	if i < 0 || i >= len(names) {
		return fmt.Sprintf("%s(%d)", kind, i)
	}
	return names[i]
}
