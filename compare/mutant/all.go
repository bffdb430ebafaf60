package mutant

import (
	"slices"

	"backprop/compare/gradcheck"
	"backprop/network"
)

// All returns the mistakes, by the place at which they enter.
func All() []Mutant {
	return slices.Concat(outputMutants(), activationMutants(), weightMutants(), biasMutants(), elementMutants())
}

func hints(kinds ...gradcheck.HintKind) []gradcheck.HintKind { return kinds }

// scaled multiplies the whole gradient.
func scaled(factor func(p *pass) float64) fault {
	return fault{gradient: func(p *pass, gradient []float64) { scale(gradient, factor(p)) }}
}

func scale(values []float64, factor float64) {
	for i := range values {
		values[i] *= factor
	}
}

// outputMutants are wrong from the loss and the output's activation on.
func outputMutants() []Mutant {
	// slope is a fault in the derivative of the output's sigmoid.
	slope := func(wrong func(z, a float64) float64) fault {
		return fault{slope: func(p *pass, l int, z, a, right float64) float64 {
			if p.hidden(l) {
				return right
			}
			return wrong(z, a)
		}}
	}
	row := func(wrong func(p *pass, i int, right float64) float64) fault { return fault{yhat: wrong} }
	output := hints(gradcheck.Output)
	return []Mutant{
		{"mean instead of sum", Objective, hints(gradcheck.Factor),
			scaled(func(p *pass) float64 { return 1 / float64(p.batch.Rows) })},
		{"averaged over the wrong N", Objective, hints(gradcheck.Factor),
			scaled(func(p *pass) float64 { return float64(p.batch.Rows) / float64(p.batch.Rows+1) })},
		{"factor 2", Objective, hints(gradcheck.Factor), scaled(func(*pass) float64 { return 2 })},
		{"factor 1.000001", Objective, hints(gradcheck.Factor), scaled(func(*pass) float64 { return 1.000001 })},
		{"sign flipped", Objective, hints(gradcheck.Sign), scaled(func(*pass) float64 { return -1 })},
		{"output sigmoid' missing", Function, output, slope(func(_, _ float64) float64 { return 1 })},
		{"output sigmoid' taken at z", Function, output, slope(func(z, _ float64) float64 { return z * (1 - z) })},
		{"output sigmoid' applied to a", Function, output, slope(func(_, a float64) float64 { return sigmoidSlope(a) })},
		{"last row forgotten", Objective, output, row(func(p *pass, i int, right float64) float64 {
			if i == p.batch.Rows-1 {
				return 0
			}
			return right
		})},
		{"first row counted twice", Objective, output, row(func(_ *pass, i int, right float64) float64 {
			if i == 0 {
				return 2 * right
			}
			return right
		})},
		{"labels swapped", Objective, output, row(func(p *pass, i int, _ float64) float64 {
			y, yhat := p.batch.Y[i], p.A[p.spec.Depth()][i]
			return y/max(1-yhat, network.Eta) - (1-y)/max(yhat, network.Eta)
		})},
		{"clamp differentiated", Function, output, row(func(p *pass, i int, right float64) float64 {
			yhat := p.A[p.spec.Depth()][i]
			if p.batch.Y[i] == 0 {
				yhat = 1 - yhat
			}
			if yhat < network.Eta {
				return 0
			}
			return right
		})},
		{"last layer only", Parameters, hints(gradcheck.LastLayerOnly), fault{gradient: func(p *pass, gradient []float64) {
			clear(gradient[:p.layout.Weight(p.spec.Depth()).Offset])
		}}},
	}
}

// sigmoidSlope is sigmoid'(z) = s(1-s) with s = sigmoid(z).
func sigmoidSlope(z float64) float64 {
	return slope(network.Sigmoid, z, value(network.Sigmoid, z))
}

// activationMutants have a wrong derivative of a hidden activation.
func activationMutants() []Mutant {
	hidden := func(activation network.Activation, wrong func(z, a float64) float64) fault {
		return fault{slope: func(p *pass, l int, z, a, right float64) float64 {
			if p.hidden(l) && p.spec.Activations[l-1] == activation {
				return wrong(z, a)
			}
			return right
		}}
	}
	upstream := hints(gradcheck.Upstream)
	return []Mutant{
		{"relu mask missing", Function, upstream, hidden(network.ReLU, func(_, _ float64) float64 { return 1 })},
		{"relu mask inverted", Function, upstream, hidden(network.ReLU,
			func(z, _ float64) float64 { return 1 - slope(network.ReLU, z, 0) })},
		{"relu leaks 1 %", Function, upstream, hidden(network.ReLU,
			func(z, _ float64) float64 { return max(slope(network.ReLU, z, 0), 0.01) })},
		{"relu'(0) is 1", Function, upstream, hidden(network.ReLU, func(z, _ float64) float64 {
			if z == 0 {
				return 1
			}
			return slope(network.ReLU, z, 0)
		})},
		{"hidden sigmoid' missing", Function, upstream, hidden(network.Sigmoid, func(_, _ float64) float64 { return 1 })},
		{"hidden sigmoid' taken at z", Function, upstream,
			hidden(network.Sigmoid, func(z, _ float64) float64 { return z * (1 - z) })},
		{"hidden sigmoid' applied to a", Function, upstream,
			hidden(network.Sigmoid, func(_, a float64) float64 { return sigmoidSlope(a) })},
		{"tanh' missing", Library, upstream, hidden(network.Tanh, func(_, _ float64) float64 { return 1 })},
		{"tanh' as 1-z²", Library, upstream,
			hidden(network.Tanh, func(z, _ float64) float64 { return 1 - float64(z*z) })},
		{"tanh' as 1-a", Library, upstream, hidden(network.Tanh, func(_, a float64) float64 { return 1 - a })},
	}
}

// weightMutants use a wrong matrix, or put one in the wrong place.
func weightMutants() []Mutant {
	return []Mutant{
		{"dW transposed", Parameters, hints(gradcheck.Transposed), fault{gradient: func(p *pass, gradient []float64) {
			for _, t := range slices.Backward(p.layout.Tensors) {
				if !t.Bias && t.Rows > 1 && t.Cols > 1 { // the last such layer
					copy(t.Of(gradient), transpose(t.Of(gradient), t.Rows, t.Cols))
					return
				}
			}
		}}},
		{"passed back by W instead of its transpose", Backward, hints(gradcheck.Upstream),
			fault{back: func(p *pass, l int, _ []float64) []float64 {
				if t := p.layout.Weight(l); t.Rows == t.Cols {
					return transpose(p.weight(l), t.Rows, t.Cols)
				}
				return p.weight(l)
			}}},
		{"weights updated before they are used", Backward, hints(gradcheck.Upstream),
			fault{back: func(p *pass, l int, dW []float64) []float64 {
				W := slices.Clone(p.weight(l))
				if l == p.spec.Depth() {
					network.Descend(W, dW, 0.001) // the report's learning rate
				}
				return W
			}}},
		{"dW from pre-activations", Backward, hints(gradcheck.LayerInput), fault{input: func(p *pass, l int) []float64 {
			if l == 1 {
				return p.A[0]
			}
			return p.Z[l-1]
		}}},
		{"dW from stale activations", Backward, hints(gradcheck.LayerInput), fault{input: func(p *pass, l int) []float64 {
			// Those of the forward pass before an update that moved every parameter.
			theta := slices.Clone(p.theta)
			for i := range theta {
				theta[i] += 0.001
			}
			stale := newPass(p.spec, p.layout, theta, p.batch)
			stale.forward()
			return stale.A[l-1]
		}}},
		{"first layer not wired", Parameters, hints(gradcheck.Zero), fault{gradient: func(p *pass, gradient []float64) {
			clear(p.layout.Weight(1).Of(gradient))
			clear(p.layout.Bias(1).Of(gradient))
		}}},
		{"first layer's weights not wired", Parameters, hints(gradcheck.Zero),
			fault{gradient: func(p *pass, gradient []float64) { clear(p.layout.Weight(1).Of(gradient)) }}},
	}
}

// biasMutants are wrong in the biases alone.
func biasMutants() []Mutant {
	times := func(factor func(p *pass) float64) fault {
		return fault{db: func(p *pass, l int, dZ []float64) []float64 {
			db := p.sum(l, dZ)
			scale(db, factor(p))
			return db
		}}
	}
	return []Mutant{
		{"db not summed", Backward, hints(gradcheck.BiasNotSummed),
			fault{db: func(p *pass, l int, dZ []float64) []float64 { return dZ }}},
		{"db averaged", Backward, hints(gradcheck.Factor),
			times(func(p *pass) float64 { return 1 / float64(p.batch.Rows) })},
		{"db dropped", Parameters, hints(gradcheck.Zero), times(func(*pass) float64 { return 0 })},
		{"db's sign flipped", Backward, hints(gradcheck.Sign), times(func(*pass) float64 { return -1 })},
		{"b1 dropped", Parameters, hints(gradcheck.Zero),
			fault{gradient: func(p *pass, gradient []float64) { clear(p.layout.Bias(1).Of(gradient)) }}},
	}
}

// elementMutants are wrong in one or two elements, of the last weights but one
// if there are any.
func elementMutants() []Mutant {
	one := func(change func(W []float64)) fault {
		return fault{gradient: func(p *pass, gradient []float64) {
			change(p.layout.Weight(max(1, p.spec.Depth()-1)).Of(gradient))
		}}
	}
	return []Mutant{
		{"one element off by 1e-6", Backward, hints(gradcheck.OneElement),
			one(func(W []float64) { W[len(W)/2] *= 1 + 1e-6 })},
		{"one element off by a sign", Backward, hints(gradcheck.Sign), one(func(W []float64) { W[len(W)/2] *= -1 })},
		{"one element off by 1", Backward, hints(gradcheck.OneElement), one(func(W []float64) { W[len(W)-1]++ })},
		{"two elements swapped", Backward, hints(gradcheck.Swapped), one(func(W []float64) {
			W[0], W[len(W)-1] = W[len(W)-1], W[0]
		})},
	}
}
