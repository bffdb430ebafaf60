package graphcheck

import (
	"errors"
	"fmt"
	"strings"

	"gorgonia.org/gorgonia"

	"backprop/compare/gradcheck"
)

// Report is the outcome of a check.
type Report struct {
	// Gradient compares the elements of the gradient of the loss.
	Gradient gradcheck.Report
	// Operations are those whose own derivative is wrong, in the order in which they are run. They are sought
	// if an element of the gradient is outside of its error bar, or none passes.
	Operations []Operation
	// Outdated: the gradient is wrong, no operation is, and that which Grad makes in a copy of the graph is right.
	Outdated bool

	wrong string
}

// Verdict is Fail if the gradient is wrong by the verdict of Gradient and by a second opinion, or an operation is;
// otherwise Pass or Inconclusive as that of Gradient.
func (r Report) Verdict() gradcheck.Verdict {
	switch {
	case r.wrong != "" || len(r.Operations) > 0:
		return gradcheck.Fail
	case r.Gradient.Verdict() == gradcheck.Pass:
		return gradcheck.Pass
	}
	return gradcheck.Inconclusive
}

// Operation is a node whose operation has a wrong derivative at the values that it had.
type Operation struct {
	Node *gorgonia.Node
	Why  string
	// Gradient compares Σ w⊙y, where w is random, by the elements of its operands. It is empty if there is no
	// derivative at all.
	Gradient gradcheck.Report
}

// String is one line, such as "InverseSqrt, node 12: every element: the claim is 4 times the gradient".
func (o Operation) String() string { return describe(o.Node) + ": " + o.Why }

// Err returns an error of one line if the verdict is Fail, which names the operations or else the element.
func (r Report) Err() error {
	switch {
	case r.Verdict() != gradcheck.Fail:
		return nil
	case len(r.Operations) > 0:
		text := fmt.Sprintf("graphcheck: a wrong derivative: %v", r.Operations[0])
		if n := len(r.Operations) - 1; n > 0 {
			text += fmt.Sprintf(" (and of %d more)", n)
		}
		return errors.New(text)
	case r.Outdated:
		return fmt.Errorf("%w; %s", r.Gradient.Err(), outdated)
	}
	return r.Gradient.Err()
}

const outdated = "no operation is wrong, and Grad is right in a copy of the graph: this gradient is of another loss, " +
	"of other values, a sum over several runs, or of a second Grad on one graph"

// String returns the operations and the report on the gradient.
func (r Report) String() string {
	var b strings.Builder
	for _, o := range r.Operations {
		fmt.Fprintf(&b, "wrong derivative: %v\n", o)
	}
	if r.Outdated {
		fmt.Fprintln(&b, outdated)
	}
	return b.String() + r.Gradient.String()
}
