package compare

import "backprop/network"

// Task is a source of training data.
type Task struct {
	Name       string
	Rows, Cols int
	// Draw returns the Rows×Cols batch of the next epoch, or of the evaluation
	// after the last one. It may draw from the stream.
	Draw func(stream *network.Stream) network.Batch
	// Redraw is Draw into a batch that Draw has returned, if every epoch has data of
	// its own; else it is nil.
	Redraw func(stream *network.Stream, batch network.Batch)
}

// Fixed returns the task of a batch that is the same in every epoch.
func Fixed(name string, batch network.Batch) Task {
	return Task{Name: name, Rows: batch.Rows, Cols: batch.Cols,
		Draw: func(*network.Stream) network.Batch { return batch }}
}

// XOR returns the report's XOR task: for i = 0 … 10 the point (0.1i, 0.1i) with
// label 0 and, except in the middle where the two coincide, (0.1i, 1-0.1i) with
// label 1; 21 rows in that order.
func XOR() Task {
	var x, y []float64
	for i := range 11 {
		v := float64(0.1 * float64(i)) // rounded before 1-v, as in the report
		x, y = append(x, v, v), append(y, 0)
		if v != 0.5 {
			x, y = append(x, v, 1-v), append(y, 1)
		}
	}
	return Fixed("xor", network.Batch{X: x, Y: y, Rows: len(y), Cols: 2})
}

// Linear returns the report's linear task: points uniform in [0,1)², label 0
// where x0 > x1, else 1, drawn anew for every epoch. It returns an error for
// fewer than one sample, or more than fit [network.MaxValues].
func Linear(samples int) (Task, error) {
	if samples < 1 || samples > network.MaxValues/2 {
		return Task{}, network.Invalid("samples", "%d: want 1 to %d", samples, network.MaxValues/2)
	}
	redraw := func(stream *network.Stream, b network.Batch) {
		for i := range b.Y {
			x := b.X[2*i : 2*i+2]
			x[0], x[1] = stream.Uniform(), stream.Uniform()
			b.Y[i] = 1
			if x[0] > x[1] {
				b.Y[i] = 0
			}
		}
	}
	draw := func(stream *network.Stream) network.Batch {
		b := network.Batch{X: make([]float64, 2*samples), Y: make([]float64, samples), Rows: samples, Cols: 2}
		redraw(stream, b)
		return b
	}
	return Task{Name: "linear", Rows: samples, Cols: 2, Draw: draw, Redraw: redraw}, nil
}
