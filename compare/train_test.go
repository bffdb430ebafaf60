package compare_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"sort"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/network"
)

func TestXORIsTheReportsTwentyOnePoints(t *testing.T) {
	batch := compare.XOR().Draw(nil)
	require.NoError(t, batch.Validate())
	require.Equal(t, 21, batch.Rows)
	row := 0
	for i := range 11 {
		v := float64(0.1 * float64(i))
		assert.Equal(t, []float64{v, v, 0}, []float64{batch.X[2*row], batch.X[2*row+1], batch.Y[row]})
		row++
		if i != 5 {
			assert.Equal(t, []float64{v, 1 - v, 1}, []float64{batch.X[2*row], batch.X[2*row+1], batch.Y[row]})
			row++
		}
	}
}

// No affine network gets more than 16 of the points, whatever its weights: every
// way in which a line can split them is among the cuts between neighbours of
// their projections, at angles between those at which two of them project alike.
func TestNoAffineNetworkSolvesXOR(t *testing.T) {
	batch := compare.XOR().Draw(nil)
	var critical []float64
	for i := range batch.Rows {
		for j := range i {
			dx, dy := batch.X[2*i]-batch.X[2*j], batch.X[2*i+1]-batch.X[2*j+1]
			critical = append(critical, math.Mod(math.Atan2(dy, dx)+1.5*math.Pi, math.Pi)) // perpendicular, in [0, π)
		}
	}
	sort.Float64s(critical)
	critical = append(critical, critical[0]+math.Pi)
	best := 0
	for i := range len(critical) - 1 {
		angle := (critical[i] + critical[i+1]) / 2
		order := make([]int, batch.Rows)
		projection := make([]float64, batch.Rows)
		for k := range order {
			order[k] = k
			projection[k] = math.Cos(angle)*batch.X[2*k] + math.Sin(angle)*batch.X[2*k+1]
		}
		sort.Slice(order, func(a, b int) bool { return projection[order[a]] < projection[order[b]] })
		right := 0 // of the cut that puts all above
		for _, y := range batch.Y {
			right += int(y)
		}
		for _, k := range order { // moves the cut over one point after another
			right += 1 - 2*int(batch.Y[k])
			best = max(best, right, batch.Rows-right)
		}
	}
	assert.Equal(t, 16, best)
}

func TestLinearDrawsAnewEveryTimeFromTheSameStream(t *testing.T) {
	task, err := compare.Linear(50)
	require.NoError(t, err)
	stream, err := network.NewStream(4)
	require.NoError(t, err)
	first, second := task.Draw(stream), task.Draw(stream)
	assert.NotEqual(t, first.X, second.X)
	again, err := network.NewStream(4)
	require.NoError(t, err)
	redrawn := task.Draw(again)
	assert.Equal(t, first, redrawn)
	task.Redraw(again, redrawn)
	assert.Equal(t, second, redrawn)
	for _, batch := range []network.Batch{first, second} {
		require.NoError(t, batch.Validate())
		for i, y := range batch.Y {
			assert.Equal(t, batch.X[2*i] > batch.X[2*i+1], y == 0)
		}
	}
}

func TestTrainingSettingsThatCannotWorkAreNamed(t *testing.T) {
	valid := reportsTraining()
	require.NoError(t, valid.Validate())
	for _, c := range []struct {
		change func(*compare.Training)
		want   string
	}{
		{func(c *compare.Training) { c.Spec.Layers = []int{2, 4, 2} }, "layers 2,4,2: the last width is 2"},
		{func(c *compare.Training) { c.Task = plainTask(5, 3) },
			"layers begin with width 2: want 3, the input columns of task plain"},
		{func(c *compare.Training) { c.Task = compare.Task{Name: "none", Cols: 2} },
			"task none has no rows: want at least 1"},
		{func(c *compare.Training) { c.Task = compare.Task{Name: "idle", Rows: 1, Cols: 2} },
			"task idle has no Draw"},
		{func(c *compare.Training) { c.BatchSize = -1 }, "batch -1: want 0 (the full batch) or 1 to 21 rows"},
		{func(c *compare.Training) { c.BatchSize = 22 }, "batch 22 is larger than the data"},
		{func(c *compare.Training) { c.BatchSize = 2 },
			"batch 2 with row bias, which has one bias per training row"},
		{func(c *compare.Training) { c.LearningRate = math.NaN() }, "learning rate NaN: want a positive number"},
		{func(c *compare.Training) { c.LearningRate = 0 }, "learning rate 0: want a positive number"},
		{func(c *compare.Training) { c.Epochs = -1 }, "epochs -1: want 0 (fresh weights) to"},
		{func(c *compare.Training) { c.Seed = -1 }, "seed -1: want 0 to 4294967295"},
	} {
		t.Run(c.want, func(t *testing.T) {
			training := valid
			c.change(&training)
			err := training.Validate()
			require.ErrorContains(t, err, c.want)
			var setting *network.SettingError
			assert.ErrorAs(t, err, &setting)
			_, err = compare.Train(t.Context(), makeEngine(t, engines[0], valid), training, nil)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

// The bias of a single sample is every sample's: row bias, one by one, is shared.
func TestRowBiasOnSingleSamplesIsSharedBias(t *testing.T) {
	row := reportsTraining()
	row.BatchSize, row.Epochs = 1, 5
	shared := row
	shared.Spec.Bias = network.Shared
	var results []*compare.Result
	for _, training := range []compare.Training{row, shared} {
		result, err := compare.Train(t.Context(), makeEngine(t, engines[0], training), training, nil)
		require.NoError(t, err)
		results = append(results, result)
	}
	assert.Equal(t, results[0].Parameters.Values, results[1].Parameters.Values)
	assert.Equal(t, results[0].Losses, results[1].Losses)
}

func TestATrainingEndsWithItsContext(t *testing.T) {
	training := reportsTraining()
	ctx, cancel := context.WithCancel(t.Context())
	_, err := compare.Train(ctx, makeEngine(t, engines[0], training), training,
		func(epoch int, _ float64, _ []float64) error {
			if epoch == 3 {
				cancel()
			}
			return nil
		})
	assert.ErrorIs(t, err, context.Canceled)
}

// Without an epoch the result is the fresh network's, on the first data drawn.
func TestATrainingOfNoEpochsLeavesTheWeightsAsDrawn(t *testing.T) {
	training := reportsTraining()
	training.Epochs = 0
	fresh, stream, err := training.Start()
	require.NoError(t, err)
	result, err := compare.Train(t.Context(), makeEngine(t, engines[0], training), training, nil)
	require.NoError(t, err)
	assert.Equal(t, fresh.Values, result.Parameters.Values)
	assert.Equal(t, training.Task.Draw(stream), result.Evaluation)
	assert.Empty(t, result.Losses)
}

func TestATrainingThatDivergesNamesTheEpoch(t *testing.T) {
	training := reportsTraining()
	training.LearningRate = 1e300
	for _, engine := range engines {
		_, err := compare.Train(t.Context(), makeEngine(t, engine, training), training, nil)
		assert.ErrorContains(t, err, "epoch 1: "+engine.Name+": ")
		assert.ErrorContains(t, err, "a learning rate below 1e+300 may help")
		last := training
		last.Epochs = 1
		_, err = compare.Train(t.Context(), makeEngine(t, engine, last), last, nil)
		assert.ErrorContains(t, err, "evaluation: "+engine.Name+": ")
	}
}

// An engine that goes wrong is dated: its parameters pass the thresholds in the
// epochs in which they do, and the verdict says so.
func TestSideBySideDatesADivergence(t *testing.T) {
	training := reportsTraining()
	training.Epochs = 30
	for _, c := range []struct {
		name      string
		push      float64 // added to W1[0,1] from epoch 10 on
		verdict   compare.Agreement
		crossings [3]int
	}{
		{"nothing", 0, compare.Identical, [3]int{-1, -1, -1}},
		{"a rounding error", 1e-13, compare.Rounding, [3]int{-1, -1, -1}},
		{"a little", 1e-10, compare.Rounding, [3]int{10, -1, -1}},
		{"more", 1e-8, compare.Drifting, [3]int{10, 10, -1}},
		{"much", 1e-4, compare.Apart, [3]int{10, 10, 10}},
	} {
		t.Run(c.name, func(t *testing.T) {
			pushed := &pushedEngine{Engine: makeEngine(t, engines[0], training), at: 10, push: c.push}
			d, err := compare.SideBySide(t.Context(), makeEngine(t, engines[0], training), pushed, training, nil)
			require.NoError(t, err)
			assert.Equal(t, c.verdict, d.Agreement())
			assert.Equal(t, c.crossings, d.Crossings)
			assert.Len(t, d.Differences, 30)
			assert.Zero(t, slices.Max(d.Differences[:10]))
			if c.push > 0 {
				assert.Equal(t, "W1[0,1]", d.Where)
				assert.InEpsilon(t, c.push, d.Differences[10], 1e-3)
			}
		})
	}
}

// pushedEngine adds to a parameter after step number at.
type pushedEngine struct {
	compare.Engine
	steps, at int
	push      float64
}

func (e *pushedEngine) Step(theta []float64, batch network.Batch, rate float64) (float64, error) {
	loss, err := e.Engine.Step(theta, batch, rate)
	if e.steps == e.at {
		theta[1] += e.push
	}
	e.steps++
	return loss, err
}

func TestSideBySideSaysWhichEngineStopped(t *testing.T) {
	training := reportsTraining()
	_, err := compare.SideBySide(t.Context(), makeEngine(t, engines[0], training), brokenEngine{}, training, nil)
	assert.EqualError(t, err, "engine 2 of 2: epoch 0: broken")
}

type brokenEngine struct{ compare.Engine }

func (brokenEngine) Step([]float64, network.Batch, float64) (float64, error) {
	return 0, errors.New("broken")
}

func TestATaskDrawsWhatItAnnounces(t *testing.T) {
	whole := compare.XOR().Draw(nil)
	infinite := compare.XOR().Draw(nil)
	infinite.X[3] = math.Inf(1)
	for name, c := range map[string]struct {
		batch network.Batch
		want  string
	}{
		"fewer rows": {whole.Slice(0, 20), "task xor draws a batch of 20×2, want the 21×2 that it announces"},
		"fewer columns": {network.Batch{X: make([]float64, 21), Y: whole.Y, Rows: 21, Cols: 1},
			"draws a batch of 21×1"},
		"no number": {infinite, "task xor: "},
	} {
		t.Run(name, func(t *testing.T) {
			training := reportsTraining()
			engine := makeEngine(t, engines[0], training)
			training.Task.Draw = func(*network.Stream) network.Batch { return c.batch }
			_, err := compare.Train(t.Context(), engine, training, nil)
			assert.ErrorContains(t, err, "epoch 0: ")
			assert.ErrorContains(t, err, c.want)
		})
	}
}

// The only row of a batch is no sample among others: its bias keeps its form.
func TestRowBiasOfOneRowStaysRowBias(t *testing.T) {
	training := reportsTraining()
	training.Spec.Bias = network.Row
	training.Task = plainTask(1, 2)
	spec, rows := training.Network()
	assert.Equal(t, network.Row, spec.Bias)
	assert.Equal(t, 1, rows)
}
