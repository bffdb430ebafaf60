package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
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
	layers      listFlag[int]
	activations listFlag[network.Activation]
	bias        choiceFlag
	samples     int
	seed        int64
}

func (f *networkFlags) register(flags *pflag.FlagSet) {
	f.layers = listFlag[int]{[]int{2, 4, 4, 1}, parseWidth, "widths"}
	f.activations = listFlag[network.Activation]{parse: network.ParseActivation, kind: "names"}
	f.bias = choiceFlag{string(network.Shared), []string{string(network.Shared), string(network.Row)}}
	flags.StringVar(&f.task, "task", "xor",
		"xor, linear or a CSV `file`: numeric columns, the last the 0/1 label, optional header")
	flags.Var(&f.layers, "layers", "widths from the input's to the output's")
	flags.Var(&f.activations, "activations",
		"of each layer of weights: identity, relu, sigmoid, tanh (default identity first, relu between, sigmoid last)")
	flags.Var(&f.bias, "bias", "shared: one bias row; row: one bias row per training row, as the report's code has it")
	flags.IntVar(&f.samples, "samples", 100, "rows of the linear task")
	flags.Int64Var(&f.seed, "seed", 1, "of numpy's legacy random stream, 0 to 4294967295")
}

// fill gives a training the network, task and seed that the flags describe, and
// returns an error for settings that are wrong.
func (f *networkFlags) fill(t *compare.Training) error {
	t.Spec = network.Spec{Layers: f.layers.values, Activations: f.activations.values, Bias: network.Bias(f.bias.chosen)}
	if t.Spec.Activations == nil {
		t.Spec.Activations = network.DefaultActivations(t.Spec.Layers)
	}
	t.Seed = f.seed
	var err error
	if t.Task, err = f.open(); err == nil {
		err = t.Validate()
	}
	if err != nil {
		return usageError{err}
	}
	return nil
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

// listFlag is a list of words with commas between them.
type listFlag[T any] struct {
	values []T
	parse  func(word string) (T, error)
	kind   string // in the usage
}

func (f *listFlag[T]) Set(value string) error {
	var values []T
	for word := range strings.SplitSeq(value, ",") {
		v, err := f.parse(strings.TrimSpace(word))
		if err != nil {
			return err
		}
		values = append(values, v)
	}
	f.values = values
	return nil
}

func (f *listFlag[T]) String() string {
	words := make([]string, len(f.values))
	for i, v := range f.values {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, ",")
}

func (f *listFlag[T]) Type() string { return f.kind }

func parseWidth(word string) (int, error) {
	width, err := strconv.Atoi(word)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("%s is too large for a width", word)
	case err != nil:
		return 0, fmt.Errorf("%.40q is not a width: want whole numbers, such as 2,4,4,1", word)
	}
	return width, nil
}

// choiceFlag is one of some words.
type choiceFlag struct {
	chosen string
	words  []string
}

func (f *choiceFlag) Set(value string) error {
	if !slices.Contains(f.words, value) {
		last := len(f.words) - 1
		return fmt.Errorf("want %s or %s", strings.Join(f.words[:last], ", "), f.words[last])
	}
	f.chosen = value
	return nil
}

func (f *choiceFlag) String() string { return f.chosen }

func (f *choiceFlag) Type() string { return strings.Join(f.words, "|") }

// backendsChoice is --engine, of all or one of them.
func backendsChoice(chosen string) choiceFlag {
	f := choiceFlag{chosen: chosen}
	for _, by := range compare.Backends() {
		f.words = append(f.words, by.Name)
	}
	f.words = append(f.words, "both")
	return f
}

// backends are those chosen.
func (f *choiceFlag) backends() []compare.Backend {
	return slices.DeleteFunc(compare.Backends(), func(by compare.Backend) bool {
		return f.chosen != "both" && f.chosen != by.Name
	})
}
