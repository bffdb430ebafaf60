package manual_test

import (
	"fmt"

	"backprop/manual"
	"backprop/network"
)

// Four steps of gradient descent on the four corners of XOR.
func ExampleEngine_Step() {
	layers := []int{2, 4, 4, 1}
	spec := network.Spec{Layers: layers, Activations: network.DefaultActivations(layers)}
	batch, err := network.NewBatch([]float64{0, 0, 0, 1, 1, 0, 1, 1}, []float64{0, 1, 1, 0}, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	stream, err := network.NewStream(1)
	if err != nil {
		fmt.Println(err)
		return
	}
	theta, err := network.NewNormal(spec, batch.Rows, stream)
	if err != nil {
		fmt.Println(err)
		return
	}
	engine, err := manual.New(spec, batch.Rows)
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 4 {
		loss, err := engine.Step(theta.Values, batch, 0.01)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("mean loss %.6f\n", loss/float64(batch.Rows))
	}
	// Output:
	// mean loss 4.118421
	// mean loss 3.417990
	// mean loss 2.851350
	// mean loss 2.390332
}

// The gradient of logistic regression at θ = 0, where ŷ = 1/2: Xᵀ(ŷ - y).
func ExampleEngine_Gradient() {
	spec := network.Spec{Layers: []int{2, 1}, Activations: []network.Activation{network.Sigmoid}}
	engine, err := manual.New(spec, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	batch, err := network.NewBatch([]float64{1, 2, 3, 4}, []float64{0, 1}, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	gradient := make([]float64, 3) // W1[0,0], W1[1,0], b1[0,0]
	loss, err := engine.Gradient(gradient, make([]float64, 3), batch)
	fmt.Printf("%.4f %v %v\n", loss, gradient, err)
	// Output: 1.3863 [-1 -1 0] <nil>
}

func ExampleEngine_Predict() {
	spec := network.Spec{Layers: []int{1, 1}, Activations: []network.Activation{network.Sigmoid}}
	engine, err := manual.New(spec, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	batch, err := network.NewBatch([]float64{-1, 1}, []float64{0, 1}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	probabilities, logits := make([]float64, 2), make([]float64, 2)
	err = engine.Predict(probabilities, logits, []float64{2, 0}, batch)
	fmt.Printf("%.4f %v %v\n", probabilities, logits, err)
	// Output: [0.1192 0.8808] [-2 2] <nil>
}

// The loss is the sum over the rows: 2 ln 2 at θ = 0.
func ExampleEngine_Loss() {
	spec := network.Spec{Layers: []int{2, 1}, Activations: []network.Activation{network.Sigmoid}}
	engine, err := manual.New(spec, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	batch, err := network.NewBatch([]float64{1, 2, 3, 4}, []float64{0, 1}, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	loss, err := engine.Loss(make([]float64, 3), batch)
	fmt.Printf("%.4f %v\n", loss, err)
	// Output: 1.3863 <nil>
}
