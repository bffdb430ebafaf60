package program

import (
	"fmt"
	"strings"

	"gorgonia.org/gorgonia"
)

// text is Program.String.
func (c *compiler) text(p *Program) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d nodes, %d instructions\n", c.nodes(), len(p.once)+len(p.steps))
	for _, part := range []struct {
		title string
		steps []*step
	}{{"once", p.once}, {"each run", p.steps}} {
		for _, st := range part.steps {
			switch {
			case st.call != nil:
			case st.block < st.rows:
				fmt.Fprintf(&b, "%s, %d rows in blocks of %d:\n", part.title, st.rows, st.block)
			case st.rows == 1:
				fmt.Fprintf(&b, "%s, 1 row:\n", part.title)
			default:
				fmt.Fprintf(&b, "%s, %d rows:\n", part.title, st.rows)
			}
			for _, v := range st.values {
				fmt.Fprintf(&b, "%s", v)
			}
		}
	}
	return b.String()
}
func (c *compiler) nodes() int { return len(c.refs) }

func (v *value) String() string {
	return fmt.Sprintf("  %v %d\n", label(v.nodes[len(v.nodes)-1]), v.kind)
}

func label(n *gorgonia.Node) string { return describe(n) }
