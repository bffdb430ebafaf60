package figure

import (
	"errors"
	"fmt"
	"html"
	"html/template"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// width of a figure of curves in pixels: two are side by side on a desk.
const width = 500

// builder is a figure in the making. Title and legend take their room from the top,
// so that they cover no data; panels are drawn in what is left.
type builder struct {
	canvas  *canvas
	text    handler
	free    draw.Canvas
	width   vg.Length
	columns int // beside each other; 0 is one
}

// newBuilder returns a builder with a title, which may be empty, a legend, and room of
// the given width and height for panels below.
func newBuilder(title string, width, height float64, legend ...legendEntry) *builder {
	const margin = 2
	c := newCanvas(width)
	b := &builder{canvas: c, text: newHandler(c), width: vg.Length(width)}
	lines := wrap(b.text.title(), title, b.width-2*margin)
	rows := b.rows(legend, b.width-2*margin)
	c.height = height + 2*margin
	if len(lines) > 0 {
		c.height += float64(len(lines)*titleLine + 4)
	}
	if len(rows) > 0 {
		c.height += float64(len(rows)*legendLine + 6)
	}
	b.free = draw.Crop(draw.NewCanvas(c, b.width, vg.Length(c.height)), margin, -margin, margin, -margin)
	for _, line := range lines {
		b.free.Max.Y -= titleLine
		b.free.FillText(b.text.title(), vg.Point{X: b.free.Min.X, Y: b.free.Max.Y + 4}, line)
	}
	if len(lines) > 0 {
		b.free.Max.Y -= 4
	}
	for _, row := range rows {
		b.legendRow(row)
	}
	if len(rows) > 0 {
		b.free.Max.Y -= 6
	}
	return b
}

// legendEntry is an item of the legend: what a mark looks like, and what it means.
type legendEntry struct {
	name string
	keys []plot.Thumbnailer
}

// Sizes of the title and the legend in pixels.
const (
	titleLine  = titleSize + 3
	legendLine = textSize + 5
	keyWidth   = 22 // of what a mark looks like
	keyGap     = 4  // between that and its name
	apart      = 10 // between entries
)

// width of an entry.
func (e legendEntry) width(h handler) vg.Length {
	return keyWidth + keyGap + h.label(textSize, colorText).Width(e.name)
}

// rows breaks a legend into rows of at most a width.
func (b *builder) rows(legend []legendEntry, width vg.Length) [][]legendEntry {
	var rows [][]legendEntry
	var x vg.Length
	for _, e := range legend {
		e.name = fit(b.text.label(textSize, colorText), e.name, width-keyWidth-keyGap)
		w := e.width(b.text)
		if len(rows) == 0 || x+w > width {
			rows, x = append(rows, nil), 0
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], e)
		x += w + apart
	}
	return rows
}

func (b *builder) legendRow(row []legendEntry) {
	b.free.Max.Y -= legendLine
	x, y := b.free.Min.X, b.free.Max.Y
	for _, e := range row {
		area := draw.Canvas{Canvas: b.canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: x, Y: y + 1}, Max: vg.Point{X: x + keyWidth, Y: y + 1 + textSize},
		}}
		for _, l := range e.keys {
			l.Thumbnail(&area)
		}
		b.free.FillText(b.text.label(textSize, colorText), vg.Point{X: x + keyWidth + keyGap, Y: y + 2}, e.name)
		x += e.width(b.text) + apart
	}
}

// cutTop cuts the upper part of a height off what is free.
func (b *builder) cutTop(height vg.Length) draw.Canvas {
	upper := b.free
	upper.Min.Y = upper.Max.Y - height
	b.free.Max.Y = upper.Min.Y
	return upper
}

// newPlot returns a plot without anything but axes: a grid instead of a vertical
// line, and no title.
func (b *builder) newPlot(x, y axis) *plot.Plot {
	b.canvas.err = errors.Join(b.canvas.err, x.check(), y.check())
	p := plot.New()
	p.BackgroundColor = nil
	p.TextHandler = b.text
	x.set(&p.X, b.text)
	y.set(&p.Y, b.text)
	p.X.Tick.Label.XAlign, p.X.Tick.Label.YAlign = draw.XCenter, draw.YTop
	p.Y.Tick.Label.XAlign, p.Y.Tick.Label.YAlign = draw.XRight, draw.YCenter
	column := (b.free.Max.X - b.free.Min.X) / vg.Length(max(1, b.columns))
	p.X.Label.Text = fit(p.X.Label.TextStyle, x.label, column*3/4) // that of y stands above it: see panel
	p.Y.LineStyle.Width = 0
	p.Y.Tick.Length = 0
	line := draw.LineStyle{Color: colorGrid, Width: 1}
	p.Add(&plotter.Grid{Vertical: line, Horizontal: line})
	return p
}

// panel draws a plot with the label of its vertical axis above it, where it can be
// read without turning the head.
func (b *builder) panel(area draw.Canvas, y axis, p *plot.Plot) {
	if y.label != "" {
		style := b.text.label(textSize, colorMuted)
		area.FillText(style, vg.Point{X: area.Min.X, Y: area.Max.Y - textSize},
			fit(style, y.label, area.Max.X-area.Min.X))
		area.Max.Y -= textSize + 8
	}
	p.Draw(area)
}

// figure finishes it.
func (b *builder) figure(alt string) (Figure, error) {
	c := b.canvas
	c.flush()
	if c.err != nil {
		return Figure{}, c.err
	}
	return finished(c.width, c.height, alt, c.body.String()), nil
}

// finished wraps drawing elements in the svg element that all figures have.
func finished(width, height float64, alt, body string) Figure {
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%[1]v" height="%[2]v" `+
		`viewBox="0 0 %[1]v %[2]v" role="img" aria-label="%[3]s" `+
		`font-family="var(--fig-font)" font-size="%[4]d" fill="none" `+
		`stroke-linejoin="round">`+"\n%[5]s</svg>",
		width, height, html.EscapeString(alt), textSize, body)
	return Figure{SVG: template.HTML(svg), Width: int(width), Height: int(height), Alt: alt}
}

// titled puts a title before a text alternative.
func titled(title, alt string) string {
	if title == "" {
		return alt
	}
	return title + ". " + alt
}
