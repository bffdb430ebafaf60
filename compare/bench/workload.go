package bench

import (
	"fmt"
	"strings"

	"backprop/compare"
	"backprop/network"
)

// Workload is a network at fixed parameters and a batch for it.
type Workload struct {
	Net        string // "2-4-4-1"
	Spec       network.Spec
	Parameters *network.Parameters
	Batch      network.Batch
}

// Workloads returns the workloads: the report's network on 21 and on 100 rows and
// on a single sample, and two wider ones on 1024 rows. Quick leaves the widest
// out, on which one gradient takes a tenth of a second.
func Workloads(quick bool) ([]Workload, error) {
	shapes := []struct {
		layers []int
		rows   int
	}{
		{[]int{2, 4, 4, 1}, 1}, {[]int{2, 4, 4, 1}, 21}, {[]int{2, 4, 4, 1}, 100},
		{[]int{2, 64, 64, 1}, 1024}, {[]int{2, 512, 512, 1}, 1024},
	}
	if quick {
		shapes = shapes[:len(shapes)-1]
	}
	var workloads []Workload
	for _, s := range shapes {
		w, err := newWorkload(s.layers, s.rows)
		if err != nil {
			return nil, err
		}
		workloads = append(workloads, w)
	}
	return workloads, nil
}

// newWorkload draws weights of variance 1/fan-in, which keep the outputs of a
// network of any width away from saturation, and points of the linear task.
func newWorkload(layers []int, rows int) (Workload, error) {
	spec := network.Spec{Layers: layers, Activations: network.DefaultActivations(layers), Bias: network.Shared}
	stream, err := network.NewStream(1)
	if err != nil {
		return Workload{}, err
	}
	parameters, err := network.NewNormal(spec, rows, stream)
	if err != nil {
		return Workload{}, err
	}
	for l := 1; l <= spec.Depth(); l++ {
		W := parameters.Weight(l)
		for i := range W.Of(parameters.Values) {
			W.Of(parameters.Values)[i] /= float64(W.Rows)
		}
	}
	task, err := compare.Linear(rows)
	if err != nil {
		return Workload{}, err
	}
	net := strings.ReplaceAll(strings.Trim(fmt.Sprint(layers), "[]"), " ", "-")
	return Workload{Net: net, Spec: spec, Parameters: parameters, Batch: task.Draw(stream)}, nil
}

// String is the workload in benchstat's key=value form: "net=2-4-4-1/rows=21".
func (w Workload) String() string { return fmt.Sprintf("net=%s/rows=%d", w.Net, w.Batch.Rows) }

// Operation is what is timed.
type Operation string

// The operations.
const (
	Objective Operation = "objective" // the summed loss alone
	Gradient  Operation = "gradient"  // the loss and its gradient
	Step      Operation = "step"      // the gradient and an update of the parameters
)

// Operations returns all of them, in order.
func Operations() []Operation { return []Operation{Objective, Gradient, Step} }

// Run prepares an operation by an engine on a workload. The function that it
// returns does it once and may be called any number of times; it allocates
// nothing itself.
func (w Workload) Run(engine compare.Engine, operation Operation) func() error {
	theta := w.Parameters.Clone().Values
	gradient := make([]float64, len(theta))
	return func() (err error) {
		switch operation {
		case Objective:
			_, err = engine.Loss(theta, w.Batch)
		case Gradient:
			_, err = engine.Gradient(gradient, theta, w.Batch)
		case Step:
			_, err = engine.Step(theta, w.Batch, stillRate)
		}
		return err
	}
}

// stillRate is the learning rate of a timed step: so small that a million steps
// leave the parameters, and with them the work, as they are.
const stillRate = 1e-18
