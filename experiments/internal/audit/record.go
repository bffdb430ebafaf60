package audit

import (
	"fmt"
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

// Numbers are what a finished run leaves; METHOD.md defines them. Those that have a
// run trained on, or looked at after every epoch, are computed only of the runs
// that a claim needs them of, and 0 of the others.
type Numbers struct {
	FinalLoss      float64 `json:"final_loss"`
	TrainedLoss    float64 `json:"trained_loss"`
	Accuracy       float64 `json:"accuracy"` // in percent
	EarlyLoss      float64 `json:"early_loss"`
	Jaggedness     float64 `json:"jaggedness,omitempty"`
	FurtherDescent float64 `json:"further_descent,omitempty"`
	Memory         *Recall `json:"memory,omitempty"` // of the networks that are asked
}

// Statistic names a number of a run that a claim can be about.
type Statistic string

// The statistics.
const (
	FinalLoss      Statistic = "final-loss"
	TrainedLoss    Statistic = "trained-loss"
	Accuracy       Statistic = "accuracy"
	EarlyLoss      Statistic = "early-loss"
	Jaggedness     Statistic = "jaggedness"
	FurtherDescent Statistic = "further-descent"
)

// ofEvery are the statistics of every run.
var ofEvery = []Statistic{FinalLoss, TrainedLoss, Accuracy, EarlyLoss}

// of returns a number of a run, NaN of one that diverged.
func (s Statistic) of(n *Numbers) float64 {
	if n == nil {
		return math.NaN()
	}
	switch s {
	case FinalLoss:
		return n.FinalLoss
	case TrainedLoss:
		return n.TrainedLoss
	case Accuracy:
		return n.Accuracy
	case EarlyLoss:
		return n.EarlyLoss
	case Jaggedness:
		return n.Jaggedness
	case FurtherDescent:
		return n.FurtherDescent
	}
	panic(fmt.Sprintf("audit: no statistic %q", s))
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
