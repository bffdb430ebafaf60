package compare

import (
	"context"
	"errors"
	"fmt"
	"math"

	"backprop/network"
)

// Training says what is trained and how.
type Training struct {
	Spec         network.Spec
	Task         Task
	BatchSize    int // rows per update, in order; 0 is the full batch
	LearningRate float64
	Epochs       int   // 0 leaves the weights as drawn
	Seed         int64 // of numpy's legacy stream: first the parameters, then the data
}

// Validate reports the first thing wrong with the settings, as a
// [network.SettingError].
func (t Training) Validate() error {
	if err := t.Spec.ValidateRows(max(t.Task.Rows, 1)); err != nil {
		return err
	}
	switch {
	case t.Task.Rows < 1:
		return network.Invalid("task", "%s has no rows: want at least 1", t.Task.Name)
	case t.Task.Draw == nil:
		return network.Invalid("task", "%s has no Draw: want a function that returns its batch", t.Task.Name)
	case t.Task.Cols != t.Spec.Inputs():
		return network.Invalid("layers", "begin with width %d: want %d, the input columns of task %s",
			t.Spec.Inputs(), t.Task.Cols, t.Task.Name)
	case t.BatchSize < 0:
		return network.Invalid("batch", "%d: want 0 (the full batch) or 1 to %d rows", t.BatchSize, t.Task.Rows)
	case t.BatchSize > t.Task.Rows:
		return network.Invalid("batch", "%d is larger than the data: want 0 (the full batch) or 1 to %d rows",
			t.BatchSize, t.Task.Rows)
	case t.Spec.Bias == network.Row && 1 < t.batchRows() && t.batchRows() < t.Task.Rows:
		return network.Invalid("batch", "%d with row bias, which has one bias per training row: "+
			"want 0 (the full batch) or 1 (single samples)", t.BatchSize)
	case !(t.LearningRate > 0) || math.IsInf(t.LearningRate, 1):
		return network.Invalid("learning rate", "%v: want a positive number", t.LearningRate)
	case t.Epochs < 0 || t.Epochs > network.MaxValues:
		return network.Invalid("epochs", "%d: want 0 (fresh weights) to %d", t.Epochs, network.MaxValues)
	}
	_, err := network.NewStream(t.Seed)
	return err
}

// Network returns the network that an engine must be made for, with the rows
// that it must take: manual.New(t.Network()). It is t.Spec, but for row bias
// trained on single samples: the one bias row of such a batch is every row's, so
// it is a shared bias.
func (t Training) Network() (network.Spec, int) {
	spec := t.Spec
	if t.batchRows() == 1 && t.Task.Rows > 1 {
		spec.Bias = network.Shared
	}
	return spec, t.Task.Rows
}

// Start returns the parameters from which the training starts, and the stream from
// which its data follow. Its errors are those of Validate.
func (t Training) Start() (*network.Parameters, *network.Stream, error) {
	if err := t.Validate(); err != nil {
		return nil, nil, err
	}
	stream, err := network.NewStream(t.Seed)
	if err != nil {
		return nil, nil, err
	}
	spec, rows := t.Network()
	parameters, err := network.NewNormal(spec, rows, stream)
	return parameters, stream, err
}

func (t Training) batchRows() int {
	if t.BatchSize == 0 {
		return t.Task.Rows
	}
	return t.BatchSize
}

// Result is a finished training.
type Result struct {
	// Losses has, per epoch, the mean loss of its last update's batch, before
	// that update.
	Losses []float64
	// Parameters are those after the last update.
	Parameters *network.Parameters
	// Evaluation is the batch on which the rest was taken, after the last
	// update.
	Evaluation            network.Batch
	Logits, Probabilities []float64
	// Accuracy is that of the function Accuracy, in percent.
	Accuracy float64
}

// Observer looks at a training after every epoch: at the mean loss of its last
// update's batch, before that update, and at the parameters that its updates left,
// which it must neither change nor keep. The training ends with the error that it
// returns.
type Observer func(epoch int, loss float64, theta []float64) error

// Train runs a training on an engine made for t.Network(), under the eyes of
// observe, unless it is nil. It ends early with the context's error when that is
// done, and with an error that names the epoch (from 0, as in the report) when a
// value stops being finite.
func Train(ctx context.Context, engine Engine, t Training, observe Observer) (*Result, error) {
	return Resume(ctx, engine, t, 0, nil, observe)
}

// Resume is Train for a training that was left after so many epochs at the parameters
// theta, which nil leaves as drawn: the data go on where they were, and the losses are
// those of the epochs from there. It also returns an error for parameters of another
// number, or more epochs than the training has.
func Resume(ctx context.Context, engine Engine, t Training, done int, theta []float64, observe Observer) (*Result,
	error) {
	run, err := newTrainer(engine, t)
	if err != nil {
		return nil, err
	}
	if done < 0 || done > t.Epochs || theta != nil && len(theta) != run.parameters.Size {
		return nil, fmt.Errorf("%d epochs done and %d parameters: want at most %d and %d", done, len(theta), t.Epochs,
			run.parameters.Size)
	}
	copy(run.parameters.Values, theta)
	for ; run.epochs < done; run.epochs++ {
		if _, err := run.draw(); err != nil {
			return nil, err
		}
	}
	result := &Result{Parameters: run.parameters, Losses: make([]float64, 0, t.Epochs-done)}
	for epoch := done; epoch < t.Epochs; epoch++ {
		loss, err := run.epoch(ctx)
		if err != nil {
			return nil, err
		}
		result.Losses = append(result.Losses, loss)
		if observe == nil {
			continue
		}
		if err := observe(epoch, loss, run.parameters.Values); err != nil {
			return nil, err
		}
	}
	if result.Evaluation, err = run.draw(); err != nil {
		return nil, fmt.Errorf("evaluation: %w", err)
	}
	result.Logits = make([]float64, t.Task.Rows)
	result.Probabilities = make([]float64, t.Task.Rows)
	err = engine.Predict(result.Probabilities, result.Logits, run.parameters.Values, result.Evaluation)
	if err != nil {
		return nil, fmt.Errorf("evaluation: %w", run.blame(err, result.Evaluation))
	}
	result.Accuracy = Accuracy(result.Probabilities, result.Evaluation.Y)
	return result, nil
}

// Accuracy returns the percentage of rows whose probability is above 0.5 where
// the label is 1, and not above where it is 0. It panics if there are fewer labels
// than probabilities, and is NaN of none.
func Accuracy(probabilities, labels []float64) float64 {
	right := 0
	for i, p := range probabilities {
		if (p > 0.5) == (labels[i] == 1) {
			right++
		}
	}
	return 100 * float64(right) / float64(len(probabilities))
}

// trainer is a training under way.
type trainer struct {
	Training
	engine     Engine
	stream     *network.Stream
	parameters *network.Parameters
	data       network.Batch // drawn last
	next       network.Batch // of data, that of the next update
	epochs     int           // done
	updated    bool          // at least once
}

func newTrainer(engine Engine, t Training) (*trainer, error) {
	parameters, stream, err := t.Start()
	if err != nil {
		return nil, err
	}
	return &trainer{Training: t, engine: engine, stream: stream, parameters: parameters}, nil
}

// draw returns the data of the next epoch, or of the evaluation. Whether the values are
// those of a batch is the engine's to check, as it does in every call; see blame.
func (t *trainer) draw() (network.Batch, error) {
	if t.data.Rows > 0 && t.Task.Redraw != nil {
		t.Task.Redraw(t.stream, t.data)
		return t.data, nil
	}
	batch := t.Task.Draw(t.stream)
	if batch.Rows != t.Task.Rows || batch.Cols != t.Task.Cols {
		return batch, fmt.Errorf("task %s draws a batch of %d×%d, want the %d×%d that it announces",
			t.Task.Name, batch.Rows, batch.Cols, t.Task.Rows, t.Task.Cols)
	}
	if len(batch.X) != batch.Rows*batch.Cols || len(batch.Y) != batch.Rows {
		return batch, t.blame(nil, batch)
	}
	t.data = batch
	return batch, nil
}

// blame returns the error of a batch that the task should not have drawn, and otherwise
// the engine's with what may help.
func (t *trainer) blame(err error, batch network.Batch) error {
	if err := batch.Validate(); err != nil {
		return fmt.Errorf("task %s: %w", t.Task.Name, err)
	}
	return t.advise(err)
}

// advise adds what may help where an update has made a value infinite.
func (t *trainer) advise(err error) error {
	var value *network.NotFinite
	if errors.As(err, &value) && t.updated {
		return fmt.Errorf("%w; a learning rate below %v may help", err, t.LearningRate)
	}
	return err
}

// epoch draws the data and runs over them once, in order. It returns the mean
// loss of the last update's batch, before that update.
func (t *trainer) epoch(ctx context.Context) (float64, error) {
	data, err := t.draw()
	if err != nil {
		return 0, fmt.Errorf("epoch %d: %w", t.epochs, err)
	}
	var loss float64
	n := t.batchRows()
	t.next = data.Slice(0, min(n, data.Rows))
	for from := n; from-n < data.Rows; from += n {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		// A batch that has only just been written is read more slowly, by a tenth of a step on one row.
		batch := t.next
		if from < data.Rows {
			t.next = data.Slice(from, min(from+n, data.Rows))
		}
		sum, err := t.engine.Step(t.parameters.Values, batch, t.LearningRate)
		if err != nil {
			return 0, fmt.Errorf("epoch %d: %w", t.epochs, t.blame(err, data))
		}
		loss, t.updated = sum/float64(batch.Rows), true
	}
	t.epochs++
	return loss, nil
}
