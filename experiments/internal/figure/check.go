package figure

import (
	"errors"
	"fmt"
	"math"
)

// largest is the largest size of a value: beyond it, ranges overflow.
const largest = 1e100

// check returns an error that names the first value that is not finite or too
// large, or that there are none.
func check(what string, values []float64) error {
	if len(values) == 0 {
		return fmt.Errorf("figure: %s: no values: want at least one", what)
	}
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("figure: %s: value %d is %v: want a finite number", what, i, v)
		}
		if math.Abs(v) > largest {
			return fmt.Errorf("figure: %s: value %d is %v: want at most %v", what, i, v, largest)
		}
	}
	return nil
}

// least is the least positive value that a logarithmic axis shows as what it is:
// below it, ranges underflow.
const least = 1e-290

// checkPositive returns an error that names the first value that is not positive.
func checkPositive(what string, values []float64) error {
	if err := check(what, values); err != nil {
		return err
	}
	for i, v := range values {
		if v < least {
			return fmt.Errorf("figure: %s: value %d is %v: want a positive number, at least %v", what, i, v, least)
		}
	}
	return nil
}

// checkNonNegative returns an error that names the first value that is negative.
func checkNonNegative(what string, values []float64) error {
	if err := check(what, values); err != nil {
		return err
	}
	for i, v := range values {
		if v < 0 {
			return fmt.Errorf("figure: %s: value %d is %v: want at least 0", what, i, v)
		}
	}
	return nil
}

// checkBetween returns an error that names the first value that is not between 0
// and most.
func checkBetween(what string, values []float64, most float64) error {
	for i, v := range values {
		if !(v >= 0 && v <= most) {
			return fmt.Errorf("figure: %s: value %d is %v: want 0 to %v", what, i, v, most)
		}
	}
	return nil
}

// checkLabels returns an error unless there are n labels of 0 or 1.
func checkLabels(labels []float64, n int) error {
	if len(labels) != n {
		return fmt.Errorf("figure: %d labels of %d points: want one each", len(labels), n)
	}
	for i, v := range labels {
		if v != 0 && v != 1 {
			return fmt.Errorf("figure: label %d is %v: want 0 or 1", i, v)
		}
	}
	return nil
}

// same returns an error unless n and want, the numbers of two things that belong
// together, are the same.
func same(what string, n, want int) error {
	if n != want {
		return fmt.Errorf("figure: %s: %d values, want %d", what, n, want)
	}
	return nil
}

var errNothing = errors.New("figure: nothing to draw: want at least one series")
