package audit

import "backprop/network"

// Report is the audit's result. It is deterministic: it depends on the settings
// alone, not on the machine, the workers or interruptions. Percentages say so;
// every other share is a fraction.
type Report struct {
	Method    int     `json:"method"`    // version of METHOD.md
	Seeds     int     `json:"seeds"`     // 1 … Seeds
	Resamples int     `json:"resamples"` // of every bootstrap interval
	Level     float64 `json:"level"`     // of every interval: 0.95
	// Findings are the verdicts, and the answers to the rest, in plain sentences.
	Findings []string `json:"findings"`
	Claims   []Result `json:"claims"`
	// Runs are the configurations compared: those of the report and the same with
	// shared bias.
	Runs   []RunSummary `json:"runs"`
	Bounds *Bounds      `json:"bounds,omitempty"` // with claims layout, no-activation or relu
	Sweep  *Sweep       `json:"sweep,omitempty"`
	Memory *Memory      `json:"memory,omitempty"`
}

// Result is the audit of one claim.
type Result struct {
	Claim
	// Judgements are one per task.
	Judgements []Judgement `json:"judgements"`
}

// Judgement is the audit of a claim on one task.
type Judgement struct {
	Task    string `json:"task"`
	Claimed bool   `json:"claimed"` // false where the report does not speak of the task
	// Row is the audit as the report's code has it, Shared as its text has it.
	Row       Outcome   `json:"row"`
	Shared    Outcome   `json:"shared"`
	Agreement Agreement `json:"agreement"`
	Finding   string    `json:"finding"` // in a plain sentence
}

// Outcome is the audit of a claim on one task with one form of bias.
type Outcome struct {
	True    Rate    `json:"true"` // seeds of which the whole claim is true
	Verdict Verdict `json:"verdict"`
	// Clear is false where the interval of True contains a share at which the
	// verdict changes: more seeds might change it.
	Clear bool   `json:"clear"`
	Parts []Cell `json:"parts"`
}

// Cell is one part of a claim on one task with one form of bias.
type Cell struct {
	Part     string `json:"part"` // id
	Says     string `json:"says"`
	Baseline RunID  `json:"baseline"`
	Variant  RunID  `json:"variant"`
	// BaselineValue and VariantValue are of the part's statistic.
	BaselineValue Distribution `json:"baseline_value"`
	VariantValue  Distribution `json:"variant_value"`
	// Difference is variant - baseline, paired by seed.
	Difference Paired `json:"difference"`
	// Measured is the number that is tested, over the seeds.
	Measured Distribution `json:"measured"`
	True     Rate         `json:"true"`
	Verdict  Verdict      `json:"verdict"`
	Clear    bool         `json:"clear"`
	// Report is the measured number of the report's own seed, 1, with row bias, and
	// its place among the seeds; nil if it is not finite.
	Report *Draw `json:"report,omitempty"`
}

// RunID names a configuration.
type RunID struct {
	Run  string       `json:"run"` // "xor/full-batch"
	Bias network.Bias `json:"bias"`
}

// String is "xor/full-batch, row bias".
func (r RunID) String() string { return r.Run + ", " + r.Bias.String() + " bias" }

// RunSummary is a configuration over all seeds.
type RunSummary struct {
	RunID
	FinalLoss   Distribution `json:"final_loss"` // as printed
	TrainedLoss Distribution `json:"trained_loss"`
	Accuracy    Distribution `json:"accuracy"` // in percent
	Solved      Rate         `json:"solved"`   // seeds with an accuracy of 100 %
	// Printed is the final loss that the report prints, if it prints the run, and
	// its place among the seeds.
	Printed *Draw `json:"printed,omitempty"`
	// Diverged counts the seeds in which a value stopped being finite. They count
	// as not solved, and not in the distributions.
	Diverged int `json:"diverged"`
}

// Distribution is a number over the seeds, of which it is finite in Count.
type Distribution struct {
	Count  int     `json:"count"`
	Median float64 `json:"median"`
	Q1     float64 `json:"q1"` // the quartiles
	Q3     float64 `json:"q3"`
	// Quantiles are those of 0, 2.5, 5, … 100 %.
	Quantiles [41]float64 `json:"quantiles"`
}

// Rate is a share of the seeds, with its Wilson interval.
type Rate struct {
	Count int     `json:"count"`
	Of    int     `json:"of"`
	Share float64 `json:"share"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Paired is the median of differences paired by seed, with its bootstrap interval.
type Paired struct {
	Median float64 `json:"median"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
}

// Draw is one value and its place among those of the seeds.
type Draw struct {
	Value      float64 `json:"value"`
	Text       string  `json:"text,omitempty"` // as printed
	Percentile float64 `json:"percentile"`     // share of the seeds below, ties half, in percent
}

// Bounds are what no affine classifier can exceed on the XOR points, and what
// became of the trained networks that are affine classifiers.
type Bounds struct {
	Points    int `json:"points"`
	BestRight int `json:"best_right"` // 16 of 21
	// LeastSquares is the fit ŷ = w0 x0 + w1 x1 + b.
	LeastSquares struct {
		Weights [2]float64 `json:"weights"`
		Bias    float64    `json:"bias"`
		MSE     float64    `json:"mse"`
		Right   int        `json:"right"` // at the threshold 1/2
	} `json:"least_squares"`
	// LeastLoss is the least mean cross-entropy of any affine logit.
	LeastLoss float64      `json:"least_loss"`
	Held      []BoundCheck `json:"held"`
	Finding   string       `json:"finding"`
}

// BoundCheck holds the trained networks of one configuration against the bounds.
type BoundCheck struct {
	RunID
	Why        string  `json:"why"` // why it is an affine classifier
	Networks   int     `json:"networks"`
	MostRight  int     `json:"most_right"`
	LowestLoss float64 `json:"lowest_loss"` // TrainedLoss
	// Violations are networks above BestRight or, where the logit is affine,
	// below LeastLoss.
	Violations int `json:"violations"`
}

// Sweep is how often [2,4,4,1] with shared bias, full batch, gets every XOR
// point right.
type Sweep struct {
	LearningRates []float64 `json:"learning_rates"`
	Epochs        []int     `json:"epochs"`
	// Solved[i][j] are the seeds that reach 100 % by epoch Epochs[j] at
	// LearningRates[i].
	Solved   [][]Rate `json:"solved"`
	Diverged []int    `json:"diverged"` // seeds, per learning rate
	Finding  string   `json:"finding"`
}

// Memory is what networks trained on XOR with row bias know beyond the rows that
// they were trained on. Accuracies in percent.
type Memory struct {
	Networks []MemoryOf `json:"networks"`
}

// MemoryOf is Memory for one configuration.
type MemoryOf struct {
	RunID
	Solved  Rate         `json:"solved"` // seeds that get every training row right
	Tests   []MemoryTest `json:"tests"`
	Finding string       `json:"finding"`
}

// MemoryTest is one way of asking a trained network.
type MemoryTest struct {
	ID       string       `json:"id"`
	Says     string       `json:"says"`
	Accuracy Distribution `json:"accuracy"`
	// Of the seeds whose network got every training row right.
	AccuracyOfSolved *Distribution `json:"accuracy_of_solved,omitempty"`
}
