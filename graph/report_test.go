package graph

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"backprop/network"
)

// reportTolerance bounds the relative difference between a loss of the report's
// run and ours: 700 updates amplify the rounding of sums in another order.
const reportTolerance = 1e-9

// xor returns the report's XOR data: 21 points on the two diagonals of the unit
// square, label 0 on the one, 1 on the other.
func xor(t tester) network.Batch {
	var x, y []float64
	for i := range 11 {
		v := float64(0.1 * float64(i))
		x, y = append(x, v, v), append(y, 0)
		if v != 0.5 {
			x, y = append(x, v, 1-v), append(y, 1)
		}
	}
	batch, err := network.NewBatch(x, y, 2)
	if err != nil {
		t.Fatal(err)
	}
	return batch
}

func TestXORRunOfTheReport(t *testing.T) { onEachEngine(t, testXORRun) }

func testXORRun(t *testing.T, construct constructor) {
	var want struct {
		LearningRate  float64 `json:"learning_rate"`
		Seed          int64
		Losses        []float64
		Logits        []float64
		Probabilities []float64
	}
	text, err := os.ReadFile("testdata/xor_full_batch.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &want))
	require.Len(t, want.Losses, 700)

	layers := []int{2, 4, 4, 1}
	spec := network.Spec{Layers: layers, Activations: network.DefaultActivations(layers), Bias: network.Row}
	batch := xor(t)
	stream, err := network.NewStream(want.Seed)
	require.NoError(t, err)
	theta, err := network.NewNormal(spec, batch.Rows, stream)
	require.NoError(t, err)
	e, err := construct(spec, batch.Rows)
	require.NoError(t, err)

	for epoch, mean := range want.Losses {
		loss, err := e.Step(theta.Values, batch, want.LearningRate)
		require.NoError(t, err)
		require.InEpsilon(t, mean, loss/float64(batch.Rows), reportTolerance, "epoch %d", epoch)
	}
	probabilities, logits := make([]float64, batch.Rows), make([]float64, batch.Rows)
	require.NoError(t, e.Predict(probabilities, logits, theta.Values, batch))
	require.InEpsilonSlice(t, want.Probabilities, probabilities, reportTolerance)
	require.InEpsilonSlice(t, want.Logits, logits, reportTolerance)
}
