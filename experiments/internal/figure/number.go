package figure

import (
	"math"
	"strconv"
	"strings"

	"backprop/network/portable"
)

// number prints v to the digit 10^digit, with a true minus: "−0.25", "3·10⁻⁹".
func number(v float64, digit int) string {
	if v == 0 {
		return "0"
	}
	if size := math.Abs(v); size >= 1e6 || size < 1e-3 && digit < -6 {
		return times(v, decade(size)-digit)
	}
	return minus(strconv.FormatFloat(v, 'f', max(0, -digit), 64))
}

// times prints v as a number with so many decimals times a power of ten.
func times(v float64, decimals int) string {
	p := decade(math.Abs(v))
	return minus(strconv.FormatFloat(v/pow10(p), 'f', max(0, decimals), 64)) + "·" + power(p)
}

// short prints a value to three digits, or two if it takes a power of ten.
func short(v float64) string {
	switch size := math.Abs(v); {
	case v == 0:
		return "0"
	case size < 1e-4 || size >= 1e6:
		return times(v, 1)
	default:
		s := strconv.FormatFloat(v, 'f', max(0, 2-decade(size)), 64)
		if strings.Contains(s, ".") {
			s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
		}
		return minus(s)
	}
}

// plain prints m·10^p: "0.2", "50", and beyond four digits "2·10⁻⁸".
func plain(m, p int) string {
	if -4 <= p && p <= 4 {
		return strconv.FormatFloat(float64(m)*pow10(p), 'f', max(0, -p), 64)
	}
	return scientific(m, p)
}

// scientific prints m·10^p: "10⁻⁸", "2·10⁻⁸".
func scientific(m, p int) string {
	if m == 1 {
		return power(p)
	}
	return strconv.Itoa(m) + "·" + power(p)
}

// power prints 10^p: "10⁻⁸".
func power(p int) string { return "10" + superscript.Replace(strconv.Itoa(p)) }

var superscript = strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴",
	"5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹")

func minus(s string) string { return strings.Replace(s, "-", "−", 1) }

// decade is the power of ten at or below v.
func decade(v float64) int { return int(math.Floor(portable.Log(v)/math.Ln10 + distinct)) }

// pow10 is the float64 next to 10^p.
func pow10(p int) float64 {
	v, _ := strconv.ParseFloat("1e"+strconv.Itoa(p), 64)
	return v
}
