package audit

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The records that come with the program are those that it would make today: of seeds
// drawn anew for every test, they are.
func TestShippedRecordsAreTodays(t *testing.T) {
	shipped, err := Shipped()
	require.NoError(t, err)
	assert.Equal(t, ShippedSeeds, shipped.Len())
	drawn := uint64(time.Now().UnixNano())
	t.Logf("seed %d", drawn)
	random := rand.New(rand.NewPCG(drawn, 1))
	trial, err := newTrial(shipped.plan)
	require.NoError(t, err)
	for range 5 {
		seed := 1 + random.IntN(ShippedSeeds)
		fresh, err := trial.run(t.Context(), seed)
		require.NoError(t, err)
		want, err := encode(fresh)
		require.NoError(t, err)
		got, err := encode(shipped.records[seed-1])
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got), "seed %d; audit --seeds 1000 makes the records anew", seed)
	}
}

// A table takes the records of another that it has not, and refuses those that differ.
func TestRecordsAreAdopted(t *testing.T) {
	shipped, err := Shipped()
	require.NoError(t, err)
	table, err := NewTable(Settings{Seeds: 3})
	require.NoError(t, err)
	require.NoError(t, table.Append(shipped.records[1]))
	require.NoError(t, table.Adopt(shipped))
	assert.Empty(t, table.Missing())

	other := shipped.records[1]
	other.Runs = append(other.Runs[:0:0], other.Runs...)
	other.Runs[0] = nil // it diverged
	table, err = NewTable(Settings{Seeds: 3})
	require.NoError(t, err)
	require.NoError(t, table.Append(other))
	assert.EqualError(t, table.Adopt(shipped),
		"audit: seed 2 came out otherwise than its record says: want records of this program")
}
