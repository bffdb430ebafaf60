// Package notation writes numbers and names as a reader of the program's pages,
// figures and tables sees them.
package notation

import (
	"math"
	"strconv"
	"strings"
)

// Short writes a number with three significant digits.
func Short(v float64) string { return Digits(v, 3) }

// Digits writes a number with so many significant digits, or all digits before the
// point if those are more, and without the zeros that end it: "0.25", "12345". Below
// 0.0001 and from a million on it takes a power of ten: "3.5·10⁻¹⁵", "10⁻⁹".
func Digits(v float64, digits int) string {
	switch {
	case v == 0:
		return "0"
	case math.IsNaN(v) || math.IsInf(v, 0):
		return Minus(strconv.FormatFloat(v, 'g', -1, 64))
	}
	mantissa, e, _ := strings.Cut(strconv.FormatFloat(v, 'e', digits-1, 64), "e")
	exponent, _ := strconv.Atoi(e)
	if exponent >= -4 && math.Abs(v) < 1e6 {
		return Minus(WithoutZeros(strconv.FormatFloat(v, 'f', max(0, digits-1-exponent), 64)))
	}
	switch mantissa = WithoutZeros(mantissa); mantissa {
	case "1":
		return Power(exponent)
	case "-1":
		return "−" + Power(exponent)
	}
	return Minus(mantissa) + "·" + Power(exponent)
}

// WithoutZeros takes away the zeros with which decimals end.
func WithoutZeros(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// Power writes 10ⁿ: "10⁻⁸".
func Power(n int) string { return "10" + Superscript(n) }

var superscripts = strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴",
	"5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹")

// Superscript writes a whole number as an exponent: "⁻⁸".
func Superscript(n int) string { return superscripts.Replace(strconv.Itoa(n)) }

// Minus makes the hyphen of a formatted number a minus sign.
func Minus(s string) string { return strings.Replace(s, "-", "−", 1) }

// Duration writes nanoseconds with three digits and their unit: "12.3 µs".
func Duration(ns float64) string {
	for _, unit := range []string{"ns", "µs", "ms"} {
		if ns < 999.5 {
			return strconv.FormatFloat(ns, 'g', 3, 64) + " " + unit
		}
		ns /= 1000
	}
	return strconv.FormatFloat(ns, 'g', 3, 64) + " s"
}
