package network

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestABatchThatIsNoDataSaysWhatWouldBeRight(t *testing.T) {
	cases := map[string]struct {
		batch Batch
		want  string
	}{
		"no rows":    {Batch{Cols: 2}, "batch is 0×2, want at least one row and one column"},
		"no columns": {Batch{Rows: 1, Y: []float64{1}}, "batch is 1×0"},
		"inputs missing": {Batch{X: []float64{1}, Y: []float64{1}, Rows: 1, Cols: 2},
			"has 1 inputs and 1 labels, want 2 and 1"},
		"labels missing": {Batch{X: []float64{1, 2}, Y: nil, Rows: 1, Cols: 2},
			"has 2 inputs and 0 labels, want 2 and 1"},
		"inputs left over": {Batch{X: []float64{1, 2, 3}, Y: []float64{1}, Rows: 1, Cols: 2},
			"has 3 inputs and 1 labels, want 2 and 1"},
		"labels left over": {Batch{X: []float64{1, 2}, Y: []float64{1, 0}, Rows: 1, Cols: 2},
			"has 2 inputs and 2 labels, want 2 and 1"},
		"an input is NaN": {Batch{X: []float64{1, 2, 3, math.NaN()}, Y: []float64{1, 0}, Rows: 2, Cols: 2},
			"input X[1,1] is NaN"},
		"an input is Inf": {Batch{X: []float64{math.Inf(-1), 2}, Y: []float64{1}, Rows: 1, Cols: 2},
			"input X[0,0] is -Inf"},
		"a label is 0.5": {Batch{X: []float64{1, 2}, Y: []float64{0.5}, Rows: 1, Cols: 2},
			"label Y[0] is 0.5, want 0 or 1"},
		"a label is NaN": {Batch{X: []float64{1, 2}, Y: []float64{math.NaN()}, Rows: 1, Cols: 2}, "label Y[0] is NaN"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) { assert.ErrorContains(t, c.batch.Validate(), c.want) })
	}
}

func TestASliceOfABatchIsItsRows(t *testing.T) {
	b, err := NewBatch([]float64{1, 2, 3, 4, 5, 6}, []float64{0, 1, 0}, 2)
	assert.NoError(t, err)
	assert.Equal(t, Batch{X: []float64{3, 4, 5, 6}, Y: []float64{1, 0}, Rows: 2, Cols: 2}, b.Slice(1, 3))
}

func TestTheFirstNumberThatIsNotFinite(t *testing.T) {
	for _, n := range []int{0, 1, 4, 7, 37} {
		values := make([]float64, n)
		for i := range values {
			values[i] = math.MaxFloat64 // whose sum is not finite
		}
		assert.Equal(t, -1, FirstNonFinite(values))
		for i := range values {
			for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
				values[n-1], values[i] = -v, v
				assert.Equal(t, i, FirstNonFinite(values))
				values[n-1], values[i] = 1, 1
			}
		}
	}
}
