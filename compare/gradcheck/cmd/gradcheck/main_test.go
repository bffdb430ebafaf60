//go:build unix

package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTheProgram(t *testing.T) {
	client := func(gradient string) string {
		return `read q; echo '{"x": [3]}'; while read q; do echo '{"value": 7, "gradient": [` + gradient + `]}'; done`
	}
	for _, c := range []struct {
		name, stdout, stderr string
		args                 []string
		code                 int
	}{
		{"passes", "gradient: pass\n", "", []string{client("0")}, 0},
		{"fails", "claimed", "", []string{client("1")}, 1},
		{"as JSON", `"verdict":"pass"`, "", []string{"-json", client("0")}, 0},
		{"does not answer", "", "gradcheck: exit 4: ended (exit status 4)", []string{"exit 4"}, 1},
		{"too many words", "", "usage: gradcheck", []string{"python3", "mine.py"}, 2},
		{"no time", "", "usage: gradcheck", []string{"-timeout", "0s", "x"}, 2},
		{"no accuracy", "", "usage: gradcheck", []string{"-accuracy", "-1", "x"}, 2},
		{"unknown flag", "", "not defined: -speed", []string{"-speed", "x"}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			assert.Equal(t, c.code, run(t.Context(), c.args, &stdout, &stderr))
			assert.Contains(t, stdout.String(), c.stdout)
			assert.Contains(t, stderr.String(), c.stderr)
		})
	}
}
