package portable_test

import (
	"flag"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"regexp"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stride is how many float32 numbers lie between two that are tried: a prime. The table
// is that of all of them, in twenty minutes of processor time:
//
//	go test ./network/portable -run Float32 -v -timeout 0 -stride 1
var stride = flag.Uint("stride", 100_003, "try one number of float32 in so many")

// bound is the error that the package promises.
var bound = map[string]float64{"Exp": 0.52, "Log": 1, "Log1p": 1, "Tanh": 2}

// hardest are arguments for which the exact value lies next to a number of float64, or
// to the middle of two: less than 2^-bits units in the last place away, where of most
// arguments it is some 2^-2. They are from V. Lefèvre and J.-M. Muller, Worst cases for
// correct rounding of the elementary functions in double precision (ARITH 15, 2001), as far as
// math/big finds them to be such; they list no tanh.
var hardest = map[string][]struct{ x, bits float64 }{
	"Exp": {{0x1.9e9cbbfd6080bp-31, 58}, {-0x1.ed318efb627eap-27, 60}, {0x1.83d4bcdebb3f4p2, 58},
		{0x1.accfbe46b4efp-1, 55}},
	"Log":   {{0x1.62a88613629b6p678, 65}, {0x1.c90810d354618p245, 64}},
	"Log1p": {{0x1.8000000000003p-50, 100}},
}

// found are the arguments of the largest errors of float32 numbers, all of which were
// tried, and of 64 million random float64 numbers (-points 1000000 -seed 17).
var found = map[string]struct{ float32, float64 float64 }{
	"Exp":   {-0x1.e946p3, 0x1.5e0a2b5e33688p0},
	"Log":   {0x1.8a8a3ep-2, 0x1.6a0661e4c3254p-1},
	"Log1p": {-0x1.398f42p-1, 0x1.a7c4d34ab19ecp-2},
	"Tanh":  {0x1.401ed8p-1, 0x1.40aae7d2d14cp-1},
}

// assertFound has the documented error at the argument where it was found.
func assertFound(t *testing.T, documented, name string, x float64) {
	t.Helper()
	f := known[name]
	assert.Equal(t, documented, figure(ulps(f.ours(x), f.big(x))), "%s(%v)", name, x)
}

// row is a row of the table in docs/accuracy.md.
type row struct{ float32, float64, hardest string }

var rows = regexp.MustCompile(`(?m)^\| (\w+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+|-) \|$`)

func documented(t *testing.T) map[string]row {
	t.Helper()
	source, err := os.ReadFile("../../docs/accuracy.md")
	require.NoError(t, err)
	table := map[string]row{}
	for _, r := range rows.FindAllStringSubmatch(string(source), -1) {
		table[r[1]] = row{r[2], r[3], r[4]}
	}
	require.Len(t, table, len(known))
	return table
}

func figure(off float64) string { return fmt.Sprintf("%.4f", off) }

// largest is the largest error of a function at the arguments that a worker is given one
// by one, until there are none. It is found again by math/big.
func largest(t *testing.T, name string, next func(worker, workers int) (draw func() (x float64, more bool))) (
	worst, at float64) {
	t.Helper()
	f := known[name]
	var group sync.WaitGroup
	var one sync.Mutex
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() {
			mine, where := 0., 0.
			draw := next(w, workers)
			for x, more := draw(); more; x, more = draw() {
				if !math.IsInf(x, 0) && f.tried(x) {
					exact, k := f.exact(x)
					if off := errorOf(f.ours(x), exact, k); !(off <= mine) {
						mine, where = off, x
					}
				}
			}
			one.Lock()
			defer one.Unlock()
			if mine > worst {
				worst, at = mine, where
			}
		})
	}
	group.Wait()
	assert.InDelta(t, ulps(f.ours(at), f.big(at)), worst, 1e-3, "%s(%v) by math/big", name, at)
	t.Logf("%s: %.4f units in the last place at %v = %[3]x", name, worst, at)
	return worst, at
}

func TestErrorsAtFloat32NumbersAreThoseDocumented(t *testing.T) {
	for name, r := range documented(t) {
		worst, at := largest(t, name, func(worker, workers int) func() (float64, bool) {
			bits := uint64(worker) * uint64(*stride)
			return func() (float64, bool) {
				x := float64(math.Float32frombits(uint32(bits)))
				more := bits < 1<<32
				bits += uint64(workers) * uint64(*stride)
				return x, more
			}
		})
		assert.LessOrEqual(t, figure(worst), r.float32, "%s(%v)", name, at)
		assert.LessOrEqual(t, worst, bound[name], "%s(%v)", name, at)
		assertFound(t, r.float32, name, found[name].float32)
	}
}

// Of float64 numbers of any size, and of those near 1, drawn: no error is above the bound
// of the package, and the largest seen so far is that of the table.
func TestErrorsAtFloat64NumbersAreThoseDocumented(t *testing.T) {
	t.Logf("-seed %d", *seed)
	for name, r := range documented(t) {
		worst, at := largest(t, name, func(worker, workers int) func() (float64, bool) {
			random := rand.New(rand.NewPCG(*seed, uint64(worker)))
			left := 64 * *points / workers
			return func() (float64, bool) {
				left--
				switch random.IntN(4) {
				case 0: // of any size
					return math.Float64frombits(random.Uint64()), left >= 0
				case 1:
					return math.Ldexp(random.Float64()-0.5, random.IntN(12)), left >= 0
				}
				return 1 + 4*(random.Float64()-0.5), left >= 0
			}
		})
		assert.LessOrEqual(t, worst, bound[name], "%s(%v)", name, at)
		assertFound(t, r.float64, name, found[name].float64)
	}
}

func TestErrorsAtTheHardestNumbersAreThoseDocumented(t *testing.T) {
	for name, r := range documented(t) {
		f, worst := known[name], "-"
		for _, h := range hardest[name] {
			exact := f.big(h.x)
			assert.Greater(t, nearness(exact), h.bits, "%s(%x) is hard to round", name, h.x)
			if off := figure(ulps(f.ours(h.x), exact)); worst == "-" || off > worst {
				worst = off
			}
		}
		assert.Equal(t, r.hardest, worst, name)
	}
}

// nearness is minus the binary logarithm of the distance of an exact value from the
// nearest number of float64 or middle of two, in units in the last place.
func nearness(exact *big.Float) float64 {
	rounded, _ := exact.Float64()
	ulp := math.Nextafter(math.Abs(rounded), math.Inf(1)) - math.Abs(rounded)
	halves := new(big.Float).Quo(new(big.Float).Sub(exact, float(rounded)), float(ulp/2))
	off, _ := halves.Float64()
	rest, _ := new(big.Float).Sub(halves, float(math.Round(off))).Float64()
	return 1 - math.Log2(math.Abs(rest))
}
