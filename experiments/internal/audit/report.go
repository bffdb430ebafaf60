package audit

import "backprop/network"

// Report is the audit's result. It is deterministic: it depends on the settings
// alone, not on the machine, the workers or interruptions. Percentages say so;
// every other share is a fraction.
type Report struct {
	Method int     `json:"method"`         // version of METHOD.md
	Seeds  int     `json:"seeds" in:"1.."` // 1 … Seeds
	Level  float64 `json:"level"`          // of every interval: 0.95
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
	// Judgements are one per part and task, part by part.
	Judgements []Judgement `json:"judgements" len:"1.."`
}

// Judgement is the audit of one part of a claim on one task.
type Judgement struct {
	Part    string `json:"part"` // id
	Task    string `json:"task" in:"xor|linear"`
	Claimed bool   `json:"claimed"` // false where the report does not speak of the task
	// Own is what the part tests, taken at the report's own run, seed 1 with row bias,
	// and OwnTrue whether it is true of that run.
	Own     float64 `json:"own"`
	OwnTrue bool    `json:"own_true"`
	// Row is the audit as the report's code has it, Shared as its text has it, and
	// Contrast sets the one beside the other.
	Row      Cell     `json:"row"`
	Shared   Cell     `json:"shared"`
	Contrast Contrast `json:"contrast"`
	Label    Label    `json:"label" in:"|artefact|hidden"`
	Finding  string   `json:"finding" len:"1.."` // in a plain sentence
}

// Cell is a part of a claim on one task with one form of bias.
type Cell struct {
	Baseline RunID `json:"baseline"`
	Variant  RunID `json:"variant"`
	// BaselineValue and VariantValue are of the part's statistic.
	BaselineValue Distribution `json:"baseline_value"`
	VariantValue  Distribution `json:"variant_value"`
	// Difference is variant - baseline, paired by seed.
	Difference Paired `json:"difference"`
	// Measured is the number that is tested, over the seeds, and OwnPercentile the
	// place of the report's own among them: the share below it, ties half, in percent.
	Measured      Distribution `json:"measured"`
	OwnPercentile float64      `json:"own_percentile"`
	True          Rate         `json:"true"`
	Verdict       Verdict      `json:"verdict" in:"true of most|true of fewer than half|undecided"`
	// TrueAt is the share of which the part is true at each of its thresholds.
	TrueAt []Rate `json:"true_at,omitempty"`
}

// Verdict says on which side of one half the share of the seeds lies of which
// something is true, if its interval does.
type Verdict string

// The verdicts.
const (
	Most          Verdict = "true of most"
	FewerThanHalf Verdict = "true of fewer than half"
	Undecided     Verdict = "undecided"
)

// Contrast is a share of the seeds with row bias less the share with shared bias,
// paired by seed, with Newcombe's interval.
type Contrast struct {
	Both       int     `json:"both"` // seeds of which it is true with either bias
	RowOnly    int     `json:"row_only"`
	SharedOnly int     `json:"shared_only"`
	Neither    int     `json:"neither"`
	Difference float64 `json:"difference"`
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
}

// Label names what the private biases do to a conclusion.
type Label string

// The labels; METHOD.md has the rule.
const (
	NoLabel  Label = ""
	Artefact Label = "artefact" // they make it true
	Hidden   Label = "hidden"   // they hide that it is
)

// RunID names a configuration.
type RunID struct {
	Run  string       `json:"run" len:"1.."` // "xor/full-batch"
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
	Count int     `json:"count" in:"0..of"`
	Of    int     `json:"of" in:"seeds"`
	Share float64 `json:"share" in:"low..high"`
	Low   float64 `json:"low" in:"0.."`
	High  float64 `json:"high" in:"0..1"`
}

// Paired is the median of differences paired by seed, with its interval.
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
	Points       int          `json:"points" in:"1.."`
	BestRight    int          `json:"best_right"` // 16 of 21
	LeastSquares LeastSquares `json:"least_squares"`
	// LeastLoss is the least mean cross-entropy of any affine logit.
	LeastLoss float64      `json:"least_loss"`
	Held      []BoundCheck `json:"held"`
	Finding   string       `json:"finding" len:"1.."`
}

// LeastSquares is the fit ŷ = w0 x0 + w1 x1 + b.
type LeastSquares struct {
	Weights [2]float64 `json:"weights"`
	Bias    float64    `json:"bias"`
	MSE     float64    `json:"mse"`
	Right   int        `json:"right"` // at the threshold 1/2
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
	LearningRates []float64 `json:"learning_rates" len:"1.."`
	Epochs        []int     `json:"epochs" len:"1.."`
	// Solved[i][j] are the seeds that reach 100 % by epoch Epochs[j] at
	// LearningRates[i].
	Solved   [][]Rate `json:"solved" len:"learning_rates,epochs"`
	Diverged []int    `json:"diverged" len:"learning_rates"` // seeds, per learning rate
	Finding  string   `json:"finding" len:"1.."`
}

// Memory is what networks trained on XOR with row bias know beyond the rows that
// they were trained on. Accuracies in percent.
type Memory struct {
	Networks []MemoryOf `json:"networks" len:"1.."`
}

// MemoryOf is Memory for one configuration.
type MemoryOf struct {
	RunID
	Solved  Rate         `json:"solved"` // seeds that get every training row right
	Tests   []MemoryTest `json:"tests" len:"1.."`
	Finding string       `json:"finding" len:"1.."`
}

// MemoryTest is one way of asking a trained network.
type MemoryTest struct {
	ID       string       `json:"id"`
	Says     string       `json:"says" len:"1.."`
	Accuracy Distribution `json:"accuracy"`
	// Of the seeds whose network got every training row right.
	AccuracyOfSolved *Distribution `json:"accuracy_of_solved,omitempty"`
}
