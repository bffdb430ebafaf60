package audit

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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

// For an odd number n of values the bootstrap's distribution is known: a
// resample's median is at most the k-th value with the probability that of n
// draws, each among the first k with probability k/n, more than half are.
func TestTheBootstrapOfAMedianHasItsExactDistribution(t *testing.T) {
	for _, n := range []int{11, 101, 1001} {
		values := make([]float64, n)
		for i := range values {
			values[i] = float64(i + 1) // the k-th value is k
		}
		atMost := func(k float64) float64 {
			return 1 - distuv.Binomial{N: float64(n), P: k / float64(n)}.CDF(float64(n-1)/2)
		}
		got := BootstrapMedian(values, "exact")
		assert.Equal(t, float64(n+1)/2, got.Median)
		// The Monte Carlo error of a probability p of R resamples is √(p(1-p)/R).
		tail := (1 - Level) / 2
		noise := 4 * math.Sqrt(tail*(1-tail)/Resamples)
		assert.Greater(t, atMost(got.Low), tail-noise, n)
		assert.Less(t, atMost(got.Low-1), tail+noise, n)
		assert.Greater(t, atMost(got.High), 1-tail-noise, n)
		assert.Less(t, atMost(got.High-1), 1-tail+noise, n)
	}
}

// The median of n normal values has the standard error σ √(π/2n).
func TestTheBootstrapOfAMedianAgreesWithNormalTheory(t *testing.T) {
	for _, n := range []int{1000, 1001} {
		values := make([]float64, n)
		for i := range values {
			values[i] = 3 + 2*distuv.UnitNormal.Quantile((float64(i)+0.5)/float64(n))
		}
		rand.New(rand.NewPCG(1, 1)).Shuffle(n, func(i, k int) { values[i], values[k] = values[k], values[i] })
		half := z * 2 * math.Sqrt(math.Pi/2/float64(n))
		got := BootstrapMedian(values, "normal")
		// 2000 resamples leave an end uncertain by about 4 % of half the width.
		assert.InDelta(t, 3, got.Median, 1e-12)
		assert.InDelta(t, 3-half, got.Low, 0.12*half)
		assert.InDelta(t, 3+half, got.High, 0.12*half)
	}
}

func TestTheBootstrapDependsOnTheValuesAndTheNameAlone(t *testing.T) {
	values := []float64{5, 1, 4, 1, 3, 9, 2}
	shuffled := slices.Clone(values)
	slices.Reverse(shuffled)
	assert.Equal(t, BootstrapMedian(values, "a"), BootstrapMedian(append(shuffled, math.NaN()), "a"))
	assert.Equal(t, Paired{2, 2, 2}, BootstrapMedian([]float64{2, 2, 2}, "a"))
	assert.Equal(t, Paired{}, BootstrapMedian([]float64{math.NaN()}, "a"))
	intervals := map[Paired]bool{}
	for i := range 20 {
		many := make([]float64, 100)
		for k := range many {
			many[k] = math.Sqrt(float64(k))
		}
		intervals[BootstrapMedian(many, strconv.Itoa(i))] = true
	}
	assert.Greater(t, len(intervals), 1, "names seed different resamples")
}

// The median of a resample, counted, is that of the resample, sorted.
func TestAMedianOfCountedValuesIsThatOfTheValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sorted := rapid.SliceOfN(rapid.Float64Range(-9, 9), 1, 12).Draw(t, "values")
		slices.Sort(sorted)
		counts := make([]uint32, len(sorted))
		var resample []float64
		for range sorted {
			i := rapid.IntRange(0, len(sorted)-1).Draw(t, "i")
			counts[i]++
			resample = append(resample, sorted[i])
		}
		slices.Sort(resample)
		if got, want := medianOfCounted(sorted, counts), Quantile(0.5, resample); math.Abs(got-want) > 1e-14 {
			t.Fatalf("%v, want %v", got, want)
		}
	})
	require.Equal(t, 1.5, medianOfCounted([]float64{1, 2}, []uint32{1, 1}))
}
