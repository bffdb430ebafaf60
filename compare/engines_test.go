package compare_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/graph"
	"backprop/manual"
)

// engines are the two engines under test, each made for a training.
var engines = []struct {
	name string
	make func(t testing.TB, training compare.Training) compare.Engine
}{
	{"manual", func(t testing.TB, training compare.Training) compare.Engine {
		e, err := manual.New(training.Network())
		require.NoError(t, err)
		return e
	}},
	{"graph", func(t testing.TB, training compare.Training) compare.Engine {
		e, err := graph.New(training.Network())
		require.NoError(t, err)
		t.Cleanup(func() { assert.NoError(t, e.Close()) })
		return e
	}},
}
