package page

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"backprop/compare"
	"backprop/experiments/internal/audit"
)

// percent writes a percentage as the audit writes a share.
func percent(v float64) string { return audit.Percent(v / 100) }

// taskWords are what the tasks are called.
func taskWord(name string) string {
	if name == "xor" {
		return "XOR"
	}
	return "The linear task"
}

// agreementWords say of two engines' parameters how far they part.
func agreementWords(a compare.Agreement) string {
	switch a {
	case compare.Identical:
		return "are equal to the last bit"
	case compare.Rounding:
		return "differ by rounding alone, never by more than 10⁻⁹"
	case compare.Drifting:
		return "drift, by more than 10⁻⁹ and never by more than 10⁻⁶"
	}
	return "part, by more than 10⁻⁶"
}

// capital begins a sentence.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// count writes a number of things: "1 seed", "2 seeds".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// list joins words: "a, b and c".
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
