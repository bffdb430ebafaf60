package audit

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/network"
)

func TestTheVerdictFollowsTheWrittenRule(t *testing.T) {
	cases := map[string]struct {
		count, n int
		verdict  Verdict
		clear    bool
	}{
		"of all":                        {1000, 1000, Holds, true},
		"of nine in ten":                {900, 1000, Holds, false},
		"of one fewer":                  {899, 1000, DependsOnTheSeed, false},
		"of three in four":              {750, 1000, DependsOnTheSeed, true},
		"of just a majority":            {531, 1000, DependsOnTheSeed, true},
		"of one too few for a majority": {530, 1000, DoesNotHold, false},
		"of half":                       {500, 1000, DoesNotHold, false},
		"of few":                        {40, 1000, DoesNotHold, true},
		"of none":                       {0, 1000, DoesNotHold, true},
		"of the one seed there is":      {1, 1, Holds, false},
		"of three of four seeds":        {3, 4, DoesNotHold, false},
	}
	for name, c := range cases {
		t.Run("true "+name, func(t *testing.T) {
			verdict, clear := verdictOf(rateOf(c.n, func(i int) bool { return i < c.count }))
			assert.Equal(t, c.verdict, verdict)
			assert.Equal(t, c.clear, clear)
		})
	}
}

func TestMeasuresAndRelations(t *testing.T) {
	for measure, want := range map[Measure]float64{OfVariant: 2, Least: 2, Difference: -6, Distance: 6, Ratio: 0.25} {
		assert.Equal(t, want, measure.of(2, 8), measure)
	}
	for relation, want := range map[Relation][3]bool{
		Above: {false, false, true}, AtLeast: {false, true, true}, Below: {true, false, false}, AtMost: {true, true, false},
	} {
		assert.Equal(t, want, [3]bool{relation.holds(1, 2), relation.holds(2, 2), relation.holds(3, 2)}, relation)
		assert.False(t, relation.holds(math.NaN(), 2) || relation.holds(math.Inf(1), 2) || relation.holds(math.Inf(-1), 2), relation)
	}
}

// The register is complete: what it names exists, and it says why.
func TestTheRegisterIsFiveMeasurableClaims(t *testing.T) {
	claims, err := Register()
	require.NoError(t, err)
	require.Len(t, claims, 5)
	all, err := trainings()
	require.NoError(t, err)
	for i, c := range claims {
		assert.Equal(t, i+1, c.Number)
		assert.NotEmpty(t, c.Claim)
		assert.NotEmpty(t, c.Place)
		assert.NotPanics(t, func() { configurationOf(all, xor, c.Variant, network.Row) }, c.ID)
		assert.NotEmpty(t, c.Parts)
		for _, p := range c.Parts {
			assert.NotEmpty(t, p.Says)
			assert.NotEmpty(t, p.Why)
			assert.NotPanics(t, func() { p.Measure.of(1, 1); p.Relation.holds(1, 1) }, c.ID)
			assert.NotPanics(t, func() { p.Statistic.of(&Numbers{}) }, c.ID)
		}
	}
}

// flat is an engine whose loss is always 1.
type flat struct{ compare.Engine }

func (flat) Loss([]float64, network.Batch) (float64, error) { return 1, nil }

// A curve whose statistics can be had by hand: 20 epochs, so that a tenth is two.
func TestTheStatisticsOfARun(t *testing.T) {
	L := []float64{8, 4}
	for len(L) < 16 {
		L = append(L, 3)
	}
	L = append(L, 2, 2, 1, 2)
	run := &compare.Result{Losses: L, Accuracy: 75, Parameters: &network.Parameters{}, Evaluation: network.Batch{Rows: 4}}
	numbers, err := numbersOf(run, flat{})
	require.NoError(t, err)
	for statistic, want := range map[Statistic]float64{
		FinalLoss: 2, TrainedLoss: 0.25, Accuracy: 75, EarlyLoss: 6, LateDescent: 1 - 1.5/2,
		// The slopes are -4, -1, 0 …, -1, 0, -1, 1; they change by 3, 1, 1, 1, 1, 2.
		Roughness: 9. / 7,
	} {
		assert.InDelta(t, want, statistic.of(numbers), 1e-15, statistic)
		assert.True(t, math.IsNaN(statistic.of(nil)), "of a run that diverged")
	}
	run.Losses = []float64{3, 3, 3}
	numbers, err = numbersOf(run, flat{})
	require.NoError(t, err)
	assert.Nil(t, numbers, "a constant curve has no roughness")
}

// blank is a record of runs whose numbers are all 0.
func blank(table *Table, seed int) Record {
	r := Record{Seed: seed, Runs: make([]*Numbers, len(table.plan.configurations))}
	for i := range r.Runs {
		r.Runs[i] = &Numbers{}
	}
	return r
}

// place is that of a run in a record.
func place(t *testing.T, table *Table, run RunID) int {
	t.Helper()
	i := slices.IndexFunc(table.plan.configurations, func(c configuration) bool { return c.RunID == run })
	require.GreaterOrEqual(t, i, 0, run)
	return i
}

// Runs judged from records made up by hand: 10 seeds, of which the last diverged
// in the variant.
func TestAClaimIsJudgedFromTheRecords(t *testing.T) {
	const seeds = 10
	table, err := NewTable(Settings{Seeds: seeds, Claims: []string{"per-sample"}})
	require.NoError(t, err)
	for seed := 1; seed <= seeds; seed++ {
		record := blank(table, seed)
		loss := func(run RunID, loss float64) { record.Runs[place(t, table, run)].TrainedLoss = loss }
		loss(RunID{"xor/per-sample", network.Shared}, 1+float64(seed)/100)
		loss(RunID{"xor/full-batch", network.Row}, 0.5)
		loss(RunID{"xor/full-batch", network.Shared}, 1+float64(seed)/100-0.001) // better, by too little
		loss(RunID{"linear/per-sample", network.Shared}, 1)
		loss(RunID{"linear/full-batch", network.Row}, 1)
		if seed == seeds {
			record.Runs[place(t, table, RunID{"xor/per-sample", network.Shared})] = nil
		}
		require.NoError(t, table.Append(record))
	}
	report, err := table.Report()
	require.NoError(t, err)
	require.Len(t, report.Claims, 1)
	j := report.Claims[0].Judgements[0]
	assert.Equal(t, 9, j.Row.True.Count)
	assert.Equal(t, Holds, j.Row.Verdict)
	assert.Equal(t, 0, j.Shared.True.Count)
	assert.Equal(t, DoesNotHold, j.Shared.Verdict)
	assert.Equal(t, Artefact, j.Agreement)
	assert.Equal(t, "with private biases it holds, not clearly (in 90% of the seeds), with shared biases it does not hold (in 0% of the seeds): an artefact of the private biases.", j.Finding)
	cell := j.Row.Parts[0]
	assert.Equal(t, RunID{"xor/per-sample", network.Shared}, cell.Variant)
	assert.Equal(t, 9, cell.Measured.Count)
	assert.InDelta(t, 0.55, cell.Difference.Median, 1e-12)
	assert.Equal(t, 10, cell.True.Of)
	for _, run := range report.Runs {
		want := 0
		if run.Run == "xor/per-sample" {
			want = 1
		}
		assert.Equal(t, want, run.Diverged, run.RunID)
	}
	assert.Nil(t, report.Bounds)
	assert.Nil(t, report.Sweep)

	j = report.Claims[0].Judgements[1]
	assert.Equal(t, "linear", j.Task)
	assert.Equal(t, Hidden, j.Agreement)
	assert.Contains(t, report.Findings[1], "Claim 4, linear: with private biases it does not hold (in 0% of the seeds), with shared biases it holds")
}
