package audit

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/network"
)

// A table is of a report if it has as many seeds of every run, with the same losses.
func TestATableIsOfItsOwnReport(t *testing.T) {
	csvAndReport := func(seeds int, claims ...string) ([]byte, *Report) {
		table := table(t, seeds, claims...)
		var text bytes.Buffer
		require.NoError(t, table.WriteCSV(&text))
		report, err := table.Report()
		require.NoError(t, err)
		return text.Bytes(), report
	}
	text, report := csvAndReport(2, "no-activation", SweepID)
	require.NoError(t, report.IsOf(text))
	losses, err := FinalLosses(text)
	require.NoError(t, err)
	for _, run := range report.Runs {
		assert.Equal(t, run.FinalLoss, distributionOf(losses[run.RunID]), run.RunID)
	}
	assert.Len(t, losses, len(report.Runs), "the sweep has no losses")

	_, more := csvAndReport(3, "no-activation")
	assert.ErrorContains(t, more.IsOf(text), "has 2 seeds of xor/")
	other := *report
	other.Runs[0].FinalLoss.Median++
	assert.ErrorContains(t, other.IsOf(text), "has other losses of "+other.Runs[0].RunID.String())
	assert.Error(t, report.IsOf([]byte("seed\n")))
}

func TestATableThatIsNoneSaysWhy(t *testing.T) {
	for text, want := range map[string]string{
		"seed,run,bias\n":                              "has no column final_loss",
		"seed,run,bias,loss\n":                         "has no column final_loss",
		"seed,run,bias,final_loss\n1,xor,row,much\n":   `row 1: final_loss is "much": want a number`,
		"seed,run,bias,final_loss\n1,xor,row,1\n2,x\n": "wrong number of fields",
	} {
		_, err := FinalLosses([]byte(text))
		assert.ErrorContains(t, err, want)
	}
	losses, err := FinalLosses([]byte("seed,run,bias,final_loss\n1,xor/a,row,0.5\n1,sweep,row,\n2,xor/a,row,NaN\n"))
	require.NoError(t, err)
	require.Len(t, losses, 1)
	of := losses[RunID{"xor/a", network.Row}]
	require.Len(t, of, 2)
	assert.Equal(t, 0.5, of[0])
	assert.True(t, math.IsNaN(of[1]))
}

// Of the sweep alone there are no runs, and of runs alone no sweep.
func TestAReportMayBeOfTheSweepAlone(t *testing.T) {
	for _, claim := range []string{SweepID, "relu"} {
		table, err := NewTable(Settings{Seeds: 1, Claims: []string{claim}})
		require.NoError(t, err)
		record := blank(table, 1)
		if claim == SweepID {
			record.Sweep = make([]int, len(sweepRates))
		}
		require.NoError(t, table.Append(record))
		report, err := table.Report()
		require.NoError(t, err)
		assert.NoError(t, report.Validate(), claim)
		report.Runs, report.Sweep = nil, nil
		assert.EqualError(t, report.Validate(), "runs is empty")
	}
}

// What is proved impossible is an error of the program, and what is not there is none.
func TestOnlyViolationsOfABoundAreErrors(t *testing.T) {
	assert.NoError(t, (&Report{}).Err())
	run := RunID{"xor/no-activation", network.Shared}
	r := Report{Bounds: &Bounds{Held: []BoundCheck{{RunID: run, Networks: 9}, {RunID: run, Networks: 8}}}}
	assert.NoError(t, r.Err())
	r.Bounds.Held[1].Violations = 3
	err := r.Err()
	assert.ErrorContains(t, err, run.String()+": 3 of 8 networks are beyond")
	assert.Equal(t, 1, strings.Count(err.Error(), "networks"))
}

// Every network of every affine run is held against the bounds. The constant 10/21 has
// the squared error 10/21·11/21, and is on the side of 0, the label of 11.
func TestEveryAffineNetworkIsHeldAgainstTheBounds(t *testing.T) {
	table, err := NewTable(Settings{Seeds: 3, Claims: []string{"no-activation", "layout"}})
	require.NoError(t, err)
	for i, loss := range []float64{0.8, 0.7, 0.9} {
		record := blank(table, i+1)
		for _, n := range record.Runs {
			n.TrainedLoss = loss
		}
		require.NoError(t, table.Append(record))
	}
	b, err := table.bounds()
	require.NoError(t, err)
	assert.InDelta(t, 110./441, b.LeastSquares.MSE, 1e-12)
	assert.Equal(t, 11, b.LeastSquares.Right)
	require.Len(t, b.Held, len(affineRuns))
	for _, held := range b.Held {
		assert.Equal(t, 3, held.Networks)
		assert.Equal(t, 0.7, held.LowestLoss)
	}
	assert.Contains(t, b.Finding, "of 6 trained networks that are one, none did")
}

// The sweep counts a seed at a number of epochs if it was right by then, and apart those
// that diverged.
func TestTheSweepIsReadFromTheRecords(t *testing.T) {
	table, err := NewTable(Settings{Seeds: 5, Claims: []string{SweepID}})
	require.NoError(t, err)
	for i, epoch := range []int{sweepEpochs[0], sweepEpochs[0] + sweepEvery, sweepEpochs[2], never, diverged} {
		sweep := make([]int, len(sweepRates)) // never, at all other rates
		sweep[3], sweep[4] = epoch, epoch
		require.NoError(t, table.Append(Record{Seed: i + 1, Sweep: sweep}))
	}
	s := table.sweepOf()
	for i := range sweepRates {
		want, none := []int{0, 0, 0}, 0
		if i >= 3 {
			want, none = []int{1, 2, 3}, 1
		}
		assert.Equal(t, want, []int{s.Solved[i][0].Count, s.Solved[i][1].Count, s.Solved[i][2].Count})
		assert.Equal(t, none, s.Diverged[i])
	}
	assert.Contains(t, s.Finding, "by epoch 700 at the report's rate 0.001, and at best, by epoch 7000 at 0.03, in 60%.",
		"the lower of two rates that are as good")

	text := csvOf(t, table)
	for _, want := range []string{"\n1,sweep/0.03,shared,+700\n", "\n2,sweep/0.03,shared,+710\n",
		"\n4,sweep/0.03,shared,+0\n", "\n5,sweep/0.03,shared,+NaN\n", "\n5,sweep/0.01,shared,+0\n"} {
		assert.Regexp(t, want, text)
	}
}

// A network labels 1 what is above one half, as MostRight asks of w·x + b above 0.
func TestAProbabilityOfOneHalfIsOnTheSideOf0(t *testing.T) {
	above := math.Nextafter(0.5, 1)
	assert.Equal(t, 2, right([]float64{0.5, above}, []float64{0, 1}))
	assert.Zero(t, right([]float64{0.5, above}, []float64{1, 0}))
}

// The last epoch of the sweep is looked at too, and none after it.
func TestTheSweepEndsAfterItsLastEpoch(t *testing.T) {
	all, err := trainings()
	require.NoError(t, err)
	s, err := newSweep(all[configurationOf(all, xor, baseline, network.Shared)].training)
	require.NoError(t, err)
	training := s.training
	training.LearningRate = 0.03
	defer func(before []int) { sweepEpochs = before }(sweepEpochs)
	first := never
	for training.Seed = 1; first == never; training.Seed++ {
		first, err = s.firstSolved(t.Context(), training)
		require.NoError(t, err)
	}
	training.Seed--
	for last, want := range map[int]int{first: first, first - sweepEvery: never} {
		sweepEpochs = []int{last}
		got, err := s.firstSolved(t.Context(), training)
		require.NoError(t, err)
		assert.Equal(t, want, got, "up to epoch %d", last)
	}
}

// What a network knows is said of those that got every training row right, if any did.
func TestMemoryIsReadFromTheRecords(t *testing.T) {
	for name, c := range map[string]struct {
		accuracies []float64
		solved     int
		median     float64
	}{
		"some":     {[]float64{100, 95, 100, 20}, 2, 60},
		"none":     {[]float64{95, 95, 95, 95}, 0, 0},
		"all four": {[]float64{100, 100, 100, 100}, 4, 65},
	} {
		t.Run(name, func(t *testing.T) {
			table, err := NewTable(Settings{Seeds: 4, Claims: []string{MemoryID}})
			require.NoError(t, err)
			for i, a := range c.accuracies {
				record := blank(table, i+1)
				for _, n := range record.Runs {
					n.Accuracy, n.FreshMeanBias, n.RowNumber = a, float64(50+10*i), 30
				}
				require.NoError(t, table.Append(record))
			}
			m := table.memoryOf()
			require.Len(t, m.Networks, len(memoryRuns))
			for _, of := range m.Networks {
				assert.Equal(t, c.solved, of.Solved.Count)
				for _, test := range of.Tests {
					assert.Equal(t, 4, test.Accuracy.Count, "of all seeds")
					if c.solved == 0 {
						assert.Nil(t, test.AccuracyOfSolved)
						continue
					}
					assert.Equal(t, c.solved, test.AccuracyOfSolved.Count)
					if Statistic(test.ID) == FreshMeanBias {
						assert.Equal(t, c.median, test.AccuracyOfSolved.Median)
					}
				}
				want := "no network gets every training row right"
				if c.solved > 0 {
					want = fmt.Sprintf("%v%% of fresh points", c.median)
				}
				assert.Contains(t, of.Finding, want)
				if c.solved > 0 && of.RunID.Bias == network.Row {
					assert.Contains(t, of.Finding, "30% of the rows by the row's biases alone")
				}
			}
		})
	}
}
