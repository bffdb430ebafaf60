package network

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// MaxValues bounds the number of float64 values in a network's parameters, and
// in its activations on one batch: 2^26 values are half a GiB, and an engine
// holds a handful of such vectors. A larger request is refused with an error
// rather than left to the operating system.
const MaxValues = 1 << 26

// Spec describes a network of the family.
type Spec struct {
	// Layers are the widths, the input's first: [2 4 4 1]. At least two; the
	// last is 1.
	Layers []int
	// Activations has one entry per layer of weights, len(Layers)-1 in all; the
	// last is Sigmoid. DefaultActivations gives the report's choice.
	Activations []Activation
	// Bias is the form of every layer's bias; none is Shared.
	Bias Bias
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

// DefaultActivations returns the report's activations for the given layer
// widths: identity first, relu between, sigmoid last. One layer of weights has
// the sigmoid alone.
func DefaultActivations(layers []int) []Activation {
	depth := len(layers) - 1
	if depth < 1 {
		return nil
	}
	activations := make([]Activation, depth)
	for l := range activations {
		activations[l] = ReLU
	}
	activations[0] = Identity
	activations[depth-1] = Sigmoid
	return activations
}

// Depth is the number of layers of weights, L.
func (s Spec) Depth() int { return len(s.Layers) - 1 }

// Inputs is the width of the input, n0. It panics if there are no layers.
func (s Spec) Inputs() int { return s.Layers[0] }

// SettingError says what is wrong with one setting and what would be right.
type SettingError struct {
	Setting string // its name in words: "learning rate"
	Problem string // its value and the rest: "-1: want a positive number"
}

// Error joins the two: "learning rate -1: want a positive number".
func (e *SettingError) Error() string { return e.Setting + " " + e.Problem }

// Invalid returns a [SettingError] whose problem is formatted as by fmt.Sprintf.
func Invalid(setting, format string, args ...any) error {
	return &SettingError{Setting: setting, Problem: fmt.Sprintf(format, args...)}
}

// Validate reports the first thing that keeps s from being a network of the
// family, as a [SettingError].
func (s Spec) Validate() error {
	if len(s.Layers) < 2 {
		return Invalid("layers", "%s: want at least two widths, the input's and the output's, such as 2,1",
			list(s.Layers))
	}
	for i, width := range s.Layers {
		if width < 1 {
			return Invalid("layers", "%s: width %d is %d, want at least 1", list(s.Layers), i+1, width)
		}
	}
	if last := s.Layers[s.Depth()]; last != 1 {
		return Invalid("layers", "%s: the last width is %d, want 1: the output is one sigmoid unit",
			list(s.Layers), last)
	}
	for _, a := range s.Activations {
		if _, err := ParseActivation(string(a)); err != nil {
			return Invalid("activations", "%.40q: want %s", string(a), join(Activations(), ", "))
		}
	}
	if len(s.Activations) != s.Depth() {
		return Invalid("activations", "%s: %d for layers %s, want %d, one per layer of weights",
			list(s.Activations), len(s.Activations), list(s.Layers), s.Depth())
	}
	if last := s.Activations[s.Depth()-1]; last != Sigmoid {
		return Invalid("activations", "%s: the last is %v, want sigmoid: the output is one sigmoid unit",
			list(s.Activations), last)
	}
	if _, err := ParseBias(s.Bias.String()); err != nil {
		return Invalid("bias", "%.40q: want %s", string(s.Bias), join(Biases(), " or "))
	}
	return nil
}

// ValidateRows reports whether a network s fits batches of the given number of
// rows: rows must be at least 1, and parameters and activations at most
// [MaxValues] each. It includes [Spec.Validate].
func (s Spec) ValidateRows(rows int) error {
	if err := s.Validate(); err != nil {
		return err
	}
	if rows < 1 {
		return Invalid("rows", "%d: want at least 1", rows)
	}
	// float64 counts cannot overflow, and are exact far beyond MaxValues.
	activations, parameters := float64(rows)*float64(s.Layers[0]), 0.0
	for l := 1; l <= s.Depth(); l++ {
		in, out := float64(s.Layers[l-1]), float64(s.Layers[l])
		activations += float64(rows) * out
		parameters += in*out + float64(s.biasRows(rows))*out
	}
	if parameters > MaxValues {
		return Invalid("layers", "%s: %.3g parameters, want at most %d", list(s.Layers), parameters, MaxValues)
	}
	if activations > MaxValues {
		return Invalid("layers", "%s: %.3g activations for %d rows, want at most %d",
			list(s.Layers), activations, rows, MaxValues)
	}
	return nil
}

// biasRows is the number of rows of every bias for batches of N rows.
func (s Spec) biasRows(rows int) int {
	if s.Bias == Row {
		return rows
	}
	return 1
}

// String writes the network in one line: "2-4-4-1 identity,relu,sigmoid shared bias".
func (s Spec) String() string {
	return fmt.Sprintf("%s %s %v bias", strings.ReplaceAll(list(s.Layers), ",", "-"), list(s.Activations), s.Bias)
}

// shownWords is how many values of a list a message shows.
const shownWords = 7

// list writes the first values, and how many there are if that is not all.
func list[T any](values []T) string {
	text := join(values[:min(len(values), shownWords)], ",")
	if len(values) > shownWords {
		text += fmt.Sprintf(",… (%d in all)", len(values))
	}
	return text
}

func join[T any](values []T, separator string) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, separator)
}
