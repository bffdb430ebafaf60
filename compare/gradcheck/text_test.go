package gradcheck_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	. "backprop/compare/gradcheck"
)

// The remainder of a gradient vanishes to second order, that of a Hessian to third, and so a failure says.
func TestAFailureSaysWhichOrderIsRight(t *testing.T) {
	f := func(x []float64) float64 { return math.Exp(x[0]) }
	x := []float64{0.5}
	taylor := &Settings{Methods: []Method{Taylor}}
	gradient, err := Check(f, x, []float64{2 * math.Exp(0.5)}, taylor)
	require.NoError(t, err)
	assert.Contains(t, gradient.String(), "should be 2 or more")
	assert.NotContains(t, gradient.String(), "should be 3")
	grad := func(g, x []float64) { g[0] = math.Exp(x[0]) }
	h, err := CheckHessian(f, grad, x, mat.NewDense(1, 1, []float64{2 * math.Exp(0.5)}), nil)
	require.NoError(t, err)
	assert.Contains(t, h.String(), "should be 3 or more")
	assert.NotContains(t, h.String(), "should be 2")
}

// Where all failed, or nothing changes, there is no list of those that did not fail.
func TestAReportHasNoListOfNothing(t *testing.T) {
	for name, c := range map[string]struct {
		claimed float64
		listed  bool
	}{"right": {1, true}, "wrong": {2, false}} {
		r, err := Check(func(x []float64) float64 { return x[0] }, []float64{1}, []float64{c.claimed},
			&Settings{Methods: []Method{Central}})
		require.NoError(t, err)
		assert.Equal(t, c.listed, strings.Contains(r.String(), "worst"), "%s: %v", name, r)
	}
}
