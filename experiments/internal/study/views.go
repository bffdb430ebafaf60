package study

import (
	"backprop/compare"
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

func mapOf(n sharedNetwork) (Map, error) {
	m := Map{Side: mapSide, Probabilities: make([]float64, mapSide*mapSide)}
	cells := square(mapSide, func(i int) float64 { return (float64(i) + 0.5) / mapSide })
	if err := n.predict(m.Probabilities, cells); err != nil {
		return Map{}, err
	}
	round4(m.Probabilities)
	return m, nil
}

// square is the batch of side×side points (at(j), at(i)).
func square(side int, at func(i int) float64) network.Batch {
	b := network.Batch{Y: make([]float64, side*side), Rows: side * side, Cols: 2}
	for i := range side {
		for j := range side {
			b.X = append(b.X, at(j), at(i))
		}
	}
	return b
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
	view := &HiddenView{Units: spec.Layers[spec.Depth()-1], Labels: result.Evaluation.Y}
	grid := square(gridSide, func(i int) float64 { return float64(i) / (gridSide - 1) })
	for parameters, to := range map[*network.Parameters]*Activations{start: &view.Before,
		result.Parameters: &view.After} {
		drawn, err := meanBias(spec, parameters)
		if err != nil {
			return nil, err
		}
		to.Side = gridSide
		if to.Points, err = hidden(spec, parameters, result.Evaluation); err != nil {
			return nil, err
		}
		if to.Grid, err = hidden(drawn.spec, drawn.parameters, grid); err != nil {
			return nil, err
		}
	}
	return view, nil
}

// hidden returns the last hidden layer's activations A on a batch, a row of units
// per point. An output unit with the weights (0 … 1 … 0) and no bias has the logit
// A w = the activation of one hidden unit, which Predict returns.
func hidden(spec network.Spec, parameters *network.Parameters, batch network.Batch) ([]float64, error) {
	engine, err := compare.Manual().New(spec, batch.Rows)
	if err != nil {
		return nil, err
	}
	p := parameters.Clone()
	w, b := p.Weight(spec.Depth()).Of(p.Values), p.Bias(spec.Depth()).Of(p.Values)
	clear(b)
	units := len(w)
	activations, logits := make([]float64, batch.Rows*units), make([]float64, batch.Rows)
	for unit := range w {
		clear(w)
		w[unit] = 1
		if err := engine.Predict(nil, logits, p.Values, batch); err != nil {
			return nil, err
		}
		for row, a := range logits {
			activations[row*units+unit] = a
		}
	}
	round4(activations)
	return activations, nil
}
