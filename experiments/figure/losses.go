package figure

// Losses are the loss curves of one training run by one or several engines. The
// first is drawn broad and pale and the others thin and dashed on top of it, so
// that one sees that they coincide. A second panel shows the last epochs, where
// the report prints its losses.
type Losses struct {
	Title   string
	Engines []Curve // mean loss per epoch; all of the same length
	Printed []Point // epoch and loss as the report prints them, drawn as rings
	// Top is the upper end of the loss axis, or 0 for the largest loss drawn. Two
	// figures that stand side by side should have the same.
	Top float64
}
