package network

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whatever a specification says, and for any number of rows, one line says which setting is
// wrong, or it is a network whose tensors fill its parameters and overlap nowhere.
func FuzzSpec(f *testing.F) {
	for _, c := range []struct {
		layers, activations, bias string
		rows                      int
	}{{"2,4,4,1", "identity,relu,sigmoid", "row", 21}, {"2,1", "sigmoid", "", 1}, {"2,2,1", "tanh,sigmoid", "shared", 7},
		{"", "", "shared", 3}, {"1,67108863,1", "relu,sigmoid", "shared", 1}, {"2,67108864,1", "relu,sigmoid", "row", 4},
		{"9223372036854775807,9223372036854775807,1", "relu,sigmoid", "shared", 9223372036854775807},
		{"1,1,1,1,1,1,1,1,1", "relu,relu,relu,relu,relu,relu,relu,sigmoid", "row", 67108864}, {"-1,0,2", "a,b", "c", -5},
	} {
		f.Add(c.layers, c.activations, c.bias, c.rows)
	}
	f.Fuzz(func(t *testing.T, layers, activations, bias string, rows int) {
		spec := Spec{Bias: Bias(bias)}
		for word := range strings.SplitSeq(layers, ",") {
			if width, err := strconv.Atoi(word); err == nil {
				spec.Layers = append(spec.Layers, width)
			}
		}
		for word := range strings.SplitSeq(activations, ",") {
			spec.Activations = append(spec.Activations, Activation(word))
		}
		layout, err := NewLayout(spec, rows)
		if err != nil {
			var setting *SettingError
			require.ErrorAs(t, err, &setting)
			assert.NotContains(t, err.Error(), "\n")
			assert.LessOrEqual(t, len(err.Error()), 500)
			return
		}
		require.NoError(t, spec.Validate())
		require.LessOrEqual(t, layout.Size, MaxValues)
		require.Len(t, layout.Tensors, 2*spec.Depth())
		filled, inputs := 0, spec.Inputs()
		for l := 1; l <= spec.Depth(); l++ {
			W, b := layout.Weight(l), layout.Bias(l)
			require.Equal(t, []int{inputs, spec.Layers[l]}, []int{W.Rows, W.Cols})
			require.Equal(t, []int{spec.Layers[l], filled + W.Size()}, []int{b.Cols, b.Offset})
			require.Equal(t, filled, W.Offset)
			require.Equal(t, W.Name+"[0,0]", layout.ElementName(filled))
			filled, inputs = b.Offset+b.Size(), spec.Layers[l]
		}
		require.Equal(t, layout.Size, filled)
		const drawn = 1 << 12 // small enough to be drawn for every input
		if layout.Size > drawn {
			return
		}
		stream, err := NewStream(1)
		require.NoError(t, err)
		parameters, err := NewNormal(spec, rows, stream)
		require.NoError(t, err)
		require.Len(t, parameters.Values, layout.Size)
		require.Equal(t, -1, FirstNonFinite(parameters.Values))
	})
}
