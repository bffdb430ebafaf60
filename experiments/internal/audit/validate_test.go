package audit

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is wrong with a report that was edited is said of the field.
func TestAReportThatIsNoneNamesTheField(t *testing.T) {
	table := table(t, 2)
	good, err := table.Report()
	require.NoError(t, err)
	require.NoError(t, good.Validate())
	text, err := json.Marshal(good)
	require.NoError(t, err)
	for want, edit := range map[string]func(r *Report){
		"method: 1, want 2":                              func(r *Report) { r.Method = 1 },
		"seeds: 0, want at least 1":                      func(r *Report) { r.Seeds = 0 },
		"runs: empty":                                    func(r *Report) { r.Runs, r.Sweep = nil, nil },
		"runs[1].run: empty":                             func(r *Report) { r.Runs[1].Run = "" },
		"runs[0].solved: 1 of 7 seeds, want some of 2":   func(r *Report) { r.Runs[0].Solved.Of = 7 },
		"runs[0].solved: a share of 4 from":              func(r *Report) { r.Runs[0].Solved.Share = 4 },
		"claims[0].id: empty":                            func(r *Report) { r.Claims[0].ID = "" },
		"claims[3].parts: empty":                         func(r *Report) { r.Claims[3].Parts = nil },
		"claims[3].judgements: empty":                    func(r *Report) { r.Claims[3].Judgements = nil },
		`claims[1].judgements[2].part: "luck", want the`: func(r *Report) { r.Claims[1].Judgements[2].Part = "luck" },
		`claims[1].judgements[2].task: "and", want one`:  func(r *Report) { r.Claims[1].Judgements[2].Task = "and" },
		`claims[1].judgements[2].label: "odd", want one`: func(r *Report) { r.Claims[1].Judgements[2].Label = "odd" },
		"claims[1].judgements[2].finding: empty":         func(r *Report) { r.Claims[1].Judgements[2].Finding = "" },
		`claims[1].judgements[2].row.verdict: "yes"`:     func(r *Report) { r.Claims[1].Judgements[2].Row.Verdict = "yes" },
		"claims[1].judgements[2].shared.true: 3 of 2": func(r *Report) {
			r.Claims[1].Judgements[2].Shared.True.Count = 3
		},
		"claims[1].judgements[2].row.true_at: 0 entries,": func(r *Report) { r.Claims[1].Judgements[2].Row.TrueAt = nil },
		"judgements[0].row.true_at[1]: 9 of 2": func(r *Report) {
			r.Claims[0].Judgements[0].Row.TrueAt[1].Count = 9
		},
		"bounds.points: 0, want at least 1":  func(r *Report) { r.Bounds.Points = 0 },
		"sweep.learning_rates: empty":        func(r *Report) { r.Sweep.LearningRates = nil },
		"sweep.epochs: empty":                func(r *Report) { r.Sweep.Epochs = nil },
		"sweep.solved: 0 entries, want 5":    func(r *Report) { r.Sweep.Solved = nil },
		"sweep.solved[1]: 1 entries, want 3": func(r *Report) { r.Sweep.Solved[1] = r.Sweep.Solved[1][:1] },
		"sweep.solved[1][2]: -1 of 2 seeds":  func(r *Report) { r.Sweep.Solved[1][2].Count = -1 },
		"sweep.diverged: 2 entries, want 5":  func(r *Report) { r.Sweep.Diverged = []int{0, 0} },
		"sweep.finding: empty":               func(r *Report) { r.Sweep.Finding = "" },
		"memory.networks: empty":             func(r *Report) { r.Memory.Networks = nil },
		"memory.networks[0].tests: empty":    func(r *Report) { r.Memory.Networks[0].Tests = nil },
	} {
		t.Run(want, func(t *testing.T) {
			var r Report
			require.NoError(t, json.Unmarshal(text, &r))
			edit(&r)
			assert.ErrorContains(t, r.Validate(), want)
		})
	}
}
