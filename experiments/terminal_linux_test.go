package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// onTerminal runs the program on a terminal of so many columns, and returns the lines that
// stay on it.
func onTerminal(t *testing.T, columns int, args ...string) (code int, lines []string) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no terminals here: ", err)
	}
	defer master.Close()
	require.NoError(t, unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0))
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	require.NoError(t, err)
	terminal, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	size := unix.Winsize{Row: 24, Col: uint16(columns)}
	require.NoError(t, unix.IoctlSetWinsize(int(master.Fd()), unix.TIOCSWINSZ, &size))

	shown := make(chan string)
	go func() {
		var b bytes.Buffer
		b.ReadFrom(master) // ends with an error, when the other side is closed
		shown <- b.String()
	}()
	code = run(t.Context(), args, terminal, terminal)
	terminal.Close()
	for line := range strings.SplitSeq(strings.ReplaceAll(<-shown, "\r\n", "\n"), "\n") {
		lines = append(lines, line[strings.LastIndexAny(line, "\r\b")+1:]) // progress is written over
	}
	return code, lines
}

var colours = regexp.MustCompile("\x1b\\[\\d+m")

// On a terminal of any usual width no line is wider than it, none ends within a word, and
// nothing is lost that a pipe is given.
func TestTheTerminalsWidthIsKept(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("TERM", "xterm")
	t.Setenv("NO_COLOR", "")
	for _, command := range []string{"train --epochs 20 --engine both", "reproduce", "check", "power --networks 3",
		"audit --seeds 1 --all", "--help", "train --help", "train --task nor"} {
		code, out, err := execute(t, strings.Fields(command)...)
		if code != exitUsage {
			err = "" // how far it was
		}
		for _, columns := range []int{60, 80, 120} {
			_, lines := onTerminal(t, columns, strings.Fields(command)...)
			text := strings.Join(lines, "\n")
			for _, line := range lines {
				line = colours.ReplaceAllString(line, "")
				if !strings.HasPrefix(line, "\t") { // a program to be copied
					assert.LessOrEqual(t, len([]rune(line)), columns, "%s: %s", command, line)
				}
			}
			words := map[string]bool{}
			for _, word := range strings.Fields(colours.ReplaceAllString(text, "")) {
				words[word] = true
			}
			for _, word := range strings.Fields(out + err) {
				assert.True(t, words[word] || strings.HasPrefix(word, "─"), "%s, %d columns: %q is not there", command, columns,
					word)
			}
		}
	}
}

func TestATerminalHasColoursIfItsUserLikes(t *testing.T) {
	for name, c := range map[string]struct {
		environment [2]string
		coloured    bool
	}{
		"a terminal": {[2]string{"TERM", "xterm"}, true},
		"NO_COLOR":   {[2]string{"NO_COLOR", "1"}, false},
		"TERM=dumb":  {[2]string{"TERM", "dumb"}, false},
	} {
		t.Setenv("TERM", "xterm")
		t.Setenv("NO_COLOR", "")
		t.Setenv(c.environment[0], c.environment[1])
		_, lines := onTerminal(t, 80, "check", "--method", "dual")
		assert.Equal(t, c.coloured, colours.MatchString(strings.Join(lines, "\n")), name)
	}
}
