package figure

// Courses are trainings of the same network over the epochs: the loss above, the
// accuracy below. It is the figure of what private biases do: row against shared.
type Courses struct {
	Title     string
	Trainings []Course
}

// Course is one training over its epochs.
type Course struct {
	Name       string    // "row bias"
	Losses     []float64 // mean loss per epoch
	Accuracies []float64 // in percent, per epoch
}
