package gradcheck

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A claim checked second, by a checker that remembers f, gets the same report as
// one checked alone, and f is hardly called again.
func TestASecondClaimCostsLittleAndIsJudgedAlike(t *testing.T) {
	calls := 0
	f := func(x []float64) float64 {
		calls++
		return math.Sin(x[0])*math.Exp(x[1]) + x[2]*x[2]
	}
	x := []float64{0.3, -0.2, 2}
	right := []float64{math.Cos(0.3) * math.Exp(-0.2), math.Sin(0.3) * math.Exp(-0.2), 4}
	wrong := []float64{right[0], -right[1], right[2]}
	settings := &Settings{Blocks: []Block{{Name: "a", Rows: 1, Cols: 2}, {Name: "b", Rows: 1, Cols: 1}}}

	checker, err := NewChecker(f, x, settings)
	require.NoError(t, err)
	for _, claim := range [][]float64{right, wrong, right} {
		before := calls
		remembered, err := checker.Check("claimed", claim)
		require.NoError(t, err)
		cost := calls - before
		alone, err := Check(f, x, claim, settings)
		require.NoError(t, err)
		assert.Equal(t, alone.Verdict(), remembered.Verdict())
		assert.Equal(t, alone.Hints, remembered.Hints)
		for i, m := range alone.Methods {
			assert.Equal(t, fmt.Sprint(m.Comparisons), fmt.Sprint(remembered.Methods[i].Comparisons)) // NaN is NaN
		}
		if before > 0 {
			assert.Less(t, cost, alone.Evaluations)
		}
	}
	before := calls
	_, err = checker.Check("claimed", right)
	require.NoError(t, err)
	assert.Equal(t, before, calls, "a claim seen before costs nothing")
}

func TestACheckerRefusesAClaimOfAnotherLength(t *testing.T) {
	checker, err := NewChecker(func(x []float64) float64 { return x[0] }, []float64{1}, nil)
	require.NoError(t, err)
	_, err = checker.Check("claimed", []float64{1, 1})
	assert.EqualError(t, err, "gradcheck: claimed has 2 elements, x has 1; they must be equally many")
}

func ExampleNewChecker() {
	checker, err := NewChecker(func(x []float64) float64 { return x[0] * x[0] * x[1] }, []float64{3, 2}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := checker.Check("mine", []float64{12, 9})
	fmt.Println("mine", report.Verdict(), err)
	report, err = checker.Check("theirs", []float64{12, 6})
	fmt.Println("theirs", report.Verdict(), report.Failures()[0].Name, err)
	// Output:
	// mine pass <nil>
	// theirs FAIL x[1] <nil>
}
