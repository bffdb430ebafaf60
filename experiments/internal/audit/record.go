package audit

import (
	"fmt"
	"math"
	"slices"

	"backprop/compare"
)

// Record is what is kept of a seed.
type Record struct {
	Seed int `json:"seed"`
	// Runs are what the runs left, in the order of the plan; nil is one that
	// diverged.
	Runs []*Numbers `json:"runs"`
	// Sweep has, for each learning rate of the sweep, the first epoch after which
	// every point is right; never or diverged if there is none.
	Sweep []int `json:"sweep,omitempty"`
}

// What stands in the place of an epoch.
const (
	never    = 0
	diverged = -1
)

// Numbers are what a finished run leaves. A tenth is a tenth of the epochs.
type Numbers struct {
	// FinalLoss is the loss that the report prints for the last epoch: the mean
	// over the last update's batch, before that update.
	FinalLoss float64 `json:"final_loss"`
	// TrainedLoss is the mean loss of the evaluation batch, after the last update.
	TrainedLoss float64 `json:"trained_loss"`
	// Accuracy is that of the evaluation batch after the last update, in percent.
	Accuracy float64 `json:"accuracy"`
	// EarlyLoss is the mean of the losses of the first tenth.
	EarlyLoss float64 `json:"early_loss"`
	// LateDescent is 1 - (mean loss of the last tenth)/(mean of the tenth before).
	LateDescent float64 `json:"late_descent"`
	// Roughness is Σ|L(t+1) - 2L(t) + L(t-1)| over max L - min L.
	Roughness float64 `json:"roughness"`
	Memory    *Recall `json:"memory,omitempty"` // of the networks that are asked
}

// Statistic names a number of a run that a claim can be about.
type Statistic string

// The statistics: see [Numbers].
const (
	FinalLoss   Statistic = "final-loss"
	TrainedLoss Statistic = "trained-loss"
	Accuracy    Statistic = "accuracy"
	EarlyLoss   Statistic = "early-loss"
	LateDescent Statistic = "late-descent"
	Roughness   Statistic = "roughness"
)

// quantity is a number of a run, by its name.
type quantity struct {
	name string
	of   func(*Numbers) float64
}

// statistics has all of them, in the order of the CSV's columns.
var statistics = []quantity{
	{string(FinalLoss), func(n *Numbers) float64 { return n.FinalLoss }},
	{string(TrainedLoss), func(n *Numbers) float64 { return n.TrainedLoss }},
	{string(Accuracy), func(n *Numbers) float64 { return n.Accuracy }},
	{string(EarlyLoss), func(n *Numbers) float64 { return n.EarlyLoss }},
	{string(LateDescent), func(n *Numbers) float64 { return n.LateDescent }},
	{string(Roughness), func(n *Numbers) float64 { return n.Roughness }},
}

// of returns a number of a run, NaN of one that diverged.
func (s Statistic) of(n *Numbers) float64 {
	if n == nil {
		return math.NaN()
	}
	for _, q := range statistics {
		if q.name == string(s) {
			return q.of(n)
		}
	}
	panic(fmt.Sprintf("audit: no statistic %q", s))
}

// numbersOf computes the numbers of a run that was trained by engine; nil if one
// of them is not finite.
func numbersOf(result *compare.Result, engine compare.Engine) (*Numbers, error) {
	L := result.Losses
	tenth := max(1, len(L)/10)
	last := len(L) - tenth
	sum, err := engine.Loss(result.Parameters.Values, result.Evaluation)
	if err != nil {
		return nil, err
	}
	n := &Numbers{
		FinalLoss:   L[len(L)-1],
		TrainedLoss: sum / float64(result.Evaluation.Rows),
		Accuracy:    result.Accuracy,
		EarlyLoss:   mean(L[:tenth]),
		LateDescent: 1 - mean(L[last:])/mean(L[max(0, last-tenth):last]),
		Roughness:   roughness(L),
	}
	for _, q := range statistics {
		if v := q.of(n); v-v != 0 {
			return nil, nil
		}
	}
	return n, nil
}

func roughness(L []float64) float64 {
	bends := 0.0
	for t := 1; t+1 < len(L); t++ {
		bends += math.Abs(L[t+1] - float64(2*L[t]) + L[t-1])
	}
	return bends / (slices.Max(L) - slices.Min(L))
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}
