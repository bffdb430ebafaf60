package table

import "strings"

// tone is whether a verdict is good, bad, or neither.
var tone = map[string]string{
	"pass": good, "right": good, "identical": good, "rounding": good, "majority": good,
	"FAIL": bad, "wrong": bad, "apart": bad, "minority": bad,
	"inconclusive": unclear, "error": unclear, "open": unclear, "drifting": unclear, "undecided": unclear,
}

// The colours, by ECMA-48.
const (
	good, bad, unclear = "\x1b[32m", "\x1b[31m", "\x1b[33m"
	uncoloured         = "\x1b[0m"
)

// Coloured returns words that begin with a verdict in its colour for a terminal, and others
// as they are.
func Coloured(words string) string {
	first, _, _ := strings.Cut(words, " ")
	if colour, ok := tone[first]; ok {
		return colour + words + uncoloured
	}
	return words
}
