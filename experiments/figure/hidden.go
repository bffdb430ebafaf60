package figure

// HiddenViews show a task's points as a hidden layer sees them, before and after
// training: two panels of the layer's units, projected on their first two
// principal components (gonum stat.PC), and the square [0,1]² of the inputs as
// the grid that the network makes of it, as ConvNetJS draws it
// (https://cs.stanford.edu/people/karpathy/convnetjs/demo/classify2d.html).
type HiddenViews struct {
	Title         string
	Labels        []float64 // 0 or 1, one per point
	Before, After HiddenView
}

// HiddenView is a hidden layer's activations.
type HiddenView struct {
	Units  int       // at least 2
	Points []float64 // one row of Units activations per point
	// Grid has the activations at the points ((j/(Side-1), i/(Side-1)) of the
	// inputs, one row of Units per point, at (i*Side+j)*Units. It may be empty.
	Grid []float64
	Side int
}
