package program

import (
	"fmt"
	"slices"
	"strings"

	"gorgonia.org/gorgonia"
)

// describe writes what [Program.String] says of a step.
func (s *step) describe(b *strings.Builder, when string) {
	v := s.values[0]
	switch {
	case v.op == opReshape && v.node() == v.args[0].node(): // the same by another number of columns
		return
	case ops[v.op].standalone:
		fmt.Fprintf(b, "%s:\n", when)
	case s.block < s.rows:
		fmt.Fprintf(b, "%s, %d rows in blocks of %d:\n", when, s.rows, s.block)
	case s.rows == 1:
		fmt.Fprintf(b, "%s, 1 row:\n", when)
	default:
		fmt.Fprintf(b, "%s, %d rows:\n", when, s.rows)
	}
	for _, v := range s.values {
		if !s.fusesColSum(v) {
			fmt.Fprintf(b, "  %s\n", v)
		}
	}
}

// String is the instruction that computes v, and the nodes that it stands for if
// they are several.
func (v *value) String() string {
	if v.op == opToColumns || v.op == opToRows {
		return v.formula()
	}
	text := v.assignment()
	if len(v.nodes) > 1 && v.op != opCall {
		var fused []string
		for _, n := range v.nodes {
			fused = append(fused, describe(n))
		}
		text += "    fuses " + strings.Join(fused, ", ")
	}
	for _, n := range v.nodes {
		text += v.fault(n)
	}
	return text
}

func (v *value) assignment() string { return v.name() + " = " + v.formula() }

// name is what a value is called in the instructions.
func (v *value) name() string {
	switch n := v.node(); {
	case v.op == opSplat:
		return v.formula()
	case n.Op() == nil && n.Name() != "":
		return n.Name()
	case v.negative:
		return fmt.Sprintf("-%%%x", n.ID())
	default:
		return fmt.Sprintf("%%%x", n.ID())
	}
}

func (v *value) formula() string {
	var args []string
	for _, a := range v.args {
		args = append(args, a.name())
	}
	return ops[v.op].text(v, args)
}

func sprintf(format string, names []string) string {
	var operands []any
	for _, name := range names {
		operands = append(operands, name)
	}
	return fmt.Sprintf(format, operands...)
}

func splatText(v *value, _ []string) string { return fmt.Sprint(v.number) }

func reshapeText(v *value, args []string) string {
	return fmt.Sprintf("%s as %d×%d", args[0], v.rows, v.cols)
}

func wholeText(v *value, args []string) string {
	return fmt.Sprintf("%v of %s", v.node().Op(), strings.Join(args, ", "))
}

func mapText(v *value, args []string) string {
	if f := v.function; f.infix != "" {
		return sprintf(f.infix, args)
	}
	return fmt.Sprintf("%s(%s)", v.function.Name, strings.Join(args, ", "))
}

func matMulText(v *value, args []string) string {
	text := args[0]
	if v.transA {
		text += "ᵀ"
	}
	text += " × " + args[1]
	if v.transB {
		text += "ᵀ"
	}
	if v.bias != nil {
		text += " + " + v.bias.name()
	}
	for _, e := range v.epilogue {
		if e.other != nil {
			text = e.other.name() + ", " + text
		}
		text = fmt.Sprintf("%s(%s)", e.function.Name, text)
	}
	return text
}

func gemmText(v *value, args []string) string { return matMulText(v, args) + ", by BLAS" }

func matMulTNText(v *value, args []string) string {
	text := args[0] + "ᵀ × " + args[1]
	if v.colSum != nil {
		text += ", " + v.colSum.assignment()
	}
	return text
}

func callText(v *value, args []string) string {
	if v.call.node.Op() == nil {
		return "its value"
	}
	return fmt.Sprintf("%v(%s), by its Do", v.call.node.Op(), strings.Join(args, ", "))
}

func sumText(v *value, _ []string) string {
	var terms []string
	for _, t := range v.terms {
		terms = append(terms, t.String())
	}
	text := strings.ReplaceAll(strings.Join(terms, " + "), "+ -", "- ")
	switch {
	case v.negated && len(terms) > 1:
		return "-(" + text + ")"
	case v.negated:
		return "-" + text
	}
	return text
}

func (t term) String() string {
	text := "Σ "
	switch t.scale {
	case 1:
	case -1:
		text = "-Σ "
	default:
		text = fmt.Sprintf("%v Σ ", t.scale)
	}
	if len(t.factors) == 2 {
		text += t.factors[0].name() + " "
	}
	if t.log {
		text += "ln "
	}
	return text + t.factors[len(t.factors)-1].name()
}

// describe is the name of a leaf, or the operation and the ID of a node as Gorgonia
// prints it.
func describe(n *gorgonia.Node) string {
	op := n.Op()
	switch {
	case op == nil && n.Name() != "":
		return n.Name()
	case op == nil:
		return fmt.Sprintf("%%%x", n.ID())
	}
	// An element-wise operation prints a flag after its symbol.
	symbol := strings.TrimSuffix(strings.TrimSuffix(fmt.Sprint(op), " false"), " true")
	return fmt.Sprintf("%%%x %s", n.ID(), symbol)
}

// fusesColSum tells whether v is computed in the same pass as a product of the step.
func (s *step) fusesColSum(v *value) bool {
	return slices.ContainsFunc(s.values, func(p *value) bool { return p.colSum == v })
}
