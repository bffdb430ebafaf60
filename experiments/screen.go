package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"backprop/experiments/internal/table"
)

// screen is standard output or standard error, as people see it.
type screen struct {
	io.Writer
	table.Screen
	terminal bool
}

// usualColumns is the width of a terminal, where none is known; widestProse how wide
// text is filled that a wider one has room for.
const usualColumns, widestProse = 80, 100

// newScreen finds out what w is. The file is asked, which w may write through.
func newScreen(w, file io.Writer) *screen {
	s := &screen{Writer: w, Screen: table.Screen{Columns: usualColumns}}
	if columns, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && columns > 0 {
		s.Columns = columns
	}
	f, ok := file.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || os.Getenv("TERM") == "dumb" {
		return s
	}
	s.terminal, s.Colour = true, os.Getenv("NO_COLOR") == ""
	if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
		s.Columns = columns
	}
	return s
}

// screenOf is that of a command's standard output.
func screenOf(cmd *cobra.Command) *screen {
	w := cmd.OutOrStdout()
	if s, ok := w.(*screen); ok {
		return s
	}
	return newScreen(w, w)
}

// page prints something in one piece. On a terminal no word is broken, and verdicts have
// their colours.
func (s *screen) page(print func(*screen)) error {
	var buffer bytes.Buffer
	print(&screen{&buffer, s.Screen, s.terminal})
	printed := buffer.String()
	if s.terminal {
		printed = wrapped(printed, s.Columns)
	}
	if s.Colour {
		printed = verdict.ReplaceAllStringFunc(printed, func(found string) string {
			return ": " + table.Coloured(found[2:])
		})
	}
	_, err := io.WriteString(s.Writer, printed)
	return err
}

// verdict is one in a sentence. Tables colour their own.
var verdict = regexp.MustCompile(`: (pass|FAIL|inconclusive|identical|rounding|drifting|apart)\b`)

// table prints a table.
func (s *screen) table(t table.Table) { fmt.Fprintln(s, t.Text(s.Screen)) }

// say prints paragraphs, whose lines are filled anew. Between two of them is an empty line.
func (s *screen) say(format string, args ...any) {
	io.WriteString(s, filled(fmt.Sprintf(format, args...), s.Columns))
}

// filled fills the lines of paragraphs.
func filled(paragraphs string, columns int) string {
	all := strings.Split(strings.TrimSuffix(paragraphs, "\n"), "\n\n")
	for i, p := range all {
		label := item.FindString(p)
		all[i] = broken(label, p[len(label):], min(columns, widestProse))
	}
	return strings.Join(all, "\n\n") + "\n"
}

// What the first line of a text begins with, over which the others hang: in a paragraph
// blanks, a dash or a number; in a line of its own also a name, or what makes it a comment.
var (
	item  = regexp.MustCompile(`^\n* *([-*\d]\.? )?`)
	label = regexp.MustCompile(`^ *([-*\d]\.? |// |\w+: |\S+(, \S+)*  +)?`)
)

// wrapped breaks lines that are too long between words. Lines of programs, which begin with
// a tab, are left as they are.
func wrapped(lines string, columns int) string {
	var b strings.Builder
	for line := range strings.Lines(lines) {
		if width(strings.TrimSuffix(line, "\n")) <= columns || strings.HasPrefix(line, "\t") {
			b.WriteString(line)
			continue
		}
		label := label.FindString(line)
		b.WriteString(broken(label, line[len(label):], columns) + "\n")
	}
	return b.String()
}

// width is how many columns a text takes, without what colours it.
func width(s string) int { return text.StringWidthWithoutEscSequences(s) }

// broken breaks what follows a label between words.
func broken(label, words string, columns int) string {
	hang := strings.Repeat(" ", width(strings.TrimLeft(label, "\n")))
	if label == "// " {
		hang = label
	}
	at, begun := len(hang), false
	for word := range strings.FieldsSeq(words) {
		switch {
		case begun && at+1+width(word) > columns:
			label += "\n" + hang
			at = len(hang)
		case begun:
			label += " "
			at++
		}
		label += word
		at, begun = at+width(word), true
	}
	return label
}
