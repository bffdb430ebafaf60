package figure

// Predictions are a task's labels beside what a network makes of them: two
// panels over [0,1]², ground truth to the left, predictions to the right. Class 0
// is a blue disc, class 1 an orange triangle; a point whose prediction is wrong is
// ringed. Behind the predictions lies the network's probability as a map.
type Predictions struct {
	Title         string
	X             [][2]float64 // the points
	Labels        []float64    // 0 or 1
	Probabilities []float64    // of class 1; above 0.5 is class 1
	Map           Map          // may be empty
}

// Map is a probability over the square [0,1]² on a grid of Side×Side cells, as
// TensorFlow Playground draws it (100×100, https://github.com/tensorflow/playground,
// heatmap.ts). A network with row bias has a probability per place and row: the
// caller must say in the caption which bias the map takes.
type Map struct {
	Side int
	// Probabilities has row i at x1 = (i+½)/Side and column j at x0 = (j+½)/Side:
	// Probabilities[i*Side+j].
	Probabilities []float64
}
