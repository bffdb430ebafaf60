package figure

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"backprop/experiments/internal/view"
)

// HiddenViews show a task's points as a hidden layer sees them, side by side: the
// layer's units, projected on their first two principal components, and the square [0,1]²
// of the inputs as the grid that the network makes of it, as ConvNetJS draws it
// (https://cs.stanford.edu/people/karpathy/convnetjs/demo/classify2d.html).
type HiddenViews struct {
	Title  string
	Labels []float64 // 0 or 1, one per point
	Views  []HiddenView
}

// HiddenView is a hidden layer's activations.
type HiddenView struct {
	Name   string
	Units  int       // at least 1
	Points []float64 // one row of Units activations per point; at least one row
	// Grid has the activations at the inputs (j/(Side-1), i/(Side-1)), one row of
	// Units per input, at (i*Side+j)*Units. It may be empty.
	Grid []float64
	Side int
}

// Draw returns the figure.
func (h HiddenViews) Draw() (Figure, error) {
	const side = width / 2
	entries := append(classEntries(), legendEntry{"grid of the inputs",
		[]plot.Thumbnailer{&plotter.Line{LineStyle: gridStyle}}})
	b := newBuilder(h.Title, side*float64(len(h.Views)), side+20, entries...)
	var seen []*view.Projection
	for i, area := range b.split(len(h.Views)) {
		v := h.Views[i]
		seen = append(seen, view.Project(v.Points, v.Grid, v.Units))
		h.panel(b, area, v, seen[i])
	}
	return b.figure(h.alt(seen))
}

func (h HiddenViews) panel(b *builder, area draw.Canvas, v HiddenView, seen *view.Projection) {
	heading := b.text.label(textSize, colorText)
	area.FillText(heading, vg.Point{X: area.Min.X, Y: area.Max.Y - textSize}, fit(heading, v.Name, area.Max.X-area.Min.X))
	area.Max.Y -= textSize + 5
	low, high := ranges(seen)
	x := linear(fmt.Sprintf("component 1 (%.0f %%)", 100*seen.Share[0]), low[0], high[0], 3)
	y := linear(fmt.Sprintf("component 2 (%.0f %%)", 100*seen.Share[1]), low[1], high[1], 4)
	p := b.newPlot(x, y)
	p.Add(v.lines(xys(seen.Grid))...)
	var points [2]plotter.XYs
	for i, label := range h.Labels {
		points[int(label)] = append(points[int(label)], plotter.XY{X: seen.Points[i][0], Y: seen.Points[i][1]})
	}
	p.Add(classMarks(points[0], 0), classMarks(points[1], 1))
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = low[0], high[0], low[1], high[1]
	b.panel(area, y, p)
}

// xys are points as gonum/plot has them.
func xys(points [][2]float64) plotter.XYs {
	out := make(plotter.XYs, len(points))
	for i, p := range points {
		out[i] = plotter.XY{X: p[0], Y: p[1]}
	}
	return out
}

var gridStyle = draw.LineStyle{Color: colorMuted.faded(60), Width: 0.7}

// lines are the grid's rows and columns.
func (v HiddenView) lines(grid plotter.XYs) []plot.Plotter {
	var lines []plot.Plotter
	for i := range v.Side {
		var row, column plotter.XYs
		for j := range v.Side {
			row, column = append(row, grid[i*v.Side+j]), append(column, grid[j*v.Side+i])
		}
		lines = append(lines, &plotter.Line{XYs: row, LineStyle: gridStyle},
			&plotter.Line{XYs: column, LineStyle: gridStyle})
	}
	return lines
}

// ranges are those of points and grid along either component, with some room.
func ranges(p *view.Projection) (low, high [2]float64) {
	low, high = [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for _, xys := range [][][2]float64{p.Points, p.Grid} {
		for _, v := range xys {
			low[0], high[0] = min(low[0], v[0]), max(high[0], v[0])
			low[1], high[1] = min(low[1], v[1]), max(high[1], v[1])
		}
	}
	for k := range low {
		low[k], high[k] = padded(low[k], high[k], 0.08)
	}
	return low, high
}

func (h HiddenViews) alt(seen []*view.Projection) string {
	var words []string
	for i, v := range h.Views {
		words = append(words, fmt.Sprintf("%s: %d units, of whose variance the two components hold %.0f %%.", v.Name,
			v.Units, 100*(seen[i].Share[0]+seen[i].Share[1])))
	}
	return titled(h.Title, fmt.Sprintf("Scatter plots of %d points as a hidden layer sees them, on its first two "+
		"principal components. %s", len(h.Labels), strings.Join(words, " ")))
}
