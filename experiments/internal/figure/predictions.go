package figure

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Predictions are what networks make of points in the plane, a square of [0,1]² each,
// side by side. Class 0 is a disc, class 1 a triangle; a point whose prediction is wrong
// is ringed. Behind the points lies the network's probability as a map.
type Predictions struct {
	Title   string
	Side    float64 // of a square with its axes, in pixels; 0 is half of a figure
	Squares []Square
}

// Square is one network's.
type Square struct {
	Name          string
	X             [][2]float64 // the points
	Labels        []float64    // 0 or 1
	Probabilities []float64    // of class 1; above 0.5 is class 1
	Map           Map          // may be empty
}

// Draw returns the figure.
func (p Predictions) Draw() (Figure, error) {
	side := p.Side
	if side == 0 {
		side = width / 2
	}
	entries := classEntries()
	anyWrong, anyMap := false, false
	for _, s := range p.Squares {
		anyWrong, anyMap = anyWrong || len(s.wrong()) > 0, anyMap || s.Map.Side > 0
	}
	if anyWrong {
		entries = append(entries, legendEntry{"wrong", []plot.Thumbnailer{rings(nil)}})
	}
	if anyMap {
		entries = append(entries, legendEntry{"probability of class 1, 0 to 1", []plot.Thumbnailer{Map{}}})
	}
	b := newBuilder(p.Title, side*float64(len(p.Squares)), side+28, entries...)
	for i, area := range b.split(len(p.Squares)) {
		s := p.Squares[i]
		what := []plot.Plotter{}
		if s.Map.Side > 0 {
			what = append(what, s.Map)
		}
		class := make([]int, len(s.X))
		for k, label := range s.Labels {
			class[k] = int(label)
		}
		b.square(area, s.Name, append(append(what, classes(s.X, class)...), rings(s.wrong()))...)
	}
	return b.figure(p.alt())
}

// wrong are the points that are predicted wrong.
func (s Square) wrong() (wrong plotter.XYs) {
	for i, x := range s.X {
		if (s.Probabilities[i] > 0.5) != (s.Labels[i] == 1) {
			wrong = append(wrong, plotter.XY{X: x[0], Y: x[1]})
		}
	}
	return wrong
}

func rings(points plotter.XYs) *plotter.Scatter {
	return &plotter.Scatter{XYs: points, GlyphStyle: draw.GlyphStyle{Color: colorText, Radius: 7, Shape: ring{}}}
}

// split cuts what is free into n columns.
func (b *builder) split(n int) (columns []draw.Canvas) {
	const between = 8
	b.columns = n
	each := (b.free.Max.X - b.free.Min.X - vg.Length((n-1)*between)) / vg.Length(n)
	for i := range n {
		column := b.free
		column.Min.X += vg.Length(i) * (each + between)
		column.Max.X = column.Min.X + each
		columns = append(columns, column)
	}
	return columns
}

// square draws a square panel of the input plane.
func (b *builder) square(area draw.Canvas, name string, what ...plot.Plotter) {
	ticks := []plot.Tick{{Value: 0, Label: "0"}, {Value: 0.5, Label: "0.5"}, {Value: 1, Label: "1"}}
	x := axis{label: "x₀", min: -0.04, max: 1.04, ticks: ticks, scale: plot.LinearScale{}}
	y := x
	y.label = "x₁"
	p := b.newPlot(x, y)
	p.Add(what...)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = x.min, x.max, x.min, x.max
	heading := b.text.label(textSize, colorText)
	heading.XAlign = draw.XCenter
	area.FillText(heading, vg.Point{X: area.Center().X + 8, Y: area.Max.Y - textSize},
		fit(heading, name, area.Max.X-area.Min.X-16))
	data := p.DataCanvas(area)
	area.Min.Y += (data.Max.Y - data.Min.Y) - (data.Max.X - data.Min.X) - textSize - 8
	b.panel(area, y, p)
}

// classMarks are points as the marks of a class.
func classMarks(points plotter.XYs, class int) *plotter.Scatter {
	shape, radius := draw.GlyphDrawer(draw.CircleGlyph{}), vg.Length(4)
	if class == 1 {
		shape, radius = draw.PyramidGlyph{}, 5 // of about the same area
	}
	return &plotter.Scatter{XYs: points, GlyphStyle: draw.GlyphStyle{
		Color: colorClass[class].withEdge(), Radius: radius, Shape: shape,
	}}
}

func classEntries() []legendEntry {
	return []legendEntry{{"class 0", []plot.Thumbnailer{classMarks(nil, 0)}},
		{"class 1", []plot.Thumbnailer{classMarks(nil, 1)}}}
}

// classes are the points of both classes.
func classes(x [][2]float64, class []int) []plot.Plotter {
	var points [2]plotter.XYs
	for i, p := range x {
		points[class[i]] = append(points[class[i]], plotter.XY{X: p[0], Y: p[1]})
	}
	return []plot.Plotter{classMarks(points[0], 0), classMarks(points[1], 1)}
}

func (p Predictions) alt() string {
	var words []string
	for _, s := range p.Squares {
		wrong := len(s.wrong())
		said := fmt.Sprintf("%s: %d points, %d predicted right, %d wrong.", s.Name, len(s.X), len(s.X)-wrong, wrong)
		if s.Map.Side > 0 {
			said += fmt.Sprintf(" Behind them a map of the probability of class 1 over the unit square, from %.2f to %.2f.",
				slices.Min(s.Map.Probabilities), slices.Max(s.Map.Probabilities))
		}
		words = append(words, said)
	}
	return titled(p.Title, "Scatter plots of points and predictions. "+strings.Join(words, " "))
}
