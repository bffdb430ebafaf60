package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare/opcheck"
)

func TestMain(m *testing.M) {
	opcheck.Child(opcheck.Ops)
	os.Exit(m.Run())
}

func TestOps(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ops.json")
	code, stdout, stderr := execute(t, "ops", "--op", "log2", "--json", file)
	require.Equal(t, exitOK, code, stderr)
	assert.Contains(t, stdout, "wrong 13")
	assert.Contains(t, stdout, "Gorgonia's tests do not see it: TestLog2Diff")
	assert.Contains(t, stdout, "gradients, err := Grad(")
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	var said struct {
		Seed       int
		Operations []opcheck.Result
	}
	require.NoError(t, json.Unmarshal(data, &said))
	require.Len(t, said.Operations, 1)
	assert.Equal(t, "Log2", said.Operations[0].Op)
	worst, n := said.Operations[0].Worst(opcheck.Tape)
	assert.Equal(t, opcheck.Wrong, worst)
	assert.Equal(t, 13, n)

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
