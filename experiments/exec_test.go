package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A program of the user's is checked: f(x) = 7, whose gradient is 0 and nothing else.
func TestAProgramInAnyLanguage(t *testing.T) {
	claims := func(gradient string) string {
		return `read q; echo '{"x": [3]}'; while read q; do echo '{"value": 7, "gradient": [` + gradient + `]}'; done`
	}
	code, stdout, stderr := execute(t, "check", "--exec", claims("0"))
	require.Equal(t, exitOK, code, stderr)
	assert.Contains(t, stdout, "pass")

	code, _, stderr = execute(t, "check", "--exec", claims("1"))
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, stderr, "claimed 1, numerical 0")

	code, stdout, _ = execute(t, "check", "--exec", claims("1"), "--directions", "2", "--json", "-")
	assert.Equal(t, exitFailed, code)
	var report struct{ Verdict string }
	require.NoError(t, json.Unmarshal([]byte(stdout), &report))
	assert.Equal(t, "FAIL", report.Verdict)

	for args, want := range map[string]string{
		"--exec x --layers 2,1":  "--layers is of a network",
		"--exec x --timeout 0s":  "--timeout 0s: want a time above 0",
		"--exec x --accuracy -1": "--accuracy -1: want 0 or more",
	} {
		code, _, stderr = execute(t, append([]string{"check"}, strings.Fields(args)...)...)
		assert.Equal(t, exitUsage, code, args)
		assert.Contains(t, stderr, want)
		assert.Equal(t, 1, strings.Count(stderr, "\n"), stderr)
	}
	code, _, stderr = execute(t, "check", "--exec", "echo no")
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, stderr, "echo no: no JSON of the right form when asked for the point")
}
