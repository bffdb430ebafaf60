package gradcheck

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// layer is what the elements of one layer say together.
type layer struct {
	number        int
	weights, bias Verdict // Fail if any fails, else Pass if any passes
	zero          bool    // every claim is 0 where the gradient is not
}

func (l layer) fails() bool  { return l.weights == Fail || l.bias == Fail }
func (l layer) passes() bool { return !l.fails() && (l.weights == Pass || l.bias == Pass) }

// byLayer sums the elements up, layer by layer from the input.
func (p pattern) byLayer() []layer {
	var layers []layer
	for _, s := range p.spans {
		if s.Layer == 0 {
			continue
		}
		at := slices.IndexFunc(layers, func(l layer) bool { return l.number == s.Layer })
		if at < 0 {
			at = len(layers)
			layers = append(layers, layer{number: s.Layer, zero: true})
		}
		l := &layers[at]
		v := &l.weights
		if s.Bias {
			v = &l.bias
		}
		for _, c := range p.best[s.start:s.end] {
			*v = max(*v, c.Verdict)
			l.zero = l.zero && c.Claimed == 0
		}
	}
	slices.SortFunc(layers, func(a, b layer) int { return a.number - b.number })
	return layers
}

// lastLayerOnly reports whether the last layer is right and nothing is
// claimed for any other.
func (p pattern) lastLayerOnly(failing []span) (Hint, bool) {
	layers := p.byLayer()
	n := len(layers)
	if n < 2 || !layers[n-1].passes() {
		return Hint{}, false
	}
	for _, s := range failing {
		if s.Layer == 0 {
			return Hint{}, false
		}
	}
	for _, l := range layers[:n-1] {
		if !l.zero || !l.fails() {
			return Hint{}, false
		}
	}
	last := layers[n-1].number
	return Hint{LastLayerOnly, numbers(layers[:n-1]), 0,
		fmt.Sprintf("only layer %d is wired: every layer before it claims 0, nothing is passed back", last)}, true
}

// layers says where the failures lie. With dZ the gradient at the
// pre-activations of a layer and A its input, dW = Aᵀ dZ and db is the sum of
// dZ over the rows. So dW right means dZ right; db right speaks for dZ, and
// against A if dW is wrong; and if both are wrong it is dZ, which came from
// the layer above.
func (p pattern) layers() []Hint {
	all := p.byLayer()
	var both, bias, weights []layer
	for _, l := range all {
		switch {
		case l.weights == Fail && l.bias == Pass:
			weights = append(weights, l)
		case l.bias == Fail && l.weights == Pass:
			bias = append(bias, l)
		case l.fails():
			both = append(both, l)
		}
	}
	var hints []Hint
	if n := len(both); n > 0 {
		last := both[n-1].number
		passed := slices.ContainsFunc(all, layer.passes)
		switch {
		case n == len(all):
			hints = append(hints, Hint{Output, numbers(both), 0,
				"every layer is wrong, not by one factor: look at the output first, " +
					"the derivative of loss and output activation"})
		case all[n-1].number == last && passed:
			hints = append(hints, Hint{Upstream, numbers(both), 0, fmt.Sprintf(
				"%s wrong, what comes after is right: "+
					"the fault is where the gradient passes from layer %d back to %d: "+
					"the activation derivative of layer %d "+
					"(missing, taken at z instead of a or the reverse, stale) or "+
					"the weights W%d used there (transposed, already updated)",
				numbers(both), all[n].number, last, last, all[n].number)})
			if n > 1 {
				break
			}
			fallthrough
		default:
			hints = append(hints, Hint{OneLayer, numbers(both), 0, fmt.Sprintf(
				"%s wrong in weights and bias: look at how dW and db are computed from dZ there", numbers(both))})
		}
	}
	if len(bias) > 0 {
		hints = append(hints, Hint{BiasNotSummed, numbers(bias), 0, fmt.Sprintf(
			"the bias of %s is wrong and the weights are right: dW = Aᵀ dZ, so dZ is right, "+
				"and db is not its sum over the rows", numbers(bias))})
	}
	if len(weights) > 0 {
		hints = append(hints, Hint{LayerInput, numbers(weights), 0, fmt.Sprintf(
			"the weights of %s are wrong and the bias is right: dZ is right, so the input A in dW = Aᵀ dZ is not: "+
				"stale, or that of another layer", numbers(weights))})
	}
	return hints
}

// numbers names layers: "layer 2" or "layers 1, 2".
func numbers(layers []layer) string {
	word := "layer "
	if len(layers) > 1 {
		word = "layers "
	}
	parts := make([]string, len(layers))
	for i, l := range layers {
		parts[i] = strconv.Itoa(l.number)
	}
	return word + strings.Join(parts, ", ")
}
