package study

import (
	"backprop/compare"
	"backprop/experiments/internal/view"
	"backprop/network"
)

// Map is a network's probability of label 1 over [0,1]², at the centres of
// Side×Side cells, x0 along a row and x1 from row to row. The network has shared
// bias, or else the mean of the rows' biases.
type Map struct {
	Side          int       `json:"side" in:"1..10000"`
	Probabilities []float64 `json:"probabilities" in:"0..1" len:"side*side"` // to four decimals
}

// mapSide is that of TensorFlow Playground's map.
const mapSide = 100

func mapOf(n view.Network) (Map, error) {
	m := Map{Side: mapSide, Probabilities: make([]float64, mapSide*mapSide)}
	cells := view.Square(mapSide, func(i int) float64 { return (float64(i) + 0.5) / mapSide })
	if err := n.Predict(m.Probabilities, cells); err != nil {
		return Map{}, err
	}
	round4(m.Probabilities)
	return m, nil
}

// HiddenView are the activations of the last hidden layer, before training and
// after it.
type HiddenView struct {
	Units  int         `json:"units" in:"2.."`
	Labels []float64   `json:"labels" in:"0|1" len:"rows"`
	Before Activations `json:"before"`
	After  Activations `json:"after"`
}

// Activations are a layer's, one row of units per point, to four decimals: of the
// points trained on, each with its own bias, and of the Side×Side corners of a grid
// over [0,1]² in the network of the map.
type Activations struct {
	Points []float64 `json:"points" len:"rows*units"`
	Grid   []float64 `json:"grid" len:"side*side*units"`
	Side   int       `json:"side" in:"1..10000"`
}

// gridSide is the number of grid lines over [0,1]² either way.
const gridSide = 11

func hiddenView(spec network.Spec, start *network.Parameters, result *compare.Result) (*HiddenView, error) {
	seen := &HiddenView{Units: spec.Layers[spec.Depth()-1], Labels: result.Evaluation.Y}
	grid := view.Square(gridSide, func(i int) float64 { return float64(i) / (gridSide - 1) })
	for parameters, to := range map[*network.Parameters]*Activations{start: &seen.Before,
		result.Parameters: &seen.After} {
		drawn, err := view.MeanBias(spec, parameters)
		if err != nil {
			return nil, err
		}
		to.Side = gridSide
		if to.Points, err = view.Hidden(spec, parameters, result.Evaluation); err != nil {
			return nil, err
		}
		if to.Grid, err = view.Hidden(drawn.Spec, drawn.Parameters, grid); err != nil {
			return nil, err
		}
		round4(to.Points)
		round4(to.Grid)
	}
	return seen, nil
}
