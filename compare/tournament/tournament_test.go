package tournament

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare/gradcheck"
)

var (
	seed  = flag.Uint64("seed", 1, "of the tournament that our rule is held to")
	draws = flag.Int("draws", 3, "of each family in it")
)

// Verdicts that are documented, or follow from a rule's constants.
func TestTheRulesAreThoseOfTheCheckers(t *testing.T) {
	rosenbrock := func(x []float64) float64 {
		a, b := x[0]-float64(x[1]*x[1]), 1-x[1]
		return 100*float64(a*a) + float64(b*b)
	}
	line := func(slope float64) func([]float64) float64 {
		return func(x []float64) float64 { return slope * x[0] }
	}
	zero := func([]float64) float64 { return 0 }
	for _, c := range []struct {
		name, rule string
		f          func([]float64) float64
		x, claim   []float64
		want       gradcheck.Verdict
	}{
		// The manual of checkGradients has this example: a difference of 1.48826e-06.
		{"the manual's Rosenbrock at 0", "MATLAB", rosenbrock, []float64{0, 0}, []float64{0, -2}, gradcheck.Fail},
		{"the manual's Rosenbrock at 2, 4", "MATLAB", rosenbrock, []float64{2, 4}, []float64{-2800, 22406}, gradcheck.Pass},
		{"the same by ours", "backprop", rosenbrock, []float64{0, 0}, []float64{0, -2}, gradcheck.Pass},
		{"twice a gradient of 9e-6", "PyTorch", line(9e-6), []float64{1}, []float64{18e-6}, gradcheck.Pass},
		{"twice a gradient of 2e-5", "PyTorch", line(2e-5), []float64{1}, []float64{4e-5}, gradcheck.Fail},
		{"off by a thousandth, nearly", "PyTorch", line(1), []float64{1}, []float64{1.000999}, gradcheck.Pass},
		{"off by a thousandth", "PyTorch", line(1), []float64{1}, []float64{1.00102}, gradcheck.Fail},
		{"an error across JAX's direction", "JAX", zero, []float64{0, 0}, []float64{0.400157208, -1.764052346},
			gradcheck.Pass},
		{"an error along it", "JAX", zero, []float64{0, 0}, []float64{1.764052346, 0.400157208}, gradcheck.Fail},
		{"1e-6 of a large slope", "Stan", line(1e3), []float64{0}, []float64{1e3 + 2e-6}, gradcheck.Fail},
		{"twice a gradient of 4e-7", "Stan", line(4e-7), []float64{1}, []float64{8e-7}, gradcheck.Pass},
		{"twice a gradient of 4e-7", "autograd", line(4e-7), []float64{1}, []float64{5e-7}, gradcheck.Pass},
		{"off by 1e-4", "autograd", line(1), []float64{1}, []float64{1.0001}, gradcheck.Fail},
		{"twice a gradient of 9e-4", "Caffe", line(9e-4), []float64{1}, []float64{18e-4}, gradcheck.Pass},
		{"off by 2e-3", "Caffe", line(1), []float64{1}, []float64{1.002}, gradcheck.Fail},
		{"off by 9e-6", "gonum", line(1), []float64{0}, []float64{1.000009}, gradcheck.Pass},
		{"off by 2e-5", "gonum", line(1), []float64{0}, []float64{1.00002}, gradcheck.Fail},
		{"off by 9e-6", "SciPy", line(1), []float64{0}, []float64{1.000009}, gradcheck.Pass},
		{"off by 2e-5", "SciPy", line(1), []float64{0}, []float64{1.00002}, gradcheck.Fail},
	} {
		t.Run(c.rule+", "+c.name, func(t *testing.T) {
			for _, rule := range Rules() {
				if strings.HasPrefix(rule.Name, c.rule) {
					got, _ := rule.judge(c.f, c.x, c.claim, rand.New(rand.NewPCG(1, 1)))
					assert.Equal(t, c.want, got)
				}
				if rule.Name != Ours { // NaN agrees with nothing
					got, _ := rule.judge(func([]float64) float64 { return math.NaN() }, c.x, c.claim, rand.New(rand.NewPCG(1, 1)))
					assert.Equal(t, gradcheck.Fail, got, rule.Name)
				}
			}
		})
	}
	difference := forward(matlabStep)(rosenbrock, []float64{0, 0})[0]
	assert.InDelta(t, 1.48826e-06, difference, 5e-9, "as the manual prints it, at a point near 0")
}

// What differences can reach decides on what is wrong, and on what is needless.
func TestTheJudge(t *testing.T) {
	cosine := func(noise float64) trial {
		k := 0.0
		return newTrial(sample{f: func(x []float64) float64 {
			k = math.Mod(float64(k*7)+0.37, 1)
			return math.Sin(x[0]) + noise*float64(k-0.5)
		}, x: []float64{0.5}, truth: []float64{math.Cos(0.5)}})
	}
	open := func(reason gradcheck.Reason) gradcheck.Comparison {
		return gradcheck.Comparison{Verdict: gradcheck.Inconclusive, Reason: reason}
	}
	clear, rough := cosine(0), cosine(0.1)
	assert.Less(t, clear.reach[0], 1e-9)
	assert.Greater(t, rough.reach[0], 1e-3)
	assert.True(t, clear.wrong([]float64{math.Cos(0.5) * 1.002}))
	assert.False(t, clear.wrong([]float64{math.Cos(0.5) * 1.0005}))
	assert.False(t, rough.wrong([]float64{math.Cos(0.5) * 1.002}))
	assert.True(t, clear.needless(open(gradcheck.NoiseFloor)))
	assert.False(t, rough.needless(open(gradcheck.NoiseFloor)))
	assert.True(t, rough.needless(open(gradcheck.Kink)), "it has none")
	rough.kinked = true
	assert.False(t, rough.needless(open(gradcheck.Kink)))

	passed := func(claimed, bar float64) gradcheck.Report {
		return gradcheck.Report{Methods: []gradcheck.MethodReport{{Comparisons: []gradcheck.Comparison{
			{Claimed: claimed, Bar: bar, Verdict: gradcheck.Pass}}}}}
	}
	assert.True(t, clear.beyond(passed(math.Cos(0.5)+1e-3, 1e-4)))
	assert.False(t, clear.beyond(passed(math.Cos(0.5)+1e-3, 1e-3)))
}

// The known faults of ours, by family; README and page show them too.
var ourFalseAlarms = map[string]bool{
	"square root by Newton to 1e-8":  true,
	"logarithm by a series to 1e-12": true,
}

// Ours passes nothing that it says it would have caught, and accuses no right gradient
// but those of functions that are computed less exactly than they are smooth.
func TestOurRuleInTheTournament(t *testing.T) {
	t.Logf("-seed %d -draws %d", *seed, *draws)
	r, err := Run(t.Context(), *seed, *draws, nil)
	require.NoError(t, err)
	require.NoError(t, r.Err())
	for _, f := range r.Families {
		ours := f.Tallies[len(f.Tallies)-1]
		assert.Positive(t, ours.Right)
		if !ourFalseAlarms[f.Name] {
			assert.Zero(t, ours.FalseAlarms, "%s: %v", f.Name, r.Findings)
		}
	}
	assert.Positive(t, r.Told.Right)
	assert.Zero(t, r.Told.Faults(), "told how exact f is, it accuses nothing right: %v", r.Findings)
	assert.Greater(t, r.Ours().Wrong, r.Ours().Right)
	for _, rule := range r.Rules {
		assert.Equal(t, len(r.Families), rule.Better+rule.Equal+rule.Worse)
		assert.NotEmpty(t, rule.Source)
	}
}

// The same seed gives the same bytes, with any number of workers; another gives others.
func TestATournamentIsRepeated(t *testing.T) {
	run := func(seed uint64, workers int) string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(workers))
		r, err := Run(t.Context(), seed, 1, nil)
		require.NoError(t, err)
		data, err := json.Marshal(r)
		require.NoError(t, err)
		return string(data)
	}
	assert.Equal(t, run(1, 1), run(1, 4))
	assert.NotEqual(t, run(1, 2), run(2, 2))
}

func TestATournamentThatCannotBeHeld(t *testing.T) {
	for _, draws := range []int{-1, 0, 10_001} {
		_, err := Run(t.Context(), 1, draws, nil)
		assert.ErrorContains(t, err, "want 1 to 10000")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Run(ctx, 1, 1, nil)
	assert.ErrorIs(t, err, context.Canceled)
}

func ExampleRun() {
	r, err := Run(context.Background(), 1, 1, nil)
	if err != nil {
		panic(err)
	}
	fmt.Println(len(r.Rules), "rules,", r.Ours().Beyond, "passes of ours beyond what it says it would have caught")
	fmt.Println(r.Kinds()[0].Kind, r.Err())
	for i, rule := range Rules() {
		if r.Rules[i].Faults() < r.Ours().Faults() {
			fmt.Println(rule.Name, "has fewer faults")
		}
	}
	// Output:
	// 9 rules, 0 passes of ours beyond what it says it would have caught
	// model <nil>
}

func ExampleFamilies() {
	families, err := Families(1)
	fmt.Println(families[0].Kind, families[0].Name, err)
	fmt.Println(Validate(0))
	// Output:
	// model ADBench Gaussian mixture <nil>
	// draws 0: want 1 to 10000
}
