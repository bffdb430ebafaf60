package gradcheck

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The factor is read from the element that is known best, not from the largest: of that, the claim of a mean
// is a nineteenth within its bar, that of a sum nineteen times, and so it is of the others within theirs.
func TestAFactorIsReadFromTheElementKnownBest(t *testing.T) {
	for ratio, want := range map[float64]string{1.0 / 19: "1/19", 19: "N = 19"} {
		failing := func(truth, off, bar float64) Comparison {
			c := Comparison{Claimed: truth * ratio, Verdict: Fail, Reason: Differs}
			c.set(truth+off, bar)
			return c
		}
		p := pattern{
			rows: 19, x: make([]float64, 3), still: make([]bool, 3),
			spans: []span{{Block: Block{Name: "x", Rows: 1, Cols: 3}, end: 3}},
			best:  []Comparison{failing(0.161, -5e-8, 2e-7), failing(-0.144, 0, 1e-12), failing(-0.15, 5e-8, 2e-7)},
		}
		hints := p.hints()
		require.NotEmpty(t, hints)
		assert.Equal(t, Factor, hints[0].Kind)
		assert.Contains(t, hints[0].Text, want)
	}
}

// A factor is named only as well as it is known: one of 0.0101, known to a thousandth of itself, is not 1/100,
// and 101 is not 100.
func TestAFactorIsNamedToItsDigits(t *testing.T) {
	for ratio, want := range map[float64]string{0.0101: "0.0101 times", 101: "101 times", 0.010003: "1/100",
		100.03: "N = 100"} {
		p := pattern{rows: 100, x: make([]float64, 3), still: make([]bool, 3),
			spans: []span{{Block: Block{Name: "x", Rows: 1, Cols: 3}, end: 3}}}
		for _, truth := range []float64{0.5, -2, 3} {
			c := Comparison{Claimed: ratio * truth, Verdict: Fail, Reason: Differs}
			c.set(truth, 1e-3*math.Abs(truth))
			p.best = append(p.best, c)
		}
		hints := p.hints()
		require.NotEmpty(t, hints)
		assert.Equal(t, Factor, hints[0].Kind)
		assert.Contains(t, hints[0].Text, want)
	}
}

// The size of a penalty is read from the element that tells it best, not from the one known worst.
func TestAPenaltyIsReadFromTheElementKnownBest(t *testing.T) {
	p := pattern{x: []float64{1, 2, -3, 4}, still: make([]bool, 4),
		spans: []span{{Block: Block{Name: "x", Rows: 1, Cols: 4}, end: 4}}}
	for i, x := range p.x {
		truth, bar := 1+float64(i), 1e-12
		c := Comparison{Claimed: truth - 0.1*x, Verdict: Fail, Reason: Differs}
		if i == 3 { // not known as well
			bar, truth = 1e-3, truth+3e-4
		}
		c.set(truth, bar)
		p.best = append(p.best, c)
	}
	hint, ok := p.penalty(p.spans)
	require.True(t, ok)
	assert.Equal(t, Penalty, hint.Kind)
	assert.Contains(t, hint.Text, "lacks 0.1 x")
}

// An element of which all is 0 fits every penalty, and is no exception to one.
func TestAnElementOfZerosFitsAPenalty(t *testing.T) {
	p := pattern{x: []float64{1, 2, 0}, still: make([]bool, 3),
		spans: []span{{Block: Block{Name: "x", Rows: 1, Cols: 3}, end: 3}}}
	for _, x := range p.x {
		c := Comparison{Claimed: 2.9 * x, Verdict: Fail, Reason: Differs}
		if x == 0 {
			c.Verdict, c.Reason = Pass, Agrees
		}
		c.set(3*x, 1e-12*x)
		p.best = append(p.best, c)
	}
	hint, ok := p.penalty(p.spans)
	require.True(t, ok)
	assert.Contains(t, hint.Text, "lacks 0.1 x")
}

// Of what two methods say of an element a failure counts before a pass, and that before neither; of two that say
// the same the one that knows it better.
func TestTheMethodThatSaysMoreCounts(t *testing.T) {
	of := func(v Verdict, bar float64) Comparison { return Comparison{Name: "x", Verdict: v, Bar: bar} }
	for _, c := range []struct{ less, more Comparison }{
		{of(Inconclusive, 1), of(Pass, 2)}, {of(Inconclusive, 1), of(Fail, 2)}, {of(Pass, 1), of(Fail, 2)},
		{of(Pass, 2), of(Pass, 1)}, {of(Fail, 2), of(Fail, 1)}, {Comparison{}, of(Inconclusive, 1)},
	} {
		assert.Equal(t, c.more, better(c.less, c.more))
		if c.less.Name != "" {
			assert.Equal(t, c.more, better(c.more, c.less))
		}
	}
}

// A factor of 1, as exactly as it can be told, explains no failure.
func TestAFactorOfOneIsNone(t *testing.T) {
	for ratio, want := range map[float64]bool{1 + 2e-8: false, 1 + 1e-7: true} {
		p := pattern{x: make([]float64, 3), still: make([]bool, 3),
			spans: []span{{Block: Block{Name: "x", Rows: 1, Cols: 3}, end: 3}}}
		for _, truth := range []float64{0.5, -2, 3} {
			c := Comparison{Claimed: ratio * truth, Verdict: Fail, Reason: Differs}
			c.set(truth, 1e-12)
			p.best = append(p.best, c)
		}
		_, _, ok := p.proportional(p.spans, "x")
		assert.Equal(t, want, ok, "%v", ratio)
	}
}

// The part of the data is named as N or 1/N, where N is not known, but not as 1.
func TestAPartIsNamedAsAWholeNumber(t *testing.T) {
	for ratio, want := range map[float64]string{3.00001: "3", 1.0 / 7: "1/7", 0.99999: "", 1.00001: "", 3.1: ""} {
		name, named := pattern{}.partName(ratio, 2e-5)
		assert.Equal(t, want, name, "%v", ratio)
		assert.Equal(t, want != "", named)
	}
}

// A vector is its own transpose: what is off by no more than twice the bar is not explained by that.
func TestAVectorIsNotTransposed(t *testing.T) {
	for _, b := range []Block{{Name: "x", Rows: 1, Cols: 2}, {Name: "x", Rows: 2, Cols: 1}} {
		p := pattern{spans: []span{{Block: b, end: 2}}}
		for range 2 {
			c := Comparison{Claimed: 3 + 2e-3, Verdict: Fail, Reason: Differs}
			c.set(3, 1e-3)
			p.best = append(p.best, c)
		}
		_, ok := p.transposed(p.spans[0])
		assert.False(t, ok)
	}
}

// It is beside the penalty, in units of the claim, that an element must be known, whatever the size of x.
func TestAPenaltyOfLargeElementsIsSeen(t *testing.T) {
	for bar, want := range map[float64]bool{1e-4: true, 0.1: false} { // beside penalties of 100 and 200
		p := pattern{x: []float64{1000, 2000}, still: make([]bool, 2),
			spans: []span{{Block: Block{Name: "x", Rows: 1, Cols: 2}, end: 2}}}
		for _, x := range p.x {
			c := Comparison{Claimed: 3 - 0.1*x, Verdict: Fail, Reason: Differs}
			c.set(3, bar)
			p.best = append(p.best, c)
		}
		_, ok := p.penalty(p.spans)
		assert.Equal(t, want, ok, "known to %v", bar)
	}
}
