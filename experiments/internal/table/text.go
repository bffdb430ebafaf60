package table

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// Screen is what a table is printed on.
type Screen struct {
	Columns int  // its width in characters
	Colour  bool // verdicts are coloured
}

// Text renders the table for a terminal, without lines but the one under the header. What
// is wider than the screen goes on in a second table below, and a third, each of which
// repeats the columns by which a row is known. A word is never broken, so that a screen
// narrower than a column of numbers is overrun.
func (t Table) Text(on Screen) string {
	columns := t.shown(Terminal)
	if t.width(columns) <= on.Columns {
		return t.part(columns, on, 0)
	}
	keys, groups := t.split(columns)
	room := on.Columns - t.width(keys)
	widest := 0
	for _, group := range groups {
		widest = max(widest, t.width(group))
	}
	short := max(0, widest-room) // by which the keys are too wide
	room += short
	var parts []string
	for i := 0; i < len(groups); {
		part, left := keys, room
		for ; i < len(groups) && (left == room || t.width(groups[i]) <= left); i++ {
			part, left = append(part[:len(part):len(part)], groups[i]...), left-t.width(groups[i])
		}
		parts = append(parts, t.part(part, on, short))
	}
	return strings.Join(parts, "\n\n")
}

// gap is between columns, and after the last, where the line under the header goes on.
const gap = "  "

// width is that of some columns, with a gap after each.
func (t Table) width(columns []int) int {
	width := 0
	for _, c := range columns {
		width += t.widest(c, text.StringWidthWithoutEscSequences) + len(gap)
	}
	return width
}

// widest is the greatest measure of a column's cells and heading.
func (t Table) widest(column int, measure func(cell string) int) int {
	widest := measure(t.Columns[column].Head)
	for _, cells := range t.Rows {
		if column < len(cells) {
			widest = max(widest, measure(cells[column].text))
		}
	}
	return widest
}

// split tells the columns by which a row is known, the words on the left, from groups of
// others that stand together.
func (t Table) split(columns []int) (keys []int, groups [][]int) {
	for i, c := range columns {
		switch {
		case i == 0, len(groups) == 0 && t.Columns[c].Kind == Words && i < len(columns)-1:
			keys = append(keys, c)
		case len(groups) > 0 && t.Columns[c].joined:
			groups[len(groups)-1] = append(groups[len(groups)-1], c)
		default:
			groups = append(groups, []int{c})
		}
	}
	return keys, groups
}

// part renders some columns, the widest of the words among them narrower by so many
// characters, as far as its longest word lets it.
func (t Table) part(columns []int, on Screen, narrower int) string {
	style := table.StyleLight
	style.Options = table.Options{SeparateHeader: true}
	style.Box.PaddingLeft, style.Box.PaddingRight = "", gap
	style.Format.Header = text.FormatDefault
	w := table.NewWriter()
	w.SetStyle(style)
	w.SuppressTrailingSpaces()
	wide := -1 // the place of the column that is made narrower
	for i, c := range columns {
		if narrower == 0 || t.Columns[c].Kind != Words {
			continue
		}
		if wide < 0 || t.width(columns[i:i+1]) > t.width(columns[wide:wide+1]) {
			wide = i
		}
	}
	var header table.Row
	var configs []table.ColumnConfig
	for i, c := range columns {
		align := text.AlignRight
		if t.Columns[c].Kind == Words {
			align = text.AlignLeft
		}
		header = append(header, t.Columns[c].Head)
		config := table.ColumnConfig{Number: i + 1, Align: align, AlignHeader: align}
		if i == wide {
			config.WidthMaxEnforcer = text.WrapSoft
			config.WidthMax = max(t.width([]int{c})-len(gap)-narrower, t.widest(c, longestWord))
		}
		configs = append(configs, config)
	}
	w.AppendHeader(header)
	w.SetColumnConfigs(configs)
	for _, cells := range t.Rows {
		var row table.Row
		for _, c := range columns {
			switch {
			case c >= len(cells):
				row = append(row, "")
			case on.Colour && t.Columns[c].Kind == Verdict:
				row = append(row, Coloured(cells[c].text))
			default:
				row = append(row, cells[c].text)
			}
		}
		w.AppendRow(row)
	}
	return w.Render()
}

// longestWord is the width of the longest word of a text.
func longestWord(s string) int {
	longest := 0
	for _, word := range strings.Fields(s) {
		longest = max(longest, text.StringWidthWithoutEscSequences(word))
	}
	return longest
}
