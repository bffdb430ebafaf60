package mutant_test

import (
	"fmt"

	"backprop/compare/gradcheck"
	"backprop/compare/mutant"
	"backprop/network"
)

// The first mistake is a mean instead of a sum.
func ExampleAll() {
	spec := network.Spec{Layers: []int{1, 1}, Activations: []network.Activation{network.Sigmoid}}
	layout, err := network.NewLayout(spec, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	theta := []float64{0, 0}
	batch := network.Batch{X: []float64{1, 3}, Y: []float64{0, 1}, Rows: 2, Cols: 1}
	m := mutant.All()[0]
	fmt.Println("right:", mutant.Right(spec, layout, theta, batch))
	fmt.Println(m.Name+":", m.Gradient(spec, layout, theta, batch))
	// Output:
	// right: [-1 0]
	// mean instead of sum: [-0.5 0]
}

// A checker's first hint is to name the mistake.
func ExampleMutant_Explains() {
	m := mutant.All()[0]
	fmt.Println(m.Explains([]gradcheck.Hint{{Kind: gradcheck.Factor}}),
		m.Explains([]gradcheck.Hint{{Kind: gradcheck.Sign}}))
	// Output: true false
}

// Where the backward pass is derived, nobody can make a mistake in it.
func ExamplePlace_InAutodiff() {
	for _, place := range mutant.Places() {
		if !place.InAutodiff() {
			fmt.Println(place)
		}
	}
	// Output:
	// the derivative of a library's function
	// the backward pass
}
