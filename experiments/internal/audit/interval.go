package audit

import (
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"
)

// Level is that of every interval.
const Level = 0.95

// z is the standard normal quantile of (1+Level)/2.
const z = 1.959963984540054

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

// MedianInterval returns the median of values and the interval of the sign test at
// Level at least, whatever their distribution: from the k-th smallest to the
// k-th largest, where k is the largest for which fewer than k heads of len(values)
// coins have a probability of at most (1-Level)/2 (Conover, Practical
// Nonparametric Statistics, 1999, section 3.2). Of fewer than six values it is
// their range. Values that are not finite are left out; without any it is all zero.
func MedianInterval(values []float64) Paired {
	sorted := finite(values)
	n := len(sorted)
	if n == 0 {
		return Paired{}
	}
	heads := distuv.Binomial{N: float64(n), P: 0.5}
	k := max(1, sort.Search(n/2, func(k int) bool { return heads.CDF(float64(k)) > (1-Level)/2 }))
	return Paired{Median: Quantile(0.5, sorted), Low: sorted[k-1], High: sorted[n-k]}
}

// Newcombe returns the difference of two shares of the same trials, first less
// second, and its interval at Level: the square-and-add interval for paired
// proportions, Newcombe, Statistics in Medicine 17 (1998), 2635-2650, method 10. Of
// the trials both have the property in both forms, and so on.
func Newcombe(both, first, second, neither int) (difference, low, high float64) {
	a, b, c, d := float64(both), float64(first), float64(second), float64(neither)
	n := a + b + c + d
	if n == 0 {
		return 0, -1, 1
	}
	p, q := (a+b)/n, (a+c)/n
	l, u := Wilson(both+first, both+first+second+neither)
	m, v := Wilson(both+second, both+first+second+neither)
	phi := float64(a*d) - float64(b*c)
	if phi > 0 {
		phi = max(0, phi-n/2) // continuity correction
	}
	if phi != 0 {
		phi /= math.Sqrt((a + b) * (c + d) * (a + c) * (b + d))
	}
	// The root of x² - 2φxy + y².
	half := func(x, y float64) float64 {
		return math.Sqrt(max(0, float64(x*x)-float64(2*phi*x*y)+float64(y*y)))
	}
	difference = (b - c) / n
	return difference, difference - half(p-l, v-q), difference + half(u-p, q-m)
}
