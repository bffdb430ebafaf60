// Package table makes the program's tables, each once, as a value that is rendered
// for a terminal ([Table.Text]) and for the page ([Table.HTML]).
package table

// Table is a table as a value.
type Table struct {
	Columns []Column
	Rows    [][]Cell // a row may be shorter than the columns
}

// Column is a column of a table.
type Column struct {
	Head string
	Page string // the heading on the page, which has room; "" if it is the same
	Kind Kind
	Only Medium // "" for both

	joined bool // with the column on its left, in a terminal that has no room for all
}

func words(head string) Column { return Column{Head: head} }

func number(head string) Column { return Column{Head: head, Kind: Number} }

func verdict(head string) Column { return Column{Head: head, Kind: Verdict} }

func (c Column) onPage(head string) Column {
	c.Page = head
	return c
}

func (c Column) withTheLast() Column {
	c.joined = true
	return c
}

func (c Column) only(by Medium) Column {
	c.Only = by
	return c
}

// Kind is what a column holds, which decides on its alignment.
type Kind string

// The kinds.
const (
	Words   Kind = ""        // aligned left
	Number  Kind = "number"  // aligned right
	Verdict Kind = "verdict" // aligned right in a terminal, where it is a word beside its number, and left on the page
)

// Medium is what a table is rendered for.
type Medium string

// The media.
const (
	Terminal Medium = "terminal"
	Page     Medium = "page"
)

// Add adds a row.
func (t *Table) Add(cells ...Cell) { t.Rows = append(t.Rows, cells) }

// shown are the columns that a medium has, by index.
func (t Table) shown(by Medium) []int {
	var columns []int
	for i, c := range t.Columns {
		if c.Only == "" || c.Only == by {
			columns = append(columns, i)
		}
	}
	return columns
}
