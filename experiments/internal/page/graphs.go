package page

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
)

// layouts has the two expression graphs of the report's network, as DOT text under
// the names of the data files, and each as Graphviz lays it out. Graphviz in Go
// (github.com/goccy/go-graphviz) is a WebAssembly module that is compiled when a
// program starts, for every command, and kept in the directory for temporary
// files; so the graphs are laid out where the tests run, which hold them current.
//
//go:embed graphs
var layouts embed.FS

// laidOut returns the SVG of the graph that the data file name has, or an error if
// the graph is another than the one that was laid out.
func (d *data) laidOut(name string) ([]byte, error) {
	known, err := layouts.ReadFile("graphs/" + name)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(known, d.graphs[name]) {
		return nil, fmt.Errorf("%s is not the graph of the report's network that this program draws; the command without arguments writes it", name)
	}
	return layouts.ReadFile("graphs/" + strings.TrimSuffix(name, ".dot") + ".svg")
}
