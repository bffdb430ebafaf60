package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strings"

	"backprop/experiments/internal/figure"
)

// layouts has the two expression graphs of the report's network, as DOT text under
// the names of the data files, and each as Graphviz lays it out, in the page's colours.
// Graphviz in Go
// (github.com/goccy/go-graphviz) is a WebAssembly module that is compiled when a
// program starts, for every command, and kept in the directory for temporary
// files; so the graphs are laid out where the tests run, which hold them current.
//
//go:embed graphs
var layouts embed.FS

// laidOut returns the drawing of the graph that the data file name has, or an error if
// the graph is another than the one that was laid out.
func (d *data) laidOut(name string) (figure.Figure, error) {
	known, err := layouts.ReadFile("graphs/" + name)
	if err != nil {
		return figure.Figure{}, err
	}
	if !bytes.Equal(known, d.graphs[name]) {
		return figure.Figure{}, fmt.Errorf("%s is not the graph of the report's network that this program draws; "+
			"the command without arguments writes it", name)
	}
	svg, err := layouts.ReadFile("graphs/" + strings.TrimSuffix(name, ".dot") + ".svg")
	return figure.Figure{SVG: template.HTML(svg)}, err
}
