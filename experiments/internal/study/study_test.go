package study

import (
	"bytes"
	"encoding/json"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/compare/gradcheck"
	"backprop/experiments/internal/view"
	"backprop/network"
)

// The data are the same bytes on any number of cores.
func TestDataDoNotDependOnTheCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for name, compute := range map[string]func() (any, error){
		"reproduction": func() (any, error) { return Reproduce(t.Context(), compare.Backends(), nil) },
		"pairs":        func() (any, error) { return ComparePairs(t.Context(), nil) },
		"explanation":  func() (any, error) { return Explain(t.Context(), nil) },
		"checks":       func() (any, error) { return Check(t.Context(), nil) },
	} {
		var texts [2]string
		for i, cores := range []int{1, 4} {
			runtime.GOMAXPROCS(cores)
			v, err := compute()
			require.NoError(t, err)
			text, err := json.Marshal(v)
			require.NoError(t, err)
			texts[i] = string(text)
		}
		assert.True(t, texts[0] == texts[1], name)
	}
}

// Progress counts every step that was announced.
func TestProgressEndsWithTheWork(t *testing.T) {
	total, done := 0, make(chan struct{}, 100_000)
	progress := Progress(func(n int) func() {
		total = n
		return func() { done <- struct{}{} }
	})
	_, err := Explain(t.Context(), progress)
	require.NoError(t, err)
	assert.Equal(t, 18*700, total)
	assert.Len(t, done, total)
}

// The network of a map has the mean of the private biases, and a network with shared
// bias is its own.
func TestTheMapTakesTheMeanBias(t *testing.T) {
	spec := network.Spec{Layers: []int{2, 1}, Activations: []network.Activation{network.Sigmoid}, Bias: network.Row}
	p, err := network.NewParameters(spec, 3)
	require.NoError(t, err)
	copy(p.Values, []float64{1, 2, 10, 20, 60})
	mean, err := view.MeanBias(spec, p)
	require.NoError(t, err)
	assert.Equal(t, []float64{1, 2, 30}, mean.Parameters.Values)
	assert.Equal(t, network.Shared, mean.Spec.Bias)
	again, err := view.MeanBias(mean.Spec, mean.Parameters)
	require.NoError(t, err)
	assert.Equal(t, mean, again)

	m, err := mapOf(mean)
	require.NoError(t, err)
	assert.Equal(t, 1.0, m.Probabilities[0], "sigmoid(30) and more, to four decimals")
	mean.Parameters.Values[2] = -1.5 // the edge x0 + 2 x1 = 1.5
	m, err = mapOf(mean)
	require.NoError(t, err)
	at := func(i, j int) float64 { return m.Probabilities[i*m.Side+j] }
	assert.Less(t, at(0, 99), 0.5, "x0 = 1, x1 = 0")
	assert.Greater(t, at(99, 0), 0.5, "x0 = 0, x1 = 1")
	for _, cell := range [][2]int{{0, 0}, {17, 64}, {99, 99}} {
		x0, x1 := (float64(cell[1])+0.5)/100, (float64(cell[0])+0.5)/100 // the cell's centre
		assert.InDelta(t, 1/(1+math.Exp(1.5-x0-2*x1)), at(cell[0], cell[1]), 0.5e-4+1e-12, cell)
	}
}

// What a method could not settle says nothing of how well it agrees.
func TestWorstDifferencesAreOfWhatWasSettled(t *testing.T) {
	claim := claimOf(network.Spec{}, gradcheck.Report{Methods: []gradcheck.MethodReport{{
		Comparisons: []gradcheck.Comparison{
			{Verdict: gradcheck.Pass, AbsDiff: 1, RelDiff: 2, Bar: 3},
			{Verdict: gradcheck.Fail, AbsDiff: 2, RelDiff: 1, Bar: 1},
			{Verdict: gradcheck.Inconclusive, AbsDiff: 9, RelDiff: 9, Bar: 9},
		}}}})
	m := claim.Methods[0]
	assert.Equal(t, []float64{2, 2, 3}, []float64{m.WorstAbs, m.WorstRel, m.WidestBar})
}

// What the checks show is what theory says of them.
func TestChecksShowTheTheory(t *testing.T) {
	c, err := Check(t.Context(), nil)
	require.NoError(t, err)
	require.NoError(t, c.Err())
	passed, all := c.Passed()
	assert.Equal(t, []int{12, 12}, []int{passed, all})
	var verdicts []string
	for _, f := range c.Finding {
		verdicts = append(verdicts, f.Verdict)
	}
	assert.Equal(t, []string{"pass", "FAIL", "pass"}, verdicts)
	assert.Contains(t, c.Finding[1].Hint, "not its sum over the rows")

	require.Len(t, c.Taylor, 2)
	assert.InDelta(t, 2, c.Taylor[0].Order, 0.05, "right")
	assert.InDelta(t, 1, c.Taylor[1].Order, 0.05, "wrong")

	// The error of a central difference falls with h², that of a forward one with h,
	// and the checker's lies inside its bar, below the best of either.
	s := c.Steps
	order := func(errors []float64) float64 { return math.Log2(errors[4] / errors[5]) }
	assert.InDelta(t, 2, order(s.Central), 0.05)
	assert.InDelta(t, 1, order(s.Forward), 0.05)
	assert.Less(t, s.CheckerError, s.CheckerBar)
	for _, e := range append(s.Central, s.Forward...) {
		assert.Less(t, s.CheckerError, e)
	}
}

// A gradient that fails is an error that names it.
func TestAFailingGradientIsNamed(t *testing.T) {
	c := Checks{Points: []CheckedPoint{{Run: "xor/full-batch", Setting: Setting{Network: "2-1"}, Claims: []CheckedClaim{
		{Who: "manual", Verdict: "pass"}, {Who: "graph", Verdict: "FAIL", Hint: "the sign is wrong"}}}}}
	assert.EqualError(t, c.Err(),
		"xor/full-batch, 2-1 after 0 epochs: the gradient by graph is wrong; the sign is wrong")
}

// The report's strangest finding, and what it is worth.
func TestPrivateBiasesAreMemory(t *testing.T) {
	e, err := Explain(t.Context(), nil)
	require.NoError(t, err)
	seen := 0
	for _, r := range e.Runs {
		if r.Task == "xor" {
			assert.Equal(t, compare.Accuracy(r.Probabilities, compare.XOR().Draw(nil).Y), r.Accuracy, r.Run)
		}
		if r.Run != "xor/no-activation" {
			continue
		}
		seen++
		assert.Len(t, r.Losses, 700)
		assert.Equal(t, r.Accuracy, r.Accuracies[699])
		if r.Bias == "row" {
			assert.Equal(t, 100.0, r.Accuracy)
			assert.Len(t, r.OutputBiases, 21)
		} else {
			assert.Less(t, r.Accuracy, 100*16.0/21+1e-9, "no line gets more than 16 of the 21 points")
			assert.Len(t, r.OutputBiases, 1)
		}
		assert.Less(t, r.DrawnAccuracy, 100*16.0/21+1e-9)
	}
	assert.Equal(t, 2, seen)
}

func TestTablesHaveALineForEverything(t *testing.T) {
	r, err := Reproduce(t.Context(), compare.Backends(), nil)
	require.NoError(t, err)
	var table bytes.Buffer
	require.NoError(t, r.WriteCSV(&table))
	lines := strings.Split(strings.TrimSuffix(table.String(), "\n"), "\n")
	assert.Len(t, lines, 1+191+355+2)
	assert.Equal(t, "run,place,figure,epoch_or_row,printed,exact,exact_digits,"+
		"manual,deviation_manual,reproduced_manual,graph,deviation_graph,reproduced_graph", lines[0])
	assert.True(t, strings.HasPrefix(lines[1],
		`xor/full-batch,"update comparison, xor, left",loss,689,0.2462248245832326,0.246224824583232`), lines[1])
}
