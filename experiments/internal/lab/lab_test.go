package lab

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/manual"
)

// Tolerances against the float64 recomputation in testdata/runs.json, which sums
// in another order. Rounding, a few 1e-16, is amplified by 700 updates, and by
// the 70 000 of the linear per-sample run to 1e-13 in a loss.
const (
	manualTolerance = 2e-12
	graphTolerance  = 1e-9
)

// recomputed is one run of testdata/runs.json: the ten runs in full, recomputed
// with numpy 1.24 from the report's formulas.
type recomputed struct {
	Run          string
	Losses       []float64
	FinalWeights [][][]float64 `json:"final_weights"`
	FinalBiases  [][][]float64 `json:"final_biases"`
	Inputs       [][]float64   `json:"evaluation_inputs"`
	Labels       []float64     `json:"evaluation_labels"`
	Logits       []float64     `json:"evaluation_logits"`
	Probs        []float64     `json:"evaluation_probabilities"`
}

func readRecomputed(t *testing.T) []recomputed {
	t.Helper()
	raw, err := os.ReadFile("testdata/runs.json")
	require.NoError(t, err)
	var file struct{ Runs []recomputed }
	require.NoError(t, json.Unmarshal(raw, &file))
	require.Len(t, file.Runs, 10)
	return file.Runs
}

func readColumns(t *testing.T) []Column {
	t.Helper()
	columns, err := Columns()
	require.NoError(t, err)
	return columns
}

// Every printed figure of the report comes out again, by either engine, and so
// does everything behind it that was never printed.
func TestTheReportComesOutAgain(t *testing.T) {
	runs, err := Runs()
	require.NoError(t, err)
	columns, want := readColumns(t), readRecomputed(t)
	for _, by := range compare.Backends() {
		tolerance := map[string]float64{"manual": manualTolerance, "graph": graphTolerance}[by.Name]
		t.Run(by.Name, func(t *testing.T) {
			var figures []Figure
			for i, run := range runs {
				require.Equal(t, want[i].Run, run.Name)
				engine, err := by.New(run.Training.Network())
				require.NoError(t, err)
				result, err := compare.Train(t.Context(), engine, run.Training, nil)
				require.NoError(t, err)
				figures = append(figures, Compare(run, columns, result)...)

				requireClose(t, run.Name+" losses", want[i].Losses, result.Losses, tolerance)
				requireClose(t, run.Name+" inputs", slices.Concat(want[i].Inputs...), result.Evaluation.X, 0)
				requireClose(t, run.Name+" labels", want[i].Labels, result.Evaluation.Y, 0)
				requireClose(t, run.Name+" logits", want[i].Logits, result.Logits, tolerance)
				requireClose(t, run.Name+" probabilities", want[i].Probs, result.Probabilities, tolerance)
				p := result.Parameters
				for l := range want[i].FinalWeights {
					requireClose(t, run.Name+" weights", slices.Concat(want[i].FinalWeights[l]...),
						p.Weight(l+1).Of(p.Values), tolerance)
					requireClose(t, run.Name+" biases", slices.Concat(want[i].FinalBiases[l]...),
						p.Bias(l+1).Of(p.Values), tolerance)
				}
			}
			total := Tally(figures)
			assert.Empty(t, total.Missed)
			assert.Equal(t, 191, total.Losses)
			assert.Equal(t, 191, total.LossesReproduced)
			assert.Equal(t, 355, total.Predictions)
			assert.Equal(t, 355, total.PredictionsReproduced)
			assert.Equal(t, 2, total.AccuraciesReproduced)
			assert.LessOrEqual(t, total.WorstDeviation, tolerance)
		})
	}
}

// requireClose compares values relative to the larger of 1 and their size.
func requireClose(t *testing.T, what string, want, got []float64, tolerance float64) {
	t.Helper()
	require.Len(t, got, len(want), what)
	for i := range want {
		if d := math.Abs(got[i] - want[i]); !(d <= tolerance*max(1, math.Abs(want[i]))) {
			require.Failf(t, "not close", "%s[%d] is %v, want %v within %v", what, i, got[i], want[i], tolerance)
		}
	}
}

func TestAMissedFigureIsNamed(t *testing.T) {
	columns := readColumns(t)
	runs, err := Runs()
	require.NoError(t, err)
	run := runs[0] // xor/full-batch
	engine, err := manual.New(run.Training.Network())
	require.NoError(t, err)
	result, err := compare.Train(t.Context(), engine, run.Training, nil)
	require.NoError(t, err)

	result.Losses[689] *= 1 + 2*LossTolerance
	result.Probabilities[0] += 0.001
	result.Accuracy = 95.24
	verdict := Tally(Compare(run, columns, result))
	assert.Equal(t, 44-4, verdict.LossesReproduced, "the loss stands in four comparisons")
	assert.Equal(t, 84-4, verdict.PredictionsReproduced)
	assert.Zero(t, verdict.AccuraciesReproduced)
	require.Len(t, verdict.Missed, 9)
	assert.Equal(t, "xor/full-batch (update comparison, xor, left): "+
		"loss of epoch 689 is 0.24622482507568222, printed 0.2462248245832326", verdict.Missed[0])
	assert.Equal(t, "xor/full-batch (update comparison, xor, left): prediction 1, printed 0.39, does not come out",
		verdict.Missed[1])
	assert.Equal(t, "xor/full-batch: accuracy is 95.24 %, printed 100 %", verdict.Missed[8])

	result.Losses = result.Losses[:10]
	result.Probabilities[1] = math.NaN()
	verdict = Tally(Compare(run, columns, result))
	assert.Zero(t, verdict.LossesReproduced, "a loss that is not there is not reproduced")
	assert.True(t, math.IsNaN(verdict.WorstDeviation), "nor is its deviation a number")
}

func TestPrintRoundsAsNumpyDoes(t *testing.T) {
	for text, v := range map[string]float64{
		"0.": 0.0004, "0.39": 0.39007, "1.": 0.99951, "-14.604": -14.6042, "0.1": 0.1,
		"23.119": 23.1189, "-0.": -0.0001, "10.": 10,
	} {
		assert.Equal(t, text, Print(v))
	}
}

func TestPredictionsMayLoseLinesButNotChangePlaces(t *testing.T) {
	ours := []float64{0.1, 0.2, 0.3, 0.3, 0.4, 0.5}
	cases := map[string]struct {
		column Column
		rows   []int
	}{
		"all": {Column{Predictions: []string{"0.1", "0.2", "0.3", "0.3", "0.4", "0.5"}},
			[]int{0, 1, 2, 3, 4, 5}},
		"the tail, a line lost":  {Column{Predictions: []string{"0.3", "0.5"}}, []int{3, 5}},
		"two places changed":     {Column{Predictions: []string{"0.2", "0.1"}}, []int{Nowhere, 0}},
		"a value we do not have": {Column{Predictions: []string{"0.2", "0.25", "0.5"}}, []int{1, Nowhere, 5}},
		"a value once too often": {Column{Predictions: []string{"0.4", "0.4"}}, []int{Nowhere, 4}},
		"repeated by the text":   {Column{Predictions: []string{"0.2", "0.4", "0.4"}, Repeats: true}, []int{1, 4, 4}},
		"repeated and misplaced": {Column{Predictions: []string{"0.4", "0.4", "0.2"}, Repeats: true},
			[]int{Nowhere, Nowhere, 1}},
		"complete, a line lost": {Column{Predictions: []string{"0.1", "0.3"}, Complete: true}, []int{0, Nowhere}},
		"complete, one too many": {Column{Predictions: []string{"0.1", "0.2", "0.3", "0.3", "0.4", "0.5", "0.6"},
			Complete: true}, []int{0, 1, 2, 3, 4, 5, Nowhere}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.rows, c.column.rows(ours)) })
	}
}

func TestEveryColumnShowsARun(t *testing.T) {
	runs, err := Runs()
	require.NoError(t, err)
	shown := map[string]int{}
	for _, column := range readColumns(t) {
		shown[column.Run]++
	}
	assert.Len(t, shown, len(runs))
	for _, run := range runs {
		assert.NoError(t, run.Training.Validate(), run.Name)
		assert.Positive(t, shown[run.Name], run.Name)
	}
}
