package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
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

// Draw returns the figure, or an error for activations without principal components.
func (h HiddenViews) Draw() (Figure, error) {
	var projected [2]projection
	for i, v := range []HiddenView{h.Before, h.After} {
		p, err := v.project()
		if err != nil {
			return Figure{}, err
		}
		projected[i] = p
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

func (h HiddenViews) panel(b *builder, area draw.Canvas, name string, v HiddenView, seen projection) {
	heading := b.text.label(textSize, colorText)
	area.FillText(heading, vg.Point{X: area.Min.X, Y: area.Max.Y - textSize}, name)
	area.Max.Y -= textSize + 5
	low, high := seen.ranges()
	x := linear(fmt.Sprintf("component 1 (%.0f %%)", 100*seen.share[0]), low[0], high[0], 3)
	y := linear(fmt.Sprintf("component 2 (%.0f %%)", 100*seen.share[1]), low[1], high[1], 4)
	p := b.newPlot(x, y)
	p.Add(v.lines(seen.grid)...)
	var points [2]plotter.XYs
	for i, label := range h.Labels {
		points[int(label)] = append(points[int(label)], seen.points[i])
	}
	p.Add(classMarks(points[0], 0), classMarks(points[1], 1))
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = low[0], high[0], low[1], high[1]
	b.panel(area, y, p)
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

// projection is a view on the first two principal components of its points.
type projection struct {
	points, grid plotter.XYs
	share        [2]float64 // of the points' variance
}

// project finds the components. Their signs, which are free, are those that make
// the largest loading positive.
func (v HiddenView) project() (projection, error) {
	rows := len(v.Points) / v.Units
	points := mat.NewDense(rows, v.Units, v.Points)
	var pc stat.PC
	if !pc.PrincipalComponents(points, nil) {
		return projection{}, fmt.Errorf("figure: hidden layer: no principal components")
	}
	var vectors mat.Dense
	pc.VectorsTo(&vectors)
	total := 0.0
	variances := pc.VarsTo(nil)
	for _, v := range variances {
		total += v
	}
	var out projection
	means := make([]float64, v.Units)
	for u := range means {
		means[u] = stat.Mean(mat.Col(nil, u, points), nil)
	}
	var loadings [2][]float64
	for k := range loadings {
		loadings[k] = make([]float64, v.Units)
		if _, c := vectors.Dims(); k < c {
			mat.Col(loadings[k], k, &vectors)
		}
		if k < len(variances) && total > 0 {
			out.share[k] = variances[k] / total
		}
		orient(loadings[k])
	}
	see := func(rows []float64) plotter.XYs {
		xys := make(plotter.XYs, len(rows)/v.Units)
		for i := range xys {
			for u, mean := range means {
				d := rows[i*v.Units+u] - mean
				xys[i].X += float64(d * loadings[0][u])
				xys[i].Y += float64(d * loadings[1][u])
			}
		}
		return xys
	}
	out.points, out.grid = see(v.Points), see(v.Grid)
	return out, nil
}

// orient makes the largest of the loadings positive: the first of those that are
// about as large.
func orient(loadings []float64) {
	largest := 0.0
	for _, l := range loadings {
		if math.Abs(l) > math.Abs(largest)+1e-9 {
			largest = l
		}
	}
	if largest < 0 {
		for i := range loadings {
			loadings[i] = -loadings[i]
		}
	}
}

// ranges are those of points and grid along either component, with some room.
func (p projection) ranges() (low, high [2]float64) {
	low, high = [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for _, xys := range []plotter.XYs{p.points, p.grid} {
		for _, v := range xys {
			low[0], high[0] = min(low[0], v.X), max(high[0], v.X)
			low[1], high[1] = min(low[1], v.Y), max(high[1], v.Y)
		}
	}
	for k := range low {
		low[k], high[k] = padded(low[k], high[k], 0.08)
	}
	return low, high
}

func (h HiddenViews) alt(seen [2]projection) string {
	return titled(h.Title, fmt.Sprintf("Two scatter plots of %d points as the hidden layer of %d units sees them, "+
		"on its first two principal components, before and after training. "+
		"The two hold %.0f %% of the variance before and %.0f %% after.",
		len(h.Labels), h.Before.Units, 100*(seen[0].share[0]+seen[0].share[1]),
		100*(seen[1].share[0]+seen[1].share[1])))
}
