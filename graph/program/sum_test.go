package program_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
)

// A sum of differences has digits, and a size, that the difference of sums has not.
func TestASumIsNotTakenApartWhereThatCostsDigits(t *testing.T) {
	for name, c := range map[string]struct{ a, b, want []float64 }{
		"near":       {[]float64{1<<52 + 1, 1 << 52, .25}, []float64{1 << 52, 1 << 52, 0}, []float64{1.25}},
		"very large": {[]float64{1e308, 1e308, 1}, []float64{1e308, 1e308, 0}, []float64{1}},
	} {
		t.Run(name, func(t *testing.T) {
			g := gorgonia.NewGraph()
			a, b := matrix(g, "a", 3, 1), matrix(g, "b", 3, 1)
			sum := gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Sub(a, b))))
			p := compile(t, gorgonia.Nodes{sum}, let(a, c.a...), let(b, c.b...))
			require.NoError(t, p.Run())
			assert.Equal(t, c.want, p.Output(0))
		})
	}
}

func TestAMeanOfLargeNumbersDoesNotOverflow(t *testing.T) {
	g := gorgonia.NewGraph()
	a := matrix(g, "a", 2, 1)
	mean := gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.HadamardProd(a, gorgonia.NewConstant(.5)))))
	p := compile(t, gorgonia.Nodes{mean}, let(a, 1e308, 1e308))
	require.NoError(t, p.Run())
	assert.Equal(t, []float64{1e308}, p.Output(0))
}
