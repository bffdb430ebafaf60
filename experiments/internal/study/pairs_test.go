package study

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"backprop/compare"
	"backprop/experiments/internal/lab"
)

// A verdict of apart is an error that names what is wrong.
func TestEnginesThatPartAreNamed(t *testing.T) {
	runs, err := lab.Runs()
	assert.NoError(t, err)
	together := newPair(runs[0], &compare.Divergence{Crossings: [3]int{3, compare.Never, compare.Never},
		Largest: 1e-10})
	apart := newPair(runs[1], &compare.Divergence{Crossings: [3]int{3, 4, 5}, Largest: 0.5, Where: "W1[0,1]"})
	pairs := Pairs{Runs: []Pair{together}}
	assert.NoError(t, pairs.Err())
	assert.Equal(t, compare.Rounding, pairs.Least())

	pairs.Runs = append(pairs.Runs, apart)
	assert.EqualError(t, pairs.Err(),
		"xor/per-sample with shared bias: the engines are apart from epoch 5 on, by up to 5.0e-01 in W1[0,1]")
	assert.Equal(t, compare.Apart, pairs.Least())
	assert.Nil(t, pairs.Runs[0].Crossings["1e-09"])
	assert.Equal(t, 5, *pairs.Runs[1].Crossings["1e-06"])
}
