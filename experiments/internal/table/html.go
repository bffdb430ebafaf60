package table

import (
	_ "embed"
	"html/template"
	"strings"
)

//go:embed table.tmpl
var source string

var page = template.Must(template.New("table").Parse(source))

// longWords is from how many characters on a cell is broken into lines.
const longWords = 48

// HTML renders the table for the page, as one element in a box that scrolls where the
// screen is too narrow, and has a label for who cannot see it.
func (t Table) HTML(label string) (template.HTML, error) {
	type shown struct {
		Text, Class, As string
		Shade           float64
	}
	var head []shown
	columns := t.shown(Page)
	for _, i := range columns {
		c := t.Columns[i]
		cell := shown{Text: c.Page, Class: class(c.Kind, Cell{})}
		if cell.Text == "" {
			cell.Text = c.Head
		}
		head = append(head, cell)
	}
	var rows [][]shown
	for _, cells := range t.Rows {
		var row []shown
		for _, i := range columns {
			var c Cell
			if i < len(cells) {
				c = cells[i]
			}
			row = append(row, shown{c.page, class(t.Columns[i].Kind, c), c.as, c.shade})
		}
		rows = append(rows, row)
	}
	var b strings.Builder
	err := page.Execute(&b, map[string]any{"Label": label, "Head": head, "Rows": rows})
	return template.HTML(b.String()), err
}

// class is the class of a cell: n for a number, w for words that need lines.
func class(kind Kind, c Cell) string {
	switch {
	case kind == Number:
		return "n"
	case c.as == "" && len(c.page) > longWords:
		return "w"
	}
	return ""
}
