package opcheck

import "math"

// along returns the slope of f at x along u, and an estimate of its error: central
// differences of steps that shrink by 1.4, extrapolated to 0 (Ridders, 1982). It shares
// nothing with package gradcheck.
func along(f func([]float64) float64, x, u []float64) (slope, bar float64) {
	const shrink, steps = 1.4, 10
	difference := func(h float64) float64 {
		at := func(h float64) float64 {
			y := make([]float64, len(x))
			for k := range y {
				y[k] = x[k] + float64(h*u[k])
			}
			return f(y)
		}
		return (at(h) - at(-h)) / (2 * h)
	}
	var a [steps][steps]float64
	h := 0.1
	slope, bar = math.NaN(), math.Inf(1)
	for i := range steps {
		a[0][i] = difference(h)
		h /= shrink
		factor := 1.0
		for j := 1; j <= i; j++ {
			factor *= shrink * shrink
			a[j][i] = (float64(a[j-1][i]*factor) - a[j-1][i-1]) / (factor - 1)
			if e := max(math.Abs(a[j][i]-a[j-1][i]), math.Abs(a[j][i]-a[j-1][i-1])); e <= bar {
				slope, bar = a[j][i], e
			}
		}
		if i > 0 && math.Abs(a[i][i]-a[i-1][i-1]) >= 2*bar {
			break
		}
	}
	return slope, bar
}

// refutes reports whether Ridders' method calls a claimed slope wrong: by more than ten
// times its error.
func refutes(f func([]float64) float64, x, u []float64, claimed float64) bool {
	slope, bar := along(f, x, u)
	return !math.IsInf(bar, 0) && !(math.Abs(claimed-slope) <= 10*bar+float64(1e-9*math.Abs(slope)))
}

func unit(n, k int) []float64 {
	u := make([]float64, n)
	u[k] = 1
	return u
}
