package study

import (
	"context"
	"fmt"
	"math"

	"backprop/compare"
	"backprop/experiments/internal/lab"
	"backprop/experiments/internal/view"
)

// Explanation shows what the networks learned: a decision map of every run, and of
// some the way there and the hidden layer's view. All by hand.
type Explanation struct {
	Runs []Explained `json:"runs" len:"1.."`
}

// Explained is one run of the report, as its code trains it or as its text
// describes it.
type Explained struct {
	Run string `json:"run"`
	Setting
	// Accuracy is that of the rows trained on, each with the bias that it was
	// trained with, and DrawnAccuracy that of the network of the map on the same
	// points, in percent.
	Accuracy      float64 `json:"accuracy" in:"0..100"`
	DrawnAccuracy float64 `json:"drawn_accuracy" in:"0..100"`
	Map           Map     `json:"map"`
	// Probabilities are those of the rows of the evaluation, each with the bias that
	// it was trained with.
	Probabilities []float64 `json:"probabilities" in:"0..1" len:"rows"`
	// Losses and Accuracies are per epoch, the latter of the same rows after the
	// epoch's updates; only of runs on XOR, whose rows are the same in every epoch.
	Losses     []float64   `json:"losses,omitempty" len:"0|epochs"`
	Accuracies []float64   `json:"accuracies,omitempty" in:"0..100" len:"losses"`
	Hidden     *HiddenView `json:"hidden,omitempty"`
	// OutputBiases are the biases of the output unit after training: one per row
	// with row bias, else one.
	OutputBiases []float64 `json:"output_biases" len:"1|rows"`
	// StartBias is the one from which they started.
	StartBias float64 `json:"start_bias"`
}

// Explain trains the report's ten runs, and those that had private biases again
// with the shared bias that the report describes. Progress counts epochs.
func Explain(ctx context.Context, progress Progress) (*Explanation, error) {
	runs, err := lab.BothForms()
	if err != nil {
		return nil, err
	}
	step := progress.begin(epochs(runs))
	e := &Explanation{Runs: make([]Explained, len(runs))}
	return e, each(ctx, len(runs), func(ctx context.Context, i int) error {
		explained, err := explain(ctx, runs[i], step)
		if err != nil {
			return fmt.Errorf("%s: %w", runs[i].Name, err)
		}
		e.Runs[i] = *explained
		return nil
	})
}

func explain(ctx context.Context, run lab.Run, step func()) (*Explained, error) {
	t := run.Training
	spec, rows := t.Network()
	engine, err := compare.Manual().New(spec, rows)
	if err != nil {
		return nil, err
	}
	start, _, err := t.Start()
	if err != nil {
		return nil, err
	}
	e := &Explained{Run: run.Name, Setting: settingOf(t)}
	same := t.Task.Redraw == nil
	probabilities := make([]float64, rows)
	result, err := compare.Train(ctx, engine, t, func(_ int, _ float64, theta []float64) error {
		step()
		if !same {
			return nil
		}
		points := t.Task.Draw(nil)
		if err := engine.Predict(probabilities, nil, theta, points); err != nil {
			return err
		}
		e.Accuracies = append(e.Accuracies, compare.Accuracy(probabilities, points.Y))
		return nil
	})
	if err != nil {
		return nil, err
	}
	e.Accuracy, e.Probabilities = result.Accuracy, result.Probabilities
	if same {
		e.Losses = result.Losses
	}
	output := result.Parameters.Bias(spec.Depth())
	e.OutputBiases = output.Of(result.Parameters.Values)
	e.StartBias = start.Values[output.Offset]

	drawn, err := view.MeanBias(spec, result.Parameters)
	if err != nil {
		return nil, err
	}
	if e.Map, err = mapOf(drawn); err != nil {
		return nil, err
	}
	if err := drawn.Predict(probabilities, result.Evaluation); err != nil {
		return nil, err
	}
	e.DrawnAccuracy = compare.Accuracy(probabilities, result.Evaluation.Y)
	if same && spec.Layers[spec.Depth()-1] > 1 {
		e.Hidden, err = hiddenView(spec, start, result)
	}
	return e, err
}

// round4 rounds what is only looked at to four decimals.
func round4(values []float64) {
	for i, v := range values {
		values[i] = math.Round(v*1e4) / 1e4
	}
}
