package table

import (
	"fmt"

	"backprop/compare/opcheck"
)

// opWords are the verdicts of operations in a terminal.
var opWords = map[opcheck.Verdict]string{opcheck.Inconclusive: "open", opcheck.Unsupported: "error"}

// Ops has a row for each operation: of each stage the worst verdict, and of how many
// cases if not of all.
func Ops(results []opcheck.Result) Table {
	t := Table{Columns: []Column{{Head: "operation"}, {Head: "cases", Kind: Number}}}
	for _, stage := range opcheck.Stages() {
		t.Columns = append(t.Columns, Column{Head: string(stage), Kind: Verdict})
	}
	for _, r := range results {
		row := []Cell{Text(r.Op), Count(len(r.Cases))}
		for _, stage := range opcheck.Stages() {
			worst, n := r.Worst(stage)
			word, known := opWords[worst]
			if !known {
				word = string(worst)
			}
			page := string(worst)
			if n < len(r.Cases) && worst != opcheck.Right {
				word, page = fmt.Sprintf("%s %d", word, n), fmt.Sprintf("%s %d", page, n)
			}
			row = append(row, Both(word, page))
		}
		t.Add(row...)
	}
	return t
}
