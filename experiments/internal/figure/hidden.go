package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"backprop/experiments/internal/view"
)

// HiddenViews show a task's points as a hidden layer sees them, before and after
// training: two panels of the layer's units, projected on their first two
// principal components (gonum stat.PC), and the square [0,1]² of the inputs as
// the grid that the network makes of it, as ConvNetJS draws it
// (https://cs.stanford.edu/people/karpathy/convnetjs/demo/classify2d.html).
type HiddenViews struct {
	Title         string
	Labels        []float64 // 0 or 1, one per point
	Before, After HiddenView
}

// HiddenView is a hidden layer's activations.
type HiddenView struct {
	Units  int       // at least 2
	Points []float64 // one row of Units activations per point; at least two rows
	// Grid has the activations at the inputs (j/(Side-1), i/(Side-1)), one row of
	// Units per input, at (i*Side+j)*Units. It may be empty.
	Grid []float64
	Side int
}

// Draw returns the figure.
func (h HiddenViews) Draw() (Figure, error) {
	var projected [2]*view.Projection
	for i, v := range []HiddenView{h.Before, h.After} {
		projected[i] = view.Project(v.Points, v.Grid, v.Units)
	}
	entries := classEntries()
	if h.Before.Side > 0 || h.After.Side > 0 {
		entries = append(entries, legendEntry{"grid of the inputs",
			[]plot.Thumbnailer{&plotter.Line{LineStyle: gridStyle}}})
	}
	b := newBuilder(h.Title, 208, entries...)
	left, right := b.halves()
	h.panel(b, left, "before training", h.Before, projected[0])
	h.panel(b, right, "after training", h.After, projected[1])
	return b.figure(h.alt(projected))
}

func (h HiddenViews) panel(b *builder, area draw.Canvas, name string, v HiddenView, seen *view.Projection) {
	heading := b.text.label(textSize, colorText)
	area.FillText(heading, vg.Point{X: area.Min.X, Y: area.Max.Y - textSize}, name)
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

func (h HiddenViews) alt(seen [2]*view.Projection) string {
	return titled(h.Title, fmt.Sprintf("Two scatter plots of %d points as the hidden layer of %d units sees them, "+
		"on its first two principal components, before and after training. "+
		"The two hold %.0f %% of the variance before and %.0f %% after.",
		len(h.Labels), h.Before.Units, 100*(seen[0].Share[0]+seen[0].Share[1]),
		100*(seen[1].Share[0]+seen[1].Share[1])))
}
