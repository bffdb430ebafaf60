package session

import (
	"math"

	"backprop/compare"
	"backprop/experiments/internal/view"
	"backprop/network"
)

// Frame is the network after an epoch.
type Frame struct {
	Epoch int `json:"epoch"`
	// Map has the probability of label 1 at the centres of Side×Side cells of [0,1]²,
	// in 255ths, x0 along a row and x1 from row to row: of the network with the mean
	// of the private biases.
	Side          int       `json:"side"`
	Map           []byte    `json:"map"`
	X             []float64 `json:"x"` // the points, two values each
	Labels        []float64 `json:"labels"`
	Probabilities []float64 `json:"probabilities"` // each with the bias that it was trained with
	Accuracy      float64   `json:"accuracy"`      // in percent
	MeanAccuracy  float64   `json:"mean_accuracy"` // of the network of the map on the same points
	// Hidden is the last hidden layer's view, nil if there is none.
	Hidden *view.Projection `json:"hidden"`
	Grid   int              `json:"grid"` // lines of Hidden.Grid either way
	Theta  []float64        `json:"theta"`
}

const (
	mapSide  = 50
	gridSide = 11
)

// Look returns the network after an epoch, 0 being fresh weights.
func (s *Session) Look(epoch int) (*Frame, error) {
	p, err := s.at(epoch)
	if err != nil {
		return nil, err
	}
	spec, rows := s.training.Network()
	batch := s.batch(epoch)
	f := &Frame{Epoch: epoch, Side: mapSide, Map: make([]byte, mapSide*mapSide), X: batch.X, Labels: batch.Y,
		Probabilities: make([]float64, rows), Grid: gridSide, Theta: p.Values}
	engine, err := compare.Manual().New(spec, rows)
	if err != nil {
		return nil, err
	}
	if err := engine.Predict(f.Probabilities, nil, p.Values, batch); err != nil {
		return nil, err
	}
	f.Accuracy = compare.Accuracy(f.Probabilities, batch.Y)
	drawn, err := view.MeanBias(spec, p)
	if err != nil {
		return nil, err
	}
	means := make([]float64, rows)
	if err := drawn.Predict(means, batch); err != nil {
		return nil, err
	}
	f.MeanAccuracy = compare.Accuracy(means, batch.Y)
	cells := view.Square(mapSide, func(i int) float64 { return (float64(i) + 0.5) / mapSide })
	values := make([]float64, len(f.Map))
	if err := drawn.Predict(values, cells); err != nil {
		return nil, err
	}
	for i, v := range values {
		f.Map[i] = byte(math.Round(255 * v))
	}
	if spec.Depth() > 1 {
		f.Hidden, err = hiddenView(spec, p, drawn, batch)
	}
	return f, err
}

// hiddenView is the last hidden layer's view of the batch and of the grid of inputs. A
// layer that makes one point of them all has one.
func hiddenView(spec network.Spec, p *network.Parameters, drawn view.Network,
	batch network.Batch) (*view.Projection, error) {
	points, err := view.Hidden(spec, p, batch)
	if err != nil {
		return nil, err
	}
	lines := view.Square(gridSide, func(i int) float64 { return float64(i) / (gridSide - 1) })
	grid, err := view.Hidden(drawn.Spec, drawn.Parameters, lines)
	if err != nil {
		return nil, err
	}
	return view.Project(points, grid, spec.Layers[spec.Depth()-1]), nil
}
