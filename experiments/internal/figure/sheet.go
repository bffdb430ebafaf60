package figure

import (
	"fmt"
	"html/template"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// width of all figures but graphs, in pixels: a telephone's, less margins.
const width = 350

// sheet is a figure in the making. Title and legend take their room from the top,
// so that they cover no data; panels are drawn in what is left.
type sheet struct {
	canvas *canvas
	text   handler
	free   draw.Canvas
}

// newSheet returns a sheet with a title, which may be empty, a legend, and room of
// the given height for panels below.
func newSheet(title string, height float64, legend ...entry) *sheet {
	const margin = 2
	c := newCanvas(width)
	s := &sheet{canvas: c, text: newHandler(c)}
	lines := wrap(s.text.title(), title, width-2*margin)
	rows := s.rows(legend, width-2*margin)
	c.height = height + 2*margin
	if len(lines) > 0 {
		c.height += float64(len(lines)*titleLine + 4)
	}
	if len(rows) > 0 {
		c.height += float64(len(rows)*legendLine + 6)
	}
	s.free = draw.Crop(draw.NewCanvas(c, width, vg.Length(c.height)), margin, -margin, margin, -margin)
	for _, line := range lines {
		s.free.Max.Y -= titleLine
		s.free.FillText(s.text.title(), vg.Point{X: s.free.Min.X, Y: s.free.Max.Y + 4}, line)
	}
	if len(lines) > 0 {
		s.free.Max.Y -= 4
	}
	for _, row := range rows {
		s.legendRow(row)
	}
	if len(rows) > 0 {
		s.free.Max.Y -= 6
	}
	return s
}

// entry is an item of the legend: what a mark looks like, and what it means.
type entry struct {
	name  string
	looks []plot.Thumbnailer
}

// Sizes of the title and the legend in pixels.
const (
	titleLine  = titleSize + 3
	legendLine = textSize + 5
	look       = 22 // width of what a mark looks like
	lookGap    = 4  // between that and its name
	apart      = 10 // between entries
)

// width of an entry.
func (e entry) width(h handler) vg.Length {
	return look + lookGap + h.label(textSize, inkText).Width(e.name)
}

// rows breaks a legend into rows of at most a width.
func (s *sheet) rows(legend []entry, width vg.Length) [][]entry {
	var rows [][]entry
	var x vg.Length
	for _, e := range legend {
		e.name = fit(s.text.label(textSize, inkText), e.name, width-look-lookGap)
		w := e.width(s.text)
		if len(rows) == 0 || x+w > width {
			rows, x = append(rows, nil), 0
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], e)
		x += w + apart
	}
	return rows
}

func (s *sheet) legendRow(row []entry) {
	s.free.Max.Y -= legendLine
	x, y := s.free.Min.X, s.free.Max.Y
	for _, e := range row {
		area := draw.Canvas{Canvas: s.canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: x, Y: y + 1}, Max: vg.Point{X: x + look, Y: y + 1 + textSize},
		}}
		for _, l := range e.looks {
			l.Thumbnail(&area)
		}
		s.free.FillText(s.text.label(textSize, inkText), vg.Point{X: x + look + lookGap, Y: y + 2}, e.name)
		x += e.width(s.text) + apart
	}
}

// above cuts the upper part of a height off what is free.
func (s *sheet) above(height vg.Length) draw.Canvas {
	upper := s.free
	upper.Min.Y = upper.Max.Y - height
	s.free.Max.Y = upper.Min.Y
	return upper
}

// newPlot returns a plot without anything but axes: a grid instead of a vertical
// line, and no title.
func (s *sheet) newPlot(x, y axis) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	p.TextHandler = s.text
	x.set(&p.X, s.text)
	y.set(&p.Y, s.text)
	p.X.Tick.Label.XAlign, p.X.Tick.Label.YAlign = draw.XCenter, draw.YTop
	p.Y.Tick.Label.XAlign, p.Y.Tick.Label.YAlign = draw.XRight, draw.YCenter
	p.X.Label.Text = fit(p.X.Label.TextStyle, x.label, width*3/4) // that of y stands above it: see panel
	p.Y.LineStyle.Width = 0
	p.Y.Tick.Length = 0
	line := draw.LineStyle{Color: inkGrid, Width: 1}
	p.Add(&plotter.Grid{Vertical: line, Horizontal: line})
	return p
}

// panel draws a plot with the label of its vertical axis above it, where it can be
// read without turning the head.
func (s *sheet) panel(area draw.Canvas, y axis, p *plot.Plot) {
	if y.label != "" {
		style := s.text.label(textSize, inkMuted)
		area.FillText(style, vg.Point{X: area.Min.X, Y: area.Max.Y - textSize}, fit(style, y.label, area.Max.X-area.Min.X))
		area.Max.Y -= textSize + 8
	}
	p.Draw(area)
}

// figure finishes the sheet.
func (s *sheet) figure(alt string) (Figure, error) {
	c := s.canvas
	c.flush()
	if c.err != nil {
		return Figure{}, c.err
	}
	return finished(c.width, c.height, alt, c.body.String()), nil
}

// finished wraps drawing elements in the svg element that all figures have.
func finished(width, height float64, alt, body string) Figure {
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%[1]v" height="%[2]v" viewBox="0 0 %[1]v %[2]v" role="img" aria-label="%[3]s" font-family="var(--fig-font)" font-size="%[4]d" fill="none" stroke-linejoin="round">`+"\n%[5]s</svg>",
		width, height, escape(alt), textSize, body)
	return Figure{SVG: template.HTML(svg), Width: int(width), Height: int(height), Alt: alt}
}

// titled puts a title before a text alternative.
func titled(title, alt string) string {
	if title == "" {
		return alt
	}
	return title + ". " + alt
}
