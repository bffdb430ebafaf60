package audit

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"backprop/manual"
	"backprop/network"
)

// A verdict says what the interval of the share says, and where that contains one
// half, that it says nothing.
func TestTheVerdictFollowsTheWrittenRule(t *testing.T) {
	for name, c := range map[string]struct {
		count, n int
		want     Verdict
	}{
		"of all":                         {1000, 1000, Most},
		"of just a majority":             {532, 1000, Most},
		"of one too few to tell":         {530, 1000, Undecided},
		"of 59 of 100":                   {59, 100, Undecided},
		"of 60 of 100":                   {60, 100, Most},
		"of half":                        {500, 1000, Undecided},
		"of one too many to tell":        {470, 1000, Undecided},
		"of just a minority":             {468, 1000, FewerThanHalf},
		"of none":                        {0, 1000, FewerThanHalf},
		"of the one seed there is":       {1, 1, Undecided},
		"of none of the one there is":    {0, 1, Undecided},
		"of all of four, which are some": {4, 4, Most},
	} {
		t.Run("true "+name, func(t *testing.T) {
			assert.Equal(t, c.want, verdictOf(rateOf(c.n, func(i int) bool { return i < c.count })))
		})
	}
}

// An interval that ends at a bound says nothing: rules are strict.
func TestRulesAreStrict(t *testing.T) {
	assert.Equal(t, Undecided, verdictOf(Rate{Low: 0.5, High: 0.9}))
	assert.Equal(t, Undecided, verdictOf(Rate{Low: 0.1, High: 0.5}))
	assert.Equal(t, Rate{High: 1}, rateOf(0, nil), "no seeds have no share")
	assert.Equal(t, NoLabel, labelOf(Most, FewerThanHalf, Contrast{Low: 0.1, High: 0.3}))
	assert.Equal(t, NoLabel, labelOf(FewerThanHalf, Most, Contrast{Low: -0.3, High: -0.1}))
	for share, want := range map[float64]string{0: "0%", 0.0009: "under 0.1%", 0.001: "0.1%", 0.999: "99.9%",
		0.9991: "over 99.9%", 1: "100%"} {
		assert.Equal(t, want, Percent(share))
	}
}

func TestAClaimThatNamesNoTaskIsOfBoth(t *testing.T) {
	for _, task := range tasks {
		assert.True(t, Claim{}.claims(task))
		assert.True(t, Part{}.measured(task))
		assert.Equal(t, task == xor, Claim{Claimed: []string{xor}}.claims(task))
		assert.Equal(t, task == xor, Part{Tasks: []string{xor}}.measured(task))
	}
}

// A label asks for a difference that is surely above a tenth of the seeds, and that
// what is made true, or hidden, is true of fewer than half without it.
func TestTheLabelFollowsTheWrittenRule(t *testing.T) {
	for name, c := range map[string]struct {
		both, row, shared, neither int
		want                       Label
	}{
		"90 of 100 against 89 of 100":             {89, 1, 0, 10, NoLabel},
		"all against none":                        {0, 100, 0, 0, Artefact},
		"none against all":                        {0, 0, 100, 0, Hidden},
		"38 of 100 against none":                  {0, 38, 0, 62, Artefact},
		"less true, but of most":                  {84, 16, 0, 0, NoLabel},
		"surely different, by less than a tenth":  {300, 120, 60, 520, NoLabel},
		"26 of 100 against 60":                    {20, 6, 40, 34, Hidden},
		"as different, but it is true of most":    {60, 0, 34, 6, NoLabel},
		"a few seeds that say nothing":            {0, 2, 0, 0, NoLabel},
		"different by a tenth, not surely by one": {0, 15, 0, 85, NoLabel},
	} {
		t.Run(name, func(t *testing.T) {
			n := c.both + c.row + c.shared + c.neither
			of := func(count int) Verdict { return verdictOf(rateOf(n, func(i int) bool { return i < count })) }
			contrast := Contrast{}
			contrast.Difference, contrast.Low, contrast.High = Newcombe(c.both, c.row, c.shared, c.neither)
			assert.Equal(t, c.want, labelOf(of(c.both+c.row), of(c.both+c.shared), contrast))
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
		for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			assert.False(t, relation.holds(v, 2), relation)
		}
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
			if p.Thresholds != nil {
				assert.Len(t, p.Thresholds, 5, c.ID)
				assert.True(t, slices.IsSorted(p.Thresholds), c.ID)
				assert.Contains(t, p.Thresholds, p.Threshold, "the chosen one is among them")
			}
		}
	}
}

// A curve that only falls has no jags, however fast it falls; jags count by how far
// they go up, and nothing else does.
func TestJaggednessIsOfJagsAndNotOfCurvature(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tau := math.Exp(rapid.Float64Range(-1, 9).Draw(t, "log τ"))
		smooth := make([]float64, 700)
		for i := range smooth {
			smooth[i] = 0.1 + 3*math.Exp(-float64(i)/tau)
		}
		if got := jaggedness(smooth); got != 0 {
			t.Fatalf("%v of exp(-t/%v)", got, tau)
		}
		// Jags of one height at some epochs, at least two apart.
		height := rapid.Float64Range(0.01, 1).Draw(t, "height")
		last := 0.0
		for jags := 1; jags <= 5; jags++ {
			at := 100 * jags
			jagged := slices.Clone(smooth)
			for k := 100; k <= at; k += 100 {
				jagged[k] = jagged[k-1] + height
			}
			got, want := jaggedness(jagged), float64(jags)*height/(slices.Max(jagged)-slices.Min(jagged))
			if math.Abs(got-want) > 1e-12*want || jags > 1 && got < last {
				t.Fatalf("%v with %d jags of %v, want %v and more than %v", got, jags, height, want, last)
			}
			last = got
		}
	})
	assert.Zero(t, jaggedness([]float64{2, 2, 2}))
	assert.Equal(t, 1., jaggedness([]float64{3, 1, 3}), "up and down by the whole range, once")
	assert.Equal(t, 0.75, jaggedness([]float64{8, 4, 6, 5, 9, 9, 1}), "2 and 4 up, over 8")
}

// The numbers of a run are those of its curves, taken from a training that is looked
// at and trained on by itself.
func TestTheNumbersOfARun(t *testing.T) {
	table := table(t, 2, "learning-rate", "layout")
	for _, c := range table.plan.configurations {
		c.training.Seed = 2
		engine, err := manual.New(c.training.Network())
		require.NoError(t, err)
		parameters, stream, err := c.training.Start()
		require.NoError(t, err)
		var data []network.Batch
		for range 1051 {
			data = append(data, c.training.Task.Draw(stream))
		}
		E := data[700]
		var L, F []float64
		for _, batch := range slices.Delete(data, 700, 701) {
			sum, err := engine.Step(parameters.Values, batch, c.training.LearningRate)
			require.NoError(t, err)
			L = append(L, sum/float64(batch.Rows))
			after, err := engine.Loss(parameters.Values, E)
			require.NoError(t, err)
			F = append(F, after/float64(E.Rows))
		}
		early := (L[0] + L[1] + L[2] + L[3] + L[4] + L[5] + L[6]) / 7
		want := Numbers{FinalLoss: L[699], TrainedLoss: F[699], EarlyLoss: early}
		if c.records(Jaggedness) {
			want.Jaggedness = jaggedness(F[:700])
		}
		if c.records(FurtherDescent) {
			want.FurtherDescent = F[699] - F[1049]
		}
		got := *table.records[1].Runs[place(t, table, c.RunID)]
		want.Accuracy = got.Accuracy
		assert.InDelta(t, want.Jaggedness, got.Jaggedness, 1e-12, c.RunID)
		want.Jaggedness = got.Jaggedness
		assert.Equal(t, want, got, c.RunID)
	}
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
		if seed <= 3 {
			record.Runs[place(t, table, RunID{"linear/per-sample", network.Shared})].Accuracy = 100
		}
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
	assert.Equal(t, Most, j.Row.Verdict)
	assert.Equal(t, 0, j.Shared.True.Count)
	assert.Equal(t, FewerThanHalf, j.Shared.Verdict)
	assert.Equal(t, Artefact, j.Label)
	c := j.Contrast
	assert.Equal(t, []int{0, 9, 0, 1}, []int{c.Both, c.RowOnly, c.SharedOnly, c.Neither})
	assert.InDelta(t, 0.9, j.Contrast.Difference, 1e-15)
	assert.Equal(t, "true of the report's own run; with private biases true of most (90%), "+
		"with shared biases true of fewer than half (0%): an artefact of the private biases.", j.Finding)
	assert.InDelta(t, 0.51, j.Own, 1e-12)
	assert.True(t, j.OwnTrue)
	assert.InDelta(t, 50./9, j.Row.OwnPercentile, 1e-12, "the lowest of nine")
	assert.Equal(t, RunID{"xor/per-sample", network.Shared}, j.Row.Variant)
	assert.Equal(t, 9, j.Row.Measured.Count)
	assert.InDelta(t, 0.55, j.Row.Difference.Median, 1e-12)
	assert.Equal(t, 10, j.Row.True.Of)
	counts := []int{}
	for _, r := range j.Row.TrueAt {
		counts = append(counts, r.Count)
	}
	assert.Equal(t, []int{9, 9, 9, 9, 9}, counts)
	for _, run := range report.Runs {
		want := 0
		if run.Run == "xor/per-sample" {
			want = 1
		}
		assert.Equal(t, want, run.Diverged, run.RunID)
		want = 0
		if run.Run == "linear/per-sample" {
			want = 3
		}
		assert.Equal(t, want, run.Solved.Count, run.RunID)
	}
	assert.Nil(t, report.Bounds)
	assert.Nil(t, report.Sweep)

	j = report.Claims[0].Judgements[1]
	assert.Equal(t, "linear", j.Task)
	assert.Equal(t, Hidden, j.Label)
	assert.Contains(t, report.Findings[1], "Claim 4, worse, linear: not true of the report's own run; "+
		"with private biases "+
		"true of fewer than half (0%), with shared biases true of most (100%): the private biases hid it.")
}
