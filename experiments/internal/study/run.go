package study

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"backprop/compare"
	"backprop/experiments/internal/lab"
	"backprop/experiments/internal/provenance"
	"backprop/experiments/internal/results"
	"backprop/network"
)

// Setting is how a network was trained.
type Setting struct {
	Task         string               `json:"task"`
	Rows         int                  `json:"rows" in:"1.."`
	Network      string               `json:"network"` // "2-4-4-1 identity,relu,sigmoid row bias"
	Layers       []int                `json:"layers" len:"2.."`
	Activations  []network.Activation `json:"activations"`
	Bias         string               `json:"bias" in:"shared|row"`
	Batch        int                  `json:"batch" in:"0..rows"` // rows per update; 0 is the full batch
	LearningRate float64              `json:"learning_rate"`
	Epochs       int                  `json:"epochs" in:"0.."`
	Seed         int64                `json:"seed" in:"0..4294967295"`
}

// settingOf describes a training. Its network is the one that was trained: on
// single samples row bias is shared.
func settingOf(t compare.Training) Setting {
	spec, rows := t.Network()
	return Setting{Task: t.Task.Name, Rows: rows, Network: spec.String(), Layers: spec.Layers,
		Activations: spec.Activations, Bias: spec.Bias.String(), Batch: t.BatchSize, LearningRate: t.LearningRate,
		Epochs: t.Epochs, Seed: t.Seed}
}

// Run is the record of a training: all that it takes to repeat it, or to go on.
type Run struct {
	Run string `json:"run" len:"1.."` // "xor/full-batch" of the report's, else the task
	Setting
	// Fresh is true if every epoch has data of its own, drawn from the seed's stream
	// after the weights. Inputs and Labels are those of the evaluation after the last
	// update, and unless they are fresh those of every epoch.
	Fresh  bool      `json:"fresh_data"`
	Inputs Matrix    `json:"inputs"`
	Labels []float64 `json:"labels" in:"0|1" len:"rows"`
	// Logits is true where the report prints logits as predictions.
	Logits bool   `json:"prints_logits"`
	Start  Layers `json:"start"`
	// KeepEvery is after how many epochs the parameters were kept, 0 for never.
	KeepEvery int                 `json:"keep_every" in:"0.."`
	Engines   []EngineRun         `json:"engines" len:"1.."`
	Versions  provenance.Versions `json:"versions"`
}

// EngineRun is a run by one engine.
type EngineRun struct {
	Engine string    `json:"engine" len:"1.."`
	Losses []float64 `json:"losses" len:"epochs"` // mean, of the last update of each epoch, before it
	Layers
	Kept          []Layers  `json:"kept,omitempty"`
	Logits        []float64 `json:"logits" len:"rows"`
	Probabilities []float64 `json:"probabilities" in:"0..1" len:"rows"`
	Accuracy      float64   `json:"accuracy" in:"0..100"` // in percent
	// Figures are those that the report prints of the run.
	Figures []lab.Figure `json:"figures,omitempty"`
}

// Layers are the parameters of a network by layer, from the first: matrices as lists
// of rows.
type Layers struct {
	Weights [][][]float64 `json:"weights"`
	Biases  [][][]float64 `json:"biases"`
}

func layersOf(layout network.Layout, theta []float64) (l Layers) {
	matrix := func(t network.Tensor) [][]float64 {
		return slices.Collect(slices.Chunk(slices.Clone(t.Of(theta)), t.Cols))
	}
	for i := 0; i < len(layout.Tensors); i += 2 {
		l.Weights = append(l.Weights, matrix(layout.Tensors[i]))
		l.Biases = append(l.Biases, matrix(layout.Tensors[i+1]))
	}
	return l
}

// theta returns the parameters in a layout, or an error for those of another.
func (l Layers) theta(layout network.Layout) ([]float64, error) {
	if n := len(layout.Tensors) / 2; len(l.Weights) != n || len(l.Biases) != n {
		return nil, fmt.Errorf("weights and biases of %d and %d layers: want %d", len(l.Weights), len(l.Biases), n)
	}
	var theta []float64
	for i, t := range layout.Tensors {
		m := l.Weights[i/2]
		if t.Bias {
			m = l.Biases[i/2]
		}
		if len(m) != t.Rows || slices.ContainsFunc(m, func(row []float64) bool { return len(row) != t.Cols }) {
			return nil, fmt.Errorf("%s is no matrix of %d×%d", t.Name, t.Rows, t.Cols)
		}
		theta = append(theta, slices.Concat(m...)...)
	}
	return theta, layout.CheckFinite("parameter", theta)
}

// Validate reports what in a record from a file no tag of its fields tells.
func (r *Run) Validate() error {
	t, err := r.Training()
	if err != nil {
		return err
	}
	spec, rows := t.Network()
	layout, err := network.NewLayout(spec, rows)
	if err != nil {
		return err
	}
	_, err = r.Start.theta(layout)
	for _, e := range r.Engines {
		for _, l := range append(e.Kept, e.Layers) {
			if err == nil {
				_, err = l.theta(layout)
			}
		}
		if kept := r.Epochs / max(r.KeepEvery, 1); err == nil && r.KeepEvery > 0 && len(e.Kept) != kept {
			err = fmt.Errorf("%s.kept has %d elements: want %d", e.Engine, len(e.Kept), kept)
		}
	}
	return err
}

// Training returns the training of a record.
func (r *Run) Training() (compare.Training, error) {
	t := compare.Training{Spec: network.Spec{Layers: r.Layers, Activations: r.Activations, Bias: network.Bias(r.Bias)},
		BatchSize: r.Batch, LearningRate: r.LearningRate, Epochs: r.Epochs, Seed: r.Seed}
	if rows := len(r.Inputs.Rows()); rows != r.Rows {
		return t, fmt.Errorf("inputs has %d elements: want %d", rows, r.Rows)
	}
	if cols := r.Inputs.Cols; cols != r.Layers[0] {
		return t, fmt.Errorf("inputs[0] has %d elements: want %d, as the first layer", cols, r.Layers[0])
	}
	batch, err := network.NewBatch(r.Inputs.Values, r.Labels, r.Layers[0])
	if err != nil {
		return t, err
	}
	t.Task = compare.Fixed(r.Task, batch)
	if r.Fresh {
		if t.Task, err = compare.Linear(r.Rows); err != nil {
			return t, err
		}
	}
	return t, t.Validate()
}

// NewRun returns the record of a training that has not begun, by some engines.
func NewRun(name string, t compare.Training, engines []compare.Backend) (*Run, error) {
	start, _, err := t.Start()
	if err != nil {
		return nil, err
	}
	r := &Run{Run: name, Setting: settingOf(t), Fresh: t.Task.Redraw != nil, Start: layersOf(start.Layout, start.Values),
		Versions: provenance.TheseVersions()}
	r.Epochs = 0
	for _, by := range engines {
		r.Engines = append(r.Engines, EngineRun{Engine: by.Name, Layers: r.Start})
	}
	return r, nil
}

// Keep sets after how many epochs each the parameters are kept, 0 for never.
func (r *Run) Keep(every, epochs int) error {
	size := 0
	for _, m := range slices.Concat(r.Start.Weights, r.Start.Biases) {
		size += len(m) * len(m[0])
	}
	if r.KeepEvery = every; every < 0 || every > 0 && epochs/every > network.MaxValues/size {
		return network.Invalid("keep every", "%d: want 0 (never) or so many epochs that at most %d values are kept", every,
			network.MaxValues)
	}
	return nil
}

// By keeps of a record what some engines did, and returns an error if one did nothing.
func (r *Run) By(engines []compare.Backend) error {
	var kept []EngineRun
	for _, by := range engines {
		i := slices.IndexFunc(r.Engines, func(e EngineRun) bool { return e.Engine == by.Name })
		if i < 0 {
			return fmt.Errorf("has no run by %s", by.Name)
		}
		kept = append(kept, r.Engines[i])
	}
	r.Engines = kept
	return nil
}

// Train trains until t.Epochs epochs are done, by every engine in turn, and calls step
// after each epoch: from the start, or on from where the record ends. What comes out
// is the same to the last digit. The engines are those of the record.
func (r *Run) Train(ctx context.Context, t compare.Training, engines []compare.Backend, step func()) error {
	for i, by := range engines {
		if _, err := r.train(ctx, i, t, by, step); err != nil {
			return err
		}
	}
	r.Epochs = t.Epochs
	return nil
}

// train is Train by the i-th engine, but for the record's number of epochs.
func (r *Run) train(ctx context.Context, i int, t compare.Training, by compare.Backend,
	step func()) (*compare.Result, error) {
	engine, err := by.New(t.Network())
	if err != nil {
		return nil, err
	}
	layout, err := network.NewLayout(t.Network())
	if err != nil {
		return nil, err
	}
	e := &r.Engines[i]
	theta, err := e.Layers.theta(layout)
	if err != nil {
		return nil, err
	}
	result, err := compare.Resume(ctx, engine, t, r.Epochs, theta, func(epoch int, _ float64, theta []float64) error {
		if r.KeepEvery > 0 && (epoch+1)%r.KeepEvery == 0 {
			e.Kept = append(e.Kept, layersOf(layout, theta))
		}
		step()
		return nil
	})
	if err != nil {
		return nil, err
	}
	e.Losses, e.Layers = append(e.Losses, result.Losses...), layersOf(layout, result.Parameters.Values)
	e.Logits, e.Probabilities, e.Accuracy = result.Logits, result.Probabilities, result.Accuracy
	if i == 0 { // the data are the same for every engine
		r.Inputs, r.Labels = Matrix{result.Evaluation.X, result.Evaluation.Cols}, result.Evaluation.Y
	}
	return result, nil
}

// ReadRun reads the record of a run from a file: an .npz file, or a JSON file that has
// it among some runs. The name may be empty if it has one. Errors name the file.
func ReadRun(path, name string) (*Run, error) {
	text, err := readWhole(path)
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(text, []byte("PK")) { // a zip file
		r, err := ReadNPZ(text)
		if err != nil {
			err = fmt.Errorf("%s %w", path, err)
		}
		return r, err
	}
	var file Reproduction
	if err := results.Decode(path, text, &file); err != nil {
		return nil, err
	}
	var names []string
	for i := range file.Runs {
		if r := &file.Runs[i]; r.Run == name || name == "" && len(file.Runs) == 1 {
			return r, nil
		}
		names = append(names, file.Runs[i].Run)
	}
	return nil, fmt.Errorf("%s has no run %q: want --run with one of %s", path, name, strings.Join(names, ", "))
}

// readWhole reads a file that begins as one of a run's does: an endless one, such as a
// device, is not read to its end.
func readWhole(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in := bufio.NewReader(f)
	start, err := in.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if text := bytes.TrimLeft(start, " \t\r\n"); len(text) > 0 && text[0] != '{' && string(text) != "PK" {
		return nil, fmt.Errorf("%s is neither JSON nor an .npz file", path)
	}
	return io.ReadAll(in)
}
