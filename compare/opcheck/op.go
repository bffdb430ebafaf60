package opcheck

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gorgonia.org/gorgonia"
)

// Op is the record of one operation.
type Op struct {
	Name string
	// Apply is the operation: a function of *gorgonia.Node and parameters.
	Apply any
	// Oracle is Apply over Array in place of nodes, without the error, in plain Go. It shares
	// nothing with Gorgonia.
	Oracle any
	// Low and High bound what operands are drawn from; if they are equal, -2 and 2 do.
	Low, High float64
	// Samples are operands and code each, such as "x[2 3]  Sum(x, 0)".
	Samples []string
	// Convention says what the derivative is where there is none, or where the operation
	// deliberately has another.
	Convention string

	samples []*sample
	apply   scope
	oracle  scope
}

// linked returns operations whose samples may use any of them, and Gorgonia's.
func linked(ops []Op) []Op {
	apply, oracle := maps.Clone(common), maps.Clone(common)
	apply["Nodes"], oracle["Nodes"] = gorgonia.Nodes(nil), []Array(nil)
	apply["Grad"], oracle["Grad"] = gorgonia.Grad, func(Array, ...Array) []Array { return nil }
	ops = slices.Clone(ops)
	for _, op := range append(table(), ops...) {
		if op.Apply != nil {
			apply[op.Name], oracle[op.Name] = op.Apply, op.Oracle
		}
	}
	for k := range ops {
		ops[k].apply, ops[k].oracle = apply, oracle
	}
	return ops
}

// prepare parses the samples of an operation.
func (op *Op) prepare() error {
	for _, text := range op.Samples {
		s, err := op.parse(text)
		if err != nil {
			return fmt.Errorf("sample %q of %s: %w", text, op.Name, err)
		}
		op.samples = append(op.samples, s)
	}
	return nil
}

//go:embed samples.txt
var samples string

//go:embed unseen.txt
var unseen string

// Ops returns the records of Gorgonia's operations. Every third sample of operands that are drawn
// is one of float32 too.
func Ops() []Op {
	ops := table()
	byName := map[string]*Op{}
	for k := range ops {
		byName[ops[k].Name] = &ops[k]
	}
	var names []string
	for line := range strings.Lines(samples) {
		line = strings.TrimRight(line, "\n")
		if list, found := strings.CutPrefix(line, "= "); found {
			names = strings.Fields(list)
		} else if line != "" && !strings.HasPrefix(line, "#") {
			for _, name := range names {
				byName[name].Samples = append(byName[name].Samples, strings.ReplaceAll(line, "F(", name+"("))
			}
		}
	}
	for k := range ops {
		drawn := slices.DeleteFunc(slices.Clone(ops[k].Samples), func(s string) bool {
			operands, _, _ := strings.Cut(s, "  ")
			return strings.Contains(operands, "=")
		})
		for i := 0; i < len(drawn); i += 3 {
			ops[k].Samples = append(ops[k].Samples, "float32 "+drawn[i])
		}
	}
	return ops
}

// whyUnseen says why Gorgonia's own tests do not see what is wrong with an operation in a stage.
func whyUnseen(op string, stage Stage) string {
	_, after, _ := strings.Cut("\n"+unseen, fmt.Sprintf("\n%s %s: ", op, stage))
	why, _, _ := strings.Cut(after, "\n")
	return why
}
