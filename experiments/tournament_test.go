package main

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare/tournament"
)

func TestTheTournamentsJSON(t *testing.T) {
	code, stdout, stderr := execute(t, "tournament", "--draws", "1", "--seed", "3", "--json", "-")
	require.Equal(t, exitOK, code, stderr)
	var r tournament.Result
	require.NoError(t, json.Unmarshal([]byte(stdout), &r))
	assert.Equal(t, uint64(3), r.Seed)
	assert.Len(t, r.Rules, len(tournament.Rules()))
	assert.Equal(t, tournament.Ours, r.Ours().Name)
	assert.Positive(t, r.Rules[0].Wrong)
	assert.NotEmpty(t, r.Rules[0].Source)

	code, _, stderr = execute(t, "tournament", "--draws", "0")
	assert.Equal(t, exitUsage, code)
	assert.Equal(t, "backprop: --draws 0: want 1 to 10000\n", stderr)
}
