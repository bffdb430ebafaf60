package program

import (
	"fmt"
	"slices"
	"strings"

	"gorgonia.org/gorgonia"
)

// text is what [Program.String] returns.
func (c *compiler) text(p *Program) string {
	var b strings.Builder
	for _, st := range p.once {
		st.describe(&b, "once")
	}
	for _, st := range p.steps {
		st.describe(&b, "every run")
	}
	return b.String()
}

func (st *step) describe(b *strings.Builder, when string) {
	switch {
	case st.values[0].kind.alone():
		fmt.Fprintf(b, "%s:\n", when)
	case st.block < st.rows:
		fmt.Fprintf(b, "%s, %d rows in blocks of %d:\n", when, st.rows, st.block)
	default:
		fmt.Fprintf(b, "%s, %d %s:\n", when, st.rows, plural(st.rows, "row"))
	}
	var joined []*value
	for _, v := range st.values {
		if v.joined != nil {
			joined = append(joined, v.joined)
		}
	}
	for _, v := range st.values {
		if !slices.Contains(joined, v) {
			fmt.Fprintf(b, "  %s\n", v)
		}
	}
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

// String is the instruction that computes v, and the nodes that it stands for if
// they are several.
func (v *value) String() string {
	text := fmt.Sprintf("%s = %s", v.name(), v.formula())
	if v.kind == loaded || v.kind == stored {
		return v.formula()
	}
	if v.call != nil && v.call.node.Op() != nil {
		return text + ", by its Do"
	}
	if len(v.nodes) > 1 {
		var fused []string
		for _, n := range v.nodes {
			fused = append(fused, describe(n))
		}
		text += "    fuses " + strings.Join(fused, ", ")
	}
	return text
}

// name is what a value is called in the instructions.
func (v *value) name() string {
	switch n := v.nodes[len(v.nodes)-1]; {
	case v.kind == uniform:
		return fmt.Sprint(v.number)
	case v.kind == loaded || v.kind == stored:
		return v.args[0].name()
	case n.Op() == nil && n.Name() != "":
		return n.Name()
	case v.kind == apply && v.fn == negate && n == v.args[0].nodes[len(v.args[0].nodes)-1]:
		return "-" + v.args[0].name() // the negative of a node's value
	default:
		return fmt.Sprintf("%%%x", n.ID())
	}
}

func (v *value) formula() string {
	var names []string
	for _, a := range v.args {
		names = append(names, a.name())
	}
	switch v.kind {
	case product:
		text := names[0] + " × " + names[1]
		if v.transB {
			text += "ᵀ"
		}
		if v.bias != nil {
			text += " + " + v.bias.name()
		}
		for _, f := range v.finish {
			if f.other != nil {
				text = f.other.name() + ", " + text
			}
			text = fmt.Sprintf("%s(%s)", f.fn.Name, text)
		}
		return text
	case reduce:
		text := names[0] + "ᵀ × " + names[1]
		if v.joined != nil {
			text += fmt.Sprintf(", %s = %s", v.joined.name(), v.joined.formula())
		}
		return text
	case columnSum:
		return "1ᵀ × " + names[0]
	case rowSum:
		return names[0] + " × 1"
	case total:
		var terms []string
		for _, t := range v.terms {
			terms = append(terms, t.String())
		}
		return strings.ReplaceAll(strings.Join(terms, " + "), "+ -", "- ")
	case apply:
		if slices.Contains(pairs, v.fn) {
			return strings.NewReplacer("a", names[0], "b", names[1], "c", names[2], "d", names[len(names)-1]).Replace(v.fn.Name)
		}
		for symbol, o := range binary {
			if v.fn == o.vectors || v.fn == o.left || v.fn == o.right {
				return names[0] + " " + strings.Fields(symbol)[0] + " " + names[1]
			}
		}
		return fmt.Sprintf("%s(%s)", v.fn.Name, strings.Join(names, ", "))
	case repeatRow:
		return names[0] + " in every row"
	case repeatCol:
		return names[0] + " in every column"
	case loaded:
		return names[0] + " by columns"
	case stored:
		return names[0] + " row-major"
	case reshaped:
		return fmt.Sprintf("%s as %d×%d", names[0], v.rows, v.cols)
	case transposed:
		return names[0] + "ᵀ"
	}
	if op := v.call.node.Op(); op != nil {
		return fmt.Sprintf("%v(%s)", op, strings.Join(names, ", "))
	}
	return "its value"
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
	switch last := t.factors[len(t.factors)-1].name(); {
	case t.log && len(t.factors) == 2:
		return text + t.factors[0].name() + " ln " + last
	case t.log:
		return text + "ln " + last
	case len(t.factors) == 2:
		return text + t.factors[0].name() + " " + last
	default:
		return text + last
	}
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
