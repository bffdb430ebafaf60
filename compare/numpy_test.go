package compare_test

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/network"
)

// python is an interpreter with numpy; with it the recomputation is made anew
// instead of read from testdata/numpy.json.
var python = flag.String("numpy", "",
	"recompute with this Python interpreter, which needs numpy, instead of reading testdata/numpy.json")

// numpyTolerance bounds the relative deviation of a loss, and the deviation of
// the rest relative to max(1, |value|), from numpy's float64 recomputation. It is
// what the project promises; the cases move by at most 4e-12 when every
// operation is perturbed by a rounding error.
const numpyTolerance = 1e-9

// numpyCase is a training and what numpy made of it; see testdata/train.py.
type numpyCase struct {
	Name            string
	Layers          []int
	Activations     []string
	Bias, Task      string
	Batch           int
	LearningRate    float64 `json:"learning_rate"`
	Epochs          int
	Seed            int64
	Samples         int
	X               [][]float64
	Y               []float64
	Losses, Logits  []float64
	Probabilities   []float64
	Accuracy        float64
	Weights, Biases [][][]float64
}

func (c numpyCase) training(t *testing.T) compare.Training {
	t.Helper()
	spec := network.Spec{Layers: c.Layers}
	for _, name := range c.Activations {
		a, err := network.ParseActivation(name)
		require.NoError(t, err)
		spec.Activations = append(spec.Activations, a)
	}
	var err error
	spec.Bias, err = network.ParseBias(c.Bias)
	require.NoError(t, err)
	var task compare.Task
	switch c.Task {
	case "xor":
		task = compare.XOR()
	case "linear":
		task, err = compare.Linear(c.Samples)
		require.NoError(t, err)
	default:
		batch, err := network.NewBatch(slices.Concat(c.X...), c.Y, c.Layers[0])
		require.NoError(t, err)
		task = compare.Fixed(c.Name, batch)
	}
	return compare.Training{Spec: spec, Task: task, BatchSize: c.Batch, LearningRate: c.LearningRate, Epochs: c.Epochs,
		Seed: c.Seed}
}

// recomputation returns the cases of testdata/cases.json with numpy's results.
func recomputation(t *testing.T) []numpyCase {
	t.Helper()
	raw, err := os.ReadFile("testdata/numpy.json")
	require.NoError(t, err)
	if *python != "" {
		cases, err := os.Open("testdata/cases.json")
		require.NoError(t, err)
		defer cases.Close()
		cmd := exec.Command(*python, "testdata/train.py")
		cmd.Stdin, cmd.Stderr = cases, os.Stderr
		raw, err = cmd.Output()
		require.NoError(t, err)
	}
	var file struct{ Cases []numpyCase }
	require.NoError(t, json.Unmarshal(raw, &file))
	require.NotEmpty(t, file.Cases)
	return file.Cases
}

// Thirty members of the family, trained by an independent program in another
// language, come out the same: layouts, activations, bias forms, batch sizes,
// saturated outputs.
func TestTrainingAgreesWithNumpy(t *testing.T) {
	for _, c := range recomputation(t) {
		for _, engine := range engines {
			t.Run(c.Name+"/"+engine.Name, func(t *testing.T) {
				training := c.training(t)
				result, err := compare.Train(t.Context(), makeEngine(t, engine, training), training, nil)
				require.NoError(t, err)
				require.Len(t, result.Losses, len(c.Losses))
				for epoch, want := range c.Losses {
					assert.InEpsilon(t, want, result.Losses[epoch], numpyTolerance, "loss of epoch %d", epoch)
				}
				requireClose(t, "logits", c.Logits, result.Logits)
				requireClose(t, "probabilities", c.Probabilities, result.Probabilities)
				assert.InDelta(t, c.Accuracy, result.Accuracy, 1e-12, "100·k/N, divided in another order")
				p := result.Parameters
				for l := range c.Weights {
					requireClose(t, "weights", slices.Concat(c.Weights[l]...), p.Weight(l+1).Of(p.Values))
					requireClose(t, "biases", slices.Concat(c.Biases[l]...), p.Bias(l+1).Of(p.Values))
				}
			})
		}
	}
}

func requireClose(t *testing.T, what string, want, got []float64) {
	t.Helper()
	require.Len(t, got, len(want), what)
	for i, w := range want {
		require.InDelta(t, w, got[i], numpyTolerance*max(1, w, -w), "%s[%d]", what, i)
	}
}
