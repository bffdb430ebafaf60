package gradcheck

import "math"

// dot and norm are those of gonum's floats, whose last digits are the processor's,
// with the same digits on every architecture.

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += float64(v * b[i])
	}
	return sum
}

// norm is the Euclidean norm, taken relative to the largest element, whose square
// may be too large or too small for a float64. It is NaN or +Inf where an element is.
func norm(v []float64) float64 {
	largest := 0.0
	for _, x := range v {
		largest = max(largest, math.Abs(x)) // NaN if either is
	}
	if largest == 0 || !finite(largest) {
		return largest
	}
	sum := 0.0
	for _, x := range v {
		r := x / largest
		sum += float64(r * r)
	}
	return largest * math.Sqrt(sum)
}
