package table

import (
	"fmt"
	"strings"

	"backprop/compare/opcheck"
)

// opWords are the verdicts of operations in a terminal.
var opWords = strings.NewReplacer(string(opcheck.Inconclusive), "open", string(opcheck.Unsupported), "error")

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
			page := string(worst)
			if n < len(r.Cases) && worst != opcheck.Right {
				page += fmt.Sprintf(" %d", n)
			}
			row = append(row, Both(opWords.Replace(page), page))
		}
		t.Add(row...)
	}
	return t
}
