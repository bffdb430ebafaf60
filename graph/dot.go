package graph

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"gorgonia.org/gorgonia"
)

// WriteDOT writes the expression graph for batches of the rows given to [New]
// in the DOT language of Graphviz: the forward pass, and the gradient nodes that
// Gorgonia derived from it in a cluster of their own. A node shows its name, if
// the formulas have one for it, its operation and its shape; dv is the
// derivative of the loss with respect to v. It returns the errors of w.
func (e *Engine) WriteDOT(w io.Writer) error { return e.writeDOT(w, gradientQuestion) }

// WriteForwardDOT is [Engine.WriteDOT] for the forward pass alone: the graph of the
// loss before Gorgonia differentiates it.
func (e *Engine) WriteForwardDOT(w io.Writer) error { return e.writeDOT(w, lossQuestion) }

func (e *Engine) writeDOT(w io.Writer, q question) error {
	if err := e.ready(); err != nil {
		return err
	}
	m, err := e.machine(e.rows)
	if err != nil {
		return err
	}
	_, err = w.Write(m.dot(e.spec.String(), q))
	return err
}

// dot returns the nodes on which the outputs of q depend, and the edges in the
// direction of the data.
func (e *expression) dot(title string, q question) []byte {
	var forward, backward, edges bytes.Buffer
	for _, n := range e.ancestry(e.outputs(q)) {
		into := &forward
		if n.ID() > e.loss.ID() { // Grad numbers its nodes after the loss it is given
			into = &backward
		}
		fmt.Fprintf(into, "\t\tn%d [label=%q%s];\n", n.ID(), e.label(n), e.style(n))
		for _, child := range e.children(n) {
			fmt.Fprintf(&edges, "\tn%d -> n%d;\n", child.ID(), n.ID())
		}
	}

	var b bytes.Buffer
	fmt.Fprintf(&b, "digraph backprop {\n\tlabel=%q; labelloc=t; fontname=Helvetica;\n", title)
	b.WriteString("\trankdir=TB; ranksep=0.22; nodesep=0.15;\n")
	b.WriteString("\tnode [shape=box, style=\"filled,rounded\", fillcolor=white, width=0.5, height=0.25, " +
		"margin=\"0.06,0.03\", fontname=Helvetica, fontsize=11];\n")
	fmt.Fprintf(&b, "\tsubgraph cluster_forward {\n\t\tlabel=\"forward\"; color=gray;\n%s\t}\n", forward.Bytes())
	if backward.Len() > 0 {
		fmt.Fprintf(&b, "\tsubgraph cluster_backward {\n\t\tlabel=\"backward, by Grad\"; color=gray;\n%s\t}\n",
			backward.Bytes())
	}
	b.Write(edges.Bytes())
	b.WriteString("}\n")
	return b.Bytes()
}

// label is the name, operation and shape of n, one per line.
func (e *expression) label(n *gorgonia.Node) string {
	var lines []string
	if name := e.name(n); name != "" {
		lines = append(lines, name)
	}
	if op := n.Op(); op != nil {
		// An element-wise operation of Gorgonia prints a flag after its symbol.
		symbol := strings.TrimSuffix(op.String(), " false")
		lines = append(lines, strings.TrimPrefix(symbol, "const "))
	}
	if shape := n.Shape(); shape.Dims() == 2 {
		lines = append(lines, fmt.Sprintf("%d×%d", shape[0], shape[1]))
	}
	return strings.Join(lines, "\n")
}

// name is the name of n in the formulas, or empty. One gradient node can be the
// derivative of several: with Row bias, dZ1 = db1.
func (e *expression) name(n *gorgonia.Node) string {
	if name := e.names[n]; name != "" {
		return name
	}
	var names []string
	for _, v := range n.DerivOf() {
		switch name := e.names[v]; {
		case strings.Contains(name, "-"):
			names = append(names, "d("+name+")")
		case name != "":
			names = append(names, "d"+name)
		}
	}
	return strings.Join(names, " = ")
}

// style tells apart data, parameters, the loss and the gradients of parameters.
func (e *expression) style(n *gorgonia.Node) string {
	switch {
	case slices.Contains(e.gradients, n):
		return `, fillcolor="#f9d5c7", penwidth=2`
	case slices.Contains(e.parameters, n):
		return `, style=filled, fillcolor="#d3e4f5"`
	case n.Op() == nil:
		return `, style=filled, fillcolor="#e8e8e8"`
	case n == e.loss:
		return `, fillcolor="#fff2b3", penwidth=2`
	}
	return ""
}
