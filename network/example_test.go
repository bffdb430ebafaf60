package network_test

import (
	"errors"
	"fmt"
	"math"

	"backprop/network"
)

// The stream is numpy.random.RandomState(1): randn() is 1.6243453636632417.
func ExampleNewStream() {
	stream, err := network.NewStream(1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.16f\n%.16f\n", stream.Normal(), stream.Normal())
	// Output:
	// 1.6243453636632417
	// -0.6117564136500754
}

func ExampleNewNormal() {
	layers := []int{2, 4, 1}
	spec := network.Spec{Layers: layers, Activations: network.DefaultActivations(layers)}
	stream, err := network.NewStream(1)
	if err != nil {
		fmt.Println(err)
		return
	}
	parameters, err := network.NewNormal(spec, 21, stream)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range parameters.Tensors {
		fmt.Printf("%s %d×%d  first %.4f\n", t.Name, t.Rows, t.Cols, t.Of(parameters.Values)[0])
	}
	// Output:
	// W1 2×4  first 1.6243
	// b1 1×4  first 0.3190
	// W2 4×1  first -0.3224
	// b2 1×1  first -0.1724
}

func ExampleNewLayout() {
	layers := []int{2, 4, 4, 1}
	spec := network.Spec{Layers: layers, Activations: network.DefaultActivations(layers), Bias: network.Row}
	layout, err := network.NewLayout(spec, 21)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(layout.Size, layout.ElementName(99))
	// Output: 217 W2[1,3]
}

func ExampleSpec_Validate() {
	spec := network.Spec{Layers: []int{2, 4, 2}, Activations: network.DefaultActivations([]int{2, 4, 2})}
	fmt.Println(spec.Validate())
	// Output: layers 2,4,2: the last width is 2, want 1: the output is one sigmoid unit
}

func ExampleNewBatch() {
	batch, err := network.NewBatch([]float64{0, 0, 0, 1, 1, 0, 1, 1}, []float64{0, 1, 1, 0}, 2)
	fmt.Println(batch.Rows, batch.Cols, err)
	_, err = network.NewBatch([]float64{0, 0}, []float64{2}, 2)
	fmt.Println(err)
	// Output:
	// 4 2 <nil>
	// label Y[0] is 2, want 0 or 1
}

// Wl is n(l-1)×nl; a row bias has a row for each of the 21 rows of a batch.
func ExampleNewParameters() {
	layers := []int{2, 4, 1}
	spec := network.Spec{Layers: layers, Activations: network.DefaultActivations(layers), Bias: network.Row}
	parameters, err := network.NewParameters(spec, 21)
	if err != nil {
		fmt.Println(err)
		return
	}
	b1 := parameters.Bias(1)
	fmt.Println(b1.Name, b1.Rows, b1.Cols, len(parameters.Values))
	// Output: b1 21 4 117
}

func ExampleDescend() {
	theta := []float64{1, -2}
	network.Descend(theta, []float64{4, -8}, 0.25)
	fmt.Println(theta)
	// Output: [0 0]
}

func ExampleParseActivation() {
	fmt.Println(network.ParseActivation("tanh"))
	// Output: tanh <nil>
}

func ExampleParseBias() {
	fmt.Println(network.ParseBias("row"))
	// Output: row <nil>
}

func ExampleActivations() {
	fmt.Println(network.Activations())
	// Output: [identity relu sigmoid tanh]
}

func ExampleBiases() {
	fmt.Println(network.Biases())
	// Output: [shared row]
}

// A view of two of the rows.
func ExampleBatch_Slice() {
	batch, err := network.NewBatch([]float64{0, 0, 0, 1, 1, 0, 1, 1}, []float64{0, 1, 1, 0}, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	middle := batch.Slice(1, 3)
	fmt.Println(middle.Rows, middle.X, middle.Y)
	// Output: 2 [0 1 1 0] [1 1]
}

func ExampleSpec_ValidateRows() {
	spec := network.Spec{Layers: []int{3, 4, 1}, Activations: network.DefaultActivations([]int{3, 4, 1})}
	fmt.Println(spec.Inputs(), "inputs,", spec.Depth(), "layers")
	fmt.Println(spec.ValidateRows(0))
	// Output:
	// 3 inputs, 2 layers
	// rows 0: want at least 1
}

// What an engine asks of its arguments, and the place of a weight in the flat vector.
func ExampleLayout_Check() {
	spec := network.Spec{Layers: []int{2, 1}, Activations: network.DefaultActivations([]int{2, 1})}
	layout, err := network.NewLayout(spec, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	batch := network.Batch{X: []float64{3, -4}, Y: []float64{1}, Rows: 1, Cols: 2}
	theta := make([]float64, layout.Size)
	fmt.Println(layout.Check(theta, batch))

	layout.Weight(1).Of(theta)[1] = math.Inf(1)
	fmt.Println(layout.Check(theta, batch))
	fmt.Println(layout.CheckFinite("gradient", theta))
	fmt.Println(network.FirstNonFinite(theta))
	// Output:
	// <nil>
	// parameter W1[1,0] is +Inf, want a finite number
	// gradient W1[1,0] is +Inf, want a finite number
	// 1
}

func ExampleParameters_Clone() {
	spec := network.Spec{Layers: []int{2, 1}, Activations: network.DefaultActivations([]int{2, 1})}
	start, err := network.NewParameters(spec, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	end := start.Clone()
	network.Descend(end.Values, []float64{1, 2, 3}, 1)
	fmt.Println(start.Values, end.Values)
	// Output: [0 0 0] [-1 -2 -3]
}

// The stream is numpy.random.RandomState(1): random_sample() is 0.417022004702574.
func ExampleStream_Uniform() {
	stream, err := network.NewStream(1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.15f\n", stream.Uniform())
	// Output: 0.417022004702574
}

// An error that names a setting, so that a program can name its flag.
func ExampleInvalid() {
	err := network.Invalid("learning rate", "%g: want a positive number", -1.0)
	var setting *network.SettingError
	fmt.Println(errors.As(err, &setting), setting.Setting)
	fmt.Println(err)
	// Output:
	// true learning rate
	// learning rate -1: want a positive number
}
