package network

import (
	"fmt"
	"slices"
)

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
