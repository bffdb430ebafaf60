package audit

import (
	"math"
	"slices"
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

// Numbers are what a finished run leaves; METHOD.md defines them. Those after the
// first four are 0 of the runs that nobody needs them of.
type Numbers struct {
	FinalLoss   float64 `json:"final_loss"`
	TrainedLoss float64 `json:"trained_loss"`
	Accuracy    float64 `json:"accuracy"` // in percent
	EarlyLoss   float64 `json:"early_loss"`

	Jaggedness     float64 `json:"jaggedness,omitempty"`
	FurtherDescent float64 `json:"further_descent,omitempty"`

	// The accuracies in the tests of memory, in percent.
	RowNumber     float64 `json:"row_number,omitempty"`
	OtherBias     float64 `json:"other_bias,omitempty"`
	MeanBias      float64 `json:"mean_bias,omitempty"`
	FreshAnyBias  float64 `json:"fresh_any_bias,omitempty"`
	FreshMeanBias float64 `json:"fresh_mean_bias,omitempty"`
}

// Statistic names a number of a run, as in METHOD.md.
type Statistic string

// The statistics.
const (
	FinalLoss      Statistic = "final-loss"
	TrainedLoss    Statistic = "trained-loss"
	Accuracy       Statistic = "accuracy"
	EarlyLoss      Statistic = "early-loss"
	Jaggedness     Statistic = "jaggedness"
	FurtherDescent Statistic = "further-descent"
	OwnBias        Statistic = "own-bias" // the accuracy, as a test of memory
	RowNumber      Statistic = "row-number"
	OtherBias      Statistic = "other-bias"
	MeanBias       Statistic = "mean-bias"
	FreshAnyBias   Statistic = "fresh-any-bias"
	FreshMeanBias  Statistic = "fresh-mean-bias"
)

// ofEvery are the statistics of every run.
var ofEvery = []Statistic{FinalLoss, TrainedLoss, Accuracy, EarlyLoss}

var statistics = map[Statistic]func(*Numbers) float64{
	FinalLoss:      func(n *Numbers) float64 { return n.FinalLoss },
	TrainedLoss:    func(n *Numbers) float64 { return n.TrainedLoss },
	Accuracy:       func(n *Numbers) float64 { return n.Accuracy },
	EarlyLoss:      func(n *Numbers) float64 { return n.EarlyLoss },
	Jaggedness:     func(n *Numbers) float64 { return n.Jaggedness },
	FurtherDescent: func(n *Numbers) float64 { return n.FurtherDescent },
	OwnBias:        func(n *Numbers) float64 { return n.Accuracy },
	RowNumber:      func(n *Numbers) float64 { return n.RowNumber },
	OtherBias:      func(n *Numbers) float64 { return n.OtherBias },
	MeanBias:       func(n *Numbers) float64 { return n.MeanBias },
	FreshAnyBias:   func(n *Numbers) float64 { return n.FreshAnyBias },
	FreshMeanBias:  func(n *Numbers) float64 { return n.FreshMeanBias },
}

// columns are the statistics in the order of a table.
var columns = []Statistic{FinalLoss, TrainedLoss, Accuracy, EarlyLoss, Jaggedness, FurtherDescent, RowNumber, OtherBias,
	MeanBias, FreshAnyBias, FreshMeanBias}

// of returns a number of a run, NaN of one that diverged.
func (s Statistic) of(n *Numbers) float64 {
	if n == nil {
		return math.NaN()
	}
	return statistics[s](n)
}

// jaggedness is all that a curve goes up, Σ max(0, F(t+1) - F(t)), over its range.
func jaggedness(F []float64) float64 {
	up := 0.0
	for t := 1; t < len(F); t++ {
		up += max(0, F[t]-F[t-1])
	}
	if up == 0 {
		return 0
	}
	return up / (slices.Max(F) - slices.Min(F))
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}
