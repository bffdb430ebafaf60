package figure

import (
	_ "embed"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// smallGraph is what Graphviz 12 makes of
//
//	digraph {
//		label="a < b"; fontname=Helvetica;
//		node [shape=box, style="filled,rounded", fillcolor=white, fontname=Helvetica, fontsize=11];
//		subgraph cluster_forward {
//			label="forward"; color=gray;
//			n0 [label="W1\n2×4", style=filled, fillcolor="#d3e4f5"];
//			n1 [label="Z1\n+", penwidth=2, fillcolor="#f9d5c7"];
//		}
//		n0 -> n1;
//	}
//
//go:embed testdata/small.svg
var smallGraph []byte

func TestAGraphIsOneElementOfThePage(t *testing.T) {
	f, err := Expression{Graphviz: smallGraph, Alt: "Two nodes."}.Draw()
	require.NoError(t, err)
	all := elements(t, f)
	assert.Equal(t, "Two nodes.", attribute(all[0], "aria-label"))
	counts := map[string]int{}
	for i, e := range all {
		counts[e.Name.Local]++
		if i == 0 {
			continue
		}
		for _, a := range e.Attr {
			assert.NotContains(t, []string{"id", "class", "font-family", "href"}, a.Name.Local)
			if a.Name.Local == "fill" || a.Name.Local == "stroke" {
				assert.True(t, a.Value == "none" || property.MatchString(a.Value), a.Value)
			}
		}
	}
	assert.Equal(t, 1, counts["svg"])
	assert.Equal(t, 1, counts["g"])
	assert.Equal(t, 6, counts["text"], "the title, the cluster's and two lines of each node")
	var said []string
	for _, b := range texts(t, f) {
		said = append(said, b.content)
	}
	assert.Equal(t, []string{"a < b", "forward", "W1", "2×4", "Z1", "+"}, said)
	assert.Contains(t, string(f.SVG), `fill="var(--fig-parameter)"`)
	assert.Contains(t, string(f.SVG), `fill="var(--fig-gradient)" stroke="var(--fig-muted)" stroke-width="2"`)

	again, err := Expression{Graphviz: smallGraph, Alt: "Two nodes."}.Draw()
	require.NoError(t, err)
	assert.Equal(t, f, again)
}

func TestAGraphThatCannotBeDrawn(t *testing.T) {
	for name, c := range map[string]struct {
		Expression
		want string
	}{
		"no alternative": {Expression{Graphviz: smallGraph}, "figure: graph: no text alternative: want what it shows"},
		"nothing":        {Expression{Alt: "x"}, "figure: graph: nothing drawn: want the SVG of Graphviz"},
		"no SVG":         {Expression{[]byte("<what is this"), "x"}, "figure: graph: not the SVG of Graphviz: "},
		"no viewBox":     {Expression{[]byte("<svg/>"), "x"}, `figure: graph: viewBox ""`},
		"a picture":      {Expression{[]byte("<image/>"), "x"}, "figure: graph: an element <image>: want shapes and texts"},
		"a colour":       {Expression{[]byte(`<ellipse stroke="purple"/>`), "x"}, `figure: graph: stroke "purple" of <ellipse>: want a colour of the stylesheet`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.Draw()
			assert.ErrorContains(t, err, c.want)
		})
	}
}
