package compare_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"backprop/compare"
	"backprop/graph"
	"backprop/manual"
	"backprop/network"
)

// reportsTraining is the report's baseline on XOR.
func reportsTraining() compare.Training {
	layers := []int{2, 4, 4, 1}
	return compare.Training{
		Spec: network.Spec{Layers: layers, Activations: network.DefaultActivations(layers), Bias: network.Row},
		Task: compare.XOR(), LearningRate: 0.001, Epochs: 700, Seed: 1,
	}
}

// The report prints 0.23585349381134033 for its last epoch.
func ExampleTrain() {
	training := reportsTraining()
	engine, err := manual.New(training.Network())
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := compare.Train(context.Background(), engine, training, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.12f, accuracy %g %%\n", result.Losses[699], result.Accuracy)
	// Output: 0.235853493811, accuracy 100 %
}

func ExampleSideBySide() {
	training := reportsTraining()
	byHand, err := manual.New(training.Network())
	if err != nil {
		fmt.Println(err)
		return
	}
	byGraph, err := graph.New(training.Network())
	if err != nil {
		fmt.Println(err)
		return
	}
	divergence, err := compare.SideBySide(context.Background(), byHand, byGraph, training, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(divergence.Crossings[0] == compare.Never, divergence.Largest < 1e-12)
	fmt.Println("above", compare.Thresholds()[0], "never:", divergence.Agreement())
	fmt.Println("the verdicts:", compare.Agreements())
	// Output:
	// true true
	// above 1e-12 never: rounding
	// the verdicts: [identical rounding drifting apart]
}

// Check an engine, here the graph's, and a gradient that somebody wrote by hand,
// here a wrong one.
func ExampleChecker() {
	spec := network.Spec{Layers: []int{2, 1}, Activations: []network.Activation{network.Sigmoid}}
	parameters, err := network.NewParameters(spec, 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	copy(parameters.Values, []float64{0.5, -1, 0.25})
	corners := network.Batch{X: []float64{0, 0, 0, 1, 1, 0, 1, 1}, Y: []float64{0, 0, 0, 1}, Rows: 4, Cols: 2}
	checker, err := compare.NewChecker(spec, parameters, corners, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	engine, err := graph.New(spec, 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := checker.Engine("graph", engine)
	fmt.Println(report.Verdict(), err)

	gradient := make([]float64, 3)
	if _, err := engine.Gradient(gradient, parameters.Values, corners); err != nil {
		fmt.Println(err)
		return
	}
	for i := range gradient {
		gradient[i] /= 4
	}
	report, err = checker.Claim("mine", gradient)
	fmt.Println(report.Verdict(), err)
	fmt.Println(report.Hints[0].Text)
	// Output:
	// pass <nil>
	// FAIL <nil>
	// every element: the claim is 1/N = 1/4 (mean instead of sum) times the gradient
}

func ExampleSlope() {
	spec := network.Spec{Layers: []int{1, 1}, Activations: []network.Activation{network.Sigmoid}}
	parameters, err := network.NewParameters(spec, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	batch := network.Batch{X: []float64{3}, Y: []float64{1}, Rows: 1, Cols: 1}
	loss, slope, err := compare.Slope(spec, parameters, batch, []float64{1, 0})
	fmt.Printf("%.4f %v %v\n", loss, slope, err)
	// Output: 0.6931 -1.5 <nil>
}

func ExampleLinear() {
	task, err := compare.Linear(3)
	if err != nil {
		fmt.Println(err)
		return
	}
	stream, err := network.NewStream(1)
	if err != nil {
		fmt.Println(err)
		return
	}
	batch := task.Draw(stream)
	fmt.Printf("%.3f %v\n", batch.X, batch.Y)
	// Output: [0.417 0.720 0.000 0.302 0.147 0.092] [1 1 0]
}

func ExampleXOR() {
	batch := compare.XOR().Draw(nil)
	fmt.Println(batch.Rows, batch.X[:6], batch.Y[:3])
	// Output: 21 [0 0 0 1 0.1 0.1] [0 1 0]
}

func ExampleMeasurePower() {
	power, err := compare.MeasurePower(context.Background(), 5, 1, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(power.Networks, "networks,", len(power.Faults), "faults")
	// Output: 5 networks, 0 faults
}

// A task of one's own: the same four rows in every epoch.
func ExampleFixed() {
	and := network.Batch{X: []float64{0, 0, 0, 1, 1, 0, 1, 1}, Y: []float64{0, 0, 0, 1}, Rows: 4, Cols: 2}
	training := compare.Training{
		Spec: network.Spec{Layers: []int{2, 1}, Activations: []network.Activation{network.Sigmoid}},
		Task: compare.Fixed("and", and), LearningRate: 1, Epochs: 100, Seed: 1,
	}
	engine, err := manual.New(training.Network())
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := compare.Train(context.Background(), engine, training, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Accuracy)
	// Output: 100
}

func ExampleRandomNetwork() {
	spec, parameters, batch := compare.RandomNetwork(rand.New(rand.NewPCG(1, 0)))
	fmt.Println(spec.Validate(), parameters.Check(parameters.Values, batch))
	// Output: <nil> <nil>
}

// The report's network starts from W1[0,0] = 1.6243, the first draw of seed 1.
func ExampleTraining_Start() {
	parameters, _, err := reportsTraining().Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s %.4f\n", parameters.ElementName(0), parameters.Values[0])
	// Output: W1[0,0] 1.6243
}

// Accuracy epoch by epoch, of what the engine predicts with the parameters so far.
func ExampleTrain_observed() {
	training := reportsTraining()
	training.Epochs = 300
	engine, err := manual.New(training.Network())
	if err != nil {
		fmt.Println(err)
		return
	}
	points := training.Task.Draw(nil) // XOR is the same in every epoch
	probabilities := make([]float64, points.Rows)
	_, err = compare.Train(context.Background(), engine, training, func(epoch int, _ float64, theta []float64) error {
		if err := engine.Predict(probabilities, nil, theta, points); err != nil {
			return err
		}
		if epoch%100 == 99 {
			fmt.Printf("epoch %d: %.2f %%\n", epoch, compare.Accuracy(probabilities, points.Y))
		}
		return nil
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// epoch 99: 76.19 %
	// epoch 199: 76.19 %
	// epoch 299: 85.71 %
}

func ExampleAccuracy() {
	fmt.Printf("%.1f %%\n", compare.Accuracy([]float64{0.9, 0.5, 0.2}, []float64{1, 1, 0}))
	// Output: 66.7 %
}

// An engine is made for the network of a training, by a backend.
func ExampleBackends() {
	training := compare.Training{
		Spec: network.Spec{Layers: []int{2, 1}, Activations: network.DefaultActivations([]int{2, 1})},
		Task: compare.XOR(), LearningRate: 0.1, Epochs: 1,
	}
	for _, by := range compare.Backends() {
		engine, err := by.New(training.Network())
		if err != nil {
			fmt.Println(err)
			return
		}
		result, err := compare.Train(context.Background(), engine, training, nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s: %.6f\n", by.Name, result.Losses[0])
	}
	// Output:
	// manual: 1.216900
	// graph: 1.216900
}

// A training that was left after 600 of its 700 epochs ends as if it had not been.
func ExampleResume() {
	training := reportsTraining()
	engine, err := compare.Manual().New(training.Network())
	if err != nil {
		fmt.Println(err)
		return
	}
	begun := training
	begun.Epochs = 600
	first, err := compare.Train(context.Background(), engine, begun, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	rest, err := compare.Resume(context.Background(), engine, training, 600, first.Parameters.Values, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d epochs, %.12f\n", len(rest.Losses), rest.Losses[99])
	// Output: 100 epochs, 0.235853493811
}

// The same graph, compiled and on Gorgonia's TapeMachine.
func ExampleTape() {
	training := reportsTraining()
	training.Epochs = 3
	for _, by := range []compare.Backend{compare.Graph(), compare.Tape()} {
		engine, err := by.New(training.Network())
		if err != nil {
			fmt.Println(err)
			return
		}
		result, err := compare.Train(context.Background(), engine, training, nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s: %.12f\n", by.Name, result.Losses[2])
	}
	// Output:
	// graph: 3.308089273534
	// tape: 3.308089273534
}
