package figure

import (
	"math"
	"strconv"

	"backprop/experiments/internal/notation"
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
	return notation.Minus(strconv.FormatFloat(v, 'f', max(0, -digit), 64))
}

// times prints v as a number with so many decimals times a power of ten.
func times(v float64, decimals int) string {
	p := decade(math.Abs(v))
	return notation.Minus(strconv.FormatFloat(v/pow10(p), 'f', max(0, decimals), 64)) + "·" + notation.Power(p)
}

// plain prints m·10^p: "0.2", "50", and beyond four digits "2·10⁻⁸".
func plain(m, p int) string {
	if -4 <= p && p <= 4 {
		return strconv.FormatFloat(float64(m)*pow10(p), 'f', max(0, -p), 64)
	}
	return powerOf(m, p)
}

// powerOf prints m·10^p: "10⁻⁸", "2·10⁻⁸".
func powerOf(m, p int) string {
	if m == 1 {
		return notation.Power(p)
	}
	return strconv.Itoa(m) + "·" + notation.Power(p)
}

// decade is the power of ten at or below v.
func decade(v float64) int { return int(math.Floor(portable.Log(v)/math.Ln10 + distinct)) }

// pow10 is the float64 next to 10^p.
func pow10(p int) float64 {
	v, _ := strconv.ParseFloat("1e"+strconv.Itoa(p), 64)
	return v
}
