package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare/opcheck"
	"backprop/experiments/internal/results"
)

func TestMain(m *testing.M) {
	opcheck.Child(opcheck.Ops)
	standIn()
	os.Exit(m.Run())
}

func TestOps(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ops.json")
	code, stdout, stderr := execute(t, "ops", "--op", "log2", "--json", file)
	require.Equal(t, exitOK, code, stderr)
	assert.Contains(t, stdout, "wrong 17")
	assert.Contains(t, stdout, "Gorgonia's tests do not see it: TestLog2Diff")
	assert.Contains(t, stdout, "gradients, err := Grad(")
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	var said opcheck.Report
	require.NoError(t, results.Decode("ops.json", data, &said))
	require.Len(t, said.Operations, 1)
	assert.Equal(t, "Log2", said.Operations[0].Op)
	worst, n := said.Operations[0].Worst(opcheck.Tape)
	assert.Equal(t, opcheck.Wrong, worst)
	assert.Equal(t, 17, n)

	for was, mistake := range map[string][2]string{
		`ops.json: operations[0].cases[0].findings.tape.verdict is "fine": want one of`: {
			`"tape":{"verdict":"wrong"`, `"tape":{"verdict":"fine"`},
		`: findings of 5 stages: want [value`: {`"tape"`, `"tap"`},
		`operations[0].op is empty`:           {`"op":"Log2"`, `"op":""`},
	} {
		changed := strings.Replace(string(data), mistake[0], mistake[1], 1)
		require.False(t, changed == string(data), was)
		assert.ErrorContains(t, results.Decode("ops.json", []byte(changed), &opcheck.Report{}), was)
	}

	again, stdout, _ := execute(t, "ops", "--op", "log2", "--json", "-", "--workers", "1")
	require.Equal(t, exitOK, again)
	assert.Equal(t, string(data), stdout)
}

func TestOpsTableFitsATerminal(t *testing.T) {
	code, stdout, stderr := execute(t, "ops", "--op", "GlobalAveragePool2D")
	require.Equal(t, exitOK, code, stderr)
	assert.Contains(t, stdout, "panics")
}

func TestOpsRefuses(t *testing.T) {
	for flag, says := range map[string]string{
		"--op=Logg":   "--op Logg: no such operation: want one of Abs, ",
		"--workers=0": "--workers 0: want 1 or more",
	} {
		code, _, stderr := execute(t, "ops", flag)
		assert.Equal(t, exitUsage, code)
		assert.Contains(t, stderr, says)
	}
}
