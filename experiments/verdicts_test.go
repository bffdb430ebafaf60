package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare/bench"
	"backprop/experiments/internal/provenance"
	"backprop/experiments/internal/results"
	"backprop/experiments/internal/study"
)

// The engines' trajectories, on the report's runs and on the corrected ones,
// never part by more than rounding.
func TestCompareFindsBothEnginesTogether(t *testing.T) {
	dir := t.TempDir()
	csvPath, jsonPath := filepath.Join(dir, "c.csv"), filepath.Join(dir, "c.json")
	code, stdout, stderr := execute(t, "compare", "--csv", csvPath, "--json", jsonPath)
	require.Equal(t, exitOK, code, stderr)
	assertWidth(t, stdout)
	assert.Contains(t, stdout, "18 runs side by side")

	raw, err := os.ReadFile(jsonPath)
	require.NoError(t, err)
	var got struct{ Runs []pairJSONRead }
	require.NoError(t, json.Unmarshal(raw, &got))
	require.Len(t, got.Runs, 18)
	for _, r := range got.Runs {
		assert.Contains(t, []string{"identical", "rounding"}, r.Verdict, r.Run)
		assert.Less(t, r.Largest, 1e-9, r.Run)
		assert.Nil(t, r.Crossings["1e-09"], r.Run)
		assert.Len(t, r.LargestDifferences, 700)
		for epoch, loss := range r.LossesManual {
			assert.InEpsilon(t, loss, r.LossesGraph[epoch], 1e-12, "%s, epoch %d", r.Run, epoch)
		}
	}
	table, err := os.ReadFile(csvPath)
	require.NoError(t, err)
	assert.Equal(t, 1+18*700, strings.Count(string(table), "\n"))
	assert.True(t, strings.HasPrefix(string(table),
		"run,bias,epoch,loss_manual,loss_graph,largest_difference\nxor/full-batch,row,0,3.92"))
}

type pairJSONRead struct {
	Run, Verdict       string
	LossesManual       []float64 `json:"losses_manual"`
	LossesGraph        []float64 `json:"losses_graph"`
	LargestDifferences []float64 `json:"largest_differences"`
	Crossings          map[string]*int
	Largest            float64
}

func TestCheckPassesBothEnginesOnEveryTask(t *testing.T) {
	t.Chdir(t.TempDir())
	csv := "data.csv"
	require.NoError(t, os.WriteFile(csv, []byte("1,2,3,0\n-1,0.5,2,1\n0.1,0.2,0.3,1\n"), 0o666))
	for _, args := range []string{
		"check",
		"check --bias row --epochs 50",
		"check --task linear --samples 30 --layers 2,3,5,1 --activations relu,tanh,sigmoid --engine graph",
		"check --layers 2,1 --method dual",
		"check --method taylor --epochs 20",
		"check --layers 3,2,1 --task " + csv,
		"check --layers 2,30,30,1 --directions 3",
	} {
		t.Run(args, func(t *testing.T) {
			code, stdout, stderr := execute(t, strings.Fields(args)...)
			assert.Equal(t, exitOK, code, stderr)
			assertWidth(t, stdout)
			assert.Contains(t, stdout, "graph: pass")
			assert.Equal(t, !strings.Contains(args, "--engine"), strings.Contains(stdout, "manual: pass"))
		})
	}
	_, _, stderr := execute(t, "check", "--layers", "2,40,40,1", "--method", "dual", "--samples", "3", "--task",
		"linear")
	assert.Contains(t, stderr, "checking 1801 elements one by one; --directions 5")

	code, stdout, stderr := execute(t, "check", "--json", "-")
	require.Equal(t, exitOK, code, stderr)
	var got struct {
		Points []struct {
			Claims []struct {
				Who, Verdict string
				Report       struct{ Methods []struct{ Comparisons []any } }
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(stdout), &got))
	require.Len(t, got.Points, 1)
	require.Len(t, got.Points[0].Claims, 2)
	assert.Equal(t, "pass", got.Points[0].Claims[0].Verdict)
	assert.NotEmpty(t, got.Points[0].Claims[1].Report.Methods[0].Comparisons)
	var asInTheMainJob study.Checks
	require.NoError(t, results.Decode("checks.json", []byte(stdout), &asInTheMainJob), "one format")
}

func TestBenchMeasuresEveryEngineOnEveryNetwork(t *testing.T) {
	defer func(s bench.Settings) { quickBench = s }(quickBench)
	quickBench = bench.Settings{Rounds: 6, Sample: 200 * time.Microsecond} // long enough to count allocations
	path := filepath.Join(t.TempDir(), "bench.json")
	code, stdout, stderr := execute(t, "bench", "--quick", "--json", path)
	require.Equal(t, exitOK, code, stderr)
	assertWidth(t, stdout)
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	var got struct {
		Machine      provenance.Machine
		Measurements []struct {
			Net, Engine, Operation, Wrong string
			Samples                       []float64      `json:"samples_ns"`
			Time                          bench.Estimate `json:"time_ns"`
			Allocations                   float64
		}
		Setups []bench.Setup
	}
	require.NoError(t, json.Unmarshal(raw, &got))
	assert.Len(t, got.Measurements, 4*4*3)
	for _, m := range got.Measurements {
		assert.Empty(t, m.Wrong)
		assert.Len(t, m.Samples, quickBench.Rounds)
		assert.Positive(t, m.Time.Median)
		assert.LessOrEqual(t, m.Time.Low, m.Time.Median)
		assert.GreaterOrEqual(t, m.Time.High, m.Time.Median)
		if m.Net == "2-4-4-1" && (m.Engine == "manual" || m.Engine == "graph") {
			assert.Less(t, m.Allocations, 0.5, "%s %v", m.Engine, m.Operation)
		}
	}
	assert.Len(t, got.Setups, 4)
	assert.NotEmpty(t, got.Machine.Modules["gorgonia.org/gorgonia"])
}

// However noisy the machine, a row of the bench fits a terminal of 80 columns.
func TestTheWidestRowOfABenchFitsTheTerminal(t *testing.T) {
	wide := bench.Estimate{Median: 1234, Low: 1, High: 1e6}
	result := &study.Benchmarks{
		Measurements: []bench.Measurement{{Net: "2-512-512-1", Rows: 1024, Operation: bench.Objective,
			Engine: "tutorial",
			Time:   bench.Estimate{Median: 12.34e6, Low: 1, High: 1e9}, ToObjective: bench.Estimate{Median: 12.3,
				High: 100}, ToFirst: wide,
			Allocations: 123456, Bytes: 234_567_890}},
		Setups: []bench.Setup{{Net: "2-512-512-1", Rows: 1024}},
	}
	var shown strings.Builder
	printBench(onPaper(&shown), result)
	assert.Contains(t, shown.String(), "objective  tutorial  12.3 ms  >99%   12.3  >99%     1234  >99%  123456  235 MB")
	assertWidth(t, shown.String())
}

// A verdict of no is an error that names what is wrong.
func TestANegativeVerdictNamesWhatIsWrong(t *testing.T) {
	wrong := &study.Benchmarks{
		Measurements: []bench.Measurement{{Net: "2-1", Rows: 3, Operation: bench.Step, Engine: "graph",
			Wrong: "loss 1, should be 2"}},
		Setups: []bench.Setup{{Net: "2-1", Rows: 3}},
	}
	assert.EqualError(t, wrong.Err(), "graph is wrong on 2-1 with 3 rows: loss 1, should be 2")
	var shown bytes.Buffer
	printBench(onPaper(&shown), wrong)
	assert.Regexp(t, "graph +WRONG", shown.String())
}
