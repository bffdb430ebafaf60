// Package judge calls a gradient wrong only if two opinions agree, that of package gradcheck and Ridders'
// extrapolation, which share nothing.
package judge

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/floats"

	"backprop/compare/gradcheck"
)

// Opinion is what is known of a claimed gradient.
type Opinion struct {
	gradcheck.Report
	// Wrong is what is, in a few words; it is empty if nothing is that both call so.
	Wrong string
	// Doubt is why some element can be neither certified nor refuted.
	Doubt string
}

// Gradient judges the claimed gradient of f at x, by central differences and settings that name the elements. Terms
// of f are of a size, and computed with a unit roundoff. What a derivative is at a kink is a convention, but one
// that the slope along (1,…,1) does not bear out, as when each of two equal maxima gets all of it, is wrong.
func Gradient(f func([]float64) float64, x, claimed []float64, size, unit float64, settings gradcheck.Settings,
) (o Opinion, err error) {
	settings.Methods = []gradcheck.Method{gradcheck.Central}
	if o.Report, err = gradcheck.Check(f, x, claimed, &settings); err != nil {
		return o, err
	}
	kink := false
	for k, c := range o.Methods[0].Comparisons {
		switch {
		case c.Verdict == gradcheck.Pass:
		case c.Verdict == gradcheck.Fail:
			u := make([]float64, len(x))
			if u[k] = 1; !refutes(f, x, u, c.Claimed, size, unit) {
				o.Doubt = c.Name + ": one oracle alone calls it wrong"
			} else if o.Wrong == "" {
				o.Wrong = InPlace(c.Name, c.Claimed, c.Numerical)
			}
		case c.Reason == gradcheck.Kink:
			kink = true
			o.Doubt = fmt.Sprintf("%s: %.3g at a kink between slopes %.3g and %.3g",
				c.Name, c.Claimed, c.SlopeLeft, c.SlopeRight)
		case c.Reason != gradcheck.NoiseFloor && o.Doubt == "":
			o.Doubt = fmt.Sprintf("%s: %v", c.Name, c.Reason)
		}
	}
	if kink && o.Wrong == "" {
		ones, total := slices.Repeat([]float64{1}, len(x)), floats.Sum(claimed)
		line := func(h []float64) float64 { return f(step(x, h[0], ones)) }
		report, err := gradcheck.Check(line, []float64{0}, []float64{total},
			&gradcheck.Settings{Methods: settings.Methods, ClaimRounding: settings.ClaimRounding})
		if err == nil && report.Verdict() == gradcheck.Fail && refutes(f, x, ones, total, size, unit) {
			o.Wrong = InPlace("the sum of all elements", total, report.Methods[0].Comparisons[0].Numerical)
		}
	}
	return o, nil
}

// InPlace says that something is one number in place of another, with so many digits that they differ.
func InPlace(what string, got, want float64) string {
	digits := 4
	for ; digits < 17 && fmt.Sprintf("%.*g", digits, got) == fmt.Sprintf("%.*g", digits, want); digits++ {
	}
	return fmt.Sprintf("%s is %.*g in place of %.*g", what, digits, got, digits, want)
}
