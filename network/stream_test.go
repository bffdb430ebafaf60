package network

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// lastDigit is the relative tolerance of a normal value: numpy's C library and
// Go may round the logarithm in it differently, by half a unit in the last place
// (2^-53) each.
const lastDigit = 1e-15

// testdata/stream.json holds numpy.random.RandomState's own draws, written by
// compare/testdata/train.py.
func TestStreamIsNumpys(t *testing.T) {
	raw, err := os.ReadFile("testdata/stream.json")
	require.NoError(t, err)
	var file struct {
		Streams []struct {
			Seed  int64
			Draws []struct {
				Kind  string
				Value float64
			}
			Uniform2000 float64 `json:"uniform_2000"`
		}
	}
	require.NoError(t, json.Unmarshal(raw, &file))
	require.Len(t, file.Streams, 5)
	for _, want := range file.Streams {
		stream, err := NewStream(want.Seed)
		require.NoError(t, err)
		for i, draw := range want.Draws {
			if draw.Kind == "uniform" {
				assert.Equal(t, draw.Value, stream.Uniform(), "seed %d, draw %d", want.Seed, i)
			} else {
				assert.InEpsilon(t, draw.Value, stream.Normal(), lastDigit, "seed %d, draw %d", want.Seed, i)
			}
		}
		stream, err = NewStream(want.Seed)
		require.NoError(t, err)
		for range 1999 {
			stream.Uniform()
		}
		assert.Equal(t, want.Uniform2000, stream.Uniform(), "seed %d: the twister regenerates", want.Seed)
	}
}

func TestSeedsAreThoseOfNumpysLegacyGenerator(t *testing.T) {
	for _, seed := range []int64{-1, 1 << 32} {
		_, err := NewStream(seed)
		assert.ErrorContains(t, err, "want 0 to 4294967295")
	}
	for _, seed := range []int64{0, 1<<32 - 1} {
		_, err := NewStream(seed)
		assert.NoError(t, err)
	}
}
