package page_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/experiments/internal/page"
	"backprop/experiments/internal/study"
	"backprop/network"
)

// driven is what drive.js reports.
type driven struct {
	Blocked, Faults []string
	FirstRun        float64 // milliseconds
	First           struct {
		Losses                   []float64
		Words, Accuracy, Command string
	}
	Shared struct {
		Losses   []float64
		Accuracy string
		Ghost    int
	}
	Runs    map[string][]float64
	Counted string
	Steps   struct {
		Epoch, Losses int
		Button        string
	}
	Scrubbed struct {
		Epoch int
		Words string
	}
	Reset  struct{ Epoch, Losses, Ghost int }
	Paused struct {
		Epoch  int
		Button string
	}
	Own struct {
		Losses           []float64
		Command, Address string
	}
	Wrong  string
	Points struct {
		Rows           int
		State, Command string
	}
	Seed struct {
		Seed, Command string
		Losses        []float64
	}
	Address struct {
		Losses []float64
		Hidden any
	}
	Weight, Other, Right, Planted, Mistake, Said, Unplanted string
}

// controlled holds what came of every control against what native code makes of it.
func controlled(t *testing.T, report string) {
	var got struct{ Drive driven }
	require.NoError(t, json.Unmarshal([]byte(report), &got))
	d := got.Drive
	require.Empty(t, d.Faults)
	assert.Empty(t, d.Blocked, "nothing is fetched")

	var r study.Reproduction
	require.NoError(t, json.Unmarshal(fixture(t)[page.ReproductionFile], &r))
	require.Len(t, d.Runs, 10)
	for _, run := range r.Runs {
		assert.True(t, slices.Equal(run.Engines[0].Losses, d.Runs[run.Run]), "%s, bit for bit", run.Run)
	}
	assert.Contains(t, d.Counted, "191 of 191 losses identical on this machine to those of this page, bit for bit")
	assert.Contains(t, d.Counted, "191 of 191 are the report's")

	trained := func(command string, losses []float64) {
		t.Helper()
		assert.True(t, slices.Equal(byCommand(t, command), losses), "the command has the same digits: %s", command)
	}
	trained(d.First.Command, d.First.Losses)
	assert.Contains(t, d.First.Words, "after epoch 700 of 700, loss "+text(d.First.Losses[699]))
	assert.Contains(t, d.First.Command, "--activations identity,identity,sigmoid --bias row", "what the argument is of")
	assert.Contains(t, d.First.Accuracy, "100 % of the 21 points are right, each with its own bias")
	trained(strings.Replace(d.First.Command, "--bias row", "--bias shared", 1), d.Shared.Losses)
	assert.Equal(t, 700, d.Shared.Ghost, "the training before is still to be seen")

	assert.Equal(t, 2, d.Steps.Epoch)
	assert.Equal(t, 2, d.Steps.Losses)
	assert.Equal(t, "Go on", d.Steps.Button)
	assert.Equal(t, 300, d.Scrubbed.Epoch)
	assert.Contains(t, d.Scrubbed.Words, "after epoch 300 of 700, loss "+text(d.Runs["xor/full-batch"][299]))
	assert.Equal(t, struct{ Epoch, Losses, Ghost int }{0, 0, 700}, d.Reset)
	assert.Greater(t, d.Paused.Epoch, 0)
	assert.Less(t, d.Paused.Epoch, 700)
	assert.Equal(t, "Go on", d.Paused.Button)

	assert.Equal(t, "backprop train --task xor --layers 2,3,1 --activations tanh,sigmoid --bias shared "+
		"--learning-rate 0.002 --batch 7 --seed 7 --epochs 50", d.Own.Command)
	trained(d.Own.Command, d.Own.Losses)
	assert.Contains(t, d.Own.Address, "layers=2%2C3%2C1")
	assert.Contains(t, d.Wrong, `want whole numbers, such as 2,4,4,1`)
	assert.Equal(t, 5, d.Points.Rows)
	assert.Regexp(t, `^0,0,0;1,1,0;0,1,1;1,0,1;0\.\d+,0\.\d+,1$`, d.Points.State)
	assert.Contains(t, d.Points.Command, "--task points.csv")

	assert.NotEqual(t, "1", d.Seed.Seed)
	assert.Contains(t, d.Seed.Command, "--seed "+d.Seed.Seed+" ")
	trained(d.Seed.Command, d.Seed.Losses)
	trained("--task linear --layers 2,1 --activations sigmoid --bias shared --learning-rate 0.01 --batch 0 --seed 3 "+
		"--epochs 20", d.Address.Losses)
	assert.Nil(t, d.Address.Hidden)

	assert.Regexp(t, `^parameterW1\[0,0\]by hand.*numerical.* ± .*verdictpass: agrees$`, d.Weight)
	assert.Contains(t, d.Other, "parameterW1[1,1]")
	assert.Contains(t, d.Right, "pass: 217 of 217 elements pass")
	assert.Contains(t, d.Planted, "verdictnot yet given")
	assert.Contains(t, d.Said, "The mistake is: "+d.Mistake+".")
	assert.Contains(t, d.Said, "The checker says FAIL")
	assert.Contains(t, d.Unplanted, "by hand")
}

func text(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// byCommand trains as the command train does with these flags, and returns the losses.
func byCommand(t *testing.T, command string) []float64 {
	t.Helper()
	flags := map[string]string{}
	words := strings.Fields(command)
	for i, word := range words {
		if name, is := strings.CutPrefix(word, "--"); is {
			flags[name] = words[i+1]
		}
	}
	number := func(name string) int {
		n, err := strconv.Atoi(flags[name])
		require.NoError(t, err)
		return n
	}
	training := compare.Training{BatchSize: number("batch"), Epochs: number("epochs"), Seed: int64(number("seed"))}
	training.Spec.Bias = network.Bias(flags["bias"])
	for word := range strings.SplitSeq(flags["layers"], ",") {
		width, err := strconv.Atoi(word)
		require.NoError(t, err)
		training.Spec.Layers = append(training.Spec.Layers, width)
	}
	for word := range strings.SplitSeq(flags["activations"], ",") {
		training.Spec.Activations = append(training.Spec.Activations, network.Activation(word))
	}
	var err error
	training.LearningRate, err = strconv.ParseFloat(flags["learning-rate"], 64)
	require.NoError(t, err)
	switch flags["task"] {
	case "xor":
		training.Task = compare.XOR()
	case "linear":
		training.Task, err = compare.Linear(100)
	}
	require.NoError(t, err)
	engine, err := compare.Manual().New(training.Network())
	require.NoError(t, err)
	result, err := compare.Train(t.Context(), engine, training, nil)
	require.NoError(t, err)
	return result.Losses
}
