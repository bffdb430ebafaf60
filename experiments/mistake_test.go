package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare/gradcheck"
	"backprop/compare/mutant"
)

// The README's finding, from the command line: the report's db = dZ is no gradient of the network that the
// report describes, and is that of the network with a private bias for every row.
func TestCheckFindsTheReportsMistake(t *testing.T) {
	code, stdout, stderr := execute(t, "check", "--mistake", "db not summed")
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, stdout, "manual, db not summed: FAIL")
	assert.Contains(t, stdout, "hint ("+string(gradcheck.BiasNotSummed)+")")
	assert.NotContains(t, stdout, "graph", "the mistake is made by hand")
	assert.Contains(t, stderr, "the gradient by manual, db not summed is wrong in b1[0,0]")

	code, stdout, stderr = execute(t, "check", "--mistake", "db not summed", "--bias", "row")
	assert.Equal(t, exitOK, code, stderr)
	assert.Contains(t, stdout, "manual, db not summed: pass")
}

// Every mistake that power makes can be made here, and is found in a network that it touches.
func TestCheckMakesEveryMistake(t *testing.T) {
	for _, m := range mutant.All() {
		var flag mistakeFlag
		require.NoError(t, flag.Set(m.Name))
		assert.Equal(t, m.Name, flag.String())
	}
	for _, mistake := range []string{"tanh' missing", "dW transposed", "one element off by 1e-6"} {
		args := []string{"check", "--layers", "2,3,3,1", "--activations", "tanh,tanh,sigmoid", "--mistake", mistake}
		code, stdout, _ := execute(t, args...)
		assert.Equal(t, exitFailed, code, mistake)
		assert.Contains(t, stdout, mistake+": FAIL")
	}
}

func TestAMistakeThatCannotBeMadeIsNamed(t *testing.T) {
	for want, args := range map[string][]string{
		`no mistake "db lost": want one that 'backprop power' lists`: {"--mistake", "db lost"},
		"want it without --engine graph":                             {"--mistake", "db dropped", "--engine", "graph"},
		"--mistake is of a network: want it without --exec":          {"--mistake", "db dropped", "--exec", "true"},
	} {
		code, _, stderr := execute(t, append([]string{"check"}, args...)...)
		assert.Equal(t, exitUsage, code)
		assert.Contains(t, stderr, want)
	}
}
