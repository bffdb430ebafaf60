package main

import (
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
)

// printable returns text of the user's, such as a file's name, with what a terminal
// would obey instead of showing it as Go writes it in a string: \n, \x1b.
func printable(text string) string {
	var b strings.Builder
	for _, r := range text {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return b.String()
}

// printableMessage is printable for a message of the program, whose lines stay lines,
// about the arguments given: a newline in a name is none of its own.
func printableMessage(message string, args []string) string {
	for _, arg := range args {
		for name := range strings.SplitSeq(arg, string(filepath.Separator)) {
			if strings.Contains(name, "\n") {
				message = strings.ReplaceAll(message, name, printable(name))
			}
		}
	}
	lines := strings.Split(message, "\n")
	for i := range lines {
		lines[i] = printable(lines[i])
	}
	return strings.Join(lines, "\n")
}
