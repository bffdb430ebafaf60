package program_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"backprop/graph/program"
)

// The form of a function for numbers is that for elements, to the last bit.
func TestFunctionsOfNumbersAreThoseOfElements(t *testing.T) {
	numbers := []float64{0, math.Copysign(0, -1), 1, -1, 0.3, -2.7, 20, -800, 800, 5e-324, 1e308,
		math.Inf(1), math.Inf(-1), math.NaN()}
	functions := program.Functions()
	assert.Greater(t, len(functions), 50)
	for _, f := range functions {
		for i, a := range numbers {
			for j, b := range numbers {
				c, d := numbers[(i+3)%len(numbers)], numbers[(j+5)%len(numbers)]
				var element [1]float64
				f.Apply(element[:], [][]float64{{a}, {b}, {c}, {d}})
				got, want := f.Number(a, b, c, d), element[0]
				if math.Float64bits(got) != math.Float64bits(want) && !(math.IsNaN(got) && math.IsNaN(want)) {
					t.Errorf("%s of %v, %v, %v, %v: %v for numbers, %v for elements", f.Name, a, b, c, d, got, want)
				}
			}
		}
	}
}
