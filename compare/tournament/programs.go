package tournament

import (
	"math"

	"gonum.org/v1/gonum/optimize/functions"
)

// library is gonum's function of that name, and its gradient at x.
func library(name string, x []float64) (f func(x []float64) float64, gradient []float64) {
	l := map[string]interface {
		Func(x []float64) float64
		Grad(grad, x []float64)
	}{
		"Beale": functions.Beale{}, "BiggsEXP2": functions.BiggsEXP2{}, "Box3D": functions.Box3D{},
		"BrownBadlyScaled": functions.BrownBadlyScaled{}, "BrownAndDennis": functions.BrownAndDennis{},
		"ExtendedPowellSingular": functions.ExtendedPowellSingular{}, "Wood": functions.Wood{},
		"ExtendedRosenbrock": functions.ExtendedRosenbrock{}, "PenaltyI": functions.PenaltyI{},
		"PowellBadlyScaled": functions.PowellBadlyScaled{}, "ConcaveRight": functions.ConcaveRight{},
		"VariablyDimensioned": functions.VariablyDimensioned{},
	}[name]
	gradient = make([]float64, len(x))
	l.Grad(gradient, x)
	return l.Func, gradient
}

// programs compute a function by iteration, as exactly as the name says: that is the accuracy that their user knows.
var programs = map[string]struct {
	accuracy float64
	f        func(x float64) float64
}{
	"square root by Newton to 1e-8": {1e-8, func(x float64) float64 {
		y := x
		for range 100 {
			if math.Abs(y*y-x) <= 1e-8 {
				return y
			}
			y = (y + x/y) / 2
		}
		return math.NaN()
	}},
	"cube root by bisection to 1e-10": {1e-10, func(x float64) float64 {
		low, high := 0.0, 10.0
		for high-low > 1e-10 {
			if m := (low + high) / 2; m*m*m < x {
				low = m
			} else {
				high = m
			}
		}
		return (low + high) / 2
	}},
	"integral by 200 midpoints": {0, func(x float64) float64 {
		sum := 0.0
		for k := range 200 {
			t := (float64(k) + 0.5) / 200 * x
			sum += math.Exp(-float64(t*t)) * x / 200
		}
		return sum
	}},
	"logarithm by a series to 1e-12": {1e-12, func(x float64) float64 {
		sum, term := 0.0, -1.0
		for k := range 1000 {
			term *= 1 - x
			if math.Abs(term) < 1e-12 {
				return sum
			}
			sum += term / float64(k+1)
		}
		return math.NaN()
	}},
	"RK4 in 50 steps": {0, decay},
	"RK4 in 50 steps, the exact solution claimed": {0, decay},
}

// decay is y(1) of y' = -k y, y(0) = 1.
func decay(k float64) float64 {
	y, h := 1.0, 1.0/50
	for range 50 { // y' = -k y, four stages
		a := -k * y
		b := -k * (y + float64(h/2*a))
		c := -k * (y + float64(h/2*b))
		d := -k * (y + float64(h*c))
		y += float64(h / 6 * (a + 2*b + 2*c + d))
	}
	return y
}
