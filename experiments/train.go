package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"backprop/compare"
	"backprop/experiments/internal/table"
	"backprop/network"
)

func newTrain() *cobra.Command {
	var (
		what     networkFlags
		training compare.Training
		engines  = backendsChoice("manual")
		out      outputs
	)
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Train a network on XOR, the linear task or a CSV file",
		Long: `Trains a network of the family, whose last layer is one sigmoid unit, by
gradient descent on the summed cross-entropy, and prints the mean loss of the
last update of an epoch, taken before that update. The linear task is drawn anew
for every epoch and once more for the evaluation. Accuracy is in percent, and
counts a probability above 0.5 as label 1.`,
		Example: `  go run ./experiments train --task xor --layers 2,4,4,1 --engine both
  go run ./experiments train --task data.csv --layers 3,8,1 \
      --activations tanh,sigmoid --batch 10 --learning-rate 0.01 --epochs 200 \
      --json result.json`,
		Args: noArguments,
		PreRunE: func(*cobra.Command, []string) error {
			if training.Epochs < 1 || training.Epochs > network.MaxValues {
				return usageError{network.Invalid("epochs", "%d: want 1 to %d", training.Epochs, network.MaxValues)}
			}
			return what.fill(&training)
		},
	}
	what.register(cmd.Flags())
	cmd.Flags().IntVar(&training.BatchSize, "batch", 0, "rows per update; 0 is the full batch")
	cmd.Flags().Float64Var(&training.LearningRate, "learning-rate", 0.001, "of gradient descent on the summed loss")
	cmd.Flags().IntVar(&training.Epochs, "epochs", 700, "passes over the data")
	cmd.Flags().Var(&engines, "engine", "which engine trains")
	out.register(cmd, "", "the results as JSON")
	return out.of(cmd, func(cmd *cobra.Command) (*result, error) {
		by := engines.backends()
		results, err := trainAll(cmd.Context(), cmd.ErrOrStderr(), by, training)
		if err != nil {
			return nil, err
		}
		return &result{print: func(w io.Writer) { printTraining(w, training, by, results) },
			json: trainingRecord(by, results)}, nil
	})
}

// trainAll runs the same training by each engine in turn.
func trainAll(ctx context.Context, stderr io.Writer, engines []compare.Backend,
	training compare.Training) ([]*compare.Result, error) {
	bar := newProgress(stderr, "epochs", len(engines)*training.Epochs)
	defer bar.finish()
	var results []*compare.Result
	for _, by := range engines {
		engine, err := by.New(training.Network())
		if err != nil {
			return nil, err
		}
		result, err := compare.Train(ctx, engine, training, bar.observe)
		if err != nil {
			return nil, err
		}
		results = append(results, result)
	}
	return results, nil
}

// shownEpochs is the number of rows of the table of losses, about.
const shownEpochs = 10

func printTraining(w io.Writer, training compare.Training, engines []compare.Backend, results []*compare.Result) {
	rows := "full batch"
	if training.BatchSize > 0 {
		rows = fmt.Sprintf("batches of %d", training.BatchSize)
	}
	fmt.Fprintf(w, "%s\ntask %s, %d rows, %s, learning rate %v, seed %d\n\n",
		training.Spec, printable(training.Task.Name), training.Task.Rows, rows, training.LearningRate, training.Seed)

	t := table.Table{Columns: []table.Column{{Head: "epoch", Kind: table.Number}}}
	for _, m := range engines {
		t.Columns = append(t.Columns, table.Column{Head: "mean loss, " + m.Name, Kind: table.Number})
	}
	every := max(1, (training.Epochs+shownEpochs-1)/shownEpochs)
	for epoch := range training.Epochs {
		if epoch%every != 0 && epoch != training.Epochs-1 {
			continue
		}
		row := []table.Cell{table.Count(epoch)}
		for _, r := range results {
			row = append(row, table.Text(fmt.Sprint(r.Losses[epoch])))
		}
		t.Rows = append(t.Rows, row)
	}
	fmt.Fprintln(w, t.Text())
	for i, r := range results {
		fmt.Fprintf(w, "%s: accuracy %.2f %% on %d rows after the last update\n", engines[i].Name, r.Accuracy,
			r.Evaluation.Rows)
	}
}

// trainingJSON is one engine's run in the JSON file.
type trainingJSON struct {
	Engine        string        `json:"engine"`
	Losses        []float64     `json:"losses"`
	Logits        []float64     `json:"logits"`
	Probabilities []float64     `json:"probabilities"`
	Accuracy      float64       `json:"accuracy"` // in percent
	Weights       [][][]float64 `json:"weights"`  // per layer, rows of the matrix
	Biases        [][][]float64 `json:"biases"`
}

func trainingRecord(engines []compare.Backend, results []*compare.Result) any {
	runs := make([]trainingJSON, len(results))
	for i, r := range results {
		runs[i] = trainingJSON{
			Engine: engines[i].Name, Losses: r.Losses, Logits: r.Logits,
			Probabilities: r.Probabilities, Accuracy: r.Accuracy,
		}
		for _, t := range r.Parameters.Tensors {
			matrix := matrixOf(t, r.Parameters.Values)
			if t.Bias {
				runs[i].Biases = append(runs[i].Biases, matrix)
			} else {
				runs[i].Weights = append(runs[i].Weights, matrix)
			}
		}
	}
	return struct {
		Runs []trainingJSON `json:"runs"`
	}{runs}
}

func matrixOf(t network.Tensor, values []float64) [][]float64 {
	return slices.Collect(slices.Chunk(t.Of(values), t.Cols))
}
