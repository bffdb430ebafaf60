package compare

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Networks, of many thousands, of which an earlier checker accused the right gradient, or did not
// catch what counted as a mistake.
func TestNetworksThatWentWrong(t *testing.T) {
	for _, c := range []struct {
		fault   string
		seed, i uint64
	}{
		{"a row whose probability moves by stairs, where the other rows move smoothly", 8, 2115},
		{"such a row, forgotten by a mistake", 8, 2640},
		{"a mistake that is smaller than the rounding of a right gradient", 7, 55},
		{"a slope that is known from far out alone", 8, 2934},
	} {
		t.Run(fmt.Sprintf("%s: %d of seed %d", c.fault, c.i, c.seed), func(t *testing.T) {
			outcome, err := measureNetwork(rand.New(rand.NewPCG(c.seed, c.i)))
			require.NoError(t, err)
			assert.Empty(t, outcome.faults)
		})
	}
}
