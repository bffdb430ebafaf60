package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"backprop/network/portable"
)

// LogLog shows measured series on two logarithmic axes, together with the power
// laws that theory predicts. It serves the error against the step size
// (truncation h², rounding 1/h), the Taylor remainder (h² for a right gradient, h
// for a wrong one) and the times against the size of the network.
type LogLog struct {
	Title  string
	X, Y   string // axis labels with units: "step h", "time per gradient (µs)"
	Series []Series
	Laws   []PowerLaw
}

// Series are measured points, joined by a line in their order. X must be positive;
// Y may be exactly 0, which is drawn at the foot, on a line labelled "0".
type Series struct {
	Name string
	X, Y []float64
	// Low and High, if not nil, are the positive ends of an interval around each Y.
	Low, High []float64
}

// PowerLaw is the line y = Coefficient · x^Exponent, drawn dotted from x = From to
// To, or over the whole axis if both are 0.
type PowerLaw struct {
	Name        string // "truncation, h²"
	Coefficient float64
	Exponent    float64
	From, To    float64
}

// Draw returns the figure, or an error for series that are empty, not finite, of
// different lengths or not positive, and for laws that are not positive.
func (l LogLog) Draw() (Figure, error) {
	r, zeros, err := l.ranges()
	if err != nil {
		return Figure{}, err
	}
	x := logarithmic(l.X, r.lowX/1.3, r.highX*1.3, 6)
	y := logarithmic(l.Y, r.lowY/1.6, r.highY*1.6, 6)
	var foot float64
	if zeros {
		y, foot = footed(l.Y, "0", r.lowY, r.highY*1.6, 6)
	}
	var entries []entry
	var what []plot.Plotter
	for i, law := range l.Laws {
		line := law.line(r, i)
		what = append(what, line)
		entries = append(entries, entry{law.Name, []plot.Thumbnailer{line}})
	}
	var measured []entry
	for i, series := range l.Series {
		points := series.points(foot)
		if series.Low != nil {
			what = append(what, intervals{series, inkSeries[i%len(inkSeries)]})
		}
		line, marks := line(points, i), marks(points, i)
		what = append(what, line, marks)
		measured = append(measured, entry{series.Name, []plot.Thumbnailer{line, marks}})
	}
	s := newSheet(l.Title, 208, append(measured, entries...)...)
	p := s.newPlot(x, y)
	p.Add(what...)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = x.min, x.max, y.min, y.max
	s.panel(s.free, y, p)
	return s.figure(l.alt())
}

// bounds are the ranges of what is measured.
type bounds struct{ lowX, highX, lowY, highY float64 }

func (s Series) points(foot float64) plotter.XYs {
	points := make(plotter.XYs, len(s.X))
	for i, x := range s.X {
		points[i] = plotter.XY{X: x, Y: lifted(s.Y[i], foot)}
	}
	return points
}

// line is the part of the law within the range of what is measured, which a
// straight line in logarithms crosses at two points.
func (w PowerLaw) line(r bounds, i int) *plotter.Line {
	from, to := r.lowX, r.highX
	if w.From != 0 || w.To != 0 {
		from, to = max(from, w.From), min(to, w.To)
	}
	if w.Exponent != 0 {
		atLow, atHigh := w.inverse(r.lowY), w.inverse(r.highY)
		from, to = max(from, min(atLow, atHigh)), min(to, max(atLow, atHigh))
	}
	line := &plotter.Line{LineStyle: draw.LineStyle{Color: inkText, Width: 1.3, Dashes: lawDashes[i%len(lawDashes)]}}
	if from < to {
		line.XYs = plotter.XYs{{X: from, Y: w.at(from)}, {X: to, Y: w.at(to)}}
	}
	return line
}

var lawDashes = [][]vg.Length{{1.5, 2.5}, {5, 2.5}, {8, 2.5, 1.5, 2.5}}

func (w PowerLaw) at(x float64) float64 {
	return portable.Exp(portable.Log(w.Coefficient) + float64(w.Exponent*portable.Log(x)))
}

func (w PowerLaw) inverse(y float64) float64 {
	return portable.Exp((portable.Log(y) - portable.Log(w.Coefficient)) / w.Exponent)
}

// intervals draws a series' intervals as vertical lines.
type intervals struct {
	Series
	ink ink
}

func (v intervals) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for i, at := range v.X {
		c.StrokeLine2(draw.LineStyle{Color: v.ink, Width: 1.2}, x(at), y(v.Low[i]), x(at), y(v.High[i]))
	}
}

// ranges returns the ranges of what is measured, and whether some Y is 0.
func (l LogLog) ranges() (r bounds, zeros bool, err error) {
	if len(l.Series) == 0 {
		return r, false, errNothing
	}
	r = bounds{math.Inf(1), 0, math.Inf(1), 0}
	for _, s := range l.Series {
		if err := s.check(); err != nil {
			return r, false, err
		}
		for i, x := range s.X {
			r.lowX, r.highX = min(r.lowX, x), max(r.highX, x)
			if y := s.Y[i]; y > 0 {
				y = max(y, least)
				r.lowY, r.highY = min(r.lowY, y), max(r.highY, y)
			} else {
				zeros = true
			}
			if s.Low != nil {
				r.lowY, r.highY = min(r.lowY, s.Low[i]), max(r.highY, s.High[i])
			}
		}
	}
	for _, w := range l.Laws {
		if err := check("law "+w.Name, []float64{w.Coefficient, w.Exponent, w.From, w.To}); err != nil {
			return r, false, err
		}
		if err := checkPositive("law "+w.Name+", coefficient", []float64{w.Coefficient}); err != nil {
			return r, false, err
		}
		if w.Exponent == 0 { // a level is to be seen, however far from the data
			r.lowY, r.highY = min(r.lowY, w.Coefficient), max(r.highY, w.Coefficient)
		}
	}
	if r.highY == 0 { // nothing but zeros
		r.lowY, r.highY = 0x1p-52, 0x1p-52
	}
	return r, zeros, nil
}

func (s Series) check() error {
	if err := checkPositive(s.Name+", x", s.X); err != nil {
		return err
	}
	if err := checkNonNegative(s.Name+", y", s.Y); err != nil {
		return err
	}
	if err := same(s.Name+", y", len(s.Y), len(s.X)); err != nil {
		return err
	}
	if s.Low == nil && s.High == nil {
		return nil
	}
	for _, ends := range [][]float64{s.Low, s.High} {
		if err := checkPositive(s.Name+", interval", ends); err != nil {
			return err
		}
		if err := same(s.Name+", interval", len(ends), len(s.Y)); err != nil {
			return err
		}
	}
	return nil
}

func (l LogLog) alt() string {
	alt := fmt.Sprintf("Plot of %s against %s on logarithmic axes.", l.Y, l.X)
	for _, s := range l.Series {
		last := len(s.X) - 1
		alt += fmt.Sprintf(" %s: %.3g at %.3g", s.Name, s.Y[0], s.X[0])
		if last > 0 {
			alt += fmt.Sprintf(" to %.3g at %.3g", s.Y[last], s.X[last])
		}
		alt += "."
	}
	for i, w := range l.Laws {
		if i == 0 {
			alt += " Dashed, for comparison:"
		}
		alt += fmt.Sprintf(" %s", w.Name)
		if i < len(l.Laws)-1 {
			alt += ";"
		} else {
			alt += "."
		}
	}
	return titled(l.Title, alt)
}
