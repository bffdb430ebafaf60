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

// line returns points joined by a line in the look of series i.
func line(points plotter.XYs, i int) *plotter.Line {
	return &plotter.Line{XYs: points, LineStyle: draw.LineStyle{
		Color: inkSeries[i%len(inkSeries)], Width: 1.6, Dashes: dashes[i%len(dashes)],
	}}
}

// marks returns points as the marks of series i.
func marks(points plotter.XYs, i int) *plotter.Scatter {
	radius := vg.Length(3.4)
	if len(points) > 24 { // they would cover each other
		radius = 2.5
	}
	return &plotter.Scatter{XYs: points, GlyphStyle: draw.GlyphStyle{
		Color: inkSeries[i%len(inkSeries)].withEdge(), Radius: radius, Shape: shapes[i%len(shapes)],
	}}
}

// over returns a curve's values over their indices.
func over(values []float64) plotter.XYs {
	points := make(plotter.XYs, len(values))
	for i, v := range values {
		points[i] = plotter.XY{X: float64(i), Y: v}
	}
	return points
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

// rule is a horizontal line through the whole plot, at a value.
type rule struct {
	at float64
	draw.LineStyle
}

func (r rule) Plot(c draw.Canvas, p *plot.Plot) {
	_, y := p.Transforms(&c)
	c.StrokeLine2(r.LineStyle, c.Min.X, y(r.at), c.Max.X, y(r.at))
}

func (r rule) Thumbnail(c *draw.Canvas) {
	y := c.Center().Y
	c.StrokeLine2(r.LineStyle, c.Min.X, y, c.Max.X, y)
}

// markStyle is the look of mark i: the text's ink in ever finer dashes.
func markStyle(i int) draw.LineStyle {
	finer := [][]vg.Length{{7, 3}, {4, 2}, {1.5, 2.5}}
	return draw.LineStyle{Color: inkText, Width: 1.2, Dashes: finer[i%len(finer)]}
}

// xys returns points as gonum/plot takes them.
func xys(points []Point) plotter.XYs {
	out := make(plotter.XYs, len(points))
	for i, p := range points {
		out[i] = plotter.XY(p)
	}
	return out
}
