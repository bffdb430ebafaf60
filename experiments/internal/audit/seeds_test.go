package audit

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/experiments/internal/lab"
	"backprop/manual"
	"backprop/network"
)

// table returns the audit of the first seeds, in memory.
func table(t *testing.T, seeds int, claims ...string) *Table {
	t.Helper()
	table, err := NewTable(Settings{Seeds: seeds, Claims: claims})
	require.NoError(t, err)
	require.NoError(t, table.Run(t.Context(), 2, nil))
	return table
}

// The report's own seed has the digits that the report prints.
func TestTheFirstSeedIsTheReports(t *testing.T) {
	table := table(t, 1)
	report, err := table.Report()
	require.NoError(t, err)
	columns, err := lab.Columns()
	require.NoError(t, err)
	held := 0
	for _, run := range report.Runs {
		require.NotNil(t, run.Printed, run.RunID)
		if run.Bias == network.Row {
			assert.Equal(t, 50., run.Printed.Percentile, "with one seed the report's is the median")
		}
		if run.Bias == network.Shared && run.Run != "xor/per-sample" && run.Run != "linear/per-sample" {
			continue // the report prints the run with row bias
		}
		for _, c := range columns {
			if c.Run == run.Run {
				last := c.Losses[len(c.Losses)-1]
				assert.Equal(t, 699, last.Epoch)
				assert.Equal(t, last.Text, run.Printed.Text)
				assert.InEpsilon(t, last.Value, table.Values(run.RunID, FinalLoss)[0], lab.LossTolerance, run.RunID)
				assert.InEpsilon(t, last.Value, run.FinalLoss.Median, lab.LossTolerance, run.RunID)
				held++
			}
		}
	}
	assert.Equal(t, 16, held, "columns of the report")
	for _, run := range []string{"xor/full-batch", "xor/layout-2-1-1-1"} {
		assert.Equal(t, 100., table.Values(RunID{run, network.Row}, Accuracy)[0])
	}
	untrue := []string{}
	for _, c := range report.Claims {
		for _, j := range c.Judgements {
			assert.Equal(t, j.Row.Measured.Median, j.Own, "with one seed the report's number is the median")
			assert.Equal(t, 50., j.Row.OwnPercentile)
			if !j.OwnTrue {
				untrue = append(untrue, c.ID+"/"+j.Part+"/"+j.Task)
			}
		}
	}
	assert.Equal(t, []string{"layout/smoother/xor", "per-sample/worse/linear"}, untrue, "METHOD.md names them")
}

// Tolerances against numpy, which sums in another order: rounding, amplified by
// 700 updates, relative to numbers above 1. In a jaggedness the rounding of the
// losses, some 4 units of 2^-52, enters 699 times, over a range of losses that is
// 0.1 on the flattest curves.
const (
	numpyTolerance      = 1e-12
	jaggednessTolerance = 1e-11
)

// numpy is what testdata/audit.py wrote.
type numpy struct {
	Records    []map[string]float64
	Seeds      int
	Judgements map[string]struct {
		Own         float64
		OwnTrue     bool `json:"own_true"`
		Row, Shared struct {
			True       int
			Verdict    Verdict
			TrueAt     []int `json:"true_at"`
			Difference []float64
		}
		Contrast []float64
		Label    Label
	}
}

func readNumpy(t *testing.T) (n numpy) {
	t.Helper()
	raw, err := os.ReadFile("testdata/numpy.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &n))
	return n
}

// The records of seeds, and the judgements that follow, are those of a program that
// shares nothing with this one but METHOD.md and claims.json.
func TestTheRecordsAndTheVerdictsAreNumpys(t *testing.T) {
	want := readNumpy(t)
	table := table(t, want.Seeds)
	compared := 0
	for i, record := range want.Records {
		assert.Equal(t, float64(i+1), record["seed"])
		for k, c := range table.plan.configurations {
			for _, s := range c.statistics {
				name := strings.Join([]string{c.Run, c.Bias.String(), string(s)}, "/")
				v, ok := record[name]
				require.True(t, ok, name)
				tolerance := numpyTolerance
				if s == Jaggedness {
					tolerance = jaggednessTolerance
				}
				assert.InDelta(t, v, s.of(table.records[i].Runs[k]), tolerance*max(1, math.Abs(v)), "%s, seed %d", name, i+1)
				compared++
			}
		}
	}
	assert.Equal(t, len(want.Records)*(len(want.Records[0])-1), compared, "all of numpy's")

	report, err := table.Report()
	require.NoError(t, err)
	require.NoError(t, report.Validate())
	judged := 0
	for _, c := range report.Claims {
		for _, j := range c.Judgements {
			key := strings.Join([]string{c.ID, j.Part, j.Task}, "/")
			w, ok := want.Judgements[key]
			require.True(t, ok, key)
			judged++
			assert.InDelta(t, w.Own, j.Own, jaggednessTolerance, key)
			assert.Equal(t, w.OwnTrue, j.OwnTrue, key)
			assert.Equal(t, w.Label, j.Label, key)
			contrast := []float64{j.Contrast.Difference, j.Contrast.Low, j.Contrast.High}
			assert.InDeltaSlice(t, w.Contrast, contrast, numpyTolerance, key)
			for bias, got := range map[string]Cell{"row": j.Row, "shared": j.Shared} {
				of := w.Row
				if bias == "shared" {
					of = w.Shared
				}
				assert.Equal(t, of.True, got.True.Count, "%s %s", key, bias)
				assert.Equal(t, of.Verdict, got.Verdict, "%s %s", key, bias)
				require.Len(t, got.TrueAt, len(of.TrueAt))
				for i, r := range got.TrueAt {
					assert.Equal(t, of.TrueAt[i], r.Count, "%s %s", key, bias)
				}
				difference := []float64{got.Difference.Median, got.Difference.Low, got.Difference.High}
				assert.InDeltaSlice(t, of.Difference, difference, jaggednessTolerance, "%s %s", key, bias)
			}
		}
	}
	assert.Len(t, want.Judgements, judged)

	// No affine classifier does what none can.
	require.NotNil(t, report.Bounds)
	assert.Equal(t, 16, report.Bounds.BestRight)
	require.Len(t, report.Bounds.Held, 2)
	for _, held := range report.Bounds.Held {
		assert.Equal(t, want.Seeds, held.Networks)
		assert.Zero(t, held.Violations, held.RunID)
		assert.LessOrEqual(t, held.MostRight, 16)
	}
}

// A network that is beyond the bounds is counted.
func TestAViolationOfTheBoundsIsCounted(t *testing.T) {
	table, err := NewTable(Settings{Seeds: 2, Claims: []string{"no-activation"}})
	require.NoError(t, err)
	affine := place(t, table, RunID{"xor/no-activation", network.Shared})
	for seed := 1; seed <= 2; seed++ {
		record := blank(table, seed)
		*record.Runs[affine] = Numbers{Accuracy: 100 * float64(15+seed) / 21, TrainedLoss: 0.6921}
		require.NoError(t, table.Append(record))
	}
	b, err := table.bounds()
	require.NoError(t, err)
	assert.Equal(t, 17, b.Held[0].MostRight)
	assert.Equal(t, 1, b.Held[0].Violations, "17 right")
	table.records[0].Runs[affine].TrainedLoss = 0.692
	b, err = table.bounds()
	require.NoError(t, err)
	assert.Equal(t, 2, b.Held[0].Violations, "and a loss that no constant has")
	assert.Contains(t, b.Finding, "2 did, or had a loss below the least: a fault of this program")
	for i := range table.records {
		*table.records[i].Runs[affine] = Numbers{Accuracy: 100 * 16. / 21, TrainedLoss: b.LeastLoss}
	}
	b, err = table.bounds()
	require.NoError(t, err)
	assert.Zero(t, b.Held[0].Violations, "the bounds themselves")
	assert.Contains(t, b.Finding, "none did")
}

// The sweep's numbers are those of a training that is not stopped: every point is
// right after the epoch that it names, and not ten epochs before.
func TestTheSweepNamesTheFirstEpochWithEveryPointRight(t *testing.T) {
	table := table(t, 6, SweepID)
	all, err := trainings()
	require.NoError(t, err)
	training := all[configurationOf(all, xor, baseline, network.Shared)].training
	engine, err := manual.New(training.Network())
	require.NoError(t, err)
	accuracy := func(seed, epochs int, rate float64) float64 {
		training.Seed, training.Epochs, training.LearningRate = int64(seed), epochs, rate
		result, err := compare.Train(t.Context(), engine, training, nil)
		require.NoError(t, err)
		return result.Accuracy
	}
	solved := 0
	for i, rate := range sweepRates {
		for _, r := range table.records {
			epoch := r.Sweep[i]
			if epoch == never {
				assert.Less(t, accuracy(r.Seed, 700, rate), 100., "never")
				continue
			}
			solved++
			assert.Equal(t, 100., accuracy(r.Seed, epoch, rate), "seed %d at %v", r.Seed, rate)
			assert.Less(t, accuracy(r.Seed, epoch-sweepEvery, rate), 100., "seed %d at %v", r.Seed, rate)
		}
	}
	assert.Positive(t, solved)
	report, err := table.Report()
	require.NoError(t, err)
	assert.Len(t, report.Sweep.Solved, len(sweepRates))
	for _, rates := range report.Sweep.Solved {
		assert.LessOrEqual(t, rates[0].Count, rates[1].Count)
		assert.LessOrEqual(t, rates[1].Count, rates[2].Count)
	}
}

// A run that diverges leaves no numbers, and no error.
func TestARunThatDivergesIsCounted(t *testing.T) {
	settings := Settings{Seeds: 2, Claims: []string{"no-activation", SweepID}}
	table, usual := tableOf(t, settings), tableOf(t, settings)
	require.NoError(t, usual.Run(t.Context(), 1, nil))
	require.NoError(t, table.Append(usual.records[0])) // the report's own run does not diverge
	for i := range table.plan.configurations {
		if c := &table.plan.configurations[i]; c.Run == "xor/no-activation" {
			c.training.LearningRate = 1e300
		}
	}
	require.NoError(t, table.Run(t.Context(), 1, nil))
	report, err := table.Report()
	require.NoError(t, err)
	for _, run := range report.Runs {
		want := 0
		if run.Run == "xor/no-activation" {
			want = 1
			assert.Equal(t, 1, run.FinalLoss.Count)
		}
		assert.Equal(t, want, run.Diverged, run.RunID)
	}
	assert.Equal(t, 1, report.Claims[0].Judgements[0].Row.True.Count, "seed 2 solves nothing")
	_, err = json.Marshal(report)
	assert.NoError(t, err)
	var csv strings.Builder
	require.NoError(t, table.WriteCSV(&csv))
	assert.Contains(t, csv.String(), ",NaN,NaN,")

	clear(table.records[0].Runs)
	_, err = table.Report()
	assert.ErrorContains(t, err, "of seed 1, claim no-activation, is NaN on")
}

// Runs that share drawn data are trained on what they would have drawn themselves.
func TestSharedDataAreTheTrainingsOwn(t *testing.T) {
	table := table(t, 2, "per-sample", "layout")
	all, err := trainings()
	require.NoError(t, err)
	for _, c := range all {
		values := table.Values(c.RunID, FinalLoss)
		if values == nil {
			continue
		}
		engine, err := manual.New(c.training.Network())
		require.NoError(t, err)
		c.training.Seed = 2
		result, err := compare.Train(t.Context(), engine, c.training, nil)
		require.NoError(t, err)
		assert.Equal(t, result.Losses[699], values[1], c.RunID)
	}
}
