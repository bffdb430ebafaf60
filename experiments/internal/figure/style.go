package figure

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Series are told apart by colour, dashes and marks together: no reader needs all
// three.
var (
	dashes = [][]vg.Length{nil, {6, 3}, {2, 2}, {8, 3, 2, 3}}
	shapes = []draw.GlyphDrawer{draw.CircleGlyph{}, draw.PyramidGlyph{}, draw.BoxGlyph{}, diamond{}}
)

func seriesColor(i int) themeColor { return colorSeries[i%len(colorSeries)] }

// plotters are those of points in the style, as series i, and their legend keys.
func (s Style) plotters(points plotter.XYs, i int) ([]plot.Plotter, []plot.Thumbnailer) {
	line := &plotter.Line{XYs: points, LineStyle: draw.LineStyle{Color: seriesColor(i), Width: 1.6,
		Dashes: dashes[i%len(dashes)]}}
	switch s {
	case Broad:
		line.LineStyle = draw.LineStyle{Color: seriesColor(i).faded(50), Width: 4}
	case Thin:
		line.Width, line.Dashes = 1.2, []vg.Length{vg.Length(3 + i), 3}
	case Ghost:
		line.LineStyle = draw.LineStyle{Color: colorMuted, Width: 1.4, Dashes: []vg.Length{1.5, 2.5}}
	case Rings:
		rings := &plotter.Scatter{XYs: points, GlyphStyle: draw.GlyphStyle{Color: colorText, Radius: 3.5,
			Shape: ring{}}}
		return []plot.Plotter{rings}, []plot.Thumbnailer{rings}
	case Marked:
		marks := &plotter.Scatter{XYs: points, GlyphStyle: draw.GlyphStyle{Color: seriesColor(i).withEdge(),
			Radius: 3.4, Shape: shapes[i%len(shapes)]}}
		if len(points) > 24 { // they would cover each other
			marks.Radius = 2.5
		}
		return []plot.Plotter{line, marks}, []plot.Thumbnailer{line, marks}
	}
	return []plot.Plotter{line}, []plot.Thumbnailer{line}
}

// ring is the outline of a circle, broad enough to be seen.
type ring struct{}

func (ring) DrawGlyph(c *draw.Canvas, style draw.GlyphStyle, at vg.Point) {
	c.SetLineStyle(draw.LineStyle{Color: style.Color, Width: 1.2})
	c.Stroke(circle(at, style.Radius))
}

func circle(at vg.Point, radius vg.Length) vg.Path {
	var p vg.Path
	p.Move(vg.Point{X: at.X + radius, Y: at.Y})
	p.Arc(at, radius, 0, 2*math.Pi)
	p.Close()
	return p
}

// diamond is a filled square on its tip.
type diamond struct{}

func (diamond) DrawGlyph(c *draw.Canvas, style draw.GlyphStyle, at vg.Point) {
	r := style.Radius * 1.25
	var p vg.Path
	p.Move(vg.Point{X: at.X, Y: at.Y + r})
	p.Line(vg.Point{X: at.X + r, Y: at.Y})
	p.Line(vg.Point{X: at.X, Y: at.Y - r})
	p.Line(vg.Point{X: at.X - r, Y: at.Y})
	p.Close()
	c.Fill(p)
}

// ruleStyle is that of rule or mark i: the colour of the text in ever finer dashes.
func ruleStyle(i int) draw.LineStyle {
	finer := [][]vg.Length{{7, 3}, {4, 2}, {1.5, 2.5}}
	return draw.LineStyle{Color: colorText, Width: 1.2, Dashes: finer[i%len(finer)]}
}
