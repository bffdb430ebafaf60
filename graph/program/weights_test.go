package program_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
	"pgregory.net/rapid"
)

// likelihoodError is what a sum of w ln v may be off by, of the sum of |w ln v|: the bound of the
// products' rounding, beside which that of a few dozen additions is small.
const likelihoodError = 1e-13

// Σ w ln v is Σ w ln v, whatever the weights and the values are: some are taken together as
// products, and others one by one.
func TestSumsOfLogarithmsWithAnyWeights(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3))
		for range 5 {
			checkAnyWeights(t, source)
		}
	})
}

func checkAnyWeights(t *rapid.T, source *rand.Rand) {
	n := pick(source, []int{2, 3, 23, 24, 25, 48, 60})
	w, v := make([]float64, n), make([]float64, n)
	var weights []float64
	var power float64 // values are within 10^±power
	want, size := 0., 0.
	for i := range v {
		if i%24 == 0 || source.IntN(40) == 0 { // as many rows are one product
			weights = pick(source, [][]float64{{1}, {0, 1}, {0}, {-1}, {-1, 0, 1}, {2}, {0.5, 1}})
			power = pick(source, []float64{1e-3, 1, 1, 11, 300})
		}
		w[i] = pick(source, weights)
		v[i] = math.Pow(10, power*(2*source.Float64()-1))
		term := w[i] * math.Log(v[i])
		want, size = want+term, size+math.Abs(term)
	}
	if got := sumOfLogs(t, w, v, nil); !(math.Abs(got-want) <= likelihoodError*size) {
		t.Fatalf("Σ w ln v is %v, want %v, of w %v and v %v", got, want, w, v)
	}
}

// A logarithm that is an output too is computed, and summed as it is, beside those that are taken
// together.
func TestALogarithmThatIsAlsoAnOutput(t *testing.T) {
	for name, join := range map[string]func(a, b node) (node, error){
		"ln u + w ln v": gorgonia.Add,
		"w ln v + ln u": func(a, b node) (node, error) { return gorgonia.Add(b, a) },
	} {
		t.Run(name, func(t *testing.T) {
			g := gorgonia.NewGraph()
			u, v, w := matrix(g, "u", 3, 1), matrix(g, "v", 3, 1), matrix(g, "w", 3, 1)
			logV := gorgonia.Must(gorgonia.Log(v))
			terms := gorgonia.Must(join(gorgonia.Must(gorgonia.Log(u)), gorgonia.Must(gorgonia.HadamardProd(w, logV))))
			sum := gorgonia.Must(gorgonia.Sum(terms))
			p := compile(t, gorgonia.Nodes{sum, logV}, let(u, 2, 3, 5), let(v, 7, 11, 13), let(w, 1, 1, 1))
			require.NoError(t, p.Run())
			assert.InEpsilon(t, math.Log(30*1001), p.Output(0)[0], likelihoodError)
			assert.InEpsilonSlice(t, []float64{math.Log(7), math.Log(11), math.Log(13)}, p.Output(1), 1e-15)
		})
	}
}
