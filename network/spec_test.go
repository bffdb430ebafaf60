package network

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func spec(bias Bias, layers ...int) Spec {
	return Spec{Layers: layers, Activations: DefaultActivations(layers), Bias: bias}
}

func TestDefaultActivationsAreIdentityFirstReLUBetweenSigmoidLast(t *testing.T) {
	assert.Equal(t, []Activation{Sigmoid}, DefaultActivations([]int{2, 1}))
	assert.Equal(t, []Activation{Identity, Sigmoid}, DefaultActivations([]int{2, 4, 1}))
	assert.Equal(t, []Activation{Identity, ReLU, Sigmoid}, DefaultActivations([]int{2, 4, 4, 1}))
	assert.Equal(t, []Activation{Identity, ReLU, ReLU, Sigmoid}, DefaultActivations([]int{2, 4, 4, 4, 1}))
	assert.Empty(t, DefaultActivations([]int{2}))
}

func TestASpecThatIsNoNetworkSaysWhatWouldBeRight(t *testing.T) {
	cases := map[string]struct {
		spec Spec
		want string
	}{
		"one width":   {spec(Shared, 2), "layers 2: want at least two widths"},
		"no widths":   {Spec{}, "layers : want at least two widths"},
		"width zero":  {spec(Shared, 2, 0, 1), "layers 2,0,1: width 2 is 0, want at least 1"},
		"two outputs": {spec(Shared, 2, 4, 2), "layers 2,4,2: the last width is 2, want 1"},
		"too few activations": {Spec{Layers: []int{2, 4, 1}, Activations: []Activation{Sigmoid}},
			"activations sigmoid: 1 for layers 2,4,1, want 2"},
		"too many activations": {Spec{Layers: []int{2, 1}, Activations: []Activation{Sigmoid, Sigmoid}},
			"activations sigmoid,sigmoid: 2 for layers 2,1, want 1"},
		"unknown activation": {Spec{Layers: []int{2, 4, 1}, Activations: []Activation{"gelu", Sigmoid}},
			`activations "gelu": want identity, relu, sigmoid, tanh`},
		"last not sigmoid": {Spec{Layers: []int{2, 1}, Activations: []Activation{Tanh}},
			"activations tanh: the last is tanh, want sigmoid"},
		"unknown bias": {Spec{Layers: []int{2, 1}, Activations: []Activation{Sigmoid}, Bias: "both"},
			`bias "both": want shared or row`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			err := c.spec.Validate()
			require.ErrorContains(t, err, c.want)
			var setting *SettingError
			assert.ErrorAs(t, err, &setting)
		})
	}
	assert.NoError(t, spec(Row, 2, 4, 4, 1).Validate())
}

func TestANetworkTooLargeForMemoryIsRefusedBeforeItIsMade(t *testing.T) {
	cases := map[string]struct {
		spec Spec
		rows int
		want string
	}{
		"parameters":           {spec(Shared, 2, 100_000, 100_000, 1), 1, "1e+10 parameters"},
		"widths that overflow": {spec(Shared, math.MaxInt, math.MaxInt, 1), 1, "8.51e+37 parameters"},
		"row biases":           {spec(Row, 2, 1000, 1), 100_000, "parameters"},
		"activations":          {spec(Shared, 2, 1000, 1), 1_000_000, "activations for 1000000 rows"},
		"no rows":              {spec(Shared, 2, 1), 0, "rows 0: want at least 1"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := NewParameters(c.spec, c.rows)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

// The bound itself is allowed, of parameters and of activations, inputs included.
func TestTheLargestNetworkIsAllowed(t *testing.T) {
	assert.NoError(t, spec(Shared, MaxValues-1, 1).ValidateRows(1))
	assert.ErrorContains(t, spec(Shared, MaxValues, 1).ValidateRows(1), "parameters, want at most 67108864")
	assert.NoError(t, spec(Shared, 1, 1).ValidateRows(MaxValues/2))
	assert.ErrorContains(t, spec(Shared, 1, 1).ValidateRows(MaxValues/2+1), "activations for 33554433 rows")
	assert.NoError(t, spec(Shared, 1023, 1).ValidateRows(MaxValues/1024), "the inputs count")
	assert.ErrorContains(t, spec(Shared, 1023, 1).ValidateRows(MaxValues/1024+1), "activations for 65537 rows")
}

func TestAMessageAboutManyLayersStaysShort(t *testing.T) {
	assert.ErrorContains(t, spec(Shared, 1, 1, 1, 1, 1, 1, 2).Validate(), "layers 1,1,1,1,1,1,2: the last")
	assert.ErrorContains(t, spec(Shared, 1, 1, 1, 1, 1, 1, 2, 2).Validate(), "layers 1,1,1,1,1,1,2,… (8 in all): ")
	layers := make([]int, 1_000_000)
	err := spec(Shared, layers...).Validate()
	require.Error(t, err)
	assert.Less(t, len(err.Error()), 200)
	assert.ErrorContains(t, err, "(1000000 in all)")
}

func TestNamesAreReadBack(t *testing.T) {
	for _, a := range Activations() {
		read, err := ParseActivation(string(a))
		require.NoError(t, err)
		assert.Equal(t, a, read)
	}
	for _, b := range append(Biases(), "") {
		read, err := ParseBias(b.String())
		require.NoError(t, err)
		assert.Equal(t, b.String(), read.String())
	}
	_, err := ParseActivation("softmax")
	assert.EqualError(t, err, `unknown activation "softmax": want identity, relu, sigmoid, tanh`)
	_, err = ParseBias("both")
	assert.EqualError(t, err, `unknown bias "both": want shared or row`)
}
