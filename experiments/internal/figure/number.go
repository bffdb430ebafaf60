package figure

import (
	"math"
	"strconv"

	"backprop/experiments/internal/notation"
	"backprop/network/portable"
)

// number writes v to the digit 10^digit: "−0.25", "3·10⁻⁹".
func number(v float64, digit int) string {
	switch size := math.Abs(v); {
	case v == 0:
		return "0"
	case size >= 1e6 || size < 1e-3 && digit < -6:
		return notation.Digits(v, decade(size)-digit+1)
	}
	return notation.Minus(strconv.FormatFloat(v, 'f', max(0, -digit), 64))
}

// plain writes m·10^p: "0.2", "50", and beyond four digits "2·10⁻⁸".
func plain(m, p int) string {
	if -4 <= p && p <= 4 {
		return notation.Digits(float64(m)*pow10(p), 1)
	}
	return powerOf(m, p)
}

// powerOf writes m·10^p with its power: "10⁻⁸", "2·10⁻⁸".
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
