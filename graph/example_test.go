package graph_test

import (
	"fmt"
	"log"
	"strings"

	"backprop/graph"
	"backprop/network"
)

// The gradient of one sigmoid unit on one row with label 1: with W = 0 the
// probability is 1/2, and dL/dZ = ŷ-y = -1/2.
func ExampleEngine_Gradient() {
	spec := network.Spec{Layers: []int{2, 1}, Activations: network.DefaultActivations([]int{2, 1})}
	engine, err := graph.New(spec, 1)
	if err != nil {
		log.Fatal(err)
	}

	theta, err := network.NewParameters(spec, 1)
	if err != nil {
		log.Fatal(err)
	}
	batch, err := network.NewBatch([]float64{3, -4}, []float64{1}, 2)
	if err != nil {
		log.Fatal(err)
	}
	gradient := make([]float64, len(theta.Values))
	loss, err := engine.Gradient(gradient, theta.Values, batch)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("L = %.4f\n", loss)
	for i, d := range gradient {
		fmt.Printf("dL/d%s = %v\n", theta.ElementName(i), d)
	}
	// Output:
	// L = 0.6931
	// dL/dW1[0,0] = -1.5
	// dL/dW1[1,0] = 2
	// dL/db1[0,0] = -0.5
}

// Descending until a unit computes the logical and.
func ExampleEngine_Step() {
	spec := network.Spec{Layers: []int{2, 1}, Activations: network.DefaultActivations([]int{2, 1})}
	engine, err := graph.New(spec, 4)
	if err != nil {
		log.Fatal(err)
	}

	theta, err := network.NewParameters(spec, 4)
	if err != nil {
		log.Fatal(err)
	}
	batch, err := network.NewBatch([]float64{0, 0, 0, 1, 1, 0, 1, 1}, []float64{0, 0, 0, 1}, 2)
	if err != nil {
		log.Fatal(err)
	}
	for epoch := range 301 {
		loss, err := engine.Step(theta.Values, batch, 0.5)
		if err != nil {
			log.Fatal(err)
		}
		if epoch%100 == 0 {
			fmt.Printf("epoch %3d  mean loss %.3f\n", epoch, loss/4)
		}
	}
	probabilities := make([]float64, 4)
	if err := engine.Predict(probabilities, nil, theta.Values, batch); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.2f\n", probabilities)
	// Output:
	// epoch   0  mean loss 0.693
	// epoch 100  mean loss 0.081
	// epoch 200  mean loss 0.043
	// epoch 300  mean loss 0.029
	// [0.00 0.03 0.03 0.95]
}

// The compiled engine and Gorgonia's interpreter run one graph.
func ExampleNewTape() {
	spec := network.Spec{Layers: []int{2, 4, 1}, Activations: network.DefaultActivations([]int{2, 4, 1})}
	theta, err := network.NewParameters(spec, 2)
	if err != nil {
		log.Fatal(err)
	}
	for i := range theta.Values {
		theta.Values[i] = 0.1 * float64(i%5)
	}
	batch, err := network.NewBatch([]float64{1, 2, 3, 4}, []float64{0, 1}, 2)
	if err != nil {
		log.Fatal(err)
	}
	for _, construct := range []func(network.Spec, int) (*graph.Engine, error){graph.New, graph.NewTape} {
		engine, err := construct(spec, batch.Rows)
		if err != nil {
			log.Fatal(err)
		}
		gradient := make([]float64, len(theta.Values))
		loss, err := engine.Gradient(gradient, theta.Values, batch)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("L = %.6f, dL/dW2 = %.6f\n", loss, theta.Weight(2).Of(gradient))
	}
	// Output:
	// L = 1.346802, dL/dW2 = [0.239664 0.150112 0.009378 0.069079]
	// L = 1.346802, dL/dW2 = [0.239664 0.150112 0.009378 0.069079]
}

// What is paid before the first run, once per network and number of rows.
func ExampleMeasureSetup() {
	layers := []int{2, 4, 4, 1}
	spec := network.Spec{Layers: layers, Activations: network.DefaultActivations(layers)}
	setup, err := graph.MeasureSetup(spec, 21)
	fmt.Println(setup.Build >= 0, err)
	// Output: true <nil>
}

// Three nodes of the drawing that dot -Tsvg makes of it: the first layer, its
// gradient, and the gradient of its weights.
func ExampleEngine_WriteDOT() {
	spec := network.Spec{Layers: []int{2, 4, 1}, Activations: network.DefaultActivations([]int{2, 4, 1})}
	engine, err := graph.New(spec, 21)
	if err != nil {
		log.Fatal(err)
	}

	var dot strings.Builder
	if err := engine.WriteDOT(&dot); err != nil {
		log.Fatal(err)
	}
	for line := range strings.Lines(dot.String()) {
		if strings.Contains(line, `"Z1`) || strings.Contains(line, `"dZ1`) || strings.Contains(line, `"dW1`) {
			fmt.Println(strings.TrimSpace(line))
		}
	}
	// Output:
	// n9 [label="Z1\n+\n21×4"];
	// n41 [label="dZ1\nA × Bᵀ\n21×4"];
	// n46 [label="dW1\nAᵀ × B\n2×4", fillcolor="#f9d5c7", penwidth=2];
}

// The graph before differentiation has the loss and no gradients.
func ExampleEngine_WriteForwardDOT() {
	spec := network.Spec{Layers: []int{2, 4, 1}, Activations: network.DefaultActivations([]int{2, 4, 1})}
	engine, err := graph.New(spec, 21)
	if err != nil {
		log.Fatal(err)
	}

	var dot strings.Builder
	if err := engine.WriteForwardDOT(&dot); err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Contains(dot.String(), `"Z1`), strings.Contains(dot.String(), `"dZ1`))
	// Output: true false
}

// The loss is the sum over the rows: 2 ln 2 at θ = 0.
func ExampleEngine_Loss() {
	spec := network.Spec{Layers: []int{2, 1}, Activations: []network.Activation{network.Sigmoid}}
	engine, err := graph.New(spec, 2)
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
