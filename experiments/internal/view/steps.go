package view

import (
	"math"

	"backprop/compare"
	"backprop/network"
)

// StepErrors are the errors of difference quotients of the summed loss against their
// step, in one element of the parameters.
type StepErrors struct {
	Exact float64 `json:"exact"` // the derivative, by dual numbers
	// Of each step, from wide to fine, the errors of (f(x+h)-f(x))/h and of
	// (f(x+h)-f(x-h))/2h, relative to Exact.
	Steps   []float64 `json:"steps" len:"8.."`
	Forward []float64 `json:"forward" len:"steps"`
	Central []float64 `json:"central" len:"steps"`
}

// Relative is the error of a derivative, relative to Exact.
func (s *StepErrors) Relative(v float64) float64 { return math.Abs(v-s.Exact) / math.Abs(s.Exact) }

// The steps are halves of one another.
const (
	widestStep = -1  // 2^-1
	finestStep = -48 // 2^-48
)

// Steps measures the element with the index, or returns an error if the arguments do
// not fit each other.
func Steps(spec network.Spec, parameters *network.Parameters, batch network.Batch, index int) (*StepErrors, error) {
	x := parameters.Clone()
	direction := make([]float64, x.Size)
	direction[index] = 1
	at := func(h float64) (loss, slope float64, err error) {
		copy(x.Values, parameters.Values)
		x.Values[index] += h
		return compare.Slope(spec, x, batch, direction)
	}
	f, exact, err := at(0)
	if err != nil {
		return nil, err
	}
	s := &StepErrors{Exact: exact}
	for k := widestStep; k >= finestStep; k-- {
		h := math.Ldexp(1, k)
		plus, _, err := at(h)
		if err != nil {
			return nil, err
		}
		minus, _, err := at(-h)
		if err != nil {
			return nil, err
		}
		s.Steps = append(s.Steps, h)
		s.Forward = append(s.Forward, s.Relative((plus-f)/h))
		s.Central = append(s.Central, s.Relative((plus-minus)/(2*h)))
	}
	return s, nil
}
