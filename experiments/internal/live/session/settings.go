package session

import (
	"fmt"
	"strconv"
	"strings"

	"backprop/compare"
	"backprop/experiments/internal/dataset"
	"backprop/network"
)

// Settings are those of the command train, as they are typed there, by the names of
// its flags. Points are those of the task "points", as CSV.
type Settings struct {
	Task         string `json:"task"`
	Points       string `json:"points"`
	Layers       string `json:"layers"`
	Activations  string `json:"activations"`
	Bias         string `json:"bias"`
	LearningRate string `json:"learning-rate"`
	Batch        string `json:"batch"`
	Seed         string `json:"seed"`
	Epochs       string `json:"epochs"`
}

// A reader waits for the browser, and looks at a plane.
const (
	mostEpochs = 100_000
	mostValues = 20_000
	samples    = 100 // of the linear task
)

// training is what the settings describe.
func (s Settings) training() (t compare.Training, err error) {
	switch s.Task {
	case "xor":
		t.Task = compare.XOR()
	case "linear":
		t.Task, err = compare.Linear(samples)
	case "points":
		t.Task, err = dataset.Read("points", strings.NewReader(s.Points))
	default:
		err = network.Invalid("task", "%q: want xor, linear or points", s.Task)
	}
	if err != nil {
		return t, err
	}
	for word := range strings.SplitSeq(s.Layers, ",") {
		width, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil {
			return t, network.Invalid("layers", "%.40q: want whole numbers, such as 2,4,4,1", s.Layers)
		}
		t.Spec.Layers = append(t.Spec.Layers, width)
	}
	for word := range strings.SplitSeq(s.Activations, ",") {
		activation, err := network.ParseActivation(strings.TrimSpace(word))
		if err != nil {
			return t, err
		}
		t.Spec.Activations = append(t.Spec.Activations, activation)
	}
	if t.Spec.Bias, err = network.ParseBias(s.Bias); err != nil {
		return t, err
	}
	if t.LearningRate, err = strconv.ParseFloat(s.LearningRate, 64); err != nil {
		return t, network.Invalid("learning rate", "%.40q: want a number", s.LearningRate)
	}
	if t.Seed, err = strconv.ParseInt(s.Seed, 10, 64); err != nil {
		return t, network.Invalid("seed", "%.40q: want a whole number", s.Seed)
	}
	for name, into := range map[string]*int{"batch": &t.BatchSize, "epochs": &t.Epochs} {
		text := map[string]string{"batch": s.Batch, "epochs": s.Epochs}[name]
		if *into, err = strconv.Atoi(text); err != nil {
			return t, network.Invalid(name, "%.40q: want a whole number", text)
		}
	}
	return t, bounded(t)
}

// bounded refuses what a browser would take too long for, or what is no plane.
func bounded(t compare.Training) error {
	if err := t.Validate(); err != nil {
		return err
	}
	if t.Task.Cols != 2 {
		return network.Invalid("points", "have %d inputs: want two, and the label", t.Task.Cols)
	}
	if t.Epochs < 1 || t.Epochs > mostEpochs {
		return network.Invalid("epochs", "%d: want 1 to %d here", t.Epochs, mostEpochs)
	}
	spec, rows := t.Network()
	layout, err := network.NewLayout(spec, rows)
	if err != nil {
		return err
	}
	values := layout.Size
	for _, width := range spec.Layers {
		values += width * rows
	}
	if values > mostValues {
		return fmt.Errorf("the network has %d parameters and activations: want at most %d here; "+
			"the command takes more", values, mostValues)
	}
	return nil
}
