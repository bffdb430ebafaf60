package gradcheck_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	. "backprop/compare/gradcheck"
)

// penalised is a network whose loss has a penalty λ/2 |W|² on the weights of some layers.
type penalised struct {
	net
	lambda float64
	blocks []string
}

// gradient returns that of the data and that of the penalty.
func (n penalised) gradients(x []float64) (data, penalty []float64) {
	data, penalty = n.net.gradient(x), make([]float64, len(x))
	at := 0
	for _, b := range n.net.blocks() {
		for i := at; i < at+b.Rows*b.Cols; i++ {
			if slices.Contains(n.blocks, b.Name) {
				penalty[i] = n.lambda * x[i]
			}
		}
		at += b.Rows * b.Cols
	}
	return data, penalty
}

func (n penalised) f(x []float64) float64 {
	sum := n.net.f(x)
	_, penalty := n.gradients(x)
	for i, g := range penalty {
		sum += g * x[i] / 2
	}
	return sum
}

// Mistakes with a penalty: the claim is data times the gradient of the data and so many times that
// of the penalty.
func TestHintsOfAPenalty(t *testing.T) {
	weights := []string{"W1", "W2", "W3"}
	all := []string{"W1", "b1", "W2", "b2", "W3", "b3"}
	for _, c := range []struct {
		name          string
		blocks        []string
		data, penalty float64
		rows          bool // the checker is told of the rows and the blocks
		kind          HintKind
		where, text   string
	}{
		{"left out", weights, 1, 0, true, Penalty, "W1, W2, W3", "lacks 0.1 x"},
		{"left out over the biases as well", all, 1, 0, true, Penalty, "every element", "lacks 0.1 x"},
		{"left out of one block", []string{"W2"}, 1, 0, true, Penalty, "W2", "lacks 0.1 x"},
		{"left out, no blocks known", weights, 1, 0, false, Penalty, "28 of 37 elements of x", "lacks 0.1 x"},
		{"counted twice", weights, 1, 2, true, Penalty, "W1, W2, W3", "0.1 x too much"},
		{"counted twice in a block", []string{"W1"}, 1, 2, true, Penalty, "W1", "0.1 x too much"},
		{"half of it", weights, 1, 0.5, true, Penalty, "W1, W2, W3", "lacks 0.05 x"},
		{"its sign", weights, 1, -1, true, Penalty, "W1, W2, W3", "lacks 0.2 x"},
		{"beside a mean", weights, 0.1, 1, true, DataPart, "every element", "1/N = 1/10"},
		{"over everything, beside a mean", all, 0.1, 1, true, DataPart, "every element", "gradient 0.1 x"},
		{"beside a mean, nothing known", all, 0.1, 1, false, DataPart, "every element", "1/10"},
		{"beside a sum", weights, 10, 1, true, DataPart, "every element", "N = 10"},
		{"beside half of a square", weights, 2, 1, true, DataPart, "every element", "2 times"},
		{"both averaged", weights, 0.1, 0.1, true, Factor, "every element", "1/N"},
	} {
		t.Run(c.name, func(t *testing.T) {
			plain, x := newNet(rand.New(rand.NewPCG(8, 15)), "tanh", 2, 4, 4, 1)
			n := penalised{plain, 0.1, c.blocks}
			require.Len(t, n.in, 10)
			data, penalty := n.gradients(x)
			claim := make([]float64, len(x))
			for i := range claim {
				claim[i] = c.data*data[i] + c.penalty*penalty[i]
			}
			var s Settings
			if c.rows {
				s.Blocks, s.Rows = plain.blocks(), len(n.in)
			}
			r, err := Check(n.f, x, claim, &s)
			require.NoError(t, err)
			require.NotEmpty(t, r.Hints, "%v", r)
			assert.Equal(t, c.kind, r.Hints[0].Kind, "%v", r)
			assert.Equal(t, c.where, r.Hints[0].Where)
			assert.Contains(t, r.Hints[0].Text, c.text)
			assert.Len(t, r.Hints, 1)
		})
	}
}

// Each block may have a penalty of its own.
func TestHintsOfTwoPenalties(t *testing.T) {
	f := func(x []float64) float64 {
		return math.Sin(x[0]*x[2]) + math.Cos(x[1]*x[3]) + x[0]*x[0] + x[1]*x[1] + 0.5*x[2]*x[2] + 0.5*x[3]*x[3]
	}
	x := []float64{0.3, 0.7, 0.5, -0.2}
	u, v := math.Cos(x[0]*x[2]), -math.Sin(x[1]*x[3])
	r, err := Check(f, x, []float64{x[2] * u, x[3] * v, x[0] * u, x[1] * v}, &Settings{
		Blocks: []Block{{Name: "A", Rows: 1, Cols: 2}, {Name: "B", Rows: 1, Cols: 2}}})
	require.NoError(t, err)
	require.Len(t, r.Hints, 2, "%v", r)
	assert.Contains(t, r.Hints[0].Text, "A: the claim lacks 2 x")
	assert.Contains(t, r.Hints[1].Text, "B: the claim lacks 1 x")
}

// Weights of one size make any mistake look like a penalty, so that it is not called one.
func TestEqualWeightsAreNoEvidenceOfAPenalty(t *testing.T) {
	f := func(x []float64) float64 {
		return math.Sin(x[0]) + math.Sin(x[1]) + math.Sin(x[2]) + math.Exp(x[3])
	}
	c := math.Cos(0.5)
	r, err := Check(f, []float64{0.5, 0.5, 0.5, 2}, []float64{c + 0.1, c + 0.1, c + 0.1, math.Exp(2)}, nil)
	require.NoError(t, err)
	require.Equal(t, Fail, r.Verdict())
	for _, h := range r.Hints {
		assert.NotEqual(t, Penalty, h.Kind)
		assert.NotEqual(t, DataPart, h.Kind)
	}
}

func TestHintOfAnFThatIgnoresX(t *testing.T) {
	seven := func([]float64) float64 { return 7 }
	first := func(x []float64) float64 { return math.Sin(x[0]) }
	blocks := []Block{{Name: "A", Rows: 1, Cols: 1}, {Name: "B", Rows: 1, Cols: 2}}
	relu := func(x []float64) float64 { return math.Sin(x[0]) + max(0, x[1]) + max(0, x[2]) }
	atTop := func(x []float64) float64 { return math.Cos(x[0]) }
	for _, c := range []struct {
		name  string
		f     func([]float64) float64
		x     []float64
		claim []float64
		kind  HintKind
		where string
	}{
		{"altogether", seven, []float64{1, 2, 3}, []float64{1, 2, 3}, Ignored, "every element"},
		{"altogether, some claimed 0", seven, []float64{1, 2, 3}, []float64{1, 0, 3}, Ignored, "every element"},
		{"one element", seven, []float64{3}, []float64{1}, Ignored, "every element"},
		{"a block", first, []float64{1, 2, 3}, []float64{math.Cos(1), 2, 3}, Ignored, "B"},
		{"units that are off, which it does not ignore", relu, []float64{1, -2, -3}, []float64{math.Cos(1), 1, 1},
			"", ""},
		{"a slope that is exactly 0", atTop, []float64{0}, []float64{1}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := Settings{}
			if len(c.x) == 3 {
				s.Blocks = blocks
			}
			r, err := Check(c.f, c.x, c.claim, &s)
			require.NoError(t, err)
			require.Equal(t, Fail, r.Verdict(), "%v", r)
			if c.kind == "" {
				for _, h := range r.Hints {
					assert.NotEqual(t, Ignored, h.Kind, "%v", r)
				}
				return
			}
			require.Len(t, r.Hints, 1, "%v", r)
			assert.Equal(t, c.kind, r.Hints[0].Kind, "%v", r)
			assert.Equal(t, c.where, r.Hints[0].Where)
		})
	}
	r, err := Check(seven, []float64{1, 2}, []float64{0, 0}, nil)
	require.NoError(t, err)
	assert.Equal(t, Pass, r.Verdict())
	assert.Empty(t, r.Hints, "a constant may be claimed to be one")
}

// Of random functions with a random penalty every mistake gets its hint, and none another's.
func TestHintsOfRandomPenalties(t *testing.T) {
	rnd := seeded(t)
	total, gaps := 0, 0
	for draw := range many(60) {
		n := 3 + rnd.IntN(10)
		x, c, w := normals(rnd, n), normals(rnd, n), normals(rnd, n)
		lambda := sign(rnd) * decades(rnd, -3, 1)
		rows := 3 + rnd.IntN(50)
		f := func(x []float64) float64 {
			sum, inner := 0.0, 0.0
			for i, v := range x {
				sum += c[i]*math.Sin(v+w[i]) + lambda*v*v/2
				inner += w[i] * v
			}
			return sum + math.Log(1+math.Exp(inner))
		}
		inner := 0.0
		for i, v := range x {
			inner += w[i] * v
		}
		data, penalty := make([]float64, n), make([]float64, n)
		for i, v := range x {
			data[i], penalty[i] = c[i]*math.Cos(v+w[i])+w[i]/(1+math.Exp(-inner)), lambda*v
		}
		weigh := func(data, penalty []float64, a, b float64) []float64 {
			g := make([]float64, n)
			for i := range g {
				g[i] = a*data[i] + b*penalty[i]
			}
			return g
		}
		garbled := weigh(data, penalty, 1, 1)
		for i := range garbled {
			garbled[i] *= uniform(rnd, 0.5, 1.5)
		}
		swapped := weigh(data, penalty, 1, 1)
		i, j := rnd.IntN(n), rnd.IntN(n-1)
		if j >= i {
			j++
		}
		swapped[i], swapped[j] = swapped[j], swapped[i]
		one := weigh(data, penalty, 1, 1)
		one[i] += penalty[i] * uniform(rnd, 0.5, 2)
		inverse := 1 / float64(rows)
		for _, m := range []struct {
			name  string
			claim []float64
			kinds []HintKind
		}{
			{"left out", weigh(data, penalty, 1, 0), []HintKind{Penalty}},
			{"twice", weigh(data, penalty, 1, 2), []HintKind{Penalty}},
			{"beside a mean", weigh(data, penalty, inverse, 1), []HintKind{DataPart}},
			{"beside a sum", weigh(data, penalty, 1/inverse, 1), []HintKind{DataPart}},
			{"both averaged", weigh(data, penalty, inverse, inverse), []HintKind{Factor}},
			{"garbled", garbled, nil},
			{"swapped", swapped, []HintKind{Swapped}},
			{"one element", one, []HintKind{OneElement, Factor, Sign}},
		} {
			r, err := Check(f, x, m.claim, &Settings{Rows: rows, Methods: []Method{Central}})
			require.NoError(t, err)
			at := fmt.Sprintf("draw %d, %s, %d rows, λ = %g\n%v", draw, m.name, rows, lambda, r)
			total++
			if r.Methods[0].Inconclusive > 0 { // the pattern has gaps
				gaps++
				continue
			}
			require.Equal(t, Fail, r.Verdict(), at)
			if m.kinds == nil {
				assert.Empty(t, r.Hints, at)
			} else if assert.NotEmpty(t, r.Hints, at) {
				assert.Contains(t, m.kinds, r.Hints[0].Kind, at)
			}
		}
	}
	assert.Less(t, gaps, total/100, "of %d", total)
}
