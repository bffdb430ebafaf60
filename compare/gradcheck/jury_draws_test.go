package gradcheck_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The draws that an earlier checker got wrong, of many thousands.
func TestDrawsThatWentWrong(t *testing.T) {
	const seed = 77
	all := make(map[string]family)
	for _, f := range families() {
		all[f.name] = f
	}
	for _, c := range []struct {
		fault, family string
		draws         []uint64
	}{
		{"a close look certified", "sin(wx+p), w 10^3.5 to 10^4", []uint64{8643, 9286}},
		{"a close look certified", "sin(wx+p), w 10^4 to 10^4.5", []uint64{4138, 5200}},
		{"a close look certified", "sin(wx+p), w 10^4.5 to 10^5", []uint64{5311, 15603}},
		{"a close look certified", "sin(wx+p), w 10^5.5 to 10^6", []uint64{3039, 6947, 18732}},
		{"a close look certified", "x² sin(1/x)", []uint64{6521, 8928, 13497}},
		{"a close look certified", "time stamps of 1e7 to 1e10 seconds", []uint64{10544, 17827}},
		{"a close look certified", "chirp sin(exp(x))", []uint64{13633}},
		{"a quick estimate certified", "table, linear, step 1e-7", []uint64{887, 2192, 5370, 9891}},
		{"called a kink", "sin(wx+p), w 1 to 10^3.5", []uint64{2569, 4118, 15722}},
		{"called a kink", "sin(wx+p), w 10^3.5 to 10^4", []uint64{244, 2740, 3253}},
		{"called a kink", "sin(wx+p), w 10^4 to 10^4.5", []uint64{1386, 1617, 6209}},
		{"called a kink", "sin(wx+p), w 10^4.5 to 10^5", []uint64{591, 5432, 6488}},
		{"called a kink", "sin(wx+p), w 10^5 to 10^5.5", []uint64{4411, 4539, 4932}},
		{"called a kink", "sin(wx+p), w 10^5.5 to 10^6", []uint64{700, 16017, 16660}},
		{"called a kink", "time stamps of 1e7 to 1e10 seconds", []uint64{5927, 8363, 9435}},
		{"called a kink", "chirp sin(exp(x))", []uint64{5551, 13378}},
		{"accused", "random expression of 3 elements", []uint64{5334}},
		{"accused", "printed to 3 to 12 decimals", []uint64{12385, 17533}},
	} {
		f, ok := all[c.family]
		require.True(t, ok, c.family)
		for _, draw := range c.draws {
			t.Run(fmt.Sprintf("%s: %s, draw %d", c.fault, c.family, draw), func(t *testing.T) {
				var r record
				rnd := f.source(seed, draw)
				r.try(f.draw(rnd), rnd, "this draw")
				assert.Zero(t, r.FalseAlarms+r.Certified+r.Astray+r.Untrue, "%s", r.evidence())
			})
		}
	}
}
