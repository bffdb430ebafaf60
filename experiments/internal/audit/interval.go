package audit

import (
	"hash/fnv"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// Level is that of every interval.
const Level = 0.95

// z is the standard normal quantile of (1+Level)/2.
const z = 1.959963984540054

// Resamples is the number of every bootstrap: Efron and Tibshirani, An
// Introduction to the Bootstrap, 1993, ask for at least 1000 for a percentile
// interval.
const Resamples = 2000

// Wilson returns the score interval of a share at Level, for count of n trials:
// Wilson, Journal of the American Statistical Association 22 (1927). It is 0 to 1
// for no trials.
func Wilson(count, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	p, N := float64(count)/float64(n), float64(n)
	// (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)
	center := p + z*z/(2*N)
	half := float64(z * math.Sqrt(float64(p*(1-p))/N+z*z/(4*N*N)))
	scale := 1 + z*z/N
	low, high = (center-half)/scale, (center+half)/scale
	// The ends are exact, whatever the rounding.
	if count == 0 {
		low = 0
	}
	if count == n {
		high = 1
	}
	return low, high
}

// rateOf counts the seeds, n of them, of which something is true.
func rateOf(n int, of func(i int) bool) Rate {
	count := 0
	for i := range n {
		if of(i) {
			count++
		}
	}
	r := Rate{Count: count, Of: n}
	if n > 0 {
		r.Share = float64(count) / float64(n)
	}
	r.Low, r.High = Wilson(count, n)
	return r
}

// Quantile returns the quantile of sorted values at p from 0 to 1, linear between
// order statistics: type 7 of Hyndman and Fan, The American Statistician 50
// (1996), numpy's default. (gonum's LinInterp is type 4, whose median of two
// values is the lower.) It is NaN of no values.
func Quantile(p float64, sorted []float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	at := float64(p * float64(len(sorted)-1))
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + float64((at-float64(i))*(sorted[i+1]-sorted[i]))
}

// finite returns the finite of values, sorted.
func finite(values []float64) []float64 {
	kept := make([]float64, 0, len(values))
	for _, v := range values {
		if v-v == 0 {
			kept = append(kept, v)
		}
	}
	slices.Sort(kept)
	return kept
}

// distributionOf summarises the finite values; without any it is all zero.
func distributionOf(values []float64) Distribution {
	sorted := finite(values)
	d := Distribution{Count: len(sorted)}
	if len(sorted) == 0 {
		return d
	}
	for i := range d.Quantiles {
		d.Quantiles[i] = Quantile(float64(i)/float64(len(d.Quantiles)-1), sorted)
	}
	last := len(d.Quantiles) - 1
	d.Q1, d.Median, d.Q3 = d.Quantiles[last/4], d.Quantiles[last/2], d.Quantiles[3*last/4]
	return d
}

// percentileOf returns the share of values below v, half of those equal added, in
// percent.
func percentileOf(v float64, values []float64) float64 {
	below, n := 0.0, 0
	for _, x := range values {
		if x-x != 0 {
			continue
		}
		n++
		switch {
		case x < v:
			below++
		case x == v:
			below += 0.5
		}
	}
	return 100 * below / float64(max(1, n))
}

// BootstrapMedian returns the median of values and its percentile bootstrap
// interval at Level, from Resamples resamples; name seeds them. Values that are
// not finite are left out; without any it is all zero.
func BootstrapMedian(values []float64, name string) Paired {
	sorted := finite(values)
	if len(sorted) == 0 {
		return Paired{}
	}
	hash := fnv.New64a()
	hash.Write([]byte(name))
	source := rand.NewPCG(hash.Sum64(), Method)
	medians := make([]float64, Resamples)
	counts := make([]uint32, len(sorted))
	for r := range medians {
		clear(counts)
		for range sorted {
			// ⌊n·u⌋ of a uniform 64-bit u: as even as n/2^64 allows.
			i, _ := bits.Mul64(source.Uint64(), uint64(len(sorted)))
			counts[i]++
		}
		medians[r] = medianOfCounted(sorted, counts)
	}
	slices.Sort(medians)
	return Paired{
		Median: Quantile(0.5, sorted),
		Low:    Quantile((1-Level)/2, medians),
		High:   Quantile((1+Level)/2, medians),
	}
}

// medianOfCounted returns the median of the multiset that has sorted[i] counts[i]
// times, len(sorted) values in all.
func medianOfCounted(sorted []float64, counts []uint32) float64 {
	n := len(sorted)
	i, seen := 0, int(counts[0])
	for seen <= (n-1)/2 { // up to the lower of the middle two
		i++
		seen += int(counts[i])
	}
	lower := sorted[i]
	for seen <= n/2 {
		i++
		seen += int(counts[i])
	}
	return lower + (sorted[i]-lower)/2
}
