package program_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"

	"backprop/graph/program"
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

// A sum of logarithms and other numbers is no difference of sums either: each term is rounded as it is written.
func TestASumThatIsNotOfLogarithmsAloneIsNotTakenApart(t *testing.T) {
	const large = 1 << 60
	for name, build := range map[string]func(a, lnV node) (node, error){
		"ln v + a": func(a, lnV node) (node, error) { return gorgonia.Add(lnV, a) },
		"a + ln v": func(a, lnV node) (node, error) { return gorgonia.Add(a, lnV) },
		"ln v - a": func(a, lnV node) (node, error) { return gorgonia.Sub(lnV, a) },
		"a - ln v": func(a, lnV node) (node, error) { return gorgonia.Sub(a, lnV) },
	} {
		t.Run(name, func(t *testing.T) {
			g := gorgonia.NewGraph()
			a, v := matrix(g, "a", 2, 1), matrix(g, "v", 2, 1)
			sum := gorgonia.Must(gorgonia.Sum(gorgonia.Must(build(a, gorgonia.Must(gorgonia.Log(v))))))
			p := compile(t, gorgonia.Nodes{sum}, let(a, large, -large), let(v, 2, 3))
			require.NoError(t, p.Run())
			assert.Equal(t, []float64{0}, p.Output(0), "each term is large or -large")
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

// Terms of one sum that have a logarithm and terms that have none stay apart, in any order,
// also where the weights of a logarithm are neither 0 nor 1, or its values very small.
func TestASumOfTermsWithAndWithoutLogarithms(t *testing.T) {
	a, v := []float64{2, -1, .5}, []float64{3, 1e-40, .25}
	plain, logs, weighted := 0., 0., 0.
	for i := range a {
		plain, logs, weighted = plain+a[i], logs+math.Log(v[i]), weighted+a[i]*math.Log(v[i])
	}
	for name, c := range map[string]struct {
		build func(a, lnV node) (node, error)
		want  float64
	}{
		"a + ln v":          {func(a, lnV node) (node, error) { return gorgonia.Add(a, lnV) }, plain + logs},
		"ln v + a":          {func(a, lnV node) (node, error) { return gorgonia.Add(lnV, a) }, plain + logs},
		"ln v - a":          {func(a, lnV node) (node, error) { return gorgonia.Sub(lnV, a) }, logs - plain},
		"ln v + ln v":       {func(_, lnV node) (node, error) { return gorgonia.Add(lnV, lnV) }, 2 * logs},
		"weights, and none": {func(a, lnV node) (node, error) { return gorgonia.HadamardProd(a, lnV) }, weighted},
	} {
		t.Run(name, func(t *testing.T) {
			g := gorgonia.NewGraph()
			x, y := matrix(g, "a", 3, 1), matrix(g, "v", 3, 1)
			sum := gorgonia.Must(gorgonia.Sum(gorgonia.Must(c.build(x, gorgonia.Must(gorgonia.Log(y))))))
			p := compile(t, gorgonia.Nodes{sum}, let(x, a...), let(y, v...))
			require.NoError(t, p.Run())
			assert.InDelta(t, c.want, p.Output(0)[0], 1e-13*math.Abs(c.want))
		})
	}
}

// What a caller does with an output that is itself a leaf does not reach what is bound to it.
func TestAnOutputThatIsALeafIsACopy(t *testing.T) {
	g := gorgonia.NewGraph()
	x := matrix(g, "x", 2, 1)
	values := []float64{1, 2}
	p := compile(t, gorgonia.Nodes{x, gorgonia.Must(gorgonia.Square(x))}, program.Variable(x, &values))
	require.NoError(t, p.Run())
	assert.Equal(t, []float64{1, 2}, p.Output(0))
	p.Output(0)[0] = 7
	assert.Equal(t, []float64{1, 2}, values)
	before := p.Output(1)[0]
	values = []float64{3, 4}
	assert.Equal(t, before, p.Output(1)[0])
	require.NoError(t, p.Run())
	assert.Equal(t, []float64{3, 4}, p.Output(0))
	assert.Equal(t, []float64{9, 16}, p.Output(1))
}
