package audit

import (
	"fmt"
	"math"
	"slices"

	"backprop/compare"
)

// Statistic is a number that a finished run leaves in the record of its seed.
type Statistic string

// The statistics. A tenth is a tenth of the epochs.
const (
	// FinalLoss is the loss that the report prints for the last epoch: the mean
	// over the last update's batch, before that update.
	FinalLoss Statistic = "final-loss"
	// TrainedLoss is the mean loss over the evaluation batch, after the last
	// update.
	TrainedLoss Statistic = "trained-loss"
	// Accuracy is that of the evaluation batch after the last update, in percent.
	Accuracy Statistic = "accuracy"
	// EarlyLoss is the mean of the losses of the first tenth.
	EarlyLoss Statistic = "early-loss"
	// Roughness is Σ|L(t+1) - 2L(t) + L(t-1)| over max L - min L.
	Roughness Statistic = "roughness"
	// LateDescent is 1 - (mean loss of the last tenth)/(mean of the tenth before).
	LateDescent Statistic = "late-descent"
)

// of computes the statistic of a run that was trained by engine.
func (s Statistic) of(result *compare.Result, engine compare.Engine) (float64, error) {
	L := result.Losses
	tenth := max(1, len(L)/10)
	switch s {
	case FinalLoss:
		return L[len(L)-1], nil
	case TrainedLoss:
		sum, err := engine.Loss(result.Parameters.Values, result.Evaluation)
		return sum / float64(result.Evaluation.Rows), err
	case Accuracy:
		return result.Accuracy, nil
	case EarlyLoss:
		return mean(L[:tenth]), nil
	case Roughness:
		return roughness(L), nil
	case LateDescent:
		last := len(L) - tenth
		return 1 - mean(L[last:])/mean(L[max(0, last-tenth):last]), nil
	}
	return 0, fmt.Errorf("audit: no statistic %q", s)
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
