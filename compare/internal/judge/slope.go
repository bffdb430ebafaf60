package judge

import "math"

// FirstStep returns the first step of Ridders' method along u: a tenth of the scale of x, which
// is at least 1.
func FirstStep(x, u []float64) float64 {
	scale := math.Inf(1)
	for k := range x {
		if u[k] != 0 {
			scale = min(scale, math.Abs(x[k]))
		}
	}
	return 0.1 * max(1, scale)
}

// Along returns the slope of f at x along u, and an estimate of its error: central
// differences of steps that shrink by 1.4, extrapolated to 0 (Ridders, 1982).
func Along(f func([]float64) float64, x, u []float64) (slope, bar float64) {
	const shrink, steps = 1.4, 10
	var a [steps][steps]float64
	h := FirstStep(x, u)
	slope, bar = math.NaN(), math.Inf(1)
	for i := range steps {
		a[0][i] = (f(step(x, h, u)) - f(step(x, -h, u))) / (2 * h)
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
// times its error, where the slopes to both sides are the same. Terms of f are of a size, and
// computed with a unit roundoff, 0x1p-53 or 0x1p-24.
func refutes(f func([]float64) float64, x, u []float64, claimed, size, unit float64) bool {
	slope, bar := Along(f, x, u)
	h := FirstStep(x, u)
	// How much the slopes to both sides differ, but for the part that vanishes with the step.
	bend := func(h float64) float64 { return (f(step(x, h, u)) - 2*f(x) + f(step(x, -h, u))) / h }
	near := 1000.0
	if unit > 0x1p-30 {
		near = 20 // as float32 is lost in its rounding nearer to x
	}
	jump := math.Abs(2*bend(h/near/2) - bend(h/near))
	if !(jump <= 10*bar+float64(1e-3*max(1, math.Abs(slope)))) {
		return false // a kink, or a pole that the steps straddle
	}
	// What f would change by, within the first step, must not drown in its rounding.
	hidden := 128 * unit * size / h
	return !(math.Abs(claimed-slope) <= 10*bar+float64(max(1e-9, 16*unit)*math.Abs(slope))+hidden)
}

// step returns x + hu.
func step(x []float64, h float64, u []float64) []float64 {
	y := make([]float64, len(x))
	for k := range y {
		y[k] = x[k] + float64(h*u[k])
	}
	return y
}
