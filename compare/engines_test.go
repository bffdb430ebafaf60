package compare_test

import (
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/graph"
	"backprop/manual"
)

var (
	_ compare.Engine = (*manual.Engine)(nil)
	_ compare.Engine = (*graph.Engine)(nil)
)

// engines are the two engines under test.
var engines = compare.Backends()

// makeEngine makes one of them for a training.
func makeEngine(t interface {
	require.TestingT
	Helper()
}, by compare.Backend, training compare.Training) compare.Engine {
	t.Helper()
	e, err := by.New(training.Network())
	require.NoError(t, err)
	return e
}
