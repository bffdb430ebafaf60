package figure

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// Expression is a graph that Graphviz has laid out, of DOT text such as
// backprop/graph's Engine.WriteDOT writes. It can be wider than the other figures:
// the page must scroll or scale it.
type Expression struct {
	Graphviz []byte // the SVG that Graphviz wrote
	Alt      string // what the graph shows
}

// Draw returns the figure: the shapes and texts of Graphviz's SVG in their order,
// without groups, ids and comments, in the page's colours and font, rounded to
// tenths of a pixel. A point of Graphviz becomes a pixel. It returns an error for
// what is no SVG of Graphviz, and for a colour that [Stylesheet] has no name for.
func (e Expression) Draw() (Figure, error) {
	if e.Alt == "" {
		return Figure{}, errors.New("figure: graph: no text alternative: want what it shows")
	}
	var body strings.Builder
	var width, height float64
	decoder := xml.NewDecoder(bytes.NewReader(e.Graphviz))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return Figure{}, fmt.Errorf("figure: graph: not the SVG of Graphviz: %w", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		attributes := map[string]string{}
		for _, a := range start.Attr {
			attributes[a.Name.Local] = a.Value
		}
		switch name := start.Name.Local; name {
		case "svg":
			var x, y float64
			if _, err := fmt.Sscan(attributes["viewBox"], &x, &y, &width, &height); err != nil {
				return Figure{}, fmt.Errorf("figure: graph: viewBox %q: %w", attributes["viewBox"], err)
			}
			width, height = float64(int(width+0.999)), float64(int(height+0.999))
		case "g":
			if attributes["class"] == "graph" { // its translation, which moves everything
				at := strings.Index(attributes["transform"], "translate")
				fmt.Fprintf(&body, "<g transform=%q>\n", rounded(attributes["transform"][at:]))
			}
		case "title":
			if err := decoder.Skip(); err != nil {
				return Figure{}, fmt.Errorf("figure: graph: %w", err)
			}
		case "polygon", "polyline", "path", "ellipse", "text":
			if err := writeElement(&body, decoder, start, attributes); err != nil {
				return Figure{}, err
			}
		default:
			return Figure{}, fmt.Errorf("figure: graph: an element <%s>: want shapes and texts", name)
		}
	}
	if body.Len() == 0 {
		return Figure{}, errors.New("figure: graph: nothing drawn: want the SVG of Graphviz")
	}
	return finished(width, height, e.Alt, body.String()+"</g>\n"), nil
}

// graphColors are the custom properties of the colours that WriteDOT writes, and of Graphviz's
// own defaults.
var graphColors = map[string]string{
	"none": "none", "transparent": "none",
	"white": "var(--fig-paper)", "black": "var(--fig-muted)", "gray": "var(--fig-muted)",
	"#e8e8e8": "var(--fig-data)", "#d3e4f5": "var(--fig-parameter)",
	"#f9d5c7": "var(--fig-gradient)", "#fff2b3": "var(--fig-loss)",
}

// shapeOf are the attributes that hold the geometry of Graphviz's elements, which
// have no others but colours.
var shapeOf = map[string][]string{
	"polygon":  {"points"},
	"polyline": {"points"},
	"path":     {"d"},
	"ellipse":  {"cx", "cy", "rx", "ry"},
	"text":     {"x", "y", "text-anchor", "font-size"},
}

// writeElement writes a shape, or a text with its content.
func writeElement(b *strings.Builder, decoder *xml.Decoder, start xml.StartElement, attributes map[string]string) error {
	name := start.Name.Local
	fmt.Fprintf(b, "<%s", name)
	for _, a := range shapeOf[name] {
		if v, ok := attributes[a]; ok && !(a == "font-size" && v == "11.00") {
			fmt.Fprintf(b, ` %s="%s"`, a, rounded(v))
		}
	}
	if name == "text" {
		var content string
		if err := decoder.DecodeElement(&content, &start); err != nil {
			return fmt.Errorf("figure: graph: %w", err)
		}
		fmt.Fprintf(b, ` fill="var(--fig-text)">%s</text>`+"\n", escape(content))
		return nil
	}
	for _, paint := range []string{"fill", "stroke"} {
		color := attributes[paint]
		property, ok := graphColors[color]
		switch {
		case !ok && color != "":
			return fmt.Errorf("figure: graph: %s %q of <%s>: want a colour of the stylesheet", paint, color, name)
		case ok && property != "none":
			fmt.Fprintf(b, ` %s="%s"`, paint, property)
		}
	}
	if w := attributes["stroke-width"]; w != "" {
		fmt.Fprintf(b, ` stroke-width="%s"`, w)
	}
	b.WriteString("/>\n")
	return nil
}

var decimals = regexp.MustCompile(`-?\d*\.\d+`)

// rounded rounds the numbers with decimals in s to tenths.
func rounded(s string) string {
	return decimals.ReplaceAllStringFunc(s, func(text string) string {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return text
		}
		return decimal(tenths(v))
	})
}
