package program_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Let may change which elements a slice takes, between runs, but not how many.
func TestASliceMayBeMoved(t *testing.T) {
	g := gorgonia.NewGraph()
	x := variable(g, "x", filled(tensor.Float64, 0, 4, 3))
	slice := gorgonia.Must(gorgonia.Slice(x, gorgonia.S(1, 3)))
	p := compile(t, gorgonia.Nodes{slice})
	values := numbers(x.Value().Data())
	require.NoError(t, p.Run())
	assert.Equal(t, values[3:9], p.Output(0))
	require.NoError(t, gorgonia.UnsafeLet(slice, gorgonia.S(2, 4)))
	require.NoError(t, p.Run())
	assert.Equal(t, values[6:12], p.Output(0))
	require.NoError(t, gorgonia.UnsafeLet(slice, gorgonia.S(0, 1)))
	assert.ErrorContains(t, p.Run(), "slices another number of elements than when it was compiled")
}
