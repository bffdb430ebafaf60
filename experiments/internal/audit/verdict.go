package audit

import "fmt"

// Verdict says whether a claim holds.
type Verdict int

// The verdicts, by the rule of METHOD.md.
const (
	DoesNotHold Verdict = iota
	DependsOnTheSeed
	Holds
)

// String returns the verdict in words.
func (v Verdict) String() string {
	if words := [...]string{"does not hold", "depends on the seed", "holds"}; 0 <= v && int(v) < len(words) {
		return words[v]
	}
	return fmt.Sprintf("Verdict(%d)", int(v))
}

// MarshalText writes the verdict in words.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (v *Verdict) UnmarshalText(text []byte) error {
	for w := DoesNotHold; w <= Holds; w++ {
		if w.String() == string(text) {
			*v = w
			return nil
		}
	}
	return fmt.Errorf("audit: no verdict %q", text)
}

// Agreement compares the verdicts under the two forms of bias.
type Agreement int

// The agreements.
const (
	Agree    Agreement = iota // the same verdict
	Artefact                  // truer with row bias: the private biases made the conclusion
	Hidden                    // truer with shared bias: the private biases hid it
)

// String returns the agreement in a word.
func (a Agreement) String() string {
	if words := [...]string{"agree", "artefact", "hidden"}; 0 <= a && int(a) < len(words) {
		return words[a]
	}
	return fmt.Sprintf("Agreement(%d)", int(a))
}

// MarshalText writes the agreement in a word.
func (a Agreement) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (a *Agreement) UnmarshalText(text []byte) error {
	for b := Agree; b <= Hidden; b++ {
		if b.String() == string(text) {
			*a = b
			return nil
		}
	}
	return fmt.Errorf("audit: no agreement %q", text)
}
