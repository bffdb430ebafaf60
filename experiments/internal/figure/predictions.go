package figure

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Predictions are a task's labels beside what a network makes of them: two panels
// over [0,1]², ground truth to the left, predictions to the right. Class 0 is a
// disc, class 1 a triangle; a point whose prediction is wrong is ringed. Behind the
// predictions lies the network's probability as a map.
type Predictions struct {
	Title         string
	X             [][2]float64 // the points
	Labels        []float64    // 0 or 1
	Probabilities []float64    // of class 1; above 0.5 is class 1
	Map           Map          // may be empty
}

// Draw returns the figure.
func (p Predictions) Draw() (Figure, error) {
	truth, predicted := make([]int, len(p.X)), make([]int, len(p.X))
	var wrong plotter.XYs
	for i, x := range p.X {
		truth[i] = int(p.Labels[i])
		if p.Probabilities[i] > 0.5 {
			predicted[i] = 1
		}
		if truth[i] != predicted[i] {
			wrong = append(wrong, plotter.XY{X: x[0], Y: x[1]})
		}
	}
	rings := &plotter.Scatter{XYs: wrong, GlyphStyle: draw.GlyphStyle{Color: colorText, Radius: 6, Shape: ring{}}}
	entries := classEntries()
	if len(wrong) > 0 {
		entries = append(entries, legendEntry{"wrong", []plot.Thumbnailer{rings}})
	}
	if p.Map.Side > 0 {
		entries = append(entries, legendEntry{"probability, 0 to 1", []plot.Thumbnailer{p.Map}})
	}
	b := newBuilder(p.Title, 200, entries...)
	left, right := b.halves()
	b.square(left, "ground truth", append(classes(p.X, truth), rings)...)
	behind := []plot.Plotter{}
	if p.Map.Side > 0 {
		behind = append(behind, p.Map)
	}
	b.square(right, "prediction", append(append(behind, classes(p.X, predicted)...), rings)...)
	return b.figure(p.alt(len(wrong)))
}

// halves are the left and the right half of what is free.
func (b *builder) halves() (left, right draw.Canvas) {
	const between = 8
	left, right = b.free, b.free
	middle := b.free.Center().X
	left.Max.X, right.Min.X = middle-between/2, middle+between/2
	return left, right
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
	area.FillText(heading, vg.Point{X: area.Center().X + 8, Y: area.Max.Y - textSize}, name)
	data := p.DataCanvas(area)
	area.Min.Y += (data.Max.Y - data.Min.Y) - (data.Max.X - data.Min.X) - textSize - 8
	b.panel(area, y, p)
}

// classMarks are points as the marks of a class.
func classMarks(points plotter.XYs, class int) *plotter.Scatter {
	shape, radius := draw.GlyphDrawer(draw.CircleGlyph{}), vg.Length(3.4)
	if class == 1 {
		shape, radius = draw.PyramidGlyph{}, 4.2 // of about the same area
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

func (p Predictions) alt(wrong int) string {
	ones := 0
	for _, y := range p.Labels {
		ones += int(y)
	}
	alt := fmt.Sprintf("Two scatter plots of %d points, %d of class 0 and %d of class 1: "+
		"ground truth and prediction. %d predicted right, %d wrong.",
		len(p.X), len(p.X)-ones, ones, len(p.X)-wrong, wrong)
	if p.Map.Side > 0 {
		low, high := 1.0, 0.0
		for _, v := range p.Map.Probabilities {
			low, high = min(low, v), max(high, v)
		}
		alt += fmt.Sprintf(" Behind the predictions a map of the probability of class 1 over the unit square, "+
			"from %.2f to %.2f.", low, high)
	}
	return titled(p.Title, alt)
}
