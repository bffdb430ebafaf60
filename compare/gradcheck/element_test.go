package gradcheck_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare/gradcheck"
)

// Elements may have names of their own, and claims computed in float32 may be off by its rounding.
func TestElementAndClaimRounding(t *testing.T) {
	f := func(x []float64) float64 { return x[0]*x[0] + 3*x[1] }
	x, claimed := []float64{1, 2}, []float64{2 * (1 + 0x1p-23), 3}
	names := func(i int) string { return []string{"W[0,0,1]", "b"}[i] }
	for rounding, want := range map[float64]gradcheck.Verdict{0: gradcheck.Fail, 0x1p-20: gradcheck.Pass} {
		report, err := gradcheck.Check(f, x, claimed, &gradcheck.Settings{Element: names, ClaimRounding: rounding})
		require.NoError(t, err)
		assert.Equal(t, want, report.Methods[0].Verdict, "%v", report)
		assert.Equal(t, "W[0,0,1]", report.Methods[0].Comparisons[0].Name)
		assert.Equal(t, "b", report.Methods[0].Comparisons[1].Name)
	}
}
