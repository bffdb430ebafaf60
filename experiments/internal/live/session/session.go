// Package session is what a reader of the page does with the engine by hand: train a
// network epoch by epoch and look at it, run the report again, and have a gradient
// checked. It is compiled into the page's WebAssembly program, and has nothing that is
// not in the commands: same settings, same digits.
package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"

	"backprop/compare"
	"backprop/experiments/internal/lab"
	"backprop/network"
)

// Session is a reader's network in training. The zero value has none. It is not safe
// for concurrent use.
type Session struct {
	training compare.Training
	start    *network.Parameters
	shown    network.Batch // of the first epoch
	epochs   func() (float64, bool)
	stop     func()
	result   *compare.Result // after the last epoch
	err      error           // that ended the training
	// thetas are the parameters after epochs 0, stride, 2·stride, …, losses those of
	// every epoch.
	thetas [][]float64
	stride int
	losses []float64
}

// kept is how many epochs one can go back to, at least.
const kept = 1000

// Ask answers a question by its name, in JSON either way: start, train, look,
// reproduce, check, steps or mistakes.
func (s *Session) Ask(name string, question []byte) ([]byte, error) {
	answer, err := s.answer(name, question)
	if err != nil {
		return nil, err
	}
	return json.Marshal(answer)
}

func (s *Session) answer(name string, question []byte) (any, error) {
	switch name {
	case "start":
		return ask(question, s.Start)
	case "train":
		return ask(question, s.Train)
	case "look":
		return ask(question, s.Look)
	case "reproduce":
		return ask(question, Reproduce)
	case "check":
		return ask(question, s.Check)
	case "steps":
		return ask(question, s.Steps)
	case "mistakes":
		return ask(question, s.Mistakes)
	}
	return nil, fmt.Errorf("no question %q", name)
}

// ask reads a question for what answers it.
func ask[Q, A any](question []byte, answer func(Q) (A, error)) (any, error) {
	var q Q
	if err := json.Unmarshal(question, &q); err != nil {
		return nil, err
	}
	return answer(q)
}

// Started is what a training has before its first epoch.
type Started struct {
	Network string           `json:"network"`
	Rows    int              `json:"rows"`
	Tensors []network.Tensor `json:"tensors"` // where the parameters of Frame.Theta belong
}

// Start begins a training anew, or returns an error that says which setting is wrong;
// the training before it is then kept.
func (s *Session) Start(settings Settings) (*Started, error) {
	t, err := settings.training()
	if err != nil {
		return nil, err
	}
	start, stream, err := t.Start()
	if err != nil {
		return nil, err
	}
	spec, rows := t.Network()
	engine, err := compare.Manual().New(spec, rows)
	if err != nil {
		return nil, err
	}
	if s.stop != nil {
		s.stop()
	}
	*s = Session{training: t, start: start, shown: t.Task.Draw(stream), stride: (t.Epochs + kept) / kept,
		thetas: [][]float64{slices.Clone(start.Values)}}
	s.epochs, s.stop = iter.Pull(func(yield func(float64) bool) {
		s.result, s.err = compare.Train(context.Background(), engine, t, func(epoch int, loss float64,
			theta []float64) error {
			if (epoch+1)%s.stride == 0 {
				s.thetas = append(s.thetas, slices.Clone(theta))
			}
			if !yield(loss) {
				return errStopped
			}
			return nil
		})
	})
	return &Started{spec.String(), rows, start.Tensors}, nil
}

var errStopped = errors.New("a new training was started")

// Trained is what some epochs more have brought.
type Trained struct {
	Epoch  int       `json:"epoch"`  // how many are done
	Losses []float64 `json:"losses"` // of the new ones
	Done   bool      `json:"done"`
}

// Train goes on for so many epochs, or to the last.
func (s *Session) Train(epochs int) (*Trained, error) {
	if s.epochs == nil {
		return nil, errors.New("nothing is in training")
	}
	from := len(s.losses)
	for len(s.losses) < min(from+epochs, s.training.Epochs) {
		loss, ok := s.epochs()
		if !ok {
			return nil, s.err
		}
		s.losses = append(s.losses, loss)
	}
	done := len(s.losses) == s.training.Epochs
	if done && s.result == nil {
		if s.epochs(); s.err != nil { // runs the evaluation
			return nil, s.err
		}
	}
	return &Trained{len(s.losses), s.losses[from:], done}, nil
}

// at returns the parameters after an epoch, or after the last one before it that was
// kept.
func (s *Session) at(epoch int) (*network.Parameters, error) {
	if s.epochs == nil {
		return nil, errors.New("nothing is in training")
	}
	p := s.start.Clone()
	p.Values = slices.Clone(s.thetas[max(0, min(epoch/s.stride, len(s.thetas)-1))])
	if s.result != nil && epoch >= s.training.Epochs {
		p.Values = slices.Clone(s.result.Parameters.Values)
	}
	return p, nil
}

// batch is what is looked at: after the last epoch the evaluation's points, else those
// of the first.
func (s *Session) batch(epoch int) network.Batch {
	if s.result != nil && epoch >= s.training.Epochs {
		return s.result.Evaluation
	}
	return s.shown
}

// Reproduced is one of the report's runs, made again.
type Reproduced struct {
	Run     string       `json:"run"`
	Figures []lab.Figure `json:"figures"` // that the report prints of it
	Losses  []float64    `json:"losses"`  // of every epoch
}

// Reproduce makes the report's run with the index again.
func Reproduce(index int) (*Reproduced, error) {
	runs, err := lab.Runs()
	if err != nil {
		return nil, err
	}
	if index < 0 || index >= len(runs) {
		return nil, fmt.Errorf("no run %d: want 0 to %d", index, len(runs)-1)
	}
	columns, err := lab.Columns()
	if err != nil {
		return nil, err
	}
	run := runs[index]
	engine, err := compare.Manual().New(run.Training.Network())
	if err != nil {
		return nil, err
	}
	result, err := compare.Train(context.Background(), engine, run.Training, nil)
	if err != nil {
		return nil, err
	}
	return &Reproduced{run.Name, lab.Compare(run, columns, result), result.Losses}, nil
}
