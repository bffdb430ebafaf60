package gradcheck_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/dual"

	. "backprop/compare/gradcheck"
)

// The functions that people have: those of the jury but for the traps, and its own combinations.
func ordinary() []family {
	return slices.Concat(gonumFunctions(), losses(), recurrences(), physics(), randomExpressions(), geometry(), methods(),
		minima(), domains())
}

// What is off by a little more than the error that is said to be missed fails, either way, and the right claim
// passes. Luck may make a wrong claim look right at some steps: once in five hundred.
func TestWhatIsSaidToBeCaughtIsCaught(t *testing.T) {
	const slightly, luck = 1.01, 2e-3
	claims, unseen, elements, passed := 0, 0, 0, 0
	for _, f := range ordinary() {
		for draw := range uint64(max(3, *juryDraws/20)) {
			s := f.draw(f.source(*jurySeed, draw))
			if s.blind {
				continue
			}
			c, err := NewChecker(s.f, s.x, &Settings{Methods: []Method{Central}})
			require.NoError(t, err)
			r, err := c.Check("", s.right())
			require.NoError(t, err)
			for i, e := range r.Methods[0].Comparisons {
				elements++
				if e.Verdict != Pass {
					continue
				}
				passed++
				require.False(t, math.IsNaN(e.Missed) || e.Missed < e.Bar, "%s: %+v", f.name, e)
				for _, sign := range []float64{-1, 1} {
					wrong := slices.Clone(s.right())
					wrong[i] = s.truth[i] + sign*slightly*e.Missed
					if math.IsInf(wrong[i], 0) {
						continue
					}
					claims++
					r, err := c.Check("", wrong)
					require.NoError(t, err)
					if got := r.Methods[0].Comparisons[i]; got.Verdict != Fail {
						unseen++
						t.Logf("%s, draw %d: off by %.2g, %v", f.name, draw, e.Missed, describe(got))
					}
				}
			}
		}
	}
	t.Logf("%d of %d elements pass; %d of %d claims unseen", passed, elements, unseen, claims)
	assert.LessOrEqual(t, float64(unseen), luck*float64(claims))
	assert.Greater(t, float64(passed), 0.9*float64(elements))
}

// Of dual numbers, of directions and of pairs as well; and the report names the worst.
func TestWhatIsSaidToBeCaughtByEveryMethod(t *testing.T) {
	n, x := newNet(seeded(t), "tanh", 2, 3, 1)
	g := n.gradient(x)
	for _, s := range []Settings{{Methods: []Method{Central}}, {Methods: []Method{Dual}}, {Methods: []Method{Taylor}},
		{Directions: 3}, {Directions: 3, Methods: []Method{Dual}}} {
		s.Dual = n.dual
		right := Assert(t, n.f, x, g, &s)
		for i := range g {
			off := right.Methods[0].Missed
			if s.Methods != nil && s.Methods[0] == Taylor { // which weighs each element by at least half
				off = 2 * right.Methods[0].Comparisons[0].Missed * math.Sqrt(float64(len(x)))
			}
			wrong := slices.Clone(g)
			wrong[i] += 1.01 * off
			r, err := Check(n.f, x, wrong, &s)
			require.NoError(t, err)
			assert.Equal(t, Fail, r.Verdict(), "%+v, element %d, off by %g: %v", s.Methods, i, off, r)
		}
	}
}

func TestTheReportSaysWhatItWouldHaveCaught(t *testing.T) {
	f := func(x []float64) float64 { return x[0]*x[0] + 1e-3*math.Sin(x[1]) + math.Abs(x[2]) }
	r, err := Check(f, []float64{1, 2, 0}, []float64{2, 1e-3 * math.Cos(2), 0}, &Settings{Methods: []Method{Central}})
	require.NoError(t, err)
	m := r.Methods[0]
	assert.Equal(t, max(m.Comparisons[0].Missed, m.Comparisons[1].Missed), m.Missed, "of those that passed")
	assert.Regexp(t, `would have caught: errors above \S+ \(x\[0\]\), and \S+ of an element \(x\[1\]\)`,
		strings.Join(strings.Fields(r.String()), " "))
	data, err := json.Marshal(m.Comparisons[2])
	require.NoError(t, err)
	assert.Contains(t, string(data), `"missed":"+Inf"`, "nothing fails at a kink")
	data, err = json.Marshal(m)
	require.NoError(t, err)
	assert.Contains(t, string(data), `"missed":`)
}

// The element of which most may go unseen is named, wherever it stands; of two of which as much may, the first.
func TestOfEqualErrorsTheFirstIsNamed(t *testing.T) {
	f := func(x []float64) float64 { return math.Exp(x[0]) + math.Exp(x[1]) }
	r, err := Check(f, []float64{1, 1}, []float64{math.E, math.E}, &Settings{Methods: []Method{Central}})
	require.NoError(t, err)
	cs := r.Methods[0].Comparisons
	require.Equal(t, cs[0].Missed, cs[1].Missed)
	assert.Regexp(t, `errors above \S+ \(x\[0\]\), and \S+ of an element \(x\[0\]\)`,
		strings.Join(strings.Fields(r.String()), " "))

	f = func(x []float64) float64 { return math.Exp(x[0]) + 10*math.Exp(x[1]) }
	r, err = Check(f, []float64{1, 1}, []float64{math.E, 10 * math.E}, &Settings{Methods: []Method{Central}})
	require.NoError(t, err)
	cs = r.Methods[0].Comparisons
	require.Less(t, cs[0].Missed, cs[1].Missed)
	assert.Regexp(t, `errors above \S+ \(x\[1\]\)`, strings.Join(strings.Fields(r.String()), " "))
}

// What is said to be missed by dual numbers is not far more than what is.
func TestDualNumbersMissLittle(t *testing.T) {
	f := func(x []float64) float64 { return math.Sin(x[0]) }
	s := &Settings{Methods: []Method{Dual}, Dual: func(x []dual.Number) dual.Number { return dual.Sin(x[0]) }}
	for part, want := range map[float64]Verdict{0.4: Pass, 1.01: Fail} {
		right := Assert(t, f, []float64{1}, []float64{math.Cos(1)}, s)
		off := part * right.Methods[0].Comparisons[0].Missed
		r, err := Check(f, []float64{1}, []float64{math.Cos(1) + off}, s)
		require.NoError(t, err)
		assert.Equal(t, want, r.Verdict(), "off by %v: %v", off, r)
	}
}
