package page

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"backprop/compare"
	"backprop/experiments/internal/audit"
)

// scientific writes a number as 3.5 × 10⁻¹⁵, or plainly if that is short.
func scientific(v float64, digits int) string {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', digits-1, 64), "e")
	n, err := strconv.Atoi(exponent)
	if err != nil || -3 <= n && n <= 4 {
		return strconv.FormatFloat(v, 'g', digits, 64)
	}
	return mantissa + " × 10" + superscript(n)
}

func superscript(n int) string {
	return strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴",
		"5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹").Replace(strconv.Itoa(n))
}

// percent writes a percentage, and share a fraction as one, as the audit does.
func percent(v float64) string { return share(v / 100) }

func share(v float64) string { return audit.Percent(v) }

// short writes a number with three digits.
func short(v float64) string { return scientific(v, 3) }

// full writes all digits.
func full(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// orNothing writes a number that may be missing.
func orNothing(v *float64, write func(float64) string) string {
	if v == nil {
		return "-"
	}
	return write(*v)
}

// duration writes nanoseconds with their unit.
func duration(ns float64) string {
	for _, unit := range []string{"ns", "µs", "ms"} {
		if ns < 999.5 {
			return strconv.FormatFloat(ns, 'g', 3, 64) + " " + unit
		}
		ns /= 1000
	}
	return strconv.FormatFloat(ns, 'g', 3, 64) + " s"
}

// engineWords are what the engines are called in sentences.
var engineWords = map[string]string{
	"manual": "by hand", "graph": "by autodiff", "tape": "by Gorgonia's interpreter", "tutorial": "as tutorials write it",
}

func engineWord(name string) string {
	if word, ok := engineWords[name]; ok {
		return word
	}
	return name
}

// taskWords are what the tasks are called.
func taskWord(name string) string {
	if name == "xor" {
		return "XOR"
	}
	return "The linear task"
}

// taskName is a task inside of a sentence or in a table.
func taskName(name string) string { return strings.TrimPrefix(taskWord(name), "The ") }

// variantWords are what the runs of a task are called.
var variantWords = map[string]string{
	"full-batch": "full batch", "per-sample": "per sample", "no-activation": "without activation",
	"learning-rate-0.0001": "learning rate 0.0001", "layout-2-1-1-1": "layout 2-1-1-1",
}

// runWord is what a run is called: "XOR, full batch" for xor/full-batch.
func runWord(run string) string {
	task, variant, _ := strings.Cut(run, "/")
	if word, ok := variantWords[variant]; ok {
		return taskName(task) + ", " + word
	}
	return run
}

// networkWord is a network as a table names it, with room to break the line.
func networkWord(network string) string { return strings.ReplaceAll(network, ",", ", ") }

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
