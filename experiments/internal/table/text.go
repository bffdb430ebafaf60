package table

import (
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// Text renders the table for a terminal without lines but the one under the
// header: with lines between columns the widest table would not
// fit a terminal of 80.
func (t Table) Text() string {
	style := table.StyleLight
	style.Options = table.Options{SeparateHeader: true}
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header = text.FormatDefault
	w := table.NewWriter()
	w.SetStyle(style)
	w.SuppressTrailingSpaces()
	columns := t.shown(Terminal)
	var header table.Row
	var configs []table.ColumnConfig
	for i, c := range columns {
		align := text.AlignRight
		if t.Columns[c].Kind == Words {
			align = text.AlignLeft
		}
		header = append(header, t.Columns[c].Head)
		configs = append(configs, table.ColumnConfig{Number: i + 1, Align: align, AlignHeader: align})
	}
	w.AppendHeader(header)
	w.SetColumnConfigs(configs)
	for _, cells := range t.Rows {
		var row table.Row
		for _, c := range columns {
			if c < len(cells) {
				row = append(row, cells[c].text)
			}
		}
		w.AppendRow(row)
	}
	return w.Render()
}
