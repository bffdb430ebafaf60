package audit

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
	// Roughness is Σ|Lₜ₊₁ - 2Lₜ + Lₜ₋₁| over max L - min L.
	Roughness Statistic = "roughness"
	// LateDescent is 1 - (mean loss of the last tenth)/(mean of the tenth before).
	LateDescent Statistic = "late-descent"
)
