package fast

import (
	"backprop/network"
	"backprop/network/portable"
)

// quads is the network for two inputs and hidden layers of four units, each the
// identity or ReLU: the report's, of any depth. On a block of rows one loop does a whole
// layer with its ReLU (quad.go), where columns needs up to ten short ones, whose
// beginnings and ends take as long as their middle.
type quads struct {
	z, p, d []float64 // logits, ŷ and then the probabilities of the labels, dZ of the output
	hidden  []quadLayer
	output  quadLayer
}

// quadLayer is one layer of weights on a block.
type quadLayer struct {
	W, b, end int // where W and b begin and end in the flat parameters
	stride    int // from the bias of a row to that of the next: 0 if there is one for all
	relu      bool
	A, dZ     []quad // of a hidden layer
}

// suitsQuads tells whether a network is of this kind.
func suitsQuads(spec network.Spec) bool {
	last := spec.Depth() - 1
	for l, name := range spec.Activations[:last] {
		if spec.Layers[l+1] != 4 || name != network.ReLU && name != network.Identity {
			return false
		}
	}
	return spec.Layers[0] == 2 && last > 0
}

func newQuads(layout network.Layout, names []network.Activation) *quads {
	column := func() []float64 { return make([]float64, maxBlockRows) }
	q := &quads{z: column(), p: column(), d: column()}
	for l, name := range names {
		W, b := layout.Weight(l+1), layout.Bias(l+1)
		y := quadLayer{W: W.Offset, b: b.Offset, end: b.Offset + b.Size(), relu: name == network.ReLU}
		if layout.BiasForm == network.Row {
			y.stride = b.Cols
		}
		if l == len(names)-1 {
			q.output = y
			break
		}
		y.A, y.dZ = make([]quad, maxBlockRows), make([]quad, maxBlockRows)
		q.hidden = append(q.hidden, y)
	}
	return q
}

func (q *quads) forward(theta, X []float64, from, to int) (z, p, dZ []float64) {
	rows := to - from
	y := &q.hidden[0]
	A := y.A[:rows]
	affine2(A, X, y.bias(theta, from), y.stride, y.weights(theta), y.relu)
	for l := range q.hidden[1:] {
		below := A
		y = &q.hidden[l+1]
		A = y.A[:rows]
		affine4(A, below, y.bias(theta, from), y.stride, y.weights(theta), y.relu)
	}
	y = &q.output
	z, p, dZ = q.z[:rows], q.p[:rows], q.d[:rows]
	dotQuads(z, A, y.bias(theta, from), y.stride, (*quad)(theta[y.W:]))
	portable.SigmoidTo(p, z)
	return z, p, dZ
}

func (q *quads) backward(gradient, theta, X []float64, from, to int) {
	rows := to - from
	y, below := &q.output, &q.hidden[len(q.hidden)-1]
	A, dZ := below.A[:rows], below.dZ[:rows]
	var unused quad // sums, where each row has its own bias
	db := &unused[0]
	if y.stride == 0 {
		db = &gradient[y.b]
	} else {
		copy(gradient[y.b+from:y.b+to], q.d)
	}
	dotQuadsBackward((*quad)(gradient[y.W:]), db, dZ, A, q.d, (*quad)(theta[y.W:]), below.relu)
	for l := len(q.hidden) - 1; l >= 0; l-- {
		y = below
		db := &unused
		if y.stride == 0 {
			db = (*quad)(gradient[y.b:])
		} else {
			setRowsOfQuads(y.bias(gradient, from), dZ) // db = dZ
		}
		if l == 0 {
			backward2(y.weights(gradient), db, X, dZ)
			break
		}
		below = &q.hidden[l-1]
		A, dBelow := below.A[:rows], below.dZ[:rows]
		backward4(y.weights(gradient), db, dBelow, A, dZ, y.weights(theta), below.relu)
		dZ = dBelow
	}
}

// weights returns W out of flat parameters, or dW out of a gradient. After one of two
// rows lies something else, which is left alone.
func (y *quadLayer) weights(values []float64) *matrix { return (*matrix)(values[y.W:]) }

// bias returns b from a row on.
func (y *quadLayer) bias(values []float64, row int) []float64 {
	return values[y.b+row*y.stride : y.end]
}
