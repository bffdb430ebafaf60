package audit

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/network"
)

func TestATableTakesTheSeedsInOrder(t *testing.T) {
	table, err := NewTable(Settings{Seeds: 2, Claims: []string{SweepID}})
	require.NoError(t, err)
	values := make([]float64, len(sweepRates))
	assert.EqualError(t, table.Append(Record{2, values}), "audit: the record of seed 2, want that of 1 of 2")
	assert.EqualError(t, table.Append(Record{1, values[1:]}), "audit: the record of seed 1 has 4 values, want 5")
	require.NoError(t, table.Append(Record{1, values}))
	_, err = table.Report()
	assert.EqualError(t, err, "audit: no record of seed 2 of 2")
	require.NoError(t, table.Append(Record{2, values}))
	assert.Error(t, table.Append(Record{3, values}))
	assert.Nil(t, table.Values(RunID{"xor/full-batch", network.Row}, FinalLoss))
}

func TestSettingsThatAreNoneSayWhatWouldBeRight(t *testing.T) {
	for want, s := range map[string]Settings{
		"seeds 0: want 1 to 1000000":                           {},
		"seeds 1000001: want 1 to 1000000":                     {Seeds: 1000001},
		"claims is empty":                                      {Seeds: 1, Claims: []string{}},
		`claims has no "luck": want learning-rate, layout`:     {Seeds: 1, Claims: []string{"relu", "luck"}},
		"shard 3/2: want 1 to the number of parts":             {Seeds: 9, Shard: Shard{3, 2}},
		"shard 1/3 of 2 seeds: want at most one part per seed": {Seeds: 2, Shard: Shard{1, 3}},
	} {
		err := s.Validate()
		assert.ErrorContains(t, err, want)
		var setting *network.SettingError
		assert.ErrorAs(t, err, &setting)
	}
	s, err := Settings{Seeds: 1, Claims: []string{SweepID, "relu", "layout", "relu"}}.complete()
	require.NoError(t, err)
	assert.Equal(t, []string{"layout", "relu", SweepID}, s.Claims, "the order is the register's")
}

// The parts of the seeds are all of them, each once.
func TestShardsPartTheSeeds(t *testing.T) {
	for _, seeds := range []int{1, 7, 100, 1000} {
		for count := 1; count <= min(seeds, 12); count++ {
			var all []int
			for i := 1; i <= count; i++ {
				first, last := Settings{Seeds: seeds, Shard: Shard{i, count}}.Range()
				for seed := first; seed <= last; seed++ {
					all = append(all, seed)
				}
			}
			require.Len(t, all, seeds)
			assert.True(t, slices.IsSorted(all))
			assert.Equal(t, []int{1, seeds}, []int{all[0], all[seeds-1]})
		}
	}
	for _, text := range []string{"", "2", "a/b", "0/2", "3/2", "1/0", "-1/2", "1/2/3"} {
		_, err := ParseShard(text)
		assert.Error(t, err, text)
	}
}
