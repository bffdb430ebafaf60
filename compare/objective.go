package compare

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/num/dual"

	"backprop/network"
	"backprop/network/portable"
)

// objective is the network's summed loss, written a third time and as plainly as
// possible: one row after another, over dual numbers v + dε with ε² = 0. Its
// Real part is the loss, and its Emag part the exact derivative along whatever
// direction the parameters' Emag parts describe: forward-mode differentiation,
// which shares nothing with backpropagation but the definition of the network.
type objective struct {
	spec        network.Spec
	layout      network.Layout
	batch       network.Batch
	activations []func(z dual.Number) dual.Number // of each layer, the output's last
	a, z        []dual.Number                     // the activations of one row, below and in a layer
	theta       []dual.Number                     // of at
}

// newObjective returns the objective of a network on a batch, whose rows the
// layout's biases fit, or an error for an activation that it does not know.
func newObjective(spec network.Spec, layout network.Layout, batch network.Batch) (*objective, error) {
	o := &objective{spec: spec, layout: layout, batch: batch, theta: make([]dual.Number, layout.Size)}
	for _, activation := range spec.Activations {
		activate := dualActivations[activation]
		if activate == nil {
			return nil, fmt.Errorf("the objective over dual numbers does not know activation %q", activation)
		}
		o.activations = append(o.activations, activate)
	}
	widest := slices.Max(spec.Layers)
	o.a, o.z = make([]dual.Number, widest), make([]dual.Number, widest)
	return o, nil
}

// value is the summed loss at theta.
func (o *objective) value(theta []float64) float64 {
	return o.dual(o.at(theta)).Real
}

// at returns theta as dual numbers, in memory of the objective.
func (o *objective) at(theta []float64) []dual.Number {
	for i, v := range theta {
		o.theta[i] = dual.Number{Real: v}
	}
	return o.theta
}

// dual is the summed loss at theta, with its derivative.
func (o *objective) dual(theta []dual.Number) dual.Number {
	loss := dual.Number{}
	for row := range o.batch.Rows {
		loss = dual.Sub(loss, logDual(clampDual(o.likelihood(theta, row))))
	}
	return loss
}

// likelihood is the probability of the row's label: ŷ for 1 and 1-ŷ for 0.
func (o *objective) likelihood(theta []dual.Number, row int) dual.Number {
	p := o.activations[o.spec.Depth()-1](o.logit(theta, row))
	if o.batch.Y[row] == 0 {
		return dual.Sub(dual.Number{Real: 1}, p)
	}
	return p
}

// logit runs one row through the network up to ZL.
func (o *objective) logit(theta []dual.Number, row int) dual.Number {
	a, z := o.a, o.z
	for i, x := range o.batch.X[row*o.batch.Cols : (row+1)*o.batch.Cols] {
		a[i] = dual.Number{Real: x}
	}
	for l := 1; ; l++ {
		W, b := o.layout.Weight(l), o.layout.Bias(l)
		biasRow := row % b.Rows // row 0 if the bias is shared
		for j := range W.Cols {
			sum := dual.Number{}
			for i := range W.Rows {
				sum = dual.Add(sum, mulDual(a[i], theta[W.Offset+i*W.Cols+j]))
			}
			z[j] = dual.Add(sum, theta[b.Offset+biasRow*b.Cols+j])
		}
		if l == o.spec.Depth() {
			return z[0]
		}
		for j := range W.Cols {
			z[j] = o.activations[l-1](z[j])
		}
		a, z = z, a
	}
}

// mulDual is dual.Mul with every product rounded, which keeps a compiler from fusing
// it with a sum, and so the digits the same on every architecture.
func mulDual(x, y dual.Number) dual.Number {
	return dual.Number{Real: float64(x.Real * y.Real), Emag: float64(x.Real*y.Emag) + float64(x.Emag*y.Real)}
}

// dualActivations are the activations of one unit. sigmoid' is p(1-p) of the rounded
// p, as the report's formula has it, and not the more exact quotient of
// exponentials: behind the clamp, beyond |z| = 23, the formula's value depends on
// the few digits that 1-p has left, which every engine must lose alike.
var dualActivations = map[network.Activation]func(z dual.Number) dual.Number{
	network.Identity: func(z dual.Number) dual.Number { return z },
	network.ReLU: func(z dual.Number) dual.Number {
		if z.Real <= 0 {
			return dual.Number{}
		}
		return z // NaN too
	},
	network.Sigmoid: func(z dual.Number) dual.Number {
		p := 1 / (1 + portable.Exp(-z.Real))
		return dual.Number{Real: p, Emag: p * (1 - p) * z.Emag}
	},
	network.Tanh: func(z dual.Number) dual.Number {
		a := portable.Tanh(z.Real)
		return dual.Number{Real: a, Emag: (1 - float64(a*a)) * z.Emag}
	},
}

// logDual is the logarithm of a positive number.
func logDual(v dual.Number) dual.Number {
	return dual.Number{Real: portable.Log(v.Real), Emag: v.Emag / v.Real}
}

// clampDual is η: its value is clamped, its derivative passes straight through.
func clampDual(v dual.Number) dual.Number {
	return dual.Number{Real: max(v.Real, network.Eta), Emag: v.Emag}
}

// check returns an error if a logit at theta is not finite: the clamp would make a
// finite loss of an infinite one, but there is no gradient to check.
func (o *objective) check(theta []float64) error {
	x := o.at(theta)
	for row := range o.batch.Rows {
		if z := o.logit(x, row).Real; z-z != 0 {
			return &network.NotFinite{What: fmt.Sprintf("the logit of row %d", row), Value: z}
		}
	}
	return nil
}

// clamps reports whether η changes a probability at theta, in the term of the
// loss that the row's label leaves.
func (o *objective) clamps(theta []float64) bool {
	x := o.at(theta)
	for row := range o.batch.Rows {
		if o.likelihood(x, row).Real < network.Eta {
			return true
		}
	}
	return false
}

// Slope returns a network's summed loss and its derivative along a direction of
// the parameters, by dual numbers: the exact value of gradient·direction, at the
// cost of one forward pass. It returns an error if the arguments do not fit each
// other.
func Slope(
	spec network.Spec, parameters *network.Parameters, batch network.Batch, direction []float64,
) (loss, slope float64, err error) {
	layout, err := fit(spec, parameters, batch)
	if err != nil {
		return 0, 0, err
	}
	if len(direction) != layout.Size {
		return 0, 0, fmt.Errorf("direction has %d elements, want %d", len(direction), layout.Size)
	}
	theta := make([]dual.Number, layout.Size)
	for i, v := range parameters.Values {
		theta[i] = dual.Number{Real: v, Emag: direction[i]}
	}
	o, err := newObjective(spec, layout, batch)
	if err != nil {
		return 0, 0, err
	}
	y := o.dual(theta)
	return y.Real, y.Emag, nil
}
