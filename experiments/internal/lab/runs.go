// Package lab is the lab report as data: its ten runs, the figures that it
// prints, and the rule by which a printed figure counts as reproduced.
package lab

import (
	"fmt"
	"slices"

	"backprop/compare"
	"backprop/network"
)

// Run is one of the report's ten training runs.
type Run struct {
	Name     string // "xor/full-batch"
	Training compare.Training
	// Logits is true where the report prints logits as predictions.
	Logits bool
	// Accuracy is the accuracy in percent that the report prints for the run, if
	// PrintsAccuracy.
	Accuracy       float64
	PrintsAccuracy bool
}

// The report's settings, where a run does not differ.
const (
	epochs       = 700
	learningRate = 0.001
	seed         = 1
	samples      = 100 // of the linear task
)

// baseline is the variant in the left column of every comparison.
const baseline = "full-batch"

// variants are the runs of either task by what they change in the baseline. Row
// bias is what the report's code trains; see [network.Row].
var variants = []struct {
	name   string
	change func(*Run)
}{
	{baseline, func(*Run) {}},
	{"per-sample", func(r *Run) { r.Training.BatchSize = 1 }},
	{"no-activation", func(r *Run) {
		r.Training.Spec.Activations = []network.Activation{network.Identity, network.Identity, network.Sigmoid}
		r.Logits = true
	}},
	{"learning-rate-0.0001", func(r *Run) { r.Training.LearningRate = 0.0001 }},
	{"layout-2-1-1-1", func(r *Run) { r.Training.Spec.Layers = []int{2, 1, 1, 1} }},
}

// Runs returns the ten runs: the five variants on XOR, then on the linear task.
func Runs() ([]Run, error) {
	linear, err := compare.Linear(samples)
	if err != nil {
		return nil, err
	}
	var runs []Run
	for _, task := range []compare.Task{compare.XOR(), linear} {
		for _, variant := range variants {
			layers := []int{2, 4, 4, 1}
			run := Run{Name: task.Name + "/" + variant.name, Training: compare.Training{
				Spec: network.Spec{Layers: layers, Activations: network.DefaultActivations(layers),
					Bias: network.Row},
				Task:         task,
				LearningRate: learningRate,
				Epochs:       epochs,
				Seed:         seed,
			}}
			variant.change(&run)
			// The layout comparison prints "accuracy 100" for both layouts on XOR.
			if task.Name == "xor" && (variant.name == baseline || variant.name == "layout-2-1-1-1") {
				run.PrintsAccuracy, run.Accuracy = true, 100
			}
			runs = append(runs, run)
		}
	}
	return runs, nil
}

// Corrected returns the report's runs with the one bias per unit that the report
// describes, instead of the one per training row that its code trains. The
// per-sample runs are left out: they share their biases already.
func Corrected() ([]Run, error) {
	runs, err := Runs()
	if err != nil {
		return nil, err
	}
	runs = slices.DeleteFunc(runs, func(r Run) bool { return r.Training.BatchSize == 1 })
	for i := range runs {
		runs[i].Training.Spec.Bias = network.Shared
		runs[i].PrintsAccuracy = false
	}
	return runs, nil
}

// BothForms returns the report's runs, and after them the corrected ones.
func BothForms() ([]Run, error) {
	runs, err := Runs()
	if err != nil {
		return nil, err
	}
	corrected, err := Corrected()
	return append(runs, corrected...), err
}

// variantOf is the run in the right column of each of the report's comparisons.
var variantOf = map[string]string{
	"update":        "per-sample",
	"activation":    "no-activation",
	"learning-rate": "learning-rate-0.0001",
	"layout":        "layout-2-1-1-1",
}

// runOf names the run whose figures stand in a column of a comparison.
func runOf(comparison, task, side string) (string, error) {
	if side == "left" {
		return task + "/" + baseline, nil
	}
	variant, ok := variantOf[comparison]
	if !ok {
		return "", fmt.Errorf("lab: no comparison %q", comparison)
	}
	return task + "/" + variant, nil
}
