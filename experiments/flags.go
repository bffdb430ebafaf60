package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"backprop/compare"
	"backprop/experiments/internal/dataset"
	"backprop/network"
)

// networkFlags say what is trained or checked: a network and a task.
type networkFlags struct {
	task        string
	layers      layersFlag
	activations activationsFlag
	bias        biasFlag
	samples     int
	seed        int64
}

func (f *networkFlags) register(flags *pflag.FlagSet) {
	f.layers = layersFlag{2, 4, 4, 1}
	flags.StringVar(&f.task, "task", "xor",
		"xor, linear or a CSV `file`: numeric columns, the last the 0/1 label, optional header")
	flags.Var(&f.layers, "layers", "widths from the input's to the output's")
	flags.Var(&f.activations, "activations",
		"of each layer of weights: identity, relu, sigmoid, tanh (default identity first, relu between, sigmoid last)")
	flags.Var(&f.bias, "bias", "shared: one bias row; row: one bias row per training row, as the report's code has it")
	flags.IntVar(&f.samples, "samples", 100, "rows of the linear task")
	flags.Int64Var(&f.seed, "seed", 1, "of numpy's legacy random stream, 0 to 4294967295")
}

// spec returns the network that the flags describe, not yet validated.
func (f *networkFlags) spec() network.Spec {
	spec := network.Spec{Layers: f.layers, Activations: f.activations, Bias: network.Bias(f.bias)}
	if spec.Activations == nil {
		spec.Activations = network.DefaultActivations(spec.Layers)
	}
	return spec
}

// open returns the task.
func (f *networkFlags) open() (compare.Task, error) {
	linear, err := compare.Linear(f.samples)
	if err != nil {
		return compare.Task{}, err
	}
	switch f.task {
	case "xor":
		return compare.XOR(), nil
	case "linear":
		return linear, nil
	}
	if info, err := os.Stat(f.task); errors.Is(err, fs.ErrNotExist) {
		return compare.Task{}, network.Invalid("task", "%s: no such task or file: want xor, linear or a CSV file",
			f.task)
	} else if err == nil && info.IsDir() {
		return compare.Task{}, network.Invalid("task", "%s is a directory: want xor, linear or a CSV file", f.task)
	}
	task, err := dataset.Open(f.task)
	var unreadable *fs.PathError
	if errors.As(err, &unreadable) {
		return compare.Task{}, network.Invalid("task", "%s: %v: want a file that can be read", f.task, unreadable.Err)
	}
	return task, err
}

// layersFlag is --layers: 2,4,4,1.
type layersFlag []int

func (f *layersFlag) Set(value string) error {
	var widths []int
	for word := range strings.SplitSeq(value, ",") {
		width, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil {
			if errors.Is(err, strconv.ErrRange) {
				return fmt.Errorf("%s is too large for a width", word)
			}
			return fmt.Errorf("%.40q is not a width: want whole numbers, such as 2,4,4,1", word)
		}
		widths = append(widths, width)
	}
	*f = widths
	return nil
}

func (f *layersFlag) String() string {
	words := make([]string, len(*f))
	for i, width := range *f {
		words[i] = strconv.Itoa(width)
	}
	return strings.Join(words, ",")
}

func (f *layersFlag) Type() string { return "widths" }

// activationsFlag is --activations: identity,relu,sigmoid.
type activationsFlag []network.Activation

func (f *activationsFlag) Set(value string) error {
	var activations []network.Activation
	for word := range strings.SplitSeq(value, ",") {
		a, err := network.ParseActivation(strings.TrimSpace(word))
		if err != nil {
			return err
		}
		activations = append(activations, a)
	}
	*f = activations
	return nil
}

func (f *activationsFlag) String() string {
	words := make([]string, len(*f))
	for i, a := range *f {
		words[i] = string(a)
	}
	return strings.Join(words, ",")
}

func (f *activationsFlag) Type() string { return "names" }

// biasFlag is --bias: shared or row.
type biasFlag network.Bias

func (f *biasFlag) Set(value string) (err error) {
	*(*network.Bias)(f), err = network.ParseBias(value)
	return err
}

func (f *biasFlag) String() string { return network.Bias(*f).String() }

func (f *biasFlag) Type() string { return "shared|row" }
