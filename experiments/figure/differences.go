package figure

// Differences show how far two engines part over the epochs of trainings, on a
// logarithmic axis. A difference of exactly 0 is drawn on a line of its own at the
// foot, labelled "identical".
type Differences struct {
	Title string
	Runs  []Curve // largest |θa - θb| after each epoch
	Marks []Mark  // thresholds, each a horizontal line: 1e-12 "one rounding"
}
