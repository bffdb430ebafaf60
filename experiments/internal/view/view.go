// Package view shows what a trained network makes of its inputs: the probabilities of
// any point, and what the last hidden layer sees.
package view

import (
	"backprop/compare"
	"backprop/network"
)

// Network is a network that takes any number of rows.
type Network struct {
	Spec       network.Spec
	Parameters *network.Parameters
}

// MeanBias returns the network with shared bias whose every bias is the mean of the
// rows' private ones: what row bias has to say about a point that is none of the
// rows trained on, which has no bias of its own. A network with shared bias is
// returned as it is.
func MeanBias(spec network.Spec, parameters *network.Parameters) (Network, error) {
	spec.Bias = network.Shared
	mean, err := network.NewParameters(spec, 1)
	if err != nil {
		return Network{}, err
	}
	for i, t := range parameters.Tensors {
		to := mean.Tensors[i].Of(mean.Values)
		if !t.Bias {
			copy(to, t.Of(parameters.Values))
			continue
		}
		for k, v := range t.Of(parameters.Values) {
			to[k%t.Cols] += v
		}
		for j := range to {
			to[j] /= float64(t.Rows)
		}
	}
	return Network{spec, mean}, nil
}

// Predict writes the probabilities of a batch.
func (n Network) Predict(probabilities []float64, batch network.Batch) error {
	engine, err := compare.Manual().New(n.Spec, batch.Rows)
	if err != nil {
		return err
	}
	return engine.Predict(probabilities, nil, n.Parameters.Values, batch)
}

// Square is the batch of side×side points (at(j), at(i)).
func Square(side int, at func(i int) float64) network.Batch {
	b := network.Batch{Y: make([]float64, side*side), Rows: side * side, Cols: 2}
	for i := range side {
		for j := range side {
			b.X = append(b.X, at(j), at(i))
		}
	}
	return b
}

// Hidden returns the last hidden layer's activations A on a batch, a row of units
// per point. An output unit with the weights (0 … 1 … 0) and no bias has the logit
// A w = the activation of one hidden unit, which Predict returns.
func Hidden(spec network.Spec, parameters *network.Parameters, batch network.Batch) ([]float64, error) {
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
	return activations, nil
}
