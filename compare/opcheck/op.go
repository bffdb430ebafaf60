package opcheck

import (
	_ "embed"
	"fmt"
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
	// Unseen says, by stage, why Gorgonia's own tests do not see what is wrong.
	Unseen map[Stage]string

	samples []sample
	apply   scope
	oracle  scope
}

// prepare parses the samples of all operations, whose code may use any of them.
func prepare(ops []Op) ([]Op, error) {
	apply := scope{"Nodes": gorgonia.Nodes(nil), "Grad": gorgonia.Grad}
	oracle := scope{"Nodes": []Array(nil), "Grad": func(Array, ...Array) []Array { return nil }}
	for _, list := range [][]Op{Ops(), ops} {
		for _, op := range list {
			if op.Apply != nil {
				apply[op.Name], oracle[op.Name] = op.Apply, op.Oracle
			}
		}
	}
	ready := append([]Op(nil), ops...)
	for k := range ready {
		op := &ready[k]
		op.apply, op.oracle = apply, oracle
		for _, text := range op.Samples {
			s, err := op.parse(text)
			if err != nil {
				return nil, err
			}
			op.samples = append(op.samples, s)
		}
	}
	return ready, nil
}

//go:embed samples.txt
var samples string

//go:embed unseen.txt
var unseen string

// Ops returns the records of Gorgonia's operations.
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
	for line := range strings.Lines(unseen) {
		where, why, _ := strings.Cut(strings.TrimSpace(line), ": ")
		name, stage, _ := strings.Cut(where, " ")
		op := byName[name]
		if op == nil {
			panic(fmt.Sprintf("unseen.txt: no operation %s", name))
		}
		if op.Unseen == nil {
			op.Unseen = map[Stage]string{}
		}
		op.Unseen[Stage(stage)] = why
	}
	return ops
}
