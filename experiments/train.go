package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"backprop/compare"
	"backprop/experiments/internal/study"
	"backprop/experiments/internal/table"
	"backprop/network"
)

func newTrain() *cobra.Command {
	var (
		what     networkFlags
		training compare.Training
		engines  = backendsChoice("manual")
		out      outputs
		record   *study.Run

		from, name string
		keepEvery  int
	)
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Train a network on XOR, the linear task or a CSV file",
		Long: `Trains a network of the family, whose last layer is one sigmoid unit, by
gradient descent on the summed cross-entropy, and prints the mean loss of the
last update of an epoch, taken before that update. The linear task is drawn anew
for every epoch and once more for the evaluation. Accuracy is in percent, and
counts a probability above 0.5 as label 1.`,
		Example: `  backprop train --task xor --layers 2,4,4,1 --engine both
  backprop train --task data.csv --layers 3,8,1 \
      --activations tanh,sigmoid --batch 10 --learning-rate 0.01 --epochs 200 \
      --json result.json`,
		Args: noArguments,
		PreRunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if training.Epochs < 1 || training.Epochs > network.MaxValues {
				err = network.Invalid("epochs", "%d: want 1 to %d", training.Epochs, network.MaxValues)
			} else if from == "" && name != "" {
				err = network.Invalid("run", "without --from: want both")
			} else if from != "" {
				record, err = goOn(cmd, from, name, &training, engines.backends())
			} else if err = what.fill(&training); err == nil {
				record, err = study.NewRun(training.Task.Name, training, engines.backends())
			}
			if err == nil && from == "" {
				err = record.Keep(keepEvery, training.Epochs)
			}
			if err == nil && cmd.Flags().Changed("npz") && len(record.Engines) > 1 {
				err = network.Invalid("npz", "has the run of one engine: want --engine manual or graph")
			}
			if err != nil {
				return usageError{err}
			}
			return nil
		},
	}
	what.register(cmd.Flags())
	flags := cmd.Flags()
	flags.IntVar(&training.BatchSize, "batch", 0, "rows per update; 0 is the full batch")
	flags.Float64Var(&training.LearningRate, "learning-rate", 0.001, "of gradient descent on the summed loss")
	flags.IntVar(&training.Epochs, "epochs", 700, "passes over the data, with --from those done before included")
	flags.Var(&engines, "engine", "which engine trains")
	flags.IntVar(&keepEvery, "keep-every", 0, "also record the parameters after every so many epochs; 0 is never")
	flags.StringVar(&from, "from", "", "go on from the run in this `file`, .json or .npz, with its settings")
	flags.StringVar(&name, "run", "", "which run of the file of --from, such as xor/full-batch, if it has several")
	out.register(cmd, "json", "the record of the run as JSON")
	out.register(cmd, "npz", "it, by one engine, as arrays for numpy")
	return out.of(cmd, func(cmd *cobra.Command) (*result, error) {
		bar := newProgress(cmd.ErrOrStderr(), "epochs", len(record.Engines)*(training.Epochs-record.Epochs))
		defer bar.finish()
		if err := record.Train(cmd.Context(), training, engines.backends(), bar.step); err != nil {
			return nil, err
		}
		return &result{func(s *screen) { printTraining(s, training, record) }, byFlag{
			"json": asJSON(study.Reproduction{Runs: []study.Run{*record}}), "npz": record.WriteNPZ,
		}, nil}, nil
	})
}

// goOn reads the record of --from, and fills in the training that goes on from it.
func goOn(cmd *cobra.Command, path, name string, t *compare.Training, engines []compare.Backend) (*study.Run, error) {
	for _, fixed := range []string{"task", "layers", "activations", "bias", "samples", "seed", "batch", "learning-rate",
		"keep-every"} {
		if cmd.Flags().Changed(fixed) {
			return nil, network.Invalid(fixed, "with --from: want it left out, for it is that of the run in the file")
		}
	}
	r, err := study.ReadRun(path, name)
	if err == nil {
		err = r.By(engines)
	}
	if err != nil {
		return nil, fmt.Errorf("--from: %w", err)
	}
	if r.Epochs > t.Epochs {
		return nil, network.Invalid("epochs", "%d: want %d, which are done, or more", t.Epochs, r.Epochs)
	}
	epochs := t.Epochs
	*t, err = r.Training()
	t.Epochs = epochs
	return r, err
}

// shownEpochs is the number of rows of the table of losses, about.
const shownEpochs = 10

func printTraining(s *screen, training compare.Training, r *study.Run) {
	rows := "full batch"
	if r.Batch > 0 {
		rows = fmt.Sprintf("batches of %d", r.Batch)
	}
	fmt.Fprintf(s, "%s\ntask %s, %d rows, %s, learning rate %v, seed %d\n\n",
		training.Spec, printable(r.Task), r.Rows, rows, r.LearningRate, r.Seed)

	t := table.Table{Columns: []table.Column{{Head: "epoch", Kind: table.Number}}}
	for _, e := range r.Engines {
		t.Columns = append(t.Columns, table.Column{Head: "mean loss, " + e.Engine, Kind: table.Number})
	}
	every := max(1, (training.Epochs+shownEpochs-1)/shownEpochs)
	for epoch := range training.Epochs {
		if epoch%every != 0 && epoch != training.Epochs-1 {
			continue
		}
		row := []table.Cell{table.Count(epoch)}
		for _, e := range r.Engines {
			row = append(row, table.Text(fmt.Sprint(e.Losses[epoch])))
		}
		t.Rows = append(t.Rows, row)
	}
	s.table(t)
	for _, e := range r.Engines {
		fmt.Fprintf(s, "%s: accuracy %.2f %% on %d rows after the last update\n", e.Engine, e.Accuracy, r.Rows)
	}
}
