package audit

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/experiments/internal/schema"
)

// What is wrong with a report that was edited is said of the field.
func TestAReportThatIsNoneNamesTheField(t *testing.T) {
	table := table(t, 2)
	good, err := table.Report()
	require.NoError(t, err)
	require.NoError(t, schema.Check(good))
	text, err := json.Marshal(good)
	require.NoError(t, err)
	for want, edit := range map[string]func(r *Report){
		"method is 1: want 2":            func(r *Report) { r.Method = 1 },
		"seeds is 0: want 1 or more":     func(r *Report) { r.Seeds = 0 },
		"runs is empty":                  func(r *Report) { r.Runs, r.Sweep = nil, nil },
		"runs[1].run is empty":           func(r *Report) { r.Runs[1].Run = "" },
		"runs[0].solved.of is 7: want 2": func(r *Report) { r.Runs[0].Solved.Of = 7 },
		"runs[0].solved.share is 4: want 0.09453120573423071 to 0.9054687942657693": func(r *Report) {
			r.Runs[0].Solved.Share = 4
		},
		"claims[0].id is empty": func(r *Report) {
			r.Claims[0].ID = ""
		},
		"claims[3].parts has 0 elements: want 1 or more": func(r *Report) {
			r.Claims[3].Parts = nil
		},
		"claims[3].parts[0].says is empty": func(r *Report) {
			r.Claims[3].Parts[0].Says = ""
		},
		"claims[3].judgements has 0 elements: want 1 or more": func(r *Report) {
			r.Claims[3].Judgements = nil
		},
		`claims[1].judgements[2].part is "luck": want the id of a part of claim layout`: func(r *Report) {
			r.Claims[1].Judgements[2].Part = "luck"
		},
		`claims[1].judgements[2].task is "and": want one of ["xor" "linear"]`: func(r *Report) {
			r.Claims[1].Judgements[2].Task = "and"
		},
		`claims[1].judgements[2].label is "odd": want one of ["" "artefact" "hidden"]`: func(r *Report) {
			r.Claims[1].Judgements[2].Label = "odd"
		},
		"claims[1].judgements[2].finding is empty": func(r *Report) {
			r.Claims[1].Judgements[2].Finding = ""
		},
		`claims[1].judgements[2].row.verdict is "yes": want one of ["true of most"`: func(r *Report) {
			r.Claims[1].Judgements[2].Row.Verdict = "yes"
		},
		"claims[1].judgements[2].shared.true.count is 3: want 0 to 2": func(r *Report) {
			r.Claims[1].Judgements[2].Shared.True.Count = 3
		},
		"claims[1].judgements[2] has true_at of 0 and 5 elements: want 5": func(r *Report) {
			r.Claims[1].Judgements[2].Row.TrueAt = nil
		},
		"claims[0].judgements[0].row.true_at[1].count is 9: want 0 to 2": func(r *Report) {
			r.Claims[0].Judgements[0].Row.TrueAt[1].Count = 9
		},
		"bounds.finding is empty":                             func(r *Report) { r.Bounds.Finding = "" },
		"bounds.points is 0: want 1 or more":                  func(r *Report) { r.Bounds.Points = 0 },
		"sweep.learning_rates has 0 elements: want 1 or more": func(r *Report) { r.Sweep.LearningRates = nil },
		"sweep.epochs has 0 elements: want 1 or more":         func(r *Report) { r.Sweep.Epochs = nil },
		"sweep.solved has 0 elements: want 5":                 func(r *Report) { r.Sweep.Solved = nil },
		"sweep.solved[1] has 1 elements: want 3": func(r *Report) {
			r.Sweep.Solved[1] = r.Sweep.Solved[1][:1]
		},
		"sweep.solved[1][2].count is -1: want 0 to 2":    func(r *Report) { r.Sweep.Solved[1][2].Count = -1 },
		"sweep.diverged has 2 elements: want 5":          func(r *Report) { r.Sweep.Diverged = []int{0, 0} },
		"sweep.finding is empty":                         func(r *Report) { r.Sweep.Finding = "" },
		"memory.networks has 0 elements: want 1 or more": func(r *Report) { r.Memory.Networks = nil },
		"memory.networks[0].finding is empty":            func(r *Report) { r.Memory.Networks[0].Finding = "" },
		"memory.networks[0].tests[0].says is empty": func(r *Report) {
			r.Memory.Networks[0].Tests[0].Says = ""
		},
		"memory.networks[0].tests has 0 elements: want 1 or more": func(r *Report) { r.Memory.Networks[0].Tests = nil },
	} {
		t.Run(want, func(t *testing.T) {
			var r Report
			require.NoError(t, json.Unmarshal(text, &r))
			edit(&r)
			assert.ErrorContains(t, schema.Check(&r), want)
		})
	}
}
