package network

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLayoutNamesEveryElementOnceInTheOrderOfTheDraws(t *testing.T) {
	layout, err := NewLayout(spec(Shared, 2, 3, 1), 5)
	require.NoError(t, err)
	var names []string
	for i := range layout.Size {
		names = append(names, layout.ElementName(i))
	}
	assert.Equal(t, []string{
		"W1[0,0]", "W1[0,1]", "W1[0,2]", "W1[1,0]", "W1[1,1]", "W1[1,2]",
		"b1[0,0]", "b1[0,1]", "b1[0,2]",
		"W2[0,0]", "W2[1,0]", "W2[2,0]",
		"b2[0,0]",
	}, names)
	assert.Panics(t, func() { layout.ElementName(layout.Size) })
	assert.Panics(t, func() { layout.ElementName(-1) })
}

func TestRowBiasHasARowPerRowOfTheBatch(t *testing.T) {
	layout, err := NewLayout(spec(Row, 2, 4, 4, 1), 21)
	require.NoError(t, err)
	assert.Equal(t, 8+16+4+21*(4+4+1), layout.Size)
	assert.Equal(t, Tensor{Name: "b2", Layer: 2, Bias: true, Rows: 21, Cols: 4, Offset: 8 + 84 + 16}, layout.Bias(2))
	assert.Equal(t, Tensor{Name: "W2", Layer: 2, Rows: 4, Cols: 4, Offset: 8 + 84}, layout.Weight(2))
}

func TestRowBiasesStartEqualAndFromTheSameDrawsAsASharedBias(t *testing.T) {
	stream, err := NewStream(3)
	require.NoError(t, err)
	shared, err := NewNormal(spec(Shared, 2, 3, 1), 4, stream)
	require.NoError(t, err)
	stream, err = NewStream(3)
	require.NoError(t, err)
	row, err := NewNormal(spec(Row, 2, 3, 1), 4, stream)
	require.NoError(t, err)
	for l := 1; l <= 2; l++ {
		assert.Equal(t, shared.Weight(l).Of(shared.Values), row.Weight(l).Of(row.Values))
		one, all := shared.Bias(l).Of(shared.Values), row.Bias(l).Of(row.Values)
		for i := range 4 {
			assert.Equal(t, one, all[i*len(one):(i+1)*len(one)])
		}
	}
}

func TestACloneSharesNoValues(t *testing.T) {
	p, err := NewParameters(spec(Shared, 2, 1), 1)
	require.NoError(t, err)
	q := p.Clone()
	q.Values[0] = 1
	assert.Zero(t, p.Values[0])
}

func TestATensorEndsWhereTheNextBegins(t *testing.T) {
	p, err := NewParameters(spec(Shared, 2, 1), 1)
	require.NoError(t, err)
	_ = append(p.Weight(1).Of(p.Values), 7)
	assert.Equal(t, []float64{0, 0, 0}, p.Values)
}

func TestDescendGoesAgainstTheGradient(t *testing.T) {
	theta := []float64{1, 2}
	Descend(theta, []float64{10, -10}, 0.1)
	assert.Equal(t, []float64{0, 3}, theta)
	assert.Panics(t, func() { Descend(theta, []float64{1}, 0.1) })
}

func TestALayoutSaysWhatDoesNotFitIt(t *testing.T) {
	layout, err := NewLayout(spec(Row, 2, 3, 1), 2)
	require.NoError(t, err)
	batch, err := NewBatch([]float64{1, 2, 3, 4}, []float64{0, 1}, 2)
	require.NoError(t, err)
	wide, err := NewBatch([]float64{1, 2, 3, 4, 5, 6}, []float64{0, 1}, 3)
	require.NoError(t, err)
	theta := make([]float64, layout.Size)
	nan := make([]float64, layout.Size)
	nan[7] = math.NaN()
	require.NoError(t, layout.Check(theta, batch))
	more := Batch{X: make([]float64, 6), Y: make([]float64, 3), Rows: 3, Cols: 2}
	for want, err := range map[string]error{
		"batch is 0×0, want at least one row and one column":            layout.Check(theta, Batch{}),
		"batch has 3 columns, want 2, the width of the first layer":     layout.Check(theta, wide),
		"batch has 1 rows, want 2: with row bias every row has its own": layout.Check(theta, batch.Slice(0, 1)),
		"batch has 3 rows, want 2: with row bias every row has its own": layout.Check(theta, more),
		"16 parameters, want 17":                                        layout.Check(theta[1:], batch),
		"18 parameters, want 17":                                        layout.Check(append(theta, 0), batch),
		"parameter b1[0,1] is NaN, want a finite number":                layout.Check(nan, batch),
	} {
		assert.EqualError(t, err, want)
	}
	assert.Zero(t, testing.AllocsPerRun(10, func() {
		if layout.Check(theta, batch) != nil {
			t.Fail()
		}
	}))
}
