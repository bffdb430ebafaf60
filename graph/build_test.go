package graph

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"backprop/network"
)

// The names of these two leaves make their 32-bit hashes equal. Gorgonia keeps
// two nodes of them, and then compiles the one into the other.
func TestEqualHashesAreAnError(t *testing.T) {
	g := gorgonia.NewGraph()
	leaf := func(name string, value float64) *gorgonia.Node {
		return gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(2, 2), gorgonia.WithName(name),
			gorgonia.WithValue(tensor.New(tensor.WithShape(2, 2),
				tensor.WithBacking([]float64{value, value, value, value}))))
	}
	a := leaf("fe0fd07", 3)
	require.NoError(t, checkHashes(g))
	b := leaf("26da5bd6", 1)
	assert.ErrorContains(t, checkHashes(g), "their hashes are equal")

	difference := gorgonia.Must(gorgonia.Sub(a, b))
	require.NoError(t, gorgonia.NewTapeMachine(g).RunAll())
	assert.NotEqual(t, []float64{2, 2, 2, 2}, floats(difference.Value()),
		"3-1: Gorgonia has mended this, and checkHashes can go")
}

// Each operation of the formulas is one node, and every parameter has a
// gradient of its shape.
func TestGraphIsTheFormulas(t *testing.T) {
	e, err := build(specOf(network.Row, 2, 4, 4, 1), 21)
	require.NoError(t, err)
	named := make(map[string]string)
	for n, name := range e.names {
		named[name] = strings.ReplaceAll(e.label(n), "\n", " ")
	}
	assert.Equal(t, map[string]string{
		"X": "X 21×2", "y": "y 21×1", "1": "1 21×1",
		"W1": "W1 2×4", "b1": "b1 21×4", "Z1": "Z1 + 21×4",
		"W2": "W2 4×4", "b2": "b2 21×4", "Z2": "Z2 + 21×4", "A2": "A2 relu 21×4",
		"W3": "W3 4×1", "b3": "b3 21×1", "Z3": "Z3 + 21×1", "ŷ": "ŷ sigmoid 21×1",
		"1-ŷ": "1-ŷ - 21×1", "1-y": "1-y - 21×1", "L": "L neg",
	}, named)
	for i, parameter := range e.parameters {
		assert.Equal(t, parameter.Shape(), e.gradients[i].Shape())
	}
	// The gradient of a private bias is that of Z, the very node.
	assert.Equal(t, "dZ1 = db1", e.name(e.gradients[1]))
	assert.Equal(t, "dZ2 = db2", e.name(e.gradients[3]))
	assert.Equal(t, "dZ3 = db3", e.name(e.gradients[5]))
}

func TestWriteDOT(t *testing.T) {
	for _, bias := range []network.Bias{network.Shared, network.Row} {
		e, theta, _ := random(t, specOf(bias, 2, 4, 4, 1), 21, 1, 1)
		var first, second bytes.Buffer
		require.NoError(t, e.WriteDOT(&first))
		_, err := e.Loss(theta.Values, xor(t))
		require.NoError(t, err)
		require.NoError(t, e.WriteDOT(&second))
		assert.Equal(t, first.String(), second.String(), "the same bytes every time")
		assert.Contains(t, first.String(), "digraph")
		assert.Contains(t, first.String(), `label="dW3`)

		if _, err := exec.LookPath("dot"); err == nil {
			dot := exec.Command("dot", "-Tsvg")
			dot.Stdin = &first
			svg, err := dot.Output()
			require.NoError(t, err)
			for _, text := range []string{"W1", "Z2", "relu", "sigmoid", "dW3", "dZ1"} {
				assert.Contains(t, string(svg), ">"+text, "a label of the picture")
			}
		}

		assert.EqualError(t, e.WriteDOT(fullDisk{}), "full disk")
	}
	assert.EqualError(t, new(Engine).WriteDOT(new(bytes.Buffer)), "graph: an Engine comes from New or NewTape")
}

// Operands come before what is computed of them, as they were made.
func TestTheNodesOfDOTAreInTheOrderOfTheirNumbers(t *testing.T) {
	e, _, _ := random(t, specOf(network.Shared, 2, 4, 4, 1), 21, 1, 1)
	var text bytes.Buffer
	require.NoError(t, e.WriteDOT(&text))
	last, nodes := -1, 0
	for line := range strings.Lines(text.String()) {
		var n int
		_, err := fmt.Sscanf(strings.TrimPrefix(line, "\t\t"), "n%d [label", &n)
		switch {
		case strings.Contains(line, "subgraph"):
			last = -1
		case err == nil:
			assert.Less(t, last, n)
			last = n
			nodes++
		}
	}
	assert.Greater(t, nodes, 30)
}

// The expression goes on after an error, with something in the place of the node.
func TestTheFirstErrorOfAnExpressionIsKept(t *testing.T) {
	b := builder{graph: gorgonia.NewGraph(), names: map[*gorgonia.Node]string{}}
	first := errors.New("first")
	assert.NotNil(t, b.node(nil, first))
	assert.NotNil(t, b.named("Z")(nil, errors.New("second")))
	assert.Equal(t, first, b.err)
}

// Before differentiation there is no gradient, and nothing else is missing.
func TestWriteForwardDOT(t *testing.T) {
	e, _, _ := random(t, specOf(network.Shared, 2, 4, 4, 1), 21, 1, 1)
	var before, after bytes.Buffer
	require.NoError(t, e.WriteForwardDOT(&before))
	require.NoError(t, e.WriteDOT(&after))
	assert.NotContains(t, before.String(), "backward")
	assert.NotContains(t, before.String(), `label="d`)
	for line := range strings.Lines(before.String()) {
		assert.Contains(t, after.String(), line)
	}
	assert.EqualError(t, e.WriteForwardDOT(fullDisk{}), "full disk")
	assert.EqualError(t, new(Engine).WriteForwardDOT(&before), "graph: an Engine comes from New or NewTape")
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("full disk") }
