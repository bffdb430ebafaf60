package program_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
	"pgregory.net/rapid"

	"backprop/graph/program"
)

// sumOfLogs returns what a program computes for Σ of w ln v + w ln u, with one row an
// element; u may be nil, and w, for 1.
func sumOfLogs(t rapid.TB, w, v, u []float64) float64 {
	t.Helper()
	g := gorgonia.NewGraph()
	weights, values := matrix(g, "w", len(v), 1), matrix(g, "v", len(v), 1)
	bindings := []program.Binding{program.Variable(values, &v)}
	if w != nil {
		bindings = append(bindings, program.Variable(weights, &w))
	}
	weighted := func(n *gorgonia.Node) *gorgonia.Node {
		if w == nil {
			return gorgonia.Must(gorgonia.Log(n))
		}
		return gorgonia.Must(gorgonia.HadamardProd(weights, gorgonia.Must(gorgonia.Log(n))))
	}
	terms := weighted(values)
	if u != nil {
		others := matrix(g, "u", len(u), 1)
		bindings = append(bindings, program.Variable(others, &u))
		terms = gorgonia.Must(gorgonia.Add(terms, weighted(others)))
	}
	p := compile(t, gorgonia.Nodes{gorgonia.Must(gorgonia.Sum(terms))}, bindings...)
	require.Contains(t, p.String(), " ln ", "the logarithms are not summed by products")
	require.NoError(t, p.Run())
	return p.Output(0)[0]
}

func repeat(v float64, n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = v
	}
	return values
}

// Products of many values would leave the range of a float64 where the sum of their
// logarithms is an ordinary number.
func TestProductsOfValuesNeitherOverflowNorVanish(t *testing.T) {
	for name, c := range map[string]struct{ v, u float64 }{
		"two columns near the lower bound": {1e-11, 1e-11},
		"two columns near the upper bound": {1e11, 1e11},
		"beyond the lower bound":           {1e-300, 1},
		"beyond the upper bound":           {1e300, 1},
		"subnormal":                        {5e-324, 1},
		"at the bound, and far beyond":     {0x1p-37, 1e-300},
	} {
		t.Run(name, func(t *testing.T) {
			const rows = 100
			want := rows * (math.Log(0x1p60*c.v) - 60*math.Ln2 + math.Log(c.u)) // Go's Log is off for subnormals
			if c.v > 1 {
				want = rows * (math.Log(c.v) + math.Log(c.u))
			}
			for _, w := range [][]float64{nil, repeat(1, rows)} {
				assert.InEpsilon(t, want, sumOfLogs(t, w, repeat(c.v, rows), repeat(c.u, rows)), 1e-13)
			}
		})
	}
}

// A product that passes through subnormal numbers has lost digits when it is back, and one of
// two negative numbers is positive.
func TestProductsAreTakenOfOrdinaryValuesOnly(t *testing.T) {
	v := slices.Concat(repeat(1e-30, 10), []float64{3e-18}, repeat(1e30, 10))
	for _, w := range [][]float64{nil, repeat(1, len(v))} {
		assert.InEpsilon(t, math.Log(3e-18), sumOfLogs(t, w, v, nil), 1e-12)
		assert.True(t, math.IsNaN(sumOfLogs(t, w[:min(len(w), 2)], []float64{-2, -3}, nil)))
	}
}

// Near 1 the rounding of a product is large beside its logarithm.
func TestSumsOfLogarithmsOfValuesNearOne(t *testing.T) {
	source := rand.New(rand.NewPCG(3, 4))
	for _, spread := range []float64{1e-12, 1e-9, 1e-6, 1e-4, 1e-3, 1.6e-3, -1e-12, -1e-9, -1e-6, -1e-4, -1e-3, -1.6e-3} {
		v := make([]float64, 24)
		exact := new(big.Float).SetPrec(200)
		for i := range v {
			v[i] = 1 + spread*(1+source.Float64())/2
			exact.Add(exact, log1p(v[i]))
		}
		want, _ := exact.Float64()
		assert.InEpsilon(t, want, sumOfLogs(t, repeat(1, 24), v, nil), 2e-14, "spread %v", spread)
	}
}

// log1p returns ln v for a v near 1, by its series.
func log1p(v float64) *big.Float {
	x := new(big.Float).SetPrec(200).Sub(big.NewFloat(v), big.NewFloat(1))
	sum, power := new(big.Float).SetPrec(200), new(big.Float).SetPrec(200).SetInt64(-1)
	for k := int64(1); k <= 40; k++ {
		power.Neg(power.Mul(power, x))
		sum.Add(sum, new(big.Float).Quo(power, new(big.Float).SetInt64(k)))
	}
	return sum
}

// A weight of 0 leaves out a finite logarithm; 0 times one that is not is NaN.
func TestWeightsOfZero(t *testing.T) {
	for name, c := range map[string]struct{ w, v, want float64 }{
		"0 ln 2":    {0, 2, 0},
		"0 ln 1e99": {0, 1e99, 0},
		"0 ln 0":    {0, 0, math.NaN()},
		"0 ln -1":   {0, -1, math.NaN()},
		"0 ln Inf":  {0, math.Inf(1), math.NaN()},
		"0 ln NaN":  {0, math.NaN(), math.NaN()},
		"1 ln 0":    {1, 0, math.Inf(-1)},
		"NaN ln 2":  {math.NaN(), 2, math.NaN()},
		"½ ln 4":    {.5, 4, math.Log(2)},
	} {
		t.Run(name, func(t *testing.T) {
			got := sumOfLogs(t, []float64{1, c.w, 1}, []float64{1, c.v, 1}, nil)
			if math.IsNaN(c.want) {
				assert.True(t, math.IsNaN(got), got)
			} else {
				assert.Equal(t, c.want, got)
			}
		})
	}
}

// A number before the sum is not forgotten.
func TestMultiplesOfSumsOfLogarithms(t *testing.T) {
	for _, scale := range []float64{2, -3, 0.5, -1} {
		for name, weighted := range map[string]bool{"Σ s ln v": false, "Σ s w ln v": true} {
			g := gorgonia.NewGraph()
			v, w := matrix(g, "v", 5, 2), matrix(g, "w", 5, 2)
			terms := gorgonia.Must(gorgonia.Log(v))
			if weighted {
				terms = gorgonia.Must(gorgonia.HadamardProd(w, terms))
			}
			sum := gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.HadamardProd(gorgonia.NewConstant(scale), terms))))
			p := compile(t, gorgonia.Nodes{sum}, let(v, repeat(3, 10)...), let(w, repeat(1, 10)...))
			require.NoError(t, p.Run())
			assert.InEpsilon(t, 10*scale*math.Log(3), p.Output(0)[0], 1e-14, "%s, %v", name, scale)
		}
	}
}
