package study

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/compare/bench"
	"backprop/experiments/internal/lab"
	"backprop/experiments/internal/schema"
	"backprop/experiments/internal/view"
	"backprop/network"
)

// Small data that are right, and one thing wrong with them at a time.

var small = Setting{Rows: 2, Layers: []int{2, 1}, Activations: []network.Activation{network.Sigmoid}, Bias: "shared",
	LearningRate: 1, Epochs: 2}

func smallReproduction() *Reproduction {
	value, deviation := 0.5, 0.0
	figures := []lab.Figure{
		{Kind: lab.Loss, Place: "a", At: 1, Printed: "0.25", Value: &value, Deviation: &deviation},
		{Kind: lab.Prediction, Place: "a", At: lab.Nowhere, Printed: "0.5"},
		{Kind: lab.Accuracy, At: lab.Nowhere, Printed: "100", Value: &value, Deviation: &deviation},
	}
	layers := Layers{Weights: [][][]float64{{{1}, {2}}}, Biases: [][][]float64{{{3}}}}
	engine := func(name string) EngineRun {
		return EngineRun{Engine: name, Layers: layers,
			Losses: []float64{2, 1}, Logits: []float64{0, 0}, Probabilities: []float64{0.5, 1},
			Accuracy: 100, Figures: append([]lab.Figure(nil), figures...)}
	}
	return &Reproduction{Runs: []Run{{Run: "xor/full-batch", Setting: small, Start: layers,
		Inputs: Matrix{[]float64{0, 0, 1, 1}, 2},
		Labels: []float64{0, 1}, Engines: []EngineRun{engine("manual"), engine("graph")}}}}
}

func smallPairs() *Pairs {
	epoch := 1
	return &Pairs{Runs: []Pair{{LossesManual: []float64{2, 1}, LossesGraph: []float64{2, 1},
		LargestDifferences: []float64{0, 1e-11}, Crossings: map[string]*int{"1e-12": &epoch}, Verdict: compare.Rounding}}}
}

func smallExplanation() *Explanation {
	a := Activations{Points: make([]float64, 4), Grid: make([]float64, 2), Side: 1}
	once := small
	once.Epochs = 1
	return &Explanation{Runs: []Explained{{Setting: once,
		Map:           Map{Side: 1, Probabilities: []float64{1}},
		Probabilities: []float64{0, 1}, Losses: []float64{1}, Accuracies: []float64{50}, OutputBiases: []float64{1, 2},
		Hidden: &HiddenView{Units: 2, Labels: []float64{0, 1}, Before: a, After: a}}}}
}

func smallChecks() *Checks {
	claim := CheckedClaim{Verdict: "pass", Methods: []CheckedMethod{{}}}
	eight := make([]float64, 8)
	return &Checks{Points: []CheckedPoint{{Setting: small, Claims: []CheckedClaim{claim}}}, Finding: []CheckedClaim{claim},
		Steps:  &StepCurves{StepErrors: view.StepErrors{Steps: eight, Forward: eight, Central: eight}},
		Taylor: []Remainders{{Steps: []float64{1}, Values: []float64{1}}}}
}

func smallBenchmarks() *Benchmarks {
	return &Benchmarks{Measurements: []bench.Measurement{{Operation: bench.Step, Rows: 1,
		Time: bench.Estimate{Low: 1, Median: 2, High: 3}}}}
}

func TestDataThatDoNotFitTogetherAreNamed(t *testing.T) {
	type validator any
	cases := func(name string, fresh func() validator, wrong map[string]func(v validator)) {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, schema.Check(fresh()))
			for want, change := range wrong {
				v := fresh()
				change(v)
				assert.EqualError(t, schema.Check(v), want)
			}
		})
	}
	run := func(v validator) *Run { return &v.(*Reproduction).Runs[0] }
	figure := func(v validator, i int) *lab.Figure { return &run(v).Engines[1].Figures[i] }
	cases("reproduction", func() validator { return smallReproduction() }, map[string]func(validator){
		"runs has 0 elements: want 1 or more":               func(v validator) { v.(*Reproduction).Runs = nil },
		"runs[0].engines has 0 elements: want 1 or more":    func(v validator) { run(v).Engines = nil },
		"runs[0].labels[1] is 2: want 0 or 1":               func(v validator) { run(v).Labels[1] = 2 },
		"runs[0].labels has 1 elements: want 2":             func(v validator) { run(v).Labels = []float64{1} },
		"runs[0].labels has 2 elements: want 3":             func(v validator) { run(v).Rows = 3 },
		"runs[0].inputs has 3 elements: want 2":             func(v validator) { run(v).Inputs.Values = make([]float64, 6) },
		"runs[0].engines[0].losses has 2 elements: want 1":  func(v validator) { run(v).Epochs = 1 },
		"runs[0].engines[1].logits has 0 elements: want 2":  func(v validator) { run(v).Engines[1].Logits = nil },
		"runs[0].engines[1].figures has 0 elements: want 3": func(v validator) { run(v).Engines[1].Figures = nil },
		"runs[0].engines[0].probabilities has 1 elements: want 2": func(v validator) {
			run(v).Engines[0].Probabilities = []float64{1}
		},
		"runs[0].engines[1].probabilities[0] is 1.5: want 0 to 1": func(v validator) {
			run(v).Engines[1].Probabilities[0] = 1.5
		},
		"runs[0].engines[0].accuracy is -1: want 0 to 100": func(v validator) { run(v).Engines[0].Accuracy = -1 },
		"runs[0].engines[1].figures[0].at is 2: want one of 2 epochs or rows": func(v validator) {
			figure(v, 0).At = 2
		},
		"runs[0].engines[1].figures[0].at is -1: want one of 2 epochs or rows": func(v validator) {
			figure(v, 0).At = lab.Nowhere
		},
		"runs[0].engines[1].figures[1].at is -2: want one of 2 epochs or rows": func(v validator) {
			figure(v, 1).At = -2
		},
		"runs[0].engines[1].figures[0].deviation goes with value: want both or neither": func(v validator) {
			figure(v, 0).Deviation = nil
		},
		`runs[0].engines[1].figures[0].kind is "odds": want one of ["loss" "prediction" "accuracy"]`: func(v validator) {
			figure(v, 0).Kind = "odds"
		},
		"runs[0].engines[1].figures[0].printed is another figure than the first engine's at this place": func(v validator) {
			figure(v, 0).Line = 7
		},
		`runs[0].engines[0].figures[1].printed is "half": want a number`: func(v validator) {
			run(v).Engines[0].Figures[1].Printed = "half"
			run(v).Engines[1].Figures[1].Printed = "half"
		},
	})
	pair := func(v validator) *Pair { return &v.(*Pairs).Runs[0] }
	cases("pairs", func() validator { return smallPairs() }, map[string]func(validator){
		"runs has 0 elements: want 1 or more": func(v validator) { v.(*Pairs).Runs = nil },
		"runs[0].largest_differences has 0 elements: want 1 or more": func(v validator) {
			*pair(v) = Pair{Verdict: compare.Apart}
		},
		"runs[0].losses_manual has 1 elements: want 2": func(v validator) {
			pair(v).LossesManual = []float64{1}
		},
		"runs[0].losses_graph has 1 elements: want 2": func(v validator) {
			pair(v).LossesGraph = []float64{1}
		},
		"runs[0].crossings.1e-12 is 2: want 0 to 1":  func(v validator) { *pair(v).Crossings["1e-12"] = 2 },
		"runs[0].crossings.1e-12 is -1: want 0 to 1": func(v validator) { *pair(v).Crossings["1e-12"] = -1 },
		`runs[0].verdict is "friends": want one of ["identical" "rounding" "drifting" "apart"]`: func(v validator) {
			pair(v).Verdict = "friends"
		},
	})
	explained := func(v validator) *Explained { return &v.(*Explanation).Runs[0] }
	cases("explanation", func() validator { return smallExplanation() }, map[string]func(validator){
		"runs has 0 elements: want 1 or more":              func(v validator) { v.(*Explanation).Runs = nil },
		"runs[0].map.side is 0: want 1 to 10000":           func(v validator) { explained(v).Map.Side = 0 },
		"runs[0].map.side is 10001: want 1 to 10000":       func(v validator) { explained(v).Map.Side = 10001 },
		"runs[0].map.probabilities has 1 elements: want 4": func(v validator) { explained(v).Map.Side = 2 },
		"runs[0].map.probabilities[0] is 1.1: want 0 to 1": func(v validator) { explained(v).Map.Probabilities[0] = 1.1 },
		"runs[0].probabilities has 0 elements: want 2":     func(v validator) { explained(v).Probabilities = nil },
		"runs[0].probabilities[0] is -0.1: want 0 to 1":    func(v validator) { explained(v).Probabilities[0] = -0.1 },
		"runs[0].losses has 1 elements: want 0 or 2":       func(v validator) { explained(v).Epochs = 2 },
		"runs[0].accuracies has 0 elements: want 1":        func(v validator) { explained(v).Accuracies = nil },
		"runs[0].accuracies[0] is 101: want 0 to 100":      func(v validator) { explained(v).Accuracies[0] = 101 },
		"runs[0].accuracy is 101: want 0 to 100":           func(v validator) { explained(v).Accuracy = 101 },
		"runs[0].drawn_accuracy is 101: want 0 to 100":     func(v validator) { explained(v).DrawnAccuracy = 101 },
		"runs[0].output_biases has 3 elements: want 1 or 2": func(v validator) {
			explained(v).OutputBiases = make([]float64,
				3)
		},
		"runs[0].output_biases has 0 elements: want 1 or 2": func(v validator) {
			explained(v).OutputBiases = nil
		},
		"runs[0].hidden.units is 1: want 2 or more": func(v validator) {
			explained(v).Hidden.Units = 1
		},
		"runs[0].hidden.labels has 1 elements: want 2": func(v validator) {
			explained(v).Hidden.Labels = []float64{1}
		},
		"runs[0].hidden.labels[0] is 3: want 0 or 1": func(v validator) {
			explained(v).Hidden.Labels[0] = 3
		},
		"runs[0].hidden.before.grid has 2 elements: want 0": func(v validator) {
			explained(v).Hidden.Before.Side = 0
		},
		"runs[0].hidden.after.side is -1: want 1 to 10000": func(v validator) {
			explained(v).Hidden.After.Side = -1
		},
		"runs[0].hidden.before.grid has 2 elements: want 8": func(v validator) {
			explained(v).Hidden.Before.Side = 2
		},
		"runs[0].hidden.after.points has 0 elements: want 4": func(v validator) {
			explained(v).Hidden.After.Points = nil
		},
		"runs[0].hidden.before.points has 4 elements: want 134217730": func(v validator) {
			explained(v).Hidden.Units = 1<<26 + 1
		},
	})
	checks := func(v validator) *Checks { return v.(*Checks) }
	cases("checks", func() validator { return smallChecks() }, map[string]func(validator){
		"points has 0 elements: want 1 or more":           func(v validator) { checks(v).Points = nil },
		"points[0].claims has 0 elements: want 1 or more": func(v validator) { checks(v).Points[0].Claims = nil },
		`points[0].claims[0].verdict is "so": want one of ["pass" "FAIL" "inconclusive"]`: func(v validator) {
			checks(v).Points[0].Claims[0].Verdict = "so"
		},
		`finding[0].verdict is "": want one of ["pass" "FAIL" "inconclusive"]`: func(v validator) {
			checks(v).Finding[0].Verdict = ""
		},
		"steps.steps has 7 elements: want 8 or more": func(v validator) {
			checks(v).Steps.Steps = make([]float64, 7)
		},
		"steps.forward has 9 elements: want 8": func(v validator) {
			checks(v).Steps.Forward = make([]float64, 9)
		},
		"steps.central has 0 elements: want 8":           func(v validator) { checks(v).Steps.Central = nil },
		"taylor[0].steps has 0 elements: want 1 or more": func(v validator) { checks(v).Taylor[0].Steps = nil },
		"taylor[0].values has 0 elements: want 1":        func(v validator) { checks(v).Taylor[0].Values = nil },
	})
	measured := func(v validator) *bench.Measurement { return &v.(*Benchmarks).Measurements[0] }
	cases("benchmarks", func() validator { return smallBenchmarks() }, map[string]func(validator){
		"measurements has 0 elements: want 1 or more": func(v validator) { v.(*Benchmarks).Measurements = nil },
		"measurements[0].rows is 0: want 1 or more":   func(v validator) { measured(v).Rows = 0 },
		`measurements[0].operation is "rest": want one of ["objective" "gradient" "step"]`: func(v validator) {
			measured(v).Operation = "rest"
		},
		"measurements[0].time_ns is 0, 2, 3: want 0 < low ≤ median ≤ high": func(v validator) { measured(v).Time.Low = 0 },
		"measurements[0].time_ns is 1, 4, 3: want 0 < low ≤ median ≤ high": func(v validator) { measured(v).Time.Median = 4 },
		"measurements[0].time_ns is 3, 2, 3: want 0 < low ≤ median ≤ high": func(v validator) { measured(v).Time.Low = 3 },
	})
}
