package main

import (
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is read takes memory by its own size: what it says of its size, how deep it is
// nested and that it never ends do not matter.
func TestMemoryIsBoundedByTheInput(t *testing.T) {
	t.Chdir(t.TempDir())
	const (
		mega = 1 << 20
		// What is looked at of a row, and of an answer, that does not end.
		longestRow, longestAnswer = 16 * mega, 64 * mega
		// A field of two bytes takes encoding/csv 40 of its own, and five times that is asked
		// for in all, since its lists grow by a quarter.
		most = 128
		// A command's own.
		own = 8 * mega
	)
	build, _ := debug.ReadBuildInfo()
	raced := slices.Contains(build.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
	usual := []string{"train", "--epochs", "1", "--layers", "1,1", "--task"}
	for name, c := range map[string]struct {
		text, stream, program string // a CSV file, a device, or a program of a gradient
		bytes                 int
		want                  string
	}{
		"blank lines":       {text: strings.Repeat("\n", mega), want: "no rows of data"},
		"columns":           {text: strings.Repeat("1,", mega/2) + "1\n", want: "want 524288, the input columns"},
		"a header of names": {text: strings.Repeat("a,", mega/2) + "b\n", want: "no rows of data"},
		"an open quote":     {text: "1,\"" + strings.Repeat("1\n", mega/2), want: "data.csv:"},
		"quotes":            {text: strings.Repeat("\"\",", mega/3) + "1\n", want: "column 1 is \"\""},
		"bad rows":          {text: "1,1\n" + strings.Repeat(",\n", mega/2), want: "data.csv:2: column 1"},
		"narrow, then wide": {text: "1,1\n" + strings.Repeat("1,", mega/2) + "1\n", want: "a row of width 524289, want 2"},
		"no end":            {stream: "/dev/zero", bytes: longestRow, want: "no end of the row"},
		"an answer, no end": {program: "cat /dev/zero", bytes: longestAnswer, want: "an answer of more than 67108864 bytes"},
		"blank answers":     {program: "yes '' | head -c 1048576", bytes: mega, want: "ended (exit status 0)"},
		"nested": {program: "yes '[' | head -c 1048576 | tr -d '\\n'; echo",
			bytes: mega, want: "no JSON of the right form"},
		"nested, unknown": {program: `(printf '{"more":'; yes '{"a":' | head -c 1048576 | tr -d '\n'; echo)`,
			bytes: mega, want: "no JSON of the right form"},
		"blocks out of size": {program: `read q; ` +
			`echo '{"x":[1],"blocks":[{"Name":"W","Rows":4611686018427387904,"Cols":4}]}'; ` +
			`while read q; do echo '{"value":7,"gradient":[0]}'; done`, bytes: 64, want: "4611686018427387904"},
		"an exponent": {program: `echo '{"x":[1e999999999]}'; cat >/dev/null`, bytes: 64, want: "x[0] is +Inf"},
		"words": {program: `(printf '{"x":['; yes 'nan,' | head -c 1048575 | tr -d '\n'; echo 'nan]}'); cat >/dev/null`,
			bytes: mega, want: "x[0] is NaN"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.bytes == longestAnswer && !*whole {
				t.Skip("takes seconds")
			}
			args := []string{"check", "--exec", c.program}
			if c.program == "" {
				if c.stream == "" {
					c.stream, c.bytes = "data.csv", len(c.text)
					require.NoError(t, os.WriteFile(c.stream, []byte(c.text), 0o666))
				} else if _, err := os.Stat(c.stream); err != nil {
					t.Skip(err)
				}
				args = append(usual, c.stream)
			}
			var code int
			var stderr string
			took := allocated(func() { code, _, stderr = execute(t, args...) })
			assert.NotEqual(t, exitOK, code)
			assert.Contains(t, stderr, c.want)
			assert.Less(t, len(stderr), 2000)
			if !raced { // the race detector allocates as well
				assert.Less(t, took, uint64(most*c.bytes+own))
			}
		})
	}
}
