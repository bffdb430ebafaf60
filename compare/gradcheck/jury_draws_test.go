package gradcheck_test

import (
	"cmp"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The draws that an earlier checker got wrong, of many thousands.
func TestDrawsThatWentWrong(t *testing.T) {
	const usual = 77
	all := make(map[string]family)
	for _, f := range families() {
		all[f.name] = f
	}
	for _, c := range []struct {
		fault, family string
		draws         []uint64
		seed          uint64 // 0 means the usual
	}{
		{"a close look certified", "sin(wx+p), w 10^3.5 to 10^4", []uint64{8643, 9286}, 0},
		{"a close look certified", "sin(wx+p), w 10^4 to 10^4.5", []uint64{4138, 5200}, 0},
		{"a close look certified", "sin(wx+p), w 10^4.5 to 10^5", []uint64{5311, 15603}, 0},
		{"a close look certified", "sin(wx+p), w 10^5.5 to 10^6", []uint64{3039, 6947, 18732}, 0},
		{"a close look certified", "x² sin(1/x)", []uint64{6521, 8928, 13497}, 0},
		{"a close look certified", "time stamps of 1e7 to 1e10 seconds", []uint64{10544, 17827}, 0},
		{"a close look certified", "chirp sin(exp(x))", []uint64{13633}, 0},
		{"a quick estimate certified", "table, linear, step 1e-7", []uint64{887, 2192, 5370, 9891}, 0},
		{"called a kink", "sin(wx+p), w 1 to 10^3.5", []uint64{2569, 4118, 15722}, 0},
		{"called a kink", "sin(wx+p), w 10^3.5 to 10^4", []uint64{244, 2740, 3253}, 0},
		{"called a kink", "sin(wx+p), w 10^4 to 10^4.5", []uint64{1386, 1617, 6209}, 0},
		{"called a kink", "sin(wx+p), w 10^4.5 to 10^5", []uint64{591, 5432, 6488}, 0},
		{"called a kink", "sin(wx+p), w 10^5 to 10^5.5", []uint64{4411, 4539, 4932}, 0},
		{"called a kink", "sin(wx+p), w 10^5.5 to 10^6", []uint64{700, 16017, 16660}, 0},
		{"called a kink", "time stamps of 1e7 to 1e10 seconds", []uint64{5927, 8363, 9435}, 0},
		{"called a kink", "chirp sin(exp(x))", []uint64{5551, 13378}, 0},
		{"accused", "random expression of 3 elements", []uint64{5334}, 0},
		{"accused", "printed to 3 to 12 decimals", []uint64{12385, 17533}, 0},
		{"accused of waves below its last bit", "random expression of 3 elements", []uint64{15379}, 0},
		{"accused of waves below its last bit", "random expression with kinks", []uint64{16641}, 0},
		{"accused of a bend seen from afar alone", "sum of two members", []uint64{92}, 0},
		{"accused where the sum is 0 by chance", "table of step 1e-7 beside a member",
			[]uint64{7171, 8568, 11489, 23053, 51605}, 0},
		{"certified as the noise was that of larger f", "sum of two members", []uint64{369}, 20261128},
		{"called a kink", "nanoseconds since 1970", []uint64{94}, 20261128},
		{"called a kink", "sin x at 1e5 to 1e15", []uint64{410}, 20261128},
		{"called a kink as the noise was small by luck", "(exp(x)-1)/x near 0", []uint64{313}, 20261128},
		{"called a kink", "sum of two members", []uint64{5}, 20261128},
		{"accused along a direction that one element climbs by stairs", "sum of two members",
			[]uint64{2156, 4713, 5243, 5903, 8542, 9171, 11418, 12774, 14779, 14977, 16237}, 20261201},
		{"certified along a direction alone", "sum of two members", []uint64{254, 7457, 8094, 17641}, 20261201},
		{"certified along a direction alone", "sum of two members", []uint64{406}, 20261130},
		{"accused where x has few digits", "sum of two members", []uint64{6692, 11529}, 20261201},
		{"accused where x has few digits", "member plus a constant", []uint64{6077, 7132, 15308, 18369}, 20261201},
		{"accused where x has few digits", "member plus a constant", []uint64{622}, 20261130},
		{"accused of what lies between the steps that failed and those that did not", "table of step 1e-7 beside a member",
			[]uint64{2451, 14384, 18701}, 20261201},
		{"accused of what lies between the steps that failed and those that did not", "table of step 1e-7 beside a member",
			[]uint64{27404}, 0},
		{"accused where the sum is 0 by chance", "table of step 1e-7 beside a member", []uint64{12246}, 20261131},
		{"certified as 0 where f is infinite further out", "sum of two members", []uint64{344, 19933}, 20261201},
		{"certified as 0 beside what f grows to further out", "sum of two members", []uint64{11954}, 20261201},
		{"accused in a dead zone as high as what rounds another element", "sum of two members",
			[]uint64{294, 8100, 10066}, 20261203},
		{"accused of what rounding drowns", "sum of two members", []uint64{14056}, 20261201},
		{"called a kink that nobody can tell from a bend", "sum of two members", []uint64{489}, 20261130},
	} {
		f, ok := all[c.family]
		require.True(t, ok, c.family)
		for _, draw := range c.draws {
			t.Run(fmt.Sprintf("%s: %s, draw %d", c.fault, c.family, draw), func(t *testing.T) {
				var r record
				rnd := f.source(cmp.Or(c.seed, usual), draw)
				r.try(f.draw(rnd), rnd, "this draw")
				assert.Zero(t, r.FalseAlarms+r.Certified+r.Astray+r.Untrue, "%s", r.evidence())
			})
		}
	}
}
