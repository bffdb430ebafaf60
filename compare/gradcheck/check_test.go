package gradcheck_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/dual"

	. "backprop/compare/gradcheck"
)

func TestMistakesOfTheCallerAreErrors(t *testing.T) {
	f := func(x []float64) float64 { return x[0] }
	one := []float64{1}
	for _, c := range []struct {
		want       string
		x, claimed []float64
		settings   Settings
	}{
		{"x is empty", nil, nil, Settings{}},
		{"claimed has 2 elements, x has 1", one, []float64{1, 2}, Settings{}},
		{"x[0] is NaN", []float64{math.NaN()}, one, Settings{}},
		{"Directions is -1", one, one, Settings{Directions: -1}},
		{"Workers is -1", one, one, Settings{Workers: -1}},
		{"Rows is -1", one, one, Settings{Rows: -1}},
		{"needs Settings.Dual", one, one, Settings{Methods: []Method{Dual}}},
		{"have central, dual, taylor", one, one, Settings{Methods: []Method{"forward"}}},
		{"central twice", one, one, Settings{Methods: []Method{Central, Central}}},
		{"Methods is empty", one, one, Settings{Methods: []Method{}}},
		{"block 0 has no name", one, one, Settings{Blocks: []Block{{Rows: 1, Cols: 1}}}},
		{"block W is 1×0", one, one, Settings{Blocks: []Block{{Name: "W", Rows: 1}}}},
		{"need more than the 1 elements", one, one, Settings{Blocks: []Block{{Name: "W", Rows: 1, Cols: 2}}}},
		{"cover 1 of the 2 elements", []float64{1, 2}, []float64{1, 2},
			Settings{Blocks: []Block{{Name: "W", Rows: 1, Cols: 1}}}},
		{"names must be unique", []float64{1, 2}, []float64{1, 2},
			Settings{Blocks: []Block{{Name: "W", Rows: 1, Cols: 1}, {Name: "W", Rows: 1, Cols: 1}}}},
		{"layers count from 1", one, one, Settings{Blocks: []Block{{Name: "W", Rows: 1, Cols: 1, Layer: -1}}}},
		{"Dual is not f: at x it is 2, f is 1", one, one,
			Settings{Dual: func(x []dual.Number) dual.Number { return dual.Scale(2, x[0]) }}},
	} {
		_, err := Check(f, c.x, c.claimed, &c.settings)
		require.ErrorContains(t, err, c.want)
		assert.NotContains(t, err.Error(), "\n")
	}
	_, err := Check(nil, one, one, nil)
	assert.ErrorContains(t, err, "f is nil")
}

// f may do to its argument what it likes; nobody else notices.
func TestArgumentsAreNotModified(t *testing.T) {
	x, g := []float64{1, 2, 3}, []float64{2, 4, 6}
	Assert(t, func(y []float64) float64 {
		s := 0.0
		for i := range y {
			s += y[i] * y[i]
			y[i] = math.NaN()
		}
		return s
	}, x, g, nil)
	assert.Equal(t, []float64{1, 2, 3}, x)
	assert.Equal(t, []float64{2, 4, 6}, g)
}

func TestEqualArgumentsGiveEqualReports(t *testing.T) {
	n, x := newNet(rand.New(rand.NewPCG(1, 1)), "relu", 2, 5, 1)
	var texts [2]string
	for i := range texts {
		r, err := Check(n.f, x, n.gradient(x), &Settings{Blocks: n.blocks(), Dual: n.dual})
		require.NoError(t, err)
		texts[i] = r.String()
	}
	assert.Equal(t, texts[0], texts[1])
}

func TestEvaluationsPerElement(t *testing.T) {
	n, x := newNet(rand.New(rand.NewPCG(2, 1)), "tanh", 2, 8, 8, 1)
	calls := 0
	f := func(x []float64) float64 { calls++; return n.f(x) }
	r, err := Check(f, x, n.gradient(x), &Settings{Methods: []Method{Central}})
	require.NoError(t, err)
	assert.Equal(t, calls, r.Evaluations)
	assert.Less(t, r.Methods[0].Evaluations, 12*len(x))
}

// A clamp that passes gradients through makes differences mute, dual numbers
// not.
func TestStraightThroughClampIsInconclusive(t *testing.T) {
	f := func(x []float64) float64 { return min(x[0], 1) * 3 }
	settings := Settings{
		StraightThrough: func(x []float64) bool { return x[0] > 1 },
		Dual: func(x []dual.Number) dual.Number {
			return dual.Scale(3, dual.Number{Real: min(x[0].Real, 1), Emag: x[0].Emag})
		},
	}
	for _, x := range []float64{2, 1, 1 - 1e-13} {
		r, err := Check(f, []float64{x}, []float64{3}, &settings)
		require.NoError(t, err)
		assert.Equal(t, Inconclusive, r.Methods[0].Verdict, "at %g: %v", x, r)
		assert.Equal(t, Clamp, r.Methods[0].Reason, "at %g: %v", x, r)
		assert.Equal(t, Pass, r.Methods[1].Verdict)
		assert.NotEqual(t, Fail, r.Methods[2].Verdict)
		assert.Equal(t, Pass, r.Verdict())
	}
	r, err := Check(f, []float64{0.5}, []float64{3}, &settings)
	require.NoError(t, err)
	assert.Equal(t, Pass, r.Methods[0].Verdict, "%v", r)
}

func TestNonFiniteIsInconclusiveAndMarshals(t *testing.T) {
	r, err := Check(func(x []float64) float64 { return math.Inf(1) }, []float64{1, 2}, []float64{math.NaN(), 0}, nil)
	require.NoError(t, err)
	assert.Equal(t, Inconclusive, r.Verdict())
	assert.Equal(t, NonFinite, r.Methods[0].Reason)
	assert.NoError(t, r.Err())
	data, err := json.Marshal(r)
	require.NoError(t, err)
	assert.Contains(t, string(data), `"value":"+Inf"`)
	assert.Contains(t, string(data), `"claimed":"NaN"`)
}

func TestJSONHasTheVerdictAndThePieces(t *testing.T) {
	r, err := Check(func(x []float64) float64 { return x[0] * x[0] }, []float64{3}, []float64{12},
		&Settings{Name: "manual"})
	require.NoError(t, err)
	data, err := json.Marshal(r)
	require.NoError(t, err)
	var got struct {
		Name, Verdict string
		Hints         []struct {
			Kind  string
			Ratio float64
		}
		Methods []struct {
			Method      string
			Comparisons []map[string]any
		}
	}
	require.NoError(t, json.Unmarshal(data, &got))
	assert.Equal(t, "FAIL", got.Verdict)
	assert.Equal(t, "factor", got.Hints[0].Kind)
	c := got.Methods[0].Comparisons[0]
	for _, key := range []string{"name", "claimed", "numerical", "bar", "abs_diff", "rel_diff", "verdict", "reason",
		"step", "f_plus", "f_minus", "slope_left", "slope_right"} {
		assert.Contains(t, c, key)
	}
	assert.Contains(t, got.Methods[1].Comparisons[0], "remainders")
}

// A report fits 80 columns, and a failure shows every piece.
func TestReportText(t *testing.T) {
	n, x := newNet(rand.New(rand.NewPCG(1, 1)), "tanh", 2, 4, 4, 1)
	g := n.gradient(x)
	g[17] += 0.25
	r, err := Check(n.f, x, g, &Settings{Name: "manual", Blocks: n.blocks(), Dual: n.dual})
	require.NoError(t, err)
	var b strings.Builder
	size, err := r.WriteTo(&b)
	require.NoError(t, err)
	assert.Equal(t, int64(b.Len()), size)
	for line := range strings.Lines(b.String()) {
		assert.LessOrEqual(t, len([]rune(strings.TrimRight(line, "\n"))), 80, line)
	}
	for _, piece := range []string{"manual", "W2[1,1]", "numerical", "±", "step h", "f(x+h)", "f(x-h)", "slopes",
		"hint (one element)"} {
		assert.Contains(t, b.String(), piece)
	}
	assert.ErrorContains(t, r.Err(), "W2[1,1]")
}

// Along a few directions a large mistake shows, and the report says which
// mistakes do not.
func TestDirections(t *testing.T) {
	n, x := newNet(rand.New(rand.NewPCG(1, 1)), "sigmoid", 2, 4, 4, 1)
	settings := Settings{Blocks: n.blocks(), Dual: n.dual, Directions: 3}
	g := n.gradient(x)
	r := Assert(t, n.f, x, g, &settings)
	assert.Equal(t, Pass, r.Verdict(), "%v", r)
	assert.Len(t, r.Methods[0].Comparisons, 3)
	assert.Contains(t, r.String(), "orthogonal")
	missed := r.Methods[0].Missed
	require.Greater(t, missed, 0.0)
	require.Less(t, missed, 1e-4)
	data, err := json.Marshal(r)
	require.NoError(t, err)
	assert.Contains(t, string(data), `"missed":`)

	for i := range g { // no element hides
		wrong := append([]float64(nil), g...)
		wrong[i] += 3 * missed
		r, err := Check(n.f, x, wrong, &settings)
		require.NoError(t, err)
		assert.Equal(t, Fail, r.Verdict(), "%d", i)
		assert.Contains(t, r.String(), "names the element")
	}
}

// An element claimed 0 in a sum that does not move is certified by its
// flatness; dual numbers certify 0 by equality.
func TestZeroIsCertified(t *testing.T) {
	r, err := Check(func(x []float64) float64 { return x[0] }, []float64{1, 5}, []float64{1, 0},
		&Settings{Dual: func(x []dual.Number) dual.Number { return x[0] }})
	require.NoError(t, err)
	assert.Equal(t, Pass, r.Verdict())
	assert.Equal(t, Flat, r.Methods[0].Comparisons[1].Reason)
	assert.Equal(t, Agrees, r.Methods[1].Comparisons[1].Reason)
}

func TestDualThatIsNotFiniteIsInconclusive(t *testing.T) {
	r, err := Check(func(x []float64) float64 { return math.Sqrt(x[0]) }, []float64{0}, []float64{0},
		&Settings{Dual: func(x []dual.Number) dual.Number { return dual.Number{Emag: math.Inf(1)} }})
	require.NoError(t, err)
	assert.Equal(t, Inconclusive, r.Verdict())
	assert.Equal(t, NonFinite, r.Methods[1].Reason)
}

// A claim that is no number fails by every method.
func TestNaNIsWrongByEveryMethod(t *testing.T) {
	f := func(x []float64) float64 { return x[0] * x[0] }
	d := func(x []dual.Number) dual.Number { return dual.Mul(x[0], x[0]) }
	for _, m := range []Method{Central, Dual, Taylor} {
		r, err := Check(f, []float64{1}, []float64{math.NaN()}, &Settings{Dual: d, Methods: []Method{m}})
		require.NoError(t, err)
		assert.Equal(t, Fail, r.Verdict(), "%v", r)
		_, err = json.Marshal(r)
		assert.NoError(t, err)
	}
}

// A report of many failures spells out the first ones only.
func TestManyFailuresAreCutShort(t *testing.T) {
	x, zero := make([]float64, 40), make([]float64, 40)
	r, err := Check(func(x []float64) float64 {
		s := 0.0
		for i, v := range x {
			s += v * float64(i+1)
		}
		return s
	}, x, zero, &Settings{Methods: []Method{Central}})
	require.NoError(t, err)
	assert.Len(t, r.Failures(), 40)
	assert.Contains(t, r.String(), "and 35 more failures")
}

// Dual numbers certify what the noise hides from differences.
func TestDualCertifiesWhereDifferencesCannot(t *testing.T) {
	f := func(x []float64) float64 { return 1e10 + 1e-8*math.Sin(x[0]) }
	r, err := Check(f, []float64{1}, []float64{1e-8 * math.Cos(1)}, &Settings{Dual: func(x []dual.Number) dual.Number {
		return dual.Add(dual.Number{Real: 1e10}, dual.Scale(1e-8, dual.Sin(x[0])))
	}})
	require.NoError(t, err)
	assert.Equal(t, NoiseFloor, r.Methods[0].Comparisons[0].Reason)
	assert.Equal(t, Pass, r.Verdict())
}

// recorder stands in for a test.
type recorder struct {
	testing.TB
	log string
}

func (r *recorder) Helper()               {}
func (r *recorder) Fatal(args ...any)     { r.log = "fatal " + fmt.Sprint(args...) }
func (r *recorder) Errorf(string, ...any) { r.log = "error" }
func (r *recorder) Logf(string, ...any)   { r.log = "log" }

func TestAssertFailsLogsOrKeepsQuiet(t *testing.T) {
	relu := func(x []float64) float64 { return x[0]*x[0] + max(0, x[1]) }
	for _, c := range []struct {
		name       string
		x, claimed []float64
		want       string
	}{
		{"right", []float64{1, 2}, []float64{2, 1}, ""},
		{"wrong", []float64{1, 2}, []float64{2, 3}, "error"},
		{"partly certified", []float64{1, 0}, []float64{2, 0}, "log"},
		{"lengths differ", []float64{1, 2}, nil, "fatal"},
	} {
		var r recorder
		Assert(&r, relu, c.x, c.claimed, nil)
		assert.True(t, r.log == c.want || c.want != "" && strings.HasPrefix(r.log, c.want), "%s: %q", c.name, r.log)
	}
	var r recorder
	Assert(&r, func(x []float64) float64 { return math.Abs(x[0]) }, []float64{0}, []float64{0}, nil)
	assert.Equal(t, "error", r.log, "nothing was certified")
}

func TestNames(t *testing.T) {
	for _, m := range []Method{Central, Dual, Taylor} {
		got, err := ParseMethod(string(m))
		require.NoError(t, err)
		assert.Equal(t, m, got)
	}
	_, err := ParseMethod("forward")
	assert.ErrorContains(t, err, "central, dual, taylor")
	assert.Equal(t, "Verdict(9)", Verdict(9).String())
}
