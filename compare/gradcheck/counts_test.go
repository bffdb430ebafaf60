package gradcheck_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/dual"

	. "backprop/compare/gradcheck"
)

// linear is f = Σ x, over numbers and over dual numbers.
func linear(x []float64) (sum float64) {
	for _, v := range x {
		sum += v
	}
	return sum
}

func linearDual(x []dual.Number) (sum dual.Number) {
	for _, v := range x {
		sum = dual.Add(sum, v)
	}
	return sum
}

// The error names the worst element and counts the others, each once.
func TestTheErrorCountsTheOtherElements(t *testing.T) {
	for claimed, want := range map[[3]float64]string{
		{1, 3, 1}: "",
		{2, 3, 1}: "(and 1 more element)",
		{2, 3, 4}: "(and 2 more elements)",
	} {
		report, err := Check(linear, []float64{0.5, 0.25, 1}, claimed[:], &Settings{Dual: linearDual})
		require.NoError(t, err)
		fault := report.Err()
		require.Error(t, fault)
		assert.Equal(t, want != "", strings.Contains(fault.Error(), "more element"), "%v", claimed)
		assert.ErrorContains(t, fault, want)
	}
}

// Of numbers in the wrong places two are named, and the others counted.
func TestInterchangedElementsAreCounted(t *testing.T) {
	for n, want := range map[int]string{2: "are interchanged", 3: "and 1 more are interchanged",
		5: "and 3 more are interchanged"} {
		x, claimed := make([]float64, n), make([]float64, n)
		f := func(x []float64) (sum float64) {
			for i, v := range x {
				sum += float64((1.5 + float64(i*i)) * v)
			}
			return sum
		}
		for i := range x {
			x[i], claimed[i] = 0.5, 1.5+float64((i+1)%n*((i+1)%n)) // each that of the next
		}
		report, err := Check(f, x, claimed, nil)
		require.NoError(t, err)
		require.NotEmpty(t, report.Hints)
		assert.Equal(t, Swapped, report.Hints[0].Kind)
		assert.Contains(t, report.Hints[0].Text, want)
		assert.Equal(t, n > 2, strings.Contains(report.Hints[0].Text, "more"))
	}
}

// An order of convergence is of remainders, and stands beside them alone.
func TestOnlyRemaindersHaveAnOrder(t *testing.T) {
	square := func(x []float64) float64 { return x[0] * x[0] }
	for method, want := range map[Method]bool{Central: false, Taylor: true} {
		report, err := Check(square, []float64{0.5}, []float64{1}, &Settings{Methods: []Method{method}})
		require.NoError(t, err)
		text, err := json.Marshal(report.Methods[0].Comparisons[0])
		require.NoError(t, err)
		assert.Equal(t, want, strings.Contains(string(text), `"order":`), "%s", text)
		assert.Equal(t, want, strings.Contains(string(text), `"remainders":`), "%s", text)
	}
}

// Of elements that are as wrong in proportion the one that is more so in itself is named, and
// of those the first.
func TestTheErrorNamesTheWorstElement(t *testing.T) {
	for weights, want := range map[[2]float64]string{{1, 2}: "[1]", {2, 1}: "[0]", {2, 2}: "[0]"} {
		weigh := func(x []dual.Number) dual.Number {
			return dual.Add(dual.Scale(weights[0], x[0]), dual.Scale(weights[1], x[1]))
		}
		f := func(x []float64) float64 { return float64(weights[0]*x[0]) + float64(weights[1]*x[1]) }
		report, err := Check(f, []float64{0.5, 0.25}, []float64{2 * weights[0], 2 * weights[1]},
			&Settings{Dual: weigh, Methods: []Method{Dual}})
		require.NoError(t, err)
		assert.ErrorContains(t, report.Err(), want+": claimed", "%v", weights)
	}
}

// What is certified is counted over all methods.
func TestWhatIsCertifiedIsCounted(t *testing.T) {
	report, err := Check(linear, []float64{0.5, 0.25, 1}, []float64{1, 1, 2},
		&Settings{Dual: linearDual, Methods: []Method{Central, Dual}})
	require.NoError(t, err)
	assert.Equal(t, 4, report.Certified(), "two elements by each of two methods")
}

// Every point is counted with its verdict.
func TestPointsAreCountedByVerdict(t *testing.T) {
	verdicts := []Verdict{Pass, Fail, Inconclusive, Inconclusive, Pass, Pass}
	k := 0
	out, err := CheckPoints(1, len(verdicts), func(*rand.Rand) (Report, error) {
		v := verdicts[k]
		k++
		f, claimed := linear, 1.
		switch v {
		case Fail:
			claimed = 2
		case Inconclusive:
			f = func(x []float64) float64 { return max(0, x[0]) }
		}
		report, err := Check(f, []float64{0}, []float64{claimed}, nil)
		require.Equal(t, v, report.Verdict())
		return report, err
	})
	require.NoError(t, err)
	assert.Equal(t, []int{3, 1, 2}, []int{out.Passed, out.Failed, out.Inconclusive})
	assert.Equal(t, 1, out.Number, "the worst")
}

// The rounding that Settings.Rounding allows to each element is allowed to a direction too,
// and no more.
func TestARoundedClaimAlongDirections(t *testing.T) {
	x, claimed := []float64{0.5, 0.25, 1}, []float64{1 + 1e-6, 1 - 1e-6, 1 + 1e-6}
	for rounding, want := range map[float64]Verdict{1e-5: Pass, 1e-9: Fail} {
		for _, directions := range []int{0, 5} {
			report, err := Check(linear, x, claimed, &Settings{Dual: linearDual, Methods: []Method{Dual},
				Directions: directions, Rounding: func(int) float64 { return rounding }})
			require.NoError(t, err)
			assert.Equal(t, want, report.Verdict(), "rounding %v, %d directions", rounding, directions)
		}
	}
}

// Directions name no element, which is said where one is wrong.
func TestFailedDirectionsSayHowToFindTheElement(t *testing.T) {
	const advice = "a check without Settings.Directions names the element"
	for claimed, want := range map[float64]bool{1: false, 2: true} {
		report, err := Check(linear, []float64{0.5, 0.25, 1}, []float64{1, claimed, 1}, &Settings{Directions: 3})
		require.NoError(t, err)
		text := strings.Join(strings.Fields(written(t, report)), " ")
		assert.Equal(t, want, strings.Contains(text, advice), text)
	}
}

func written(t *testing.T, r Report) string {
	t.Helper()
	var b strings.Builder
	_, err := r.WriteTo(&b)
	require.NoError(t, err)
	return b.String()
}

// A clamp beside x hides f from differences, but not from dual numbers.
func TestBesideAClampOnlyDualNumbersTell(t *testing.T) {
	f := func(x []float64) float64 { return math.Max(x[0], 1e-3) * x[1] }
	straight := func(x []float64) bool { return x[0] < 1e-3 }
	report, err := Check(f, []float64{1e-4, 2}, []float64{2, 1e-3}, &Settings{StraightThrough: straight,
		Dual: func(x []dual.Number) dual.Number { // with the clamp's derivative taken for 1
			return dual.Mul(dual.Number{Real: math.Max(x[0].Real, 1e-3), Emag: x[0].Emag}, x[1])
		}})
	require.NoError(t, err)
	for _, m := range report.Methods {
		if m.Method == Dual {
			assert.Equal(t, Pass, m.Verdict)
			continue
		}
		assert.Equal(t, Inconclusive, m.Verdict, m.Method)
		assert.Equal(t, Clamp, m.Reason, m.Method)
	}
}
