package audit

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/network"
)

// A run needs a batch for each of 700 epochs and that of the evaluation. Only where it,
// or one that sees the same data, is trained on, are there 350 more.
func TestOnlyDataThatATrainingSeesAreDrawn(t *testing.T) {
	table := tableOf(t, Settings{Seeds: 1, Claims: []string{"learning-rate", "layout"}})
	trial, err := newTrial(table.plan)
	require.NoError(t, err)
	for run, want := range map[string]int{"xor/full-batch": 1051, "linear/full-batch": 1051,
		"xor/layout-2-1-1-1": 701} {
		drawn, err := trial.draw(table.plan.configurations[place(t, table, RunID{run, network.Shared})])
		require.NoError(t, err)
		assert.Len(t, drawn, want, run)
	}
}
