package gradcheck_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	. "backprop/compare/gradcheck"
)

// mistake turns a right gradient into a wrong one. It is given each block as a
// slice of the gradient.
type mistake func(n net, g map[string][]float64)

func scale(by float64, names ...string) mistake {
	return func(_ net, g map[string][]float64) {
		for _, name := range names {
			for i := range g[name] {
				g[name][i] *= by
			}
		}
	}
}

// garble changes every element in its own way.
func garble(names ...string) mistake {
	return func(_ net, g map[string][]float64) {
		for k, name := range names {
			for i := range g[name] {
				g[name][i] *= 1.3 + 0.37*float64(i) + 0.11*float64(k)
			}
		}
	}
}

// Every classic mistake is recognised, on the blocks it is in.
func TestHintsNameTheMistake(t *testing.T) {
	all := []string{"W1", "b1", "W2", "b2", "W3", "b3"}
	for _, c := range []struct {
		name    string
		mistake mistake
		kind    HintKind
		where   string
		failing []string
	}{
		{"mean instead of sum", func(n net, g map[string][]float64) { scale(1/float64(len(n.in)), all...)(n, g) },
			Factor, "every element", all},
		{"factor 2", scale(2, all...), Factor, "every element", all},
		{"some factor", scale(1.7, all...), Factor, "every element", all},
		{"factor in one layer", scale(3, "W2", "b2"), Factor, "W2, b2", []string{"W2", "b2"}},
		{"bias averaged", scale(0.5, "b1", "b2", "b3"), Factor, "b1, b2, b3", []string{"b1", "b2", "b3"}},
		{"sign", scale(-1, all...), Sign, "every element", all},
		{"sign of a block", scale(-1, "W2"), Sign, "W2", []string{"W2"}},
		{"sign of an element", func(_ net, g map[string][]float64) { g["W2"][5] *= -1 }, Sign, "W2[1,1]",
			[]string{"W2"}},
		{"zero", scale(0, all...), Zero, "every element", all},
		{"bias dropped", scale(0, "b2"), Zero, "b2", []string{"b2"}},
		{"only the last layer", scale(0, "W1", "b1", "W2", "b2"), LastLayerOnly, "layers 1, 2",
			[]string{"W1", "b1", "W2", "b2"}},
		{"square transposed", func(_ net, g map[string][]float64) { transpose(g["W2"], 4, 4) }, Transposed, "W2",
			[]string{"W2"}},
		{"not square, transposed", func(_ net, g map[string][]float64) { transpose(g["W1"], 2, 4) }, Transposed, "W1",
			[]string{"W1"}},
		{"two elements swapped", func(_ net, g map[string][]float64) { w := g["W1"]; w[1], w[6] = w[6], w[1] },
			Swapped, "W1", []string{"W1"}},
		{"one element", func(_ net, g map[string][]float64) { g["W2"][6] *= 1 + 1e-6 }, OneElement, "W2[1,2]",
			[]string{"W2"}},
		{"each block by its own factor",
			func(n net, g map[string][]float64) { scale(2, "W1")(n, g); scale(3, "W2")(n, g) },
			Factor, "W1", []string{"W1", "W2"}},
		{"many elements permuted",
			func(_ net, g map[string][]float64) { w := g["W2"]; w[0], w[5], w[7] = w[5], w[7], w[0] },
			Swapped, "W2", []string{"W2"}},
		{"bias", garble("b2"), BiasNotSummed, "layer 2", []string{"b2"}},
		{"the only bias of the last layer", garble("b3"), BiasNotSummed, "layer 3", []string{"b3"}},
		{"stale activations", garble("W2"), LayerInput, "layer 2", []string{"W2"}},
		{"hidden derivative, first layer", garble("W1", "b1"), Upstream, "layer 1", []string{"W1", "b1"}},
		{"hidden derivative, second layer", garble("W1", "b1", "W2", "b2"), Upstream, "layers 1, 2",
			[]string{"W1", "b1", "W2", "b2"}},
		{"a layer in between", garble("W2", "b2"), OneLayer, "layer 2", []string{"W2", "b2"}},
		{"output", garble(all...), Output, "layers 1, 2, 3", all},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, x := newNet(rand.New(rand.NewPCG(8, 15)), "tanh", 2, 4, 4, 1)
			for i := range x {
				x[i] /= 2
			}
			g := n.gradient(x)
			parts := map[string][]float64{}
			at := 0
			for _, b := range n.blocks() {
				parts[b.Name] = g[at : at+b.Rows*b.Cols]
				at += b.Rows * b.Cols
			}
			c.mistake(n, parts)
			for _, s := range []Settings{{Methods: []Method{Central}}, {Methods: []Method{Dual}}} {
				s.Name, s.Blocks, s.Dual, s.Rows = "manual", n.blocks(), n.dual, len(n.in)
				r, err := Check(n.f, x, g, &s)
				require.NoError(t, err)
				require.Equal(t, Fail, r.Verdict(), "%v", r)
				require.NotEmpty(t, r.Hints)
				assert.Equal(t, c.kind, r.Hints[0].Kind, "%v", r)
				assert.Equal(t, c.where, r.Hints[0].Where)
				failing := map[string]bool{}
				for _, f := range r.Failures() {
					failing[f.Block] = true
				}
				for _, b := range n.blocks() {
					assert.Equal(t, slices.Contains(c.failing, b.Name), failing[b.Name], b.Name)
				}
			}
		})
	}
}

func transpose(w []float64, rows, cols int) {
	old := append([]float64(nil), w...)
	for r := range rows {
		for c := range cols {
			w[c*rows+r] = old[r*cols+c]
		}
	}
}

// The factor is given a name where it has one.
func TestFactorHintNamesTheRows(t *testing.T) {
	n, x := newNet(rand.New(rand.NewPCG(8, 15)), "sigmoid", 2, 3, 1)
	g := n.gradient(x)
	for i := range g {
		g[i] /= float64(len(n.in))
	}
	r, err := Check(n.f, x, g, &Settings{Rows: len(n.in), Blocks: n.blocks()})
	require.NoError(t, err)
	assert.Contains(t, r.Hints[0].Text, "1/N")
	assert.Contains(t, r.Err().Error(), "1/N")
	assert.InEpsilon(t, 1/float64(len(n.in)), r.Hints[0].Ratio, 1e-8)
}

// Elements at a kink are neutral: they do not spoil a pattern.
func TestHintsIgnoreInconclusiveElements(t *testing.T) {
	f := func(x []float64) float64 { return 3*x[0] + 5*x[1] + max(0, x[2]) }
	r, err := Check(f, []float64{1, 1, 0}, []float64{6, 10, 0}, nil)
	require.NoError(t, err)
	require.NotEmpty(t, r.Hints)
	assert.Equal(t, Factor, r.Hints[0].Kind)
	assert.Equal(t, Kink, r.Methods[0].Comparisons[2].Reason)
}
