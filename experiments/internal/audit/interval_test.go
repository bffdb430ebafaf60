package audit

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// Newcombe, Statistics in Medicine 17 (1998), table I, method 3: four digits.
func TestWilsonsIntervalIsThePublishedOne(t *testing.T) {
	for _, c := range []struct {
		count, n  int
		low, high float64
	}{
		{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718},
	} {
		low, high := Wilson(c.count, c.n)
		assert.InDelta(t, c.low, low, 0.00005, "%d of %d", c.count, c.n)
		assert.InDelta(t, c.high, high, 0.00005, "%d of %d", c.count, c.n)
	}
}

// The ends p of the interval solve |p̂ - p| = z √(p(1-p)/n).
func TestWilsonsIntervalSolvesItsEquation(t *testing.T) {
	assert.InDelta(t, distuv.UnitNormal.Quantile((1+Level)/2), z, 1e-15)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 100_000).Draw(t, "n")
		count := rapid.IntRange(0, n).Draw(t, "count")
		share := float64(count) / float64(n)
		low, high := Wilson(count, n)
		if !(0 <= low && low <= share && share <= high && high <= 1) {
			t.Fatalf("%v to %v around %v", low, high, share)
		}
		for _, p := range []float64{low, high} {
			if got, want := math.Abs(share-p), z*math.Sqrt(p*(1-p)/float64(n)); math.Abs(got-want) > 1e-9 {
				t.Fatalf("at %v: %v, want %v", p, got, want)
			}
		}
	})
	low, high := Wilson(0, 0)
	assert.Equal(t, []float64{0, 1}, []float64{low, high}, "no trials say nothing")
}

// numpy.quantile([1, 2, 4, 8, 16], p), and of two values.
func TestQuantilesAreNumpys(t *testing.T) {
	sorted := []float64{1, 2, 4, 8, 16}
	for p, want := range map[float64]float64{0: 1, 0.1: 1.4, 0.25: 2, 0.5: 4, 0.6: 5.6, 0.975: 15.2, 1: 16} {
		assert.InDelta(t, want, Quantile(p, sorted), 1e-14, p)
	}
	assert.Equal(t, 1.5, Quantile(0.5, []float64{1, 2}))
	assert.Equal(t, 7., Quantile(0.3, []float64{7}))
	assert.True(t, math.IsNaN(Quantile(0.5, nil)))
}

func TestADistributionLeavesOutWhatIsNotFinite(t *testing.T) {
	d := distributionOf([]float64{3, math.NaN(), 1, 2, math.Inf(1), 4, 5})
	assert.Equal(t, []float64{5, 2, 3, 4}, []float64{float64(d.Count), d.Q1, d.Median, d.Q3})
	assert.Equal(t, 1., d.Quantiles[0])
	assert.Equal(t, 5., d.Quantiles[40])
	assert.Equal(t, Distribution{}, distributionOf([]float64{math.NaN()}))
}

func TestAPercentileCountsTiesHalf(t *testing.T) {
	values := []float64{1, 2, 2, math.NaN(), 3}
	for v, want := range map[float64]float64{0: 0, 1: 12.5, 2: 50, 2.5: 75, 3: 87.5, 4: 100} {
		assert.Equal(t, want, percentileOf(v, values), v)
	}
}

// The interval of the sign test is the widest but one whose tails have 2.5 % at most:
// numbers from tables of the binomial distribution.
func TestTheIntervalOfAMedianIsTheSignTests(t *testing.T) {
	for n, k := range map[int]int{6: 1, 8: 1, 9: 2, 12: 3, 20: 6, 25: 8, 50: 18, 100: 40} {
		values := make([]float64, n)
		for i := range values {
			values[i] = float64(n - i) // the k-th smallest is k
		}
		got := MedianInterval(append(values, math.NaN()))
		assert.Equal(t, Paired{float64(n+1) / 2, float64(k), float64(n + 1 - k)}, got)
	}
	assert.Equal(t, Paired{2, 1, 3}, MedianInterval([]float64{3, 1, 2}), "the range of few")
	assert.Equal(t, Paired{}, MedianInterval([]float64{math.NaN()}))
}

// Fagerland, Lydersen and Laake, Statistical Analysis of Contingency Tables (2017),
// chapter 8: airway hyper-responsiveness before and after a transplantation.
func TestNewcombesIntervalIsThePublishedOne(t *testing.T) {
	difference, low, high := Newcombe(1, 1, 7, 12)
	assert.InDelta(t, -0.286, difference, 0.0005)
	assert.InDelta(t, -0.507, low, 0.0005)
	assert.InDelta(t, -0.026, high, 0.0005)
}

// Of all tables of a few pairs the interval contains the difference with about the
// probability that it should.
func TestNewcombesIntervalCovers(t *testing.T) {
	const n = 40
	for _, p := range [][4]float64{ // both, first, second, neither
		{0.25, 0.25, 0.25, 0.25}, {0.6, 0.1, 0.05, 0.25}, {0.05, 0.4, 0.05, 0.5},
		{0.8, 0.15, 0.01, 0.04}, {0.02, 0.1, 0.02, 0.86},
	} {
		logFactorial := func(n int) float64 { v, _ := math.Lgamma(float64(n + 1)); return v }
		covered := 0.0
		for a := range n + 1 {
			for b := range n + 1 - a {
				for c := range n + 1 - a - b {
					d := n - a - b - c
					_, low, high := Newcombe(a, b, c, d)
					if low <= p[1]-p[2] && p[1]-p[2] <= high {
						log := logFactorial(n)
						for i, k := range []int{a, b, c, d} {
							log += float64(k)*math.Log(p[i]) - logFactorial(k)
						}
						covered += math.Exp(log)
					}
				}
			}
		}
		assert.InDelta(t, Level, covered, 0.03, p)
	}
}

func TestNewcombesIntervalIsOneOfADifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var n [4]int
		for i := range n {
			n[i] = rapid.IntRange(0, 300).Draw(t, "n")
		}
		d, low, high := Newcombe(n[0], n[1], n[2], n[3])
		if !(-1-1e-12 <= low && low <= d && d <= high && high <= 1+1e-12) {
			t.Fatalf("%v to %v around %v", low, high, d)
		}
		// The other way round it is the negative.
		other, otherLow, otherHigh := Newcombe(n[0], n[2], n[1], n[3])
		if other != -d || math.Abs(otherLow+high) > 1e-12 || math.Abs(otherHigh+low) > 1e-12 {
			t.Fatalf("%v to %v, and %v to %v", low, high, otherLow, otherHigh)
		}
	})
}
