package table

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// What has no room goes on below, with the columns by which a row is known again; a column
// stays with the one that it belongs to, and long names are broken between words.
func TestATableFitsTheScreen(t *testing.T) {
	table := Table{Columns: []Column{words("name of it"), number("time"), number("±").withTheLast(), verdict("verdict")}}
	table.Add(Text("by hand"), Count(12345), Text("10%"), Text("pass"))
	table.Add(Text("graph"), Count(6), Text("5%"), Text("FAIL 3"))
	for columns, want := range map[int]string{
		38: `
name of it   time    ±  verdict
─────────────────────────────────
by hand     12345  10%     pass
graph           6   5%   FAIL 3`,
		32: `
name of it   time    ±
────────────────────────
by hand     12345  10%
graph           6   5%

name of it  verdict
─────────────────────
by hand        pass
graph        FAIL 3`,
		20: `
name     time    ±
of it
────────────────────
by      12345  10%
hand
graph       6   5%

name    verdict
of it
─────────────────
by         pass
hand
graph    FAIL 3`,
	} {
		assert.Equal(t, want[1:], table.Text(Screen{Columns: columns}), columns)
	}
}

// Colours take no room, and only verdicts have them.
func TestOnlyVerdictsAreColoured(t *testing.T) {
	table := Table{Columns: []Column{words("name"), verdict("verdict")}}
	table.Add(Text("pass"), Text("pass"))
	table.Add(Text("FAIL"), Text("FAIL 3"))
	table.Add(Text("other"), Text("unheard of"))
	assert.Equal(t, "name      verdict\n───────────────────\n"+
		"pass         \x1b[32mpass\x1b[0m\nFAIL       \x1b[31mFAIL 3\x1b[0m\n"+
		"other  unheard of", table.Text(Screen{Columns: 80, Colour: true}))
	assert.NotContains(t, table.Text(Screen{Columns: 80}), "\x1b")
}
