package page_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-graphviz"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// layOut is DOT text as Graphviz lays it out.
func layOut(t *testing.T, dot []byte) []byte {
	t.Helper()
	ctx := context.Background()
	viz, err := graphviz.New(ctx)
	require.NoError(t, err)
	defer viz.Close()
	g, err := graphviz.ParseBytes(dot)
	require.NoError(t, err)
	defer g.Close()
	var svg bytes.Buffer
	require.NoError(t, viz.Render(ctx, g, graphviz.SVG, &svg))
	return svg.Bytes()
}

// ofThePage makes an SVG of Graphviz one that can stand in the page: its shapes and texts
// in their order, without groups, ids and comments, in the page's colours and font,
// rounded to tenths of a pixel. A point of Graphviz becomes a pixel.
func ofThePage(svg []byte, alt string) ([]byte, error) {
	var body strings.Builder
	var width, height float64
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
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
				return nil, fmt.Errorf("viewBox %q: %w", attributes["viewBox"], err)
			}
			width, height = float64(int(width+0.999)), float64(int(height+0.999))
		case "g":
			if attributes["class"] == "graph" { // its translation, which moves everything
				at := strings.Index(attributes["transform"], "translate")
				fmt.Fprintf(&body, "<g transform=%q>\n", rounded(attributes["transform"][at:]))
			}
		case "title":
			if err := decoder.Skip(); err != nil {
				return nil, err
			}
		case "polygon", "polyline", "path", "ellipse", "text":
			if err := writeElement(&body, decoder, start, attributes); err != nil {
				return nil, err
			}
		default:
			return nil, fmt.Errorf("an element <%s>: want shapes and texts", name)
		}
	}
	return fmt.Appendf(
		nil,
		`<svg xmlns="http://www.w3.org/2000/svg" width="%[1]v" height="%[2]v" viewBox="0 0 %[1]v %[2]v" role="img" `+
			`aria-label="%[3]s" font-family="var(--fig-font)" font-size="11" fill="none" `+
			`stroke-linejoin="round">`+"\n%[4]s</g>\n</svg>\n",
		width,
		height,
		html.EscapeString(alt),
		body.String(),
	), nil
}

// graphColors are the custom properties of the colours that graph writes, and of
// Graphviz's own defaults.
var graphColors = map[string]string{
	"none": "none", "transparent": "none",
	"white": "var(--fig-paper)", "black": "var(--fig-muted)", "gray": "var(--fig-muted)",
	"#e8e8e8": "var(--fig-data)", "#d3e4f5": "var(--fig-parameter)",
	"#f9d5c7": "var(--fig-gradient)", "#fff2b3": "var(--fig-loss)",
}

// geometry are the attributes that hold the geometry of Graphviz's elements, which
// have no others but colours.
var geometry = map[string][]string{
	"polygon":  {"points"},
	"polyline": {"points"},
	"path":     {"d"},
	"ellipse":  {"cx", "cy", "rx", "ry"},
	"text":     {"x", "y", "text-anchor", "font-size"},
}

// writeElement writes a shape, or a text with its content.
func writeElement(
	b *strings.Builder,
	decoder *xml.Decoder,
	start xml.StartElement,
	attributes map[string]string,
) error {
	name := start.Name.Local
	fmt.Fprintf(b, "<%s", name)
	for _, a := range geometry[name] {
		if v, ok := attributes[a]; ok && !(a == "font-size" && v == "11.00") {
			fmt.Fprintf(b, ` %s="%s"`, a, rounded(v))
		}
	}
	if name == "text" {
		var content string
		if err := decoder.DecodeElement(&content, &start); err != nil {
			return err
		}
		fmt.Fprintf(b, ` fill="var(--fig-text)">%s</text>`+"\n", html.EscapeString(content))
		return nil
	}
	for _, paint := range []string{"fill", "stroke"} {
		color := attributes[paint]
		property, ok := graphColors[color]
		switch {
		case !ok && color != "":
			return fmt.Errorf("%s %q of <%s>: want a colour of the stylesheet", paint, color, name)
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
		return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
	})
}

// What Graphviz may come to write is not lost silently.
func TestAGraphThatThePageCannotHave(t *testing.T) {
	for name, c := range map[string]struct{ svg, want string }{
		"no SVG":     {"<what is this", "XML syntax error"},
		"no viewBox": {"<svg/>", `viewBox ""`},
		"a picture":  {"<image/>", "an element <image>: want shapes and texts"},
		"a colour":   {`<ellipse stroke="purple"/>`, `stroke "purple" of <ellipse>: want a colour of the stylesheet`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ofThePage([]byte(c.svg), "x")
			assert.ErrorContains(t, err, c.want)
		})
	}
}
