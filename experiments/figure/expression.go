package figure

// Expression is a graph in the DOT language, such as backprop/graph's
// Engine.WriteDOT writes, laid out by Graphviz. It can be wider than the other
// figures: the page must scroll or scale it.
type Expression struct {
	DOT []byte
	Alt string // what the graph shows
}
