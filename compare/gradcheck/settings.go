package gradcheck

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/num/dual"
)

// Settings adjust a check. The zero value, or a nil pointer, is a sensible
// default: every element, by every method that applies.
type Settings struct {
	// Name says who claims the gradient, in messages.
	Name string
	// Blocks name the parts of x. Without them elements are called x[i].
	Blocks []Block
	// Element names element i of x, if not its block does.
	Element func(i int) string
	// ClaimRounding is what rounding alone may do to a right claim, relative to the norm of its
	// block: 0 means 1e-12, as for claims in float64.
	ClaimRounding float64
	// Accuracy is how far f may be, near x, from the function whose gradient is claimed, in units of f: what an
	// iteration, a quadrature or a solver was told. How rough f is shows without it; an error that is as smooth
	// as f does not, and is taken for f's own. Of a vector it is that of each component. 0 means exact but for
	// what shows.
	Accuracy float64
	// Methods to use; nil means Central, Dual if Dual is set, and Taylor
	// unless Directions is set.
	Methods []Method
	// Dual is f over dual numbers. It is an error if its value at x differs
	// from that of f by more than rounding.
	Dual func(x []dual.Number) dual.Number
	// Rounding bounds the rounding error of element i of a right claim, beside
	// 1e-12 of the norm of its block, for comparison with Dual. Without it the
	// bound comes from the noise of f, which is often too wide: what makes the
	// values of f noisy, as log(1-p) does for p near 1, may cancel out of the
	// derivative.
	Rounding func(i int) float64
	// StraightThrough reports where the claimed formula deliberately is not
	// the derivative of f, as behind a clamp that passes gradients through.
	// There difference methods are Inconclusive, by reason of Clamp. Dual
	// numbers are still compared: they are to treat the clamp as the claim
	// does. It is asked at x and at points around it, and must not keep them.
	StraightThrough func(x []float64) bool
	// Low and High bound the elements of x, ±Inf where there is no bound; nil is no bounds. Inside
	// reports whether x is in the domain of f; nil is everywhere. f is not asked outside of them: where steps
	// to both sides of x do not fit, or only such as are too small to tell, they are to one side, as the
	// comparison then says. Inside is asked as StraightThrough is.
	Low, High []float64
	Inside    func(x []float64) bool
	// Rows is the number N of rows f is a sum over, if it is; hints can then
	// recognise a mean that should have been a sum. 0 means unknown.
	Rows int
	// Directions, if positive, compares g·u along that many random directions
	// instead of every element: quick, but see MethodReport.Missed. One that fails is halved until
	// an element is found that fails as well.
	Directions int
	// Workers is how many goroutines may call f at the same time, each with an x of its own, and
	// Dual, StraightThrough and Inside: 0 or 1 unless they are safe for it. The report is the same for any number. A
	// Jacobian is checked by one, as its components share the calls.
	Workers int
	// Rand draws the directions; nil means a fixed seed.
	Rand *rand.Rand
}

func (s Settings) methods() []Method {
	if s.Methods != nil {
		return s.Methods
	}
	methods := []Method{Central}
	if s.Dual != nil {
		methods = append(methods, Dual)
	}
	if s.Directions == 0 {
		methods = append(methods, Taylor)
	}
	return methods
}

// validate reports the first mistake of the caller.
func (s Settings) validate(f func([]float64) float64, x []float64) ([]span, error) {
	switch {
	case f == nil:
		return nil, errors.New("gradcheck: f is nil; it must be the function whose gradient is claimed")
	case len(x) == 0:
		return nil, errors.New("gradcheck: x is empty; it must have at least one element")
	case s.Methods != nil && len(s.Methods) == 0:
		return nil, errors.New("gradcheck: Settings.Methods is empty; nil means every method that applies")
	case s.Directions < 0:
		return nil, fmt.Errorf("gradcheck: Settings.Directions is %d; it must be 0 (every element) or more",
			s.Directions)
	case s.Workers < 0:
		return nil, fmt.Errorf("gradcheck: Settings.Workers is %d; it must be 0 (one) or more", s.Workers)
	case !(s.Accuracy >= 0) || math.IsInf(s.Accuracy, 1):
		return nil, fmt.Errorf("gradcheck: Settings.Accuracy is %v; it must be 0 (exact) or more, and finite", s.Accuracy)
	case s.Rows < 0:
		return nil, fmt.Errorf("gradcheck: Settings.Rows is %d; it must be 0 (unknown) or more", s.Rows)
	}
	for i, v := range x {
		if !finite(v) {
			return nil, fmt.Errorf("gradcheck: x[%d] is %v; every element must be finite", i, v)
		}
	}
	for _, b := range [][]float64{s.Low, s.High} {
		if b != nil && len(b) != len(x) {
			return nil, fmt.Errorf("gradcheck: Settings.Low or High has %d elements, x has %d; they must be equally many",
				len(b), len(x))
		}
	}
	for i, v := range x {
		if low, high := s.bounds(i); !(low <= v && v <= high) {
			return nil, fmt.Errorf("gradcheck: x[%d] is %v; it must be between Settings.Low, %v, and High, %v",
				i, v, low, high)
		}
	}
	if s.Inside != nil && !s.Inside(slices.Clone(x)) {
		return nil, errors.New("gradcheck: x is not inside of Settings.Inside; it must be")
	}
	for i, m := range s.Methods {
		switch {
		case m != Central && m != Dual && m != Taylor:
			return nil, fmt.Errorf("gradcheck: Settings.Methods has %q; have central, dual, taylor", m)
		case m == Dual && s.Dual == nil:
			return nil, errors.New("gradcheck: Settings.Methods has Dual; " +
				"that needs Settings.Dual, f over dual numbers")
		case slices.Contains(s.Methods[:i], m):
			return nil, fmt.Errorf("gradcheck: Settings.Methods has %v twice", m)
		}
	}
	return layout(s.Blocks, len(x))
}

// ofF are the settings that say where f may be asked, and how exact it and the claim are.
func (s Settings) ofF() Settings {
	return Settings{Methods: []Method{Central}, ClaimRounding: s.ClaimRounding, Accuracy: s.Accuracy,
		StraightThrough: s.StraightThrough, Low: s.Low, High: s.High, Inside: s.Inside}
}

// bounds are those of element i.
func (s Settings) bounds(i int) (low, high float64) {
	low, high = math.Inf(-1), math.Inf(1)
	if s.Low != nil {
		low = s.Low[i]
	}
	if s.High != nil {
		high = s.High[i]
	}
	return low, high
}
