package compare_test

import (
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"backprop/compare"
	"backprop/graph"
	"backprop/manual"
)

// engines are the two engines under test.
var engines = []maker{
	{"manual", func(training compare.Training) (compare.Engine, func() error, error) {
		e, err := manual.New(training.Network())
		return e, func() error { return nil }, err
	}},
	{"graph", func(training compare.Training) (compare.Engine, func() error, error) {
		e, err := graph.New(training.Network())
		if err != nil {
			return nil, nil, err
		}
		return e, e.Close, nil
	}},
}

// maker makes an engine for a training, and a function that releases it.
type maker struct {
	name string
	new  func(training compare.Training) (compare.Engine, func() error, error)
}

// make returns an engine that lives as long as the test.
func (m maker) make(t interface {
	require.TestingT
	Helper()
	Cleanup(func())
}, training compare.Training) compare.Engine {
	t.Helper()
	e, release, err := m.new(training)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, release()) })
	return e
}
