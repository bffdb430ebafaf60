package network

import (
	"fmt"
	"slices"
	"strings"
)

// Eta is the least probability whose logarithm the objective takes:
// η(v) = max(v, Eta). It is the constant of the lab report.
const Eta = 1e-10

// Activation names the function that a layer applies to its pre-activations Z,
// element by element.
type Activation int

// The activations of the family.
const (
	Identity Activation = iota // a = z
	ReLU                       // a = max(z, 0), with derivative 0 at z = 0
	Sigmoid                    // a = 1/(1+exp(-z))
	Tanh                       // a = tanh(z)
)

var activationNames = []string{"identity", "relu", "sigmoid", "tanh"}

// String returns the name that [ParseActivation] reads.
func (a Activation) String() string {
	if a < 0 || int(a) >= len(activationNames) {
		return fmt.Sprintf("Activation(%d)", int(a))
	}
	return activationNames[a]
}

// MarshalText writes the activation by its name, in JSON for example.
func (a Activation) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// ParseActivation reads identity, relu, sigmoid or tanh.
func ParseActivation(name string) (Activation, error) {
	if i := slices.Index(activationNames, name); i >= 0 {
		return Activation(i), nil
	}
	return 0, fmt.Errorf("unknown activation %q: want %s", name, strings.Join(activationNames, ", "))
}

// Bias is the form of a layer's bias.
type Bias int

const (
	// Shared is one bias row per layer, 1×n, added to every row of the batch.
	// Its gradient is the column sum of dZ.
	Shared Bias = iota

	// Row is one bias row per training row, N×n: row i of every batch of N rows
	// has a private bias. Its gradient is dZ itself. It is what the lab report's
	// code trains, because it descends along db = dZ and lets the first update
	// broadcast a 1×n bias to N×n; it is not the network that the report
	// describes, and it can memorise labels that the weights cannot express.
	Row
)

var biasNames = []string{"shared", "row"}

// String returns the name that [ParseBias] reads.
func (b Bias) String() string {
	if b < 0 || int(b) >= len(biasNames) {
		return fmt.Sprintf("Bias(%d)", int(b))
	}
	return biasNames[b]
}

// MarshalText writes the bias form by its name, in JSON for example.
func (b Bias) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText reads shared or row.
func (b *Bias) UnmarshalText(text []byte) (err error) {
	*b, err = ParseBias(string(text))
	return err
}

// ParseBias reads shared or row.
func ParseBias(name string) (Bias, error) {
	if i := slices.Index(biasNames, name); i >= 0 {
		return Bias(i), nil
	}
	return 0, fmt.Errorf("unknown bias %q: want %s", name, strings.Join(biasNames, " or "))
}
