package network

import (
	"cmp"
	"fmt"
	"slices"
)

// Eta is the least probability whose logarithm the objective takes:
// η(v) = max(v, Eta). It is the constant of the lab report.
const Eta = 1e-10

// Activation names the function that a layer applies to its pre-activations Z,
// element by element.
type Activation string

// The activations of the family.
const (
	Identity Activation = "identity" // a = z
	ReLU     Activation = "relu"     // a = max(z, 0), with derivative 0 at z = 0
	Sigmoid  Activation = "sigmoid"  // a = 1/(1+exp(-z))
	Tanh     Activation = "tanh"     // a = tanh(z)
)

// Activations returns every activation of the family, in no order that means
// anything. Those that it leaves out are refused by [Spec.Validate]; those that it
// has and an engine does not know are refused by that engine.
func Activations() []Activation { return []Activation{Identity, ReLU, Sigmoid, Tanh} }

// ParseActivation reads identity, relu, sigmoid or tanh.
func ParseActivation(name string) (Activation, error) {
	if a := Activation(name); slices.Contains(Activations(), a) {
		return a, nil
	}
	return "", fmt.Errorf("unknown activation %q: want %s", name, join(Activations(), ", "))
}

// Bias is the form of a layer's bias. The zero value stands for [Shared].
type Bias string

const (
	// Shared is one bias row per layer, 1×n, added to every row of the batch.
	// Its gradient is the column sum of dZ.
	Shared Bias = "shared"

	// Row is one bias row per training row, N×n: row i of every batch of N rows
	// has a private bias. Its gradient is dZ itself. It is what the lab report's
	// code trains, because it descends along db = dZ and lets the first update
	// broadcast a 1×n bias to N×n; it is not the network that the report
	// describes, and it can memorise labels that the weights cannot express.
	Row Bias = "row"
)

// Biases returns both forms.
func Biases() []Bias { return []Bias{Shared, Row} }

// String returns the name that [ParseBias] reads.
func (b Bias) String() string { return string(cmp.Or(b, Shared)) }

// UnmarshalText reads shared or row.
func (b *Bias) UnmarshalText(text []byte) (err error) {
	*b, err = ParseBias(string(text))
	return err
}

// ParseBias reads shared or row.
func ParseBias(name string) (Bias, error) {
	if b := Bias(name); slices.Contains(Biases(), b) {
		return b, nil
	}
	return "", fmt.Errorf("unknown bias %q: want %s", name, join(Biases(), " or "))
}
