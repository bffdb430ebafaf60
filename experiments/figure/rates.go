package figure

// SuccessRates is the share of seeds that solve a task by learning rate and
// epochs: a table of percentages shaded by their size.
type SuccessRates struct {
	Title         string
	LearningRates []float64 // of the rows, from below
	Epochs        []int     // of the columns
	// Shares are between 0 and 1: Shares[i][j] for LearningRates[i], Epochs[j].
	Shares [][]float64
}
