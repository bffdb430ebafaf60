package figure

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"backprop/experiments/internal/notation"
	"backprop/network/portable"
)

// Lines are curves and measured points in one panel or several above one another,
// with one legend.
type Lines struct {
	Title  string
	Panels []Panel
}

// Panel is a plot of series over one pair of axes.
type Panel struct {
	X, Y   Axis
	Series []Series
	Rules  []Rule
	Height float64 // in pixels, with its labels
}

// Series is a quantity at several points. Those of the same place in two panels have
// the same colour.
type Series struct {
	Name string
	X    []float64 // nil for 0, 1, 2, …
	Y    []float64 // at least one
	// Low and High, if not nil, are the ends of an interval around each Y.
	Low, High []float64
	Style     Style
}

// Style is what a series looks like.
type Style string

// The styles.
const (
	Line   Style = ""       // a line in the dashes of its place
	Marked Style = "marked" // the same, with a mark at every point
	Broad  Style = "broad"  // a broad, pale line, on which another can be seen that coincides with it
	Thin   Style = "thin"   // a thin, dashed line, to lie upon a broad one
	Ghost  Style = "ghost"  // a dotted line of no colour, of another run
	Rings  Style = "rings"  // a ring at every point and no line
)

// Rule is the line y = Coefficient · x^Exponent, a level or on two logarithmic axes a
// power law, from x = From to To, or over the whole plot if both are 0.
type Rule struct {
	Name        string // "truncation, h²"
	Coefficient float64
	Exponent    float64
	From, To    float64
}

// Draw returns the figure, or an error for values that an axis cannot hold.
func (l Lines) Draw() (Figure, error) {
	var entries []legendEntry
	var plots []func(*builder)
	height := 0.0
	for i, p := range l.Panels {
		x, y := p.axes()
		plotters, legend := p.plotters(x, y)
		for _, e := range legend {
			if !slices.ContainsFunc(entries, func(known legendEntry) bool { return known.name == e.name }) {
				entries = append(entries, e)
			}
		}
		gap := vg.Length(0)
		if i > 0 {
			gap = 6
		}
		plots = append(plots, func(b *builder) {
			area := b.cutTop(vg.Length(p.Height))
			area.Max.Y -= gap
			plot := b.newPlot(x, y)
			plot.Add(plotters...)
			plot.X.Min, plot.X.Max, plot.Y.Min, plot.Y.Max = x.min, x.max, y.min, y.max
			b.panel(area, y, plot)
		})
		height += p.Height
	}
	b := newBuilder(l.Title, width, height, entries...)
	for _, draw := range plots {
		draw(b)
	}
	return b.figure(l.alt())
}

// axes are those of what the panel shows.
func (p Panel) axes() (x, y axis) {
	var xs, ys []float64
	for _, s := range p.Series {
		xs = append(xs, s.xs()...)
		ys = slices.Concat(ys, s.Y, s.Low, s.High)
	}
	for _, r := range p.Rules {
		if r.Exponent == 0 { // a level is to be seen, however far from the data
			ys = append(ys, r.Coefficient)
		}
	}
	y = p.Y.over(ys, labelsOfY, true)
	if p.X.Log {
		return p.X.over(xs, labelsOfLogX, true), y
	}
	return p.X.over(xs, labelsOfX, false), y // a curve over its epochs has no room beside it
}

// plotters are what the panel shows, and their legend.
func (p Panel) plotters(x, y axis) (plotters []plot.Plotter, legend []legendEntry) {
	for i, s := range p.Series {
		xs := s.xs()
		points := make(plotter.XYs, len(xs))
		for k, v := range s.Y {
			points[k] = plotter.XY{X: xs[k], Y: y.place(v)}
		}
		if s.Low != nil {
			plotters = append(plotters, intervals{xs, s.Low, s.High, seriesColor(i)})
		}
		drawn, keys := s.Style.plotters(points, i)
		plotters = append(plotters, drawn...)
		legend = append(legend, legendEntry{s.Name, keys})
	}
	for i, r := range p.Rules {
		line := &plotter.Line{XYs: r.within(x, y), LineStyle: ruleStyle(i)}
		plotters = append(plotters, line)
		legend = append(legend, legendEntry{r.Name, []plot.Thumbnailer{line}})
	}
	return plotters, legend
}

func (s Series) xs() []float64 {
	if s.X != nil {
		return s.X
	}
	xs := make([]float64, len(s.Y))
	for i := range xs {
		xs[i] = float64(i)
	}
	return xs
}

// within is the part of the rule inside of the axes: two points, since a power law is
// straight in logarithms, or none.
func (r Rule) within(x, y axis) plotter.XYs {
	from, to := x.min, x.max
	if r.From != 0 || r.To != 0 {
		from, to = max(from, r.From), min(to, r.To)
	}
	if r.Exponent != 0 {
		low, high := r.inverse(y.min), r.inverse(y.max)
		from, to = max(from, min(low, high)), min(to, max(low, high))
	}
	if from >= to {
		return nil
	}
	return plotter.XYs{{X: from, Y: r.at(from)}, {X: to, Y: r.at(to)}}
}

func (r Rule) at(x float64) float64 {
	if r.Exponent == 0 {
		return r.Coefficient
	}
	return portable.Exp(portable.Log(r.Coefficient) + float64(r.Exponent*portable.Log(x)))
}

func (r Rule) inverse(y float64) float64 {
	return portable.Exp((portable.Log(y) - portable.Log(r.Coefficient)) / r.Exponent)
}

// intervals draws intervals as vertical lines.
type intervals struct {
	x, low, high []float64
	color        themeColor
}

func (v intervals) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for i, at := range v.x {
		c.StrokeLine2(draw.LineStyle{Color: v.color, Width: 1.2}, x(at), y(v.low[i]), x(at), y(v.high[i]))
	}
}

func (l Lines) alt() string {
	var words []string
	for _, p := range l.Panels {
		scales := ""
		switch {
		case p.X.Log && p.Y.Log:
			scales = ", on logarithmic axes"
		case p.Y.Log:
			scales = ", on a logarithmic axis"
		}
		words = append(words, fmt.Sprintf("Plot of %s against %s%s.", p.Y.Label, p.X.Label, scales))
		for _, s := range p.Series {
			words = append(words, s.alt(p.Y.Zero))
		}
		var rules []string
		for _, r := range p.Rules {
			rules = append(rules, r.Name)
		}
		if len(rules) > 0 {
			words = append(words, "For comparison: "+strings.Join(rules, "; ")+".")
		}
	}
	return titled(l.Title, strings.Join(words, " "))
}

// alt says where a series begins and ends, and where it is greatest.
func (s Series) alt(zero string) string {
	value := func(v float64) string {
		if v == 0 && zero != "" {
			return zero
		}
		return notation.Short(v)
	}
	xs, last := s.xs(), len(s.Y)-1
	least, greatest, at := math.Inf(1), math.Inf(-1), 0
	for i, v := range s.Y {
		least = min(least, v)
		if v > greatest {
			greatest, at = v, i
		}
	}
	switch {
	case last == 0:
		return fmt.Sprintf("%s: %s at %s.", s.Name, value(s.Y[0]), notation.Short(xs[0]))
	case least == greatest:
		return fmt.Sprintf("%s: %s throughout.", s.Name, value(least))
	}
	words := fmt.Sprintf("%s: from %s at %s to %s at %s", s.Name, value(s.Y[0]), notation.Short(xs[0]),
		value(s.Y[last]), notation.Short(xs[last]))
	if 0 < at && at < last {
		words += fmt.Sprintf(", at most %s at %s", value(greatest), notation.Short(xs[at]))
	}
	return words + "."
}
