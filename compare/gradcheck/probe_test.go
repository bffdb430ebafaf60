package gradcheck

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// lineOf is the line of f at x, of one element, where f is known to within accuracy.
func lineOf(t *testing.T, f func(x float64) float64, x, accuracy float64) line {
	t.Helper()
	c, err := newChecker(func(x []float64) float64 { return f(x[0]) }, []float64{x}, &Settings{Accuracy: accuracy})
	require.NoError(t, err)
	return line{p: c.problem}
}

// estimateFrom is an estimate by a search from the step h on, of four pairs, before its probes, and with the given bar.
func estimateFrom(l line, h, bar float64) (*search, estimate) {
	s := l.search()
	for range 4 {
		s.add(l.pair(h))
		h /= stepRatio
	}
	e := s.newest
	e.bar = bar
	return s, e
}

// The bar of an estimate that stood its probes holds what f may be off by at all of them, and where steps are below
// 2^-38 of x what that is rounded by.
func TestTheBarHoldsTheNoiseOfItsProbes(t *testing.T) {
	const slope = 4
	for _, c := range []struct {
		name      string
		x, widest float64
		accuracy  float64
		tiny      bool
	}{
		{"ordinary steps", 0.5, 0x1p-3, 1e-6, false},
		{"the smallest that are not tiny", 0.5, 0x1p-33, 1e-12, false},
		{"tiny steps", 0.5, 0x1p-34, 1e-12, true},
		{"tiny steps beside a larger x", 8, 0x1p-30, 1e-12, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := lineOf(t, func(x float64) float64 { return slope * x }, c.x, c.accuracy) // without rounding
			s, e := estimateFrom(l, c.widest, 1e9)
			require.Equal(t, c.widest/64, e.step)
			proven, ok := s.probed(e)
			require.True(t, ok)
			noise := c.accuracy // of one value
			want := noise/l.reached(probePair*e.step) + 2*noise/e.step
			if c.tiny {
				want += noiseSigmas * unit * c.x * slope / e.step
			}
			assert.InDelta(t, want, proven.bar, 1e-9*want)
		})
	}
}

// An estimate is not believed if f bends, where it is probed, by more than eight times what it may be off by.
func TestABendAtTheProbeIsSeen(t *testing.T) {
	const accuracy, x = 1e-6, 0.5
	for bend, want := range map[float64]bool{0: true, 7 * accuracy: true, 12 * accuracy: false, -30 * accuracy: false} {
		inside := 0.0
		l := lineOf(t, func(v float64) float64 {
			if off := math.Abs(v - x); off > inside/2 && off < inside {
				return 3*v + bend/2
			}
			return 3 * v
		}, x, accuracy)
		s, e := estimateFrom(l, 0x1p-3, 1e9)
		inside = 2 * probePair * e.step * 0.9
		_, ok := s.probed(e)
		assert.Equal(t, want, ok, "a bend of %v", bend)
	}
}

// Far inside of the steps f may differ from what is predicted there by what two values of it may be off, and no more,
// however little the estimate is known further out, and however f bends there.
func TestADifferenceFarInsideIsSeen(t *testing.T) {
	const accuracy, x = 1e-6, 0.5
	for name, bar := range map[string]float64{"a narrow bar": 1e-4, "a wide bar": 1e-2} {
		for bump, want := range map[float64]bool{0: true, 1.5 * accuracy: true, 3 * accuracy: false, -3 * accuracy: false} {
			top := 0.0
			l := lineOf(t, func(v float64) float64 {
				f := 3*v + math.Cos(20*(v-x))
				if off := math.Abs(v - x); off > 0 && off < top {
					f += bump
				}
				return f
			}, x, accuracy)
			s, e := estimateFrom(l, 0x1p-2, bar)
			top = 2 * probeFar * e.step
			inside := e.used.newest(e.used.n - 1)
			loose := e.used.bend(0, l.p.f0) - stepRatio*stepRatio*inside.bend(0, l.p.f0)
			require.Greater(t, math.Abs(loose), 10*accuracy, "how little is known of the bend")
			_, ok := s.probed(e)
			assert.Equal(t, want, ok, "%s, a bump of %v", name, bump)
		}
	}
}

// A close look returns the mean of its slopes with three times the standard error of that.
func TestACloseLookKnowsItsError(t *testing.T) {
	const x, h, d = 1, 0x1p-20, 1e-4
	steps := []float64{h, h * 4 / 3, h * 5 / 3}
	l := lineOf(t, func(v float64) float64 {
		off := v - x
		for i, step := range steps {
			if math.Abs(math.Abs(off)-step) < h/10 {
				return float64(5+i-1) * d * off // slopes of 4d, 5d and 6d
			}
		}
		return 0
	}, x, 0)
	s := l.search()
	s.add(pair{0x1p-3, 0x1p-3, 0x1p-3, 0, 0})
	e := estimate{used: s.rows}
	slope, off, done := l.lookAt(h, 3, &Comparison{AbsDiff: d}, e)
	assert.True(t, done)
	assert.InDelta(t, 5*d, slope, 1e-8)
	assert.InDelta(t, closeErrors*d*math.Sqrt(2./3/2), off, 1e-8)
}

// The roughness of a table is the least over the orders of its differences: of values that alternate between 1 and
// -1 the k-th are 2^k, and (k!)²/(2k)! 4^k grows with k.
func TestTheRoughnessOfATable(t *testing.T) {
	const x, h = 1, 0x1p-10
	l := lineOf(t, func(v float64) float64 {
		if math.Mod(math.Round((v-x)/h), 2) != 0 {
			return -1
		}
		return 1
	}, x, 0)
	squares := 1.0
	for k := 1; k <= firstColumn; k++ {
		squares *= 4 * float64(k) / float64(4*k-2)
	}
	assert.InDelta(t, math.Sqrt(squares), l.table(0, h).sigma, 1e-12)
}

// Stairs are told from what is smooth though another part of f has a slope, either way, so that they are level nowhere.
func TestStairsBesideASlopeJump(t *testing.T) {
	const x, height = 1.3, 1e-9
	random := rand.New(rand.NewPCG(3, 7))
	for range 1000 {
		spacing := math.Exp2(-4 - 20*random.Float64())
		width := spacing * math.Exp2(-6+8*random.Float64())     // some 3 edges to some 700
		of := math.Ldexp(random.Float64()-0.5, -random.IntN(8)) // the slope, at most half of that of the stairs
		smooth := func(v float64) float64 { return 1 + of*height*(v-x)/width }
		l := lineOf(t, func(v float64) float64 { return smooth(v) + height*math.Floor((v-x)/width+0.3) }, x, 0)
		assert.True(t, l.jumps(l.table(0, spacing)), "width %g of the spacing %g, slope %g", width/spacing, spacing, of)
		l = lineOf(t, func(v float64) float64 { return smooth(v) + height*math.Abs(v-x-3.3*spacing)/width }, x, 0)
		assert.False(t, l.jumps(l.table(0, spacing)), "a kink")
		l = lineOf(t, func(v float64) float64 { return smooth(v) + height/width*math.Sqrt(max(v-x+spacing/9, 0)) }, x, 0)
		assert.False(t, l.jumps(l.table(0, spacing)), "a root")
	}
}

// A change at the smallest step of all shows that f is not flat.
func TestAChangeAtTheSmallestStepIsSeen(t *testing.T) {
	const x = 0x1p-3 * innerRatio / smallestStep // of which the smallest step is the first that is looked at inside of 1/8
	for _, change := range []float64{0, 1} {
		l := lineOf(t, func(v float64) float64 {
			if v == x+x*smallestStep {
				return 3 + change
			}
			return 3
		}, x, 0)
		want := map[float64]Reason{0: Flat, 1: Unresolved}[change]
		assert.Equal(t, want, l.flatToOneSide(1, 0x1p-3).reason)
	}
}

// A quick estimate is tried from three steps on, each a quarter of the one before; what needs smaller ones is searched.
func TestAQuickEstimateIsTriedThreeTimes(t *testing.T) {
	for w, want := range map[float64]bool{1: true, 4: true, 10: true, 20: false, 100: false} {
		l := lineOf(t, func(x float64) float64 { return math.Exp(w * x) }, 0.3, 0)
		assert.Equal(t, want, l.quick().usable(), "exp(%v x)", w)
	}
}

// A search ends when two steps in a row have not halved its bar.
func TestASearchThatGainsLittleEnds(t *testing.T) {
	l := lineOf(t, func(x float64) float64 { return 3 * x }, 0.5, 1e-10)
	s, _ := estimateFrom(l, 0x1p-3, 0)
	for n, want := range []bool{false, false, true} {
		e, done := s.settle(0)
		assert.Equal(t, want, done, "after %d", n)
		assert.Equal(t, Agrees, e.reason)
		s.proven.bar *= 1.25 // of which the next is four fifths
	}
}
