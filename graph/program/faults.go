package program

import (
	"fmt"
	"regexp"

	"gorgonia.org/gorgonia"
)

// faults are operations of Gorgonia's that are wrong, of which the program computes all the same
// what the graph says: by the type and the name that they print. Package compare/opcheck holds
// the list against its verdicts.
var faults = []struct {
	operation *regexp.Regexp
	gradient  bool // not the value but what Grad makes of it
	byDo      bool // but for the kernels of this package
	what      string
}{
	{own(`elemUnaryOp log2`), true, false, "Grad multiplies by ln 2 where it should divide"},
	{own(`elemUnaryOp invSqrt`), true, false, "Grad divides by 2y³ where it should multiply by y³/2"},
	{own(`elemUnaryOp sigmoid`), false, false, "1 from 19 on"},
	{own(`elemUnaryOp softplus`), false, false, "z from 16 on"},
	{own(`elemUnaryOp sign`), false, true, "1 for 0"},
	{own(`elemBinOp \^`), true, false, "NaN to the exponent where the base is not positive"},
	{own(`linAlgBinOp a ⊗ b`), true, false, "Grad exchanges the factors"},
	{own(`maxOp`), true, false, "of several maxima each gets the whole gradient"},
	{own(`sliceOp .*\d:\d+:([2-9]|\d\d)`), false, false, "a step drops the last element"},
	{own(`atOp`), false, false, "all elements in place of one"},
	{own(`byIndicesOp`), true, false, "of another order than the indices"},
	{own(`softmaxOp`), false, true, "each row's maximum is sought from the first row's first element on"},
	{own(`sparsemaxOp`), false, false, "along the first axis"},
	{own(`dropoutOp`), true, false, "divided by the probability of dropping"},
	{own(`ctcLossOp`), true, false, "not divided for a mean, and NaN behind the end of a shorter input"},
	{own(`avgPoolOp`), false, false, "divided by the width of the input, and the last element of a window gets all"},
	{own(`BatchNormOp`), true, false, "in evaluation mode that of training"},
}

func own(pattern string) *regexp.Regexp { return regexp.MustCompile(`^\*?gorgonia\.` + pattern) }

// fault says what is wrong with a node that v computes, or is empty.
func (v *value) fault(n *gorgonia.Node) string {
	name := fmt.Sprintf("%T %v", n.Op(), n.Op())
	for _, f := range faults {
		if f.operation.MatchString(name) && (!f.gradient || n.Deriv() != nil) && (!f.byDo || v.op == opCall) {
			return "    Gorgonia's " + map[bool]string{true: "gradient", false: "value"}[f.gradient] + " is wrong: " + f.what
		}
	}
	return ""
}
