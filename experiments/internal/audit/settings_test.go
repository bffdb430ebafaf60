package audit

import (
	"io"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/network"
)

func TestATableHasARecordOfEverySeedOrNoReport(t *testing.T) {
	table, err := NewTable(Settings{Seeds: 5, Claims: []string{SweepID}})
	require.NoError(t, err)
	record := func(seed int) Record { return Record{Seed: seed, Sweep: make([]int, len(sweepRates))} }
	assert.EqualError(t, table.Append(record(6)), "audit: the record of seed 6, want 1 to 5")
	assert.EqualError(t, table.Append(Record{Seed: 1}),
		"audit: the record of seed 1 has 0 runs and 0 of the sweep, want 0 and 5")
	for _, seed := range []int{5, 1, 2, 1} {
		require.NoError(t, table.Append(record(seed)))
	}
	assert.Equal(t, 3, table.Len())
	assert.Equal(t, []int{3, 4}, table.Missing())
	_, err = table.Report()
	assert.EqualError(t, err, "audit: no record of seeds 3 to 4 of 5")
	assert.EqualError(t, table.WriteCSV(io.Discard), "audit: no record of seeds 3 to 4 of 5")
	require.NoError(t, table.Append(record(3)))
	require.NoError(t, table.Append(record(4)))
	_, err = table.Report()
	require.NoError(t, err)
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
	assert.NoError(t, Settings{Seeds: MaxSeeds}.Validate())
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
}

func TestAShardIsWrittenAsTwoNumbers(t *testing.T) {
	for _, want := range []Shard{{1, 1}, {2, 8}, {8, 8}} {
		got, err := ParseShard(want.String())
		require.NoError(t, err)
		assert.Equal(t, want, got)
		assert.NoError(t, Settings{Seeds: want.Count, Shard: want}.Validate(), "%v", want)
	}
	for _, text := range []string{"", "2", "/", "a/b", "1/b", "a/2", "1/", "/2", "1/2/3"} {
		_, err := ParseShard(text)
		assert.ErrorContains(t, err, "is no shard: want one such as 2/8", text)
	}
	for _, text := range []string{"0/2", "3/2", "1/0", "-1/2", "0/0", "-2/-1"} {
		_, err := ParseShard(text)
		assert.ErrorContains(t, err, "want 1 to the number of parts", text)
	}
}
