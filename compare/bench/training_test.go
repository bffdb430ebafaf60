package bench_test

import (
	"context"
	"fmt"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare/bench"
)

// Every way to train that the machine has ends with the loss by hand, or the measurement with an
// error.
func TestEveryWayTrainsTheSame(t *testing.T) {
	trainings, err := bench.MeasureTrainings(t.Context(), 1)
	require.NoError(t, err)
	losses := map[string]float64{}
	for _, training := range trainings {
		losses[training.Way] = training.Loss
		assert.Positive(t, training.Time, training.Way)
	}
	for _, way := range []string{"manual", "graph", "tape", "tutorial", "differences", "dual numbers"} {
		assert.InEpsilon(t, 0.689588479476465, losses[way], 1e-6, way) // the report's run with shared biases
	}
	for way, needs := range map[string][]string{"C": {"gcc", "--version"},
		"numpy": {"/usr/bin/python3", "-c", "import numpy"}} {
		if exec.Command(needs[0], needs[1:]...).Run() == nil {
			assert.InEpsilon(t, losses["manual"], losses[way], 1e-12, way)
		}
	}
}

func TestTrainingsEndWithTheirContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := bench.MeasureTrainings(ctx, 1)
	assert.ErrorIs(t, err, context.Canceled)
}

func ExampleMeasureTrainings() {
	trainings, err := bench.MeasureTrainings(context.Background(), 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: %.6f after %d epochs\n", trainings[1].Way, trainings[1].Loss, bench.Epochs)
	// Output: graph: 0.689588 after 700 epochs
}
